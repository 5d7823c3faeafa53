// SPDX-License-Identifier: BSL-1.0
// List-Unsubscribe, List-Id, Feedback-ID, CFBL-Address, X-MSFBL and return paths: what their readers give.
#include <gtest/gtest.h>

#include <arf/identifiers.hpp>
#include <exact.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace identifiers_test {

using arf::Msfbl;
using arf::ReturnPathToken;
using arf_test::Exact;
using arf_test::million;
using arf_test::repeat;
using Scheme = ReturnPathToken::Scheme;
using Texts = std::vector<std::string>;

// Base64 made by hand, so that the tests do not lean on a decoder of ours.
constexpr std::string_view at_signs = "YWxpY2VAZXhhbXBsZS5vcmdAYmluZGluZy0xQGdyb3VwQGN1c3RvbWVyLTc=";
constexpr std::string_view json =
    "bWFj|eyJyIjoiYWxpY2VAZXhhbXBsZS5vcmciLCJiIjoiYmluZGluZy0xIiwiZyI6Imdyb3VwIiwidSI6ImN1c3RvbWVyLTcifQ==";

TEST(ListUnsubscribe, GivesItsUrisInOrder) {
    struct Case {
        std::string_view value;
        Texts uris;
    };
    for (auto const& [value, uris] : std::vector<Case>{
             {"<mailto:leave@example.com>", {"mailto:leave@example.com"}},
             {"<mailto:a@example.com>, <https://example.com/u?x=1,2>",
              {"mailto:a@example.com", "https://example.com/u?x=1,2"}},
             {"<a:b>,<c:d>,<e:f>", {"a:b", "c:d", "e:f"}},
             {"\r\n <https://example.com/a\r\n b>\r\n ,\r\n\t<c:d>\r\n", {"https://example.com/ab", "c:d"}},
             {"(use mail (please)) <mailto:a@example.com> (or web) , <https://example.com/>",
              {"mailto:a@example.com", "https://example.com/"}},
             {"< a:b >", {"a:b"}},
             {"<>, <a:b>, < >", {"a:b"}},
             {"<a:b>, <c:d", {"a:b"}},
             {"<a:b>, c:d, <e:f>", {"a:b"}},
             {"<a:b> or <c:d>", {"a:b"}},
             {"<a:b>,", {"a:b"}},
             {"<a:b<c:d>", {}},
             {"", {}},
             {"NO", {}},
             {"mailto:a@example.com", {}},
             {"(unclosed <a:b>", {}},
         }) {
        EXPECT_EQ(arf::read_list_unsubscribe(Exact{value}.view()), uris) << value;
    }
}

TEST(ListUnsubscribe, GivesAHundredUrisAtMost) {
    auto const uris = arf::read_list_unsubscribe(repeat("<a:b>,", 1000) + "<c:d>");
    EXPECT_EQ(uris.size(), arf::max_list_uris);
    EXPECT_EQ(uris.back(), "a:b");
}

TEST(ListUnsubscribePost, IsOneClickOnlyToTheLetter) {
    for (auto value : {"List-Unsubscribe=One-Click", " List-Unsubscribe=One-Click\r\n"})
        EXPECT_TRUE(arf::is_one_click(value)) << value;
    for (auto value : {"", "list-unsubscribe=one-click", "List-Unsubscribe=One-Click;", "One-Click",
                       "List-Unsubscribe = One-Click", "List-Unsubscribe=One-Click2"})
        EXPECT_FALSE(arf::is_one_click(value)) << value;
}

TEST(ListId, GivesIdAndDescription) {
    struct Case {
        std::string_view value;
        arf::ListId expected;
    };
    for (auto const& [value, expected] : std::vector<Case>{
             {"<list.example.com>", {"list.example.com", ""}},
             {" A list of friends\r\n <list.example.com> ", {"list.example.com", "A list of friends"}},
             {"\"A \\\"good\\\" < list\" <list.example.com>", {"list.example.com", "A \"good\" < list"}},
             {"=?utf-8?Q?Caf=C3=A9?= <list.example.com>", {"list.example.com", "Caf\xC3\xA9"}},
             {"\"=?utf-8?Q?Caf=C3=A9?=\" <list.example.com>", {"list.example.com", "Caf\xC3\xA9"}},
             {"list.example.com", {"list.example.com", ""}},
             {"a <b", {"a <b", ""}},
             {"<>", {"", ""}},
             {"", {"", ""}},
             {"x <a> <list.example.com> (c)", {"list.example.com", "x <a>"}},
         }) {
        auto const id = arf::read_list_id(Exact{value}.view());
        EXPECT_EQ(id.id, expected.id) << value;
        EXPECT_EQ(id.description, expected.description) << value;
    }
}

TEST(FeedbackId, IsReadFromTheRight) {
    struct Case {
        std::string_view value;
        std::string_view sender_id;
        Texts campaign_parts;
    };
    for (auto const& [value, sender_id, campaign_parts] : std::vector<Case>{
             {"campaign:customer:mail:sender", "sender", {"campaign", "customer", "mail"}},
             {"x:campaign:customer:mail:sender", "sender", {"campaign", "customer", "mail"}},
             {"::mail:sender", "sender", {"", "", "mail"}},
             {"mail:sender", "sender", {"mail"}},
             {"2", "2", {}},
             {"abc", "abc", {}},
             {"a:b:c:a-sender-of-more-than-15", "a-sender-of-more-than-15", {"a", "b", "c"}},
             {" a : b\r\n :c: sender \r\n", "sender", {"a", "b", "c"}},
         }) {
        auto const id = arf::read_feedback_id(Exact{value}.view());
        ASSERT_TRUE(id) << value;
        EXPECT_EQ(id->sender_id, sender_id) << value;
        EXPECT_EQ(id->campaign_parts, campaign_parts) << value;
    }
    EXPECT_EQ(arf::read_feedback_id(" a:b\r\n :c:d ")->raw, "a:b :c:d");
    for (auto value : {"", " ", ":", "a:b:c:", "a:b:c: \r\n"})
        EXPECT_FALSE(arf::read_feedback_id(value)) << value;
}

TEST(CfblAddress, GivesAddressAndReport) {
    struct Case {
        std::string_view value, address, report;
    };
    for (auto const& [value, address, report] : std::vector<Case>{
             {"fbl@example.com", "fbl@example.com", ""},
             {" fbl@example.com; report=arf\r\n", "fbl@example.com", "arf"},
             {"fbl@example.com;report=xarf", "fbl@example.com", "xarf"},
             {"fbl@example.com;\r\n report=xarf", "fbl@example.com", "xarf"},
             {"fbl@example.com; report=ARF", "fbl@example.com", "ARF"},
             {"fbl@example.com; Report=xarf", "fbl@example.com", ""},
             {"fbl@example.com; report=csv (c)", "fbl@example.com", "csv"},
             {"fbl@example.com; x=y; report=arf; report=xarf", "fbl@example.com", "arf"},
             {"fbl@example.com;", "fbl@example.com", ""},
             {"(c) fbl@example.com (d)", "fbl@example.com", ""},
             {"<fbl@example.com>; report=arf", "fbl@example.com", "arf"},
             {"\"f;b\"@example.com; report=arf", "\"f;b\"@example.com", "arf"},
             {"f\xC3\xA9@example.com", "f\xC3\xA9@example.com", ""},
         }) {
        auto const cfbl = arf::read_cfbl_address(Exact{value}.view());
        ASSERT_TRUE(cfbl) << value;
        EXPECT_EQ(cfbl->address, address) << value;
        EXPECT_EQ(cfbl->report, report) << value;
    }
    for (auto value : {"", ";", "fbl", "fbl@", "@example.com", "Name <fbl@example.com>", "<>", "; report=arf",
                       "a@example.com, b@example.com", "fbl@example.com report=arf"})
        EXPECT_FALSE(arf::read_cfbl_address(value)) << value;
}

TEST(Msfbl, ReadsTheOlderForm) {
    auto const token = arf::read_msfbl(Exact{at_signs}.view());
    ASSERT_TRUE(token);
    EXPECT_EQ(token->form, Msfbl::Form::at_signs);
    EXPECT_EQ(token->recipient, "alice@example.org");
    EXPECT_EQ(token->binding, "binding-1");
    EXPECT_EQ(token->binding_group, "group");
    EXPECT_EQ(token->user, "customer-7");
    EXPECT_EQ(token->text, "alice@example.org@binding-1@group@customer-7");
}

TEST(Msfbl, ReadsTheJsonForm) {
    auto const token = arf::read_msfbl(Exact{json}.view());
    ASSERT_TRUE(token);
    EXPECT_EQ(token->form, Msfbl::Form::json);
    EXPECT_EQ(token->recipient, "alice@example.org");
    EXPECT_EQ(token->binding, "binding-1");
    EXPECT_EQ(token->binding_group, "group");
    EXPECT_EQ(token->user, "customer-7");
    EXPECT_EQ(token->text, R"({"r":"alice@example.org","b":"binding-1","g":"group","u":"customer-7"})");
}

TEST(Msfbl, IsTheSameFolded) {
    for (auto const value : {at_signs, json}) {
        for (std::string_view const fold : {"\r\n\t", "\n ", " "}) {
            for (std::size_t i = 0; i <= value.size(); ++i) {
                auto const folded = std::string(value.substr(0, i)).append(fold).append(value.substr(i));
                auto const token = arf::read_msfbl(folded);
                ASSERT_TRUE(token) << folded;
                EXPECT_EQ(token->recipient, "alice@example.org") << folded;
                EXPECT_EQ(token->user, "customer-7") << folded;
            }
        }
    }
}

/// The standard alphabet (RFC 4648, section 4), padded.
std::string base64(std::string_view text) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 3) {
        unsigned quantum = 0;
        for (std::size_t k = 0; k < 3; ++k)
            quantum = quantum << 8 | (i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += i + k > text.size() ? '=' : alphabet[quantum >> (18 - 6 * k) & 63U];
    }
    return out;
}

TEST(Msfbl, TakesWhatTheJsonSays) {
    struct Case {
        std::string_view document, recipient, user;
    };
    for (auto const& [document, recipient, user] : std::vector<Case>{
             {R"({"r":"a@example.org","customer_id":"17","tenant_id":"t"})", "a@example.org", "17"},
             {R"({"customer_id":"17","u":"x"})", "", "x"},
             {R"({"r":"a@example.org","r":"b@example.org"})", "a@example.org", ""},
             {R"({"r":"\u0061\"@example.org","u":17})", "a\"@example.org", "17"},
             {R"({"r":"a@example.org","u":18446744073709551615})", "a@example.org", "18446744073709551615"},
             {R"({"r":"a@example.org","u":1.5})", "a@example.org", "1.5"},
             {R"({"x":{"r":"no@example.org"},"y":[{"u":"no"}],"r":"a@example.org"})", "a@example.org", ""},
             {R"({"r":null,"u":true})", "", ""},
             {R"({})", "", ""},
         }) {
        auto const token = arf::read_msfbl("bWFj|" + base64(document));
        ASSERT_TRUE(token) << document;
        EXPECT_EQ(token->recipient, recipient) << document;
        EXPECT_EQ(token->user, user) << document;
        EXPECT_EQ(token->text, document);
    }
    for (std::string const document :
         {"", "{", "{\"r\":1", "{\"r\":1.", "{\"r\":1e", "{\"r\":-", "{\"r\":12345678901234567890123", "[]",
          "[{\"r\":\"a@example.org\"}]", "\"r\"", "17", "{\"r\":\"a\"} x", "{'r':1}", "alice"})
        EXPECT_FALSE(arf::read_msfbl("bWFj|" + base64(document))) << document;
}

TEST(Msfbl, TakesUserStringsOfAnyShape) {
    auto const token = arf::read_msfbl(base64("a@example.org@b@g@107-ABC-070:39:@x=y"));
    ASSERT_TRUE(token);
    EXPECT_EQ(token->user, "107-ABC-070:39:@x=y");
    auto const empty = arf::read_msfbl(base64("a@example.org@@@"));
    ASSERT_TRUE(empty);
    EXPECT_EQ(empty->recipient + empty->binding + empty->binding_group + empty->user, "a@example.org");
}

TEST(Msfbl, IsNothingWhereNeitherFormCanBeRead) {
    for (auto const& value :
         {std::string(), std::string("|"), std::string("bWFj|"), "|" + base64("{}"), std::string("redacted"),
          std::string("alice@example.org@b@g@u"), base64("alice@example.org"), base64("a@b@c@d"),
          base64("@example.org@b@g@u"), base64("a@@b@g@u"), base64("a b@example.org@b@g@u"),
          base64("{\"r\":\"a@example.org\"}"), base64("id=5&list=7&mail=a"), std::string("YWJj|YWJj|YWJj"),
          std::string("===="), std::string("bWFj-_|e30=")})
        EXPECT_FALSE(arf::read_msfbl(value)) << value;
}

TEST(Msfbl, HasLimits) {
    auto const nested = [](std::size_t depth) {
        return "bWFj|" + base64("{\"x\":" + repeat("[", depth) + repeat("]", depth) + "}");
    };
    EXPECT_TRUE(arf::read_msfbl(nested(20)));
    EXPECT_FALSE(arf::read_msfbl(nested(40)));
    EXPECT_FALSE(arf::read_msfbl(nested(500'000)));
    auto const sized = [](std::size_t size) { return base64("a@example.org@b@g@" + std::string(size, 'u')); };
    EXPECT_TRUE(arf::read_msfbl(sized(40'000)));
    EXPECT_FALSE(arf::read_msfbl(sized(60'000)));
}

struct Token {
    std::string_view path;
    Scheme scheme;
    std::string_view prefix, tag, address;
};

void gives(std::vector<Token> const& cases) {
    for (auto const& [path, scheme, prefix, tag, address] : cases) {
        auto const token = arf::read_return_path_token(Exact{path}.view());
        ASSERT_TRUE(token) << path;
        EXPECT_EQ(token->scheme, scheme) << path;
        EXPECT_EQ(token->prefix, prefix) << path;
        EXPECT_EQ(token->tag, tag) << path;
        EXPECT_EQ(token->address, address) << path;
    }
}

TEST(ReturnPathToken, ReadsVerp) {
    gives({
        {"bounce+alice=example.org@example.com", Scheme::verp, "bounce", "", "alice@example.org"},
        {"<bounce+alice=example.org@example.com>", Scheme::verp, "bounce", "", "alice@example.org"},
        {"list-bounces+alice+tag=example.org@example.com", Scheme::verp, "list-bounces", "",
         "alice+tag@example.org"},
        {"news+mary-jane=example.org@example.com", Scheme::verp, "news", "", "mary-jane@example.org"},
        {"bounces+12345-ab1f-alice=example.org@example.com", Scheme::verp, "bounces+12345-ab1f", "",
         "alice@example.org"},
        {"bounces+12345-beef-mary-jane=example.org@example.com", Scheme::verp, "bounces+12345-beef", "",
         "mary-jane@example.org"},
        {"bounces-123-alice=example.org@example.com", Scheme::verp, "bounces-123", "", "alice@example.org"},
        {"Bounces-123-456-Alice=Example.ORG@example.com", Scheme::verp, "Bounces-123-456", "",
         "Alice@Example.ORG"},
        {"list-return-7-alice=example.org@lists.example.com", Scheme::verp, "list-return-7", "",
         "alice@example.org"},
        {"list-return-7-agent-007=example.org@lists.example.com", Scheme::verp, "list-return-7", "",
         "agent-007@example.org"},
        {"b-1-2-alice=example.org@example.com", Scheme::verp, "b-1-2", "", "alice@example.org"},
        {"bounce-mc.us1_12.34-alice=example.org@example.com", Scheme::verp, "bounce-mc.us1_12.34", "",
         "alice@example.org"},
        {"bounce-alice=example.org@example.com", Scheme::verp, "bounce", "", "alice@example.org"},
        {"verp=alice=example.org@example.com", Scheme::verp, "verp", "", "alice@example.org"},
        {"alice=example.org@bounce.example.com", Scheme::verp, "", "", "alice@example.org"},
        {"alice.smith=example.org@returns.bulk.example.com", Scheme::verp, "", "", "alice.smith@example.org"},
        {"news-12-alice=example.org@bounces.example.com", Scheme::verp, "news-12", "", "alice@example.org"},
        {"bob+caf_=alice=example.org@example.com", Scheme::verp, "bob+caf_", "", "alice@example.org"},
        {"bounce+alice=m\xC3\xBCnchen.example@example.com", Scheme::verp, "bounce", "",
         "alice@m\xC3\xBCnchen.example"},
    });
}

TEST(ReturnPathToken, ReadsSrsAndBatv) {
    gives({
        {"SRS0=HHH=TT=example.org=alice@example.com", Scheme::srs0, "", "HHH=TT", "alice@example.org"},
        {"srs0+HHH=TT=example.org=alice@example.com", Scheme::srs0, "", "HHH=TT", "alice@example.org"},
        {"SRS0-Ab/+=TT=example.org=a=b@example.com", Scheme::srs0, "", "Ab/+=TT", "a=b@example.org"},
        {"SRS0=HHH=TT=example.org=bounce+x=example.net@example.com", Scheme::srs0, "", "HHH=TT",
         "bounce+x=example.net@example.org"},
        {"SRS1=GGG=example.net==HHH=TT=example.org=alice@example.com", Scheme::srs1, "",
         "GGG=example.net==HHH=TT", "alice@example.org"},
        {"srs1-GGG=example.net=-HHH=TT=example.org=alice@example.com", Scheme::srs1, "",
         "GGG=example.net=-HHH=TT", "alice@example.org"},
        {"prvs=1234abcdef=alice@example.com", Scheme::batv, "", "1234abcdef", "alice@example.com"},
        {"PRVS=1234ABCDEF=alice@example.com", Scheme::batv, "", "1234ABCDEF", "alice@example.com"},
        {"prvs=1234abcdef=bounce+alice=example.org@example.com", Scheme::batv, "", "1234abcdef",
         "bounce+alice=example.org@example.com"},
        {"msprvs1=12345AbC_x=bounces-7@example.com", Scheme::batv, "", "12345AbC_x", "bounces-7@example.com"},
        {"btv1==0123456789a==alice@example.com", Scheme::batv, "", "0123456789a", "alice@example.com"},
    });
    auto const signed_path =
        arf::read_return_path_token("prvs=1234abcdef=bounce+alice=example.org@example.com");
    auto const inner = arf::read_return_path_token(signed_path->address);
    ASSERT_TRUE(inner);
    EXPECT_EQ(inner->address, "alice@example.org");
}

TEST(ReturnPathToken, IsNothingElsewhere) {
    for (auto path : {
             "",
             "<>",
             "@",
             "alice",
             "alice@example.com",
             "alice@",
             "@example.com",
             "bounce-123-456@example.com",
             "a=b@example.com",
             "bounce+alice=work@example.com",
             "bounce+=example.org@example.com",
             "bounce+alice=@example.com",
             "bounce+alice=example..org@example.com",
             "bounce+alice=192.0.2.1@example.com",
             "bounce+al ice=example.org@example.com",
             "author=example.org@forwarder.example",  // QUIRK: forwarders write the sender so
             "news-alice=example.org@example.com",
             "bounce-news-alice=example.org@example.com",  // where does the recipient begin?
             "mary-jane=example.org@bounce.example.com",
             "bounces.7.alice=example.org@bounce.example.com",
             "SRS0=HHH=TT=example.org=@example.com",
             "SRS0=HHH=TT@example.com",
             "SRS1=HHH=example.com=HHH=TT=example.org@example.com",
             "prvs=1234@example.com",
             "prvs==alice@example.com",
             "btv1==1234=alice@example.com",
         }) {
        EXPECT_FALSE(arf::read_return_path_token(Exact{path}.view())) << path;
    }
}

/// All readers on one text; what they give is made of its bytes.
void read_all(std::string_view text) {
    for (auto const& uri : arf::read_list_unsubscribe(text)) {
        EXPECT_FALSE(uri.empty());
        EXPECT_EQ(uri.find_first_of(" \t\r\n<>"), std::string::npos);
    }
    EXPECT_LE(arf::read_list_id(text).id.size(), text.size());
    EXPECT_EQ(arf::is_one_click(text),
              text.find("List-Unsubscribe=One-Click") != text.npos && arf::is_one_click(std::string(text)));
    if (auto const id = arf::read_feedback_id(text)) {
        EXPECT_FALSE(id->sender_id.empty());
        EXPECT_LE(id->campaign_parts.size(), 3U);
    }
    if (auto const cfbl = arf::read_cfbl_address(text)) {
        EXPECT_NE(cfbl->address.find('@'), std::string::npos);
    }
    if (auto const token = arf::read_msfbl(text)) {
        EXPECT_LE(token->text.size(), text.size());
    }
    if (auto const token = arf::read_return_path_token(text)) {
        auto const at = token->address.rfind('@');
        EXPECT_TRUE(at != std::string::npos && at != 0 && at + 1 != token->address.size());
    }
}

Texts const& samples() {
    static Texts const texts{
        "(c) <mailto:a@example.com> (d), <https://example.com/\r\n u>",
        "\"A \\\" list\" =?utf-8?Q?Caf=C3=A9?= <list.example.com>",
        "campaign:customer:mail:sender",
        "(c) \"f;b\"@example.com ; report=xarf",
        std::string(at_signs),
        std::string(json),
        "bounces+12345-ab1f-alice=example.org@bounce.example.com",
        "list-return-7-alice=example.org@example.com",
        "SRS0=HHH=TT=example.org=alice@example.com",
        "SRS1=GGG=example.net==HHH=TT=example.org=alice@example.com",
        "prvs=1234abcdef=alice@example.com",
        "btv1==0123456789a==alice@example.com",
        "List-Unsubscribe=One-Click",
    };
    return texts;
}

TEST(Identifiers, SurviveBeingCutShortAnywhere) {
    for (std::string_view const text : samples()) {
        for (std::size_t size = 0; size <= text.size(); ++size) {
            read_all(Exact{text.substr(0, size)}.view());
            read_all(Exact{text.substr(size)}.view());
        }
    }
}

TEST(Identifiers, SurviveAnyByteAnywhere) {
    for (std::string const& text : samples()) {
        for (std::size_t at = 0; at < text.size(); ++at) {
            Exact flipped{text};
            for (unsigned byte = 0; byte < 256; ++byte) {
                flipped.data()[at] = static_cast<char>(byte);
                read_all(flipped.view());
            }
        }
    }
}

TEST(Identifiers, AreReadInLinearTime) {
    for (std::string_view const piece :
         {"<", ">",  "<a>,",  "(", "()",   "\"",   "\\", ":",     ";",          "; report=",
          "=", "+",  "-",     "@", "a@",   "-1",   "1-", "b-",    "bounce-",    "mc.1-",
          ".", "a.", "SRS0=", "|", "YWJj", "W1tb", " ",  "\r\n ", "=?a?Q?b?= ", "\xff"}) {
        auto const many = repeat(piece, million / piece.size());
        read_all(Exact{many}.view());
        read_all(Exact{many + "=example.org@bounce.example.com"}.view());
        read_all(Exact{"<" + many}.view());
        read_all(Exact{"a@example.com; " + many}.view());
        read_all(Exact{"SRS1=a=" + many + "@example.com"}.view());
    }
}

}  // namespace identifiers_test
