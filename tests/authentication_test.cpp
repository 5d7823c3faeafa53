// SPDX-License-Identifier: BSL-1.0
// Authentication-Results and ARC-Authentication-Results. The other fields of the header are in
// received_spf_test.cpp and dkim_signature_test.cpp.
#include <gtest/gtest.h>

#include <arf/authentication.hpp>
#include <arf/parse.hpp>
#include <array>
#include <damage.hpp>
#include <linear.hpp>
#include <string>
#include <string_view>
#include <support.hpp>

namespace authentication_test {

using arf_test::cpu_seconds;
using arf_test::Exact;
using arf_test::repeat;
using arf_test::time_limit;
using namespace std::string_view_literals;

/// All members but `raw`: "1: id/version; none; method/2=result (comment) {reason} type.name[value]".
std::string show(arf::AuthenticationResults const& value) {
    std::string out;
    if (value.instance) out += std::to_string(*value.instance) + ": ";
    out += value.authserv_id;
    if (value.version) out += "/" + std::to_string(*value.version);
    if (value.none) out += "; none";
    for (auto const& result : value.results) {
        out += "; " + result.method;
        if (result.method_version != 1) out += "/" + std::to_string(result.method_version);
        out += "=" + result.result;
        if (!result.comment.empty()) out += " (" + result.comment + ")";
        if (!result.reason.empty()) out += " {" + result.reason + "}";
        for (auto const& [type, name, text] : result.properties)
            out.append(" ").append(type).append(".").append(name).append("[").append(text).append("]");
    }
    return out;
}

struct Case {
    std::string_view text;
    std::string_view shown;
};

/// As RFC 8601 wants them.
constexpr auto regular = std::to_array<Case>({
    {"mx.example.net; none", "mx.example.net; none"},
    {" mx.example.net 1 ; none ", "mx.example.net/1; none"},
    {"mx.example.net (nothing; was=checked); (none) NONE (none)", "mx.example.net; none"},
    {"mx.example.net; spf=pass smtp.mailfrom=example.com",
     "mx.example.net; spf=pass smtp.mailfrom[example.com]"},
    {"mx.example.net 1; dkim=fail (body hash; l=10) reason=\"bad body\"\r\n"
     " header.d=example.com header.b=\"a1b2/c3=\"; spf=pass smtp.mailfrom=bounce.example.com",
     "mx.example.net/1; dkim=fail (body hash; l=10) {bad body} header.d[example.com] header.b[a1b2/c3=]; "
     "spf=pass smtp.mailfrom[bounce.example.com]"},
    {"mx.example.net; auth=pass (cram-md5) smtp.auth=sender@example.com; spf=fail smtp.mailfrom=example.com",
     "mx.example.net; auth=pass (cram-md5) smtp.auth[sender@example.com]; "
     "spf=fail smtp.mailfrom[example.com]"},
    {"mx.example.net; dkim=pass (good signature) header.i=@mail-router.example.com; "
     "dkim=fail (bad signature) header.i=@newyork.example.com",
     "mx.example.net; dkim=pass (good signature) header.i[@mail-router.example.com]; "
     "dkim=fail (bad signature) header.i[@newyork.example.com]"},
    {"mx.example.net (a) 1 (b); dkim (c=d) / 1 (e; f) = (g) fail\r\n"
     "\tpolicy (h) . (i.j) expired (k) = (l) 1362471462",
     "mx.example.net/1; dkim=fail policy.expired[1362471462]"},
    {"mx.example.net; dkim/2=pass header.d=example.com", "mx.example.net; dkim/2=pass header.d[example.com]"},
    {"mx.example.net; iprev=pass policy.iprev=192.0.2.1",
     "mx.example.net; iprev=pass policy.iprev[192.0.2.1]"},
    {"mx.example.net; spf=none smtp.helo=mail.example.com",
     "mx.example.net; spf=none smtp.helo[mail.example.com]"},
    {"mx.example.net; dmarc=fail header.from=\"example.com\"",
     "mx.example.net; dmarc=fail header.from[example.com]"},
    {R"(mx.example.net; spf=pass smtp.mailfrom="\"a b\"@example.com")",
     R"(mx.example.net; spf=pass smtp.mailfrom["a b"@example.com])"},
    {R"(mx.example.net; spf=pass smtp.mailfrom="a b"@example.com)",
     R"(mx.example.net; spf=pass smtp.mailfrom["a b"@example.com])"},
    {R"(mx.example.net; dkim=fail reason="a \"b\" \\ c; dkim=pass" header.d=example.com)",
     R"(mx.example.net; dkim=fail {a "b" \ c; dkim=pass} header.d[example.com])"},
    {"mx.example.net; dkim=fail reason=bad header.d=example.com",
     "mx.example.net; dkim=fail {bad} header.d[example.com]"},
    {"\"mx; example=net\" 1; none", "mx; example=net/1; none"},
    {"mx.example.net; dkim=fail (a (b; c) (d (e)))", "mx.example.net; dkim=fail (a (b; c) (d (e)))"},
    {R"(mx.example.net; dkim=fail (a \) b \( c))", "mx.example.net; dkim=fail (a ) b ( c)"},
    {R"(mx.example.net; dkim=fail (a \\))", R"(mx.example.net; dkim=fail (a \))"},
    {"mx.example.net; dkim=pass (first) header.d=example.com (second)",
     "mx.example.net; dkim=pass (first) header.d[example.com]"},
    {"mx.example.net; dkim=pass header.d=example.com (behind); (before) spf=pass",
     "mx.example.net; dkim=pass (behind) header.d[example.com]; spf=pass"},
    {"mx.example.net; arc=pass smtp.remote-ip=192.0.2.1 header.oldest-pass=0",
     "mx.example.net; arc=pass smtp.remote-ip[192.0.2.1] header.oldest-pass[0]"},
    {"mx.ex\xc3\xa4mple.net; spf=pass smtp.mailfrom=\xc3\xa4@example.com",
     "mx.ex\xc3\xa4mple.net; spf=pass smtp.mailfrom[\xc3\xa4@example.com]"},
});

/// Deviations of the wire (FORMATS 4.4).
constexpr auto deviant = std::to_array<Case>({
    {"spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.com",
     "; spf=pass (sender IP is 192.0.2.1) smtp.mailfrom[example.com]"},
    {"spf=softfail (sender IP is 192.0.2.1)\r\n smtp.mailfrom=example.com; example.net; dkim=fail\r\n"
     " (signature did not verify)\r\n header.d=example.com;example.net; dmarc=fail\r\n"
     " action=oreject header.from=example.com;",
     "; spf=softfail (sender IP is 192.0.2.1) smtp.mailfrom[example.com]; dkim=fail (signature did not "
     "verify) "
     "header.d[example.com]; dmarc=fail .action[oreject] header.from[example.com]"},
    {"dmarc=fail (p=none; dis=none) header.from=example.com",
     "; dmarc=fail (p=none; dis=none) header.from[example.com]"},
    {"dmarc=fail (p=none, dis=none) header.from=example.com",
     "; dmarc=fail (p=none, dis=none) header.from[example.com]"},
    {"dmarc=pass action=none header.from=example.com;compauth=pass reason=109",
     "; dmarc=pass .action[none] header.from[example.com]; compauth=pass {109}"},
    {"mx.example.net; spf=fail smtp.mail=someone@example.com",
     "mx.example.net; spf=fail smtp.mail[someone@example.com]"},
    {"mx.example.net; arc=none smtp.remote-ip=2001:db8::1",
     "mx.example.net; arc=none smtp.remote-ip[2001:db8::1]"},
    {"mx.example.net; dkim=pass header.b=aB+/c3==; spf=pass",
     "mx.example.net; dkim=pass header.b[aB+/c3==]; spf=pass"},
    {"mx.example.net; spf=neutral smtp.mailfrom=\"\" smtp.helo=\"mail.example.com\"",
     "mx.example.net; spf=neutral smtp.mailfrom[] smtp.helo[mail.example.com]"},
    {"mx.example.net; spf=none smtp.mailfrom=; dkim=none",
     "mx.example.net; spf=none smtp.mailfrom[]; dkim=none"},
    {"mx.example.net; spf=none smtp.mailfrom= smtp.helo=mail.example.com",
     "mx.example.net; spf=none smtp.mailfrom[] smtp.helo[mail.example.com]"},
    {"mx.example.net; spf= smtp.helo=mail.example.com", "mx.example.net; spf= smtp.helo[mail.example.com]"},
    {"mx.example.net; spf=pass;", "mx.example.net; spf=pass"},
    {"mx.example.net;; ;spf=pass ; ;", "mx.example.net; spf=pass"},
    {"MX.Example.NET; SPF=Pass SMTP.MailFrom=Example.COM; DKIM=HardFail",
     "MX.Example.NET; spf=pass smtp.mailfrom[Example.COM]; dkim=hardfail"},
    {"mx.example.net; spf=pass smtp.mailfrom=example.com dkim=pass header.d=example.com dmarc=pass",
     "mx.example.net; spf=pass smtp.mailfrom[example.com]; dkim=pass header.d[example.com]; dmarc=pass"},
    {"mx.example.net; spf=pass (a) dkim/1=fail (b) x-vendor=ok (c)",
     "mx.example.net; spf=pass (a); dkim=fail (b); x-vendor=ok (c)"},
    {"mx.example.net spf=pass", "mx.example.net; spf=pass"},
    {"mx.example.net 1 spf=pass", "mx.example.net/1; spf=pass"},
    {"mx.example.net  from=example.com; domainkeys=neutral (no sig);  from=example.org; dkim=pass (ok)",
     "mx.example.net; from=example.com; domainkeys=neutral (no sig); from=example.org; dkim=pass (ok)"},
    {"mx.example.net; dmarc=pass(p=REJECT) header.from=example.com",
     "mx.example.net; dmarc=pass (p=REJECT) header.from[example.com]"},
    {"mx.example.net; dkim=fail reason=\"not verified\" (2048-bit key; unprotected) header.d=example.com "
     "header.b=\"PrsTNnuH\";\r\n\tdkim-atps=neutral",
     "mx.example.net; dkim=fail (2048-bit key; unprotected) {not verified} header.d[example.com] "
     "header.b[PrsTNnuH]; dkim-atps=neutral"},
    {"mx.example.net; spf=neutral (mx.example.net: 192.0.2.1 is neither permitted nor denied by best guess "
     "record for domain of a+caf_=b=example.org@example.com) smtp.mail=a+caf_=b=example.org@example.com",
     "mx.example.net; spf=neutral (mx.example.net: 192.0.2.1 is neither permitted nor denied by best guess "
     "record for domain of a+caf_=b=example.org@example.com) smtp.mail[a+caf_=b=example.org@example.com]"},
    {"none", "; none"},
    {"NONE ;", "; none"},
    {"; none", "; none"},
    {"\"none\"; none", "none; none"},
    {"\"none\"", "none"},
    {"none; spf=pass", "none; spf=pass"},
    {"mx.example.net; none; spf=pass", "mx.example.net; spf=pass"},
    {"mx.example.net none", "mx.example.net; none"},
    {"mx.example.net", "mx.example.net"},
    {"mx.example.net;", "mx.example.net"},
    {"", ""},
    {" \r\n\t", ""},
    {"(only a comment)", ""},
    {"authentication result string is not available", ""},
    {"result=string is not available", "; result=string"},
    {"mx.example.net 2; spf=pass smtp.mailfrom=example.com", "mx.example.net/2"},
    {"mx.example.net 0; none", "mx.example.net/0"},
    {"mx.example.net 4294967296; spf=pass", "mx.example.net"},
    {"mx.example.net 1=pass", "mx.example.net; 1=pass"},
    {"mx.example.net; smtp.mailfrom=example.com; spf=pass", "mx.example.net; spf=pass"},
    {"smtp.mailfrom=example.com; spf=pass", "; spf=pass"},
    {"mx.example.net; spf=pass; smtp.mailfrom=example.com (a)",
     "mx.example.net; spf=pass smtp.mailfrom[example.com]"},
    {"mx.example.net; dkim/x=pass; dkim/=pass; =pass; dkim; dkim/4294967296=pass; spf=pass",
     "mx.example.net; spf=pass"},
    {"mx.example.net; dkim=pass reason=a reason=b", "mx.example.net; dkim=pass {a} .reason[b]"},
    {"mx.example.net; dkim=pass reason=\"\" reason=b", "mx.example.net; dkim=pass {b}"},
    {"mx.example.net; dkim=pass header.d=a.example header.d=b.example",
     "mx.example.net; dkim=pass header.d[a.example] header.d[b.example]"},
    {"mx.example.net; dkim=fail (cut short; spf=pass", "mx.example.net; dkim=fail (cut short; spf=pass)"},
    {"mx.example.net; dkim=fail reason=\"cut short; spf=pass",
     "mx.example.net; dkim=fail {cut short; spf=pass}"},
    {"mx.example.net; spf=pass smtp.mailfrom=<a@example.com>",
     "mx.example.net; spf=pass smtp.mailfrom[<a@example.com>]"},
    {"mx.example.net; spf=pass smtp.mail from=a@example.com",
     "mx.example.net; spf=pass .from[a@example.com]"},
    {"mx.example.net; dkim=\"pass\" header.x-a.b=c", "mx.example.net; dkim=pass header.x-a.b[c]"},
    {"mx.example.net; dkim=fail ( ) (second)", "mx.example.net; dkim=fail"},
});

/// ARC-Authentication-Results (RFC 8617, section 4.1.1).
constexpr auto sealed = std::to_array<Case>({
    {"i=1; mx.example.net; spf=pass smtp.mailfrom=example.com",
     "1: mx.example.net; spf=pass smtp.mailfrom[example.com]"},
    {" (a) i (b) = (c) 50 (d) ; mx.example.net 1; none", "50: mx.example.net/1; none"},
    {"i=2; spf=pass (sender ip is 192.0.2.1) smtp.rcpttodomain=example.net; dmarc=pass (p=none) action=none; "
     "arc=none (0)",
     "2: ; spf=pass (sender ip is 192.0.2.1) smtp.rcpttodomain[example.net]; dmarc=pass (p=none) "
     ".action[none]; arc=none (0)"},
    {"I=3 mx.example.net; none", "3: mx.example.net; none"},
    {"i=0; mx.example.net; none", "mx.example.net; none"},
    {"i=51; mx.example.net; none", "mx.example.net; none"},
    {"i=257; mx.example.net; none", "mx.example.net; none"},
    {"i=x; mx.example.net; none", "mx.example.net; none"},
    {"i=; mx.example.net; none", "mx.example.net; none"},
    {"mx.example.net; none", "mx.example.net; none"},
    {"; i=7", "; i=7"},
    {"i; none", "i; none"},
    {"i=1", "1: "},
    {"i=1; none", "1: ; none"},
    {"", ""},
});

TEST(AuthenticationResults, AreReadAsTheRfcWantsThem) {
    for (auto const& [text, shown] : regular)
        EXPECT_EQ(show(arf::read_authentication_results(Exact(text).view())), shown) << text;
}

TEST(AuthenticationResults, AreReadAsServersWriteThem) {
    for (auto const& [text, shown] : deviant)
        EXPECT_EQ(show(arf::read_authentication_results(Exact(text).view())), shown) << text;
}

TEST(AuthenticationResults, OfArcHaveAnInstance) {
    for (auto const& [text, shown] : sealed)
        EXPECT_EQ(show(arf::read_arc_authentication_results(Exact(text).view())), shown) << text;
}

TEST(AuthenticationResults, KeepTheWholeValueUnfolded) {
    auto const results = arf::read_authentication_results(" mx.example.net;\r\n\tspf=pass\0(a)\r\n"sv);
    EXPECT_EQ(results.raw, "mx.example.net;\tspf=pass (a)");
}

TEST(AuthenticationResults, FindTheFirstPropertyOfAName) {
    auto const results = arf::read_authentication_results(
        "mx.example.net; dkim=pass header.d=a.example header.d=b.example action=none");
    ASSERT_EQ(results.results.size(), 1U);
    auto const& dkim = results.results.front();
    ASSERT_NE(dkim.find("header", "d"), nullptr);
    EXPECT_EQ(*dkim.find("header", "d"), "a.example");
    ASSERT_NE(dkim.find("", "action"), nullptr);
    EXPECT_EQ(dkim.find("header", "i"), nullptr);
    EXPECT_EQ(dkim.find("smtp", "d"), nullptr);
}

TEST(AuthenticationResults, AreWrittenAsTheRfcWantsThem) {
    for (auto const& [text, written] : std::to_array<Case>({
             {"mx.example.net;none;", "mx.example.net; none"},
             {"none", "\"\"; none"},
             {"\"none\" 1;none", "\"none\" 1; none"},
             {"\"a=b@example.com\";none", "\"a=b@example.com\"; none"},
             {"spf=Pass (sender IP is 192.0.2.1) smtp.mailfrom=example.com",
              "\"\"; spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.com"},
             {"mx.example.net 1 dkim/2=fail(a)header.b=a/b==  reason=bad\r\n header . d = example.com",
              "mx.example.net 1; dkim/2=fail (a) reason=bad header.b=\"a/b==\" header.d=example.com"},
             {"mx.example.net; spf=pass smtp.mailfrom=a+b=c@example.com smtp.remote-ip=2001:db8::1",
              "mx.example.net; spf=pass smtp.mailfrom=a+b=c@example.com smtp.remote-ip=\"2001:db8::1\""},
             {"mx.example.net; spf=pass smtp.mailfrom=\"@example.com\" action=\"\"",
              "mx.example.net; spf=pass smtp.mailfrom=@example.com action=\"\""},
             {R"(mx.example.net; dkim=fail (a \(b) reason="\a\"\\")",
              R"(mx.example.net; dkim=fail (a \(b) reason="a\"\\")"},
             {"mx.example.net; dkim=fail (a (b))", "mx.example.net; dkim=fail (a (b))"},
             {"\"m x\"; spf=\"so so\"", "\"m x\"; spf=\"so so\""},
         })) {
        EXPECT_EQ(to_string(arf::read_authentication_results(text)), written) << text;
    }
    EXPECT_EQ(to_string(arf::read_arc_authentication_results("i=07;mx.example.net;none")),
              "i=7; mx.example.net; none");
}

TEST(AuthenticationResults, WrittenForgeNoField) {
    arf::AuthenticationResults forged;
    forged.authserv_id = "mx\r\nA: b";
    forged.results.push_back({"dk\r\nim; a", 1, "pa\nss", "rea\rson", std::string("c\0)\r\n(", 6), {}});
    forged.results[0].properties.push_back({"head\ner", "d ;=", "\"\\\r\n"});
    EXPECT_EQ(to_string(forged),
              R"("mx  A: b"; dkima="pa ss" (c \)  \() reason="rea son" header.d="\"\\  ")");
}

/// What a reader returns it reads again from what to_string() makes of it.
template <class Read>
void comes_back(Read const& read, std::string_view text) {
    auto const results = read(text);
    auto const written = to_string(results);
    auto const again = read(Exact(written).view());
    if (show(again) != show(results) || to_string(again) != written)
        ADD_FAILURE() << text << "\n" << show(results) << "\n" << written << "\n" << show(again);
}

/// Every case of the tables.
template <class Use>
void for_each_case(Use const& use) {
    for (auto const& one : regular) use(one.text);
    for (auto const& one : deviant) use(one.text);
    for (auto const& one : sealed) use(one.text);
}

TEST(AuthenticationResults, ComeBackAsTheyWereWritten) {
    for_each_case([](std::string_view text) {
        comes_back(arf::read_authentication_results, text);
        comes_back(arf::read_arc_authentication_results, text);
    });
    for (std::size_t const depth : {62U, 63U, 64U, 65U}) {
        auto const nested = repeat("(", depth) + repeat(")", depth);
        comes_back(arf::read_authentication_results, "mx.example.net; spf=pass " + nested + " a.b=c");
        comes_back(arf::read_authentication_results,
                   "mx.example.net; spf=pass (" + repeat("\\(", depth) + repeat("\\)", depth) + ") a.b=c");
    }
}

TEST(AuthenticationResults, ComeBackAlsoFromDamagedFields) {
    for_each_case([](std::string_view text) {
        arf_test::for_each_damage(text, [](std::string_view damaged) {
            comes_back(arf::read_authentication_results, damaged);
            comes_back(arf::read_arc_authentication_results, damaged);
        });
    });
}

TEST(AuthenticationResults, AreReadUpToALimit) {
    auto const results =
        arf::read_authentication_results("mx.example.net" + repeat("; spf=pass", 200) + " smtp.helo=a");
    ASSERT_EQ(results.results.size(), arf::max_authentication_results);
    EXPECT_TRUE(results.results.back().properties.empty());
    auto const properties =
        arf::read_authentication_results("mx.example.net; spf=pass" + repeat(" a.b=c", 200) + "; dkim=pass");
    ASSERT_EQ(properties.results.size(), 2U);
    EXPECT_EQ(properties.results[0].properties.size(), arf::max_authentication_results);
}

/// In a time that only a loop that is not linear exceeds.
void comes_back_soon(std::string_view text) {
    Exact const copy(text);
    auto const work = [&] {
        comes_back(arf::read_authentication_results, copy.view());
        comes_back(arf::read_arc_authentication_results, copy.view());
    };
    EXPECT_LT(cpu_seconds(work), time_limit) << text.substr(0, 50);
}

TEST(AuthenticationResults, AreReadInLinearTime) {
    for (std::string_view const piece :
         {"(",      ")",      "()",     "(a) ",        "(\\",       "\"",           "\"\" ",
          "\\",     ";",      "=",      "a",           "a ",        "a=b ",         "a.b=c ",
          "a.b = ", "a . ",   "a (b) ", "spf=(",       "spf=pass ", "a (b) . (c) ", ";spf= smtp.",
          "a/1",    "a / 1 ", ".",      " ",           "\r\n ",     "1 ",           "none ",
          "none;",  "i=",     "\xff",   "reason=\"\" "}) {
        for (auto const before : {"", "mx.example.net; spf=pass ", "mx.example.net; spf=pass (", "\""})
            comes_back_soon(before + repeat(piece, arf_test::million / 5 / piece.size()));
    }
    for (std::string_view const piece : {"(", ";", "a=b ", "\"", "\"\"", "a (b) . (c) "})
        comes_back_soon(repeat(piece, 2 * arf_test::million / piece.size()));
}

TEST(AuthenticationResults, OfAMessageAreReadFromTheTop) {
    auto const message =
        arf_test::report_with(arf_test::required_fields,
                              "Authentication-Results: mx2.example.net;\n spf=pass\n"
                              "ARC-Authentication-Results: i=2; mx2.example.net; none\n"
                              "authentication-results: mx1.example.net; none\n"
                              "X-Authentication-Results: mx0.example.net; none\n"
                              "ARC-Authentication-Results: i=1; mx1.example.net; none\n\nhi\n");
    auto const report = arf::parse(message);
    ASSERT_TRUE(report && report->original);
    auto const results = arf::authentication_results(*report->original);
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(show(results[0]), "mx2.example.net; spf=pass");
    EXPECT_EQ(show(results[1]), "mx1.example.net; none");
    auto const arc = arf::arc_authentication_results(*report->original);
    ASSERT_EQ(arc.size(), 2U);
    EXPECT_EQ(show(arc[0]), "2: mx2.example.net; none");
    EXPECT_EQ(show(arc[1]), "1: mx1.example.net; none");
}

TEST(AuthenticationResults, OfArcAreFiftyAtMost) {
    auto const message = arf_test::report_with(
        arf_test::required_fields, repeat("ARC-Authentication-Results: i=1; a; none\n", 60) + "\nhi\n");
    auto const report = arf::parse(message);
    ASSERT_TRUE(report && report->original);
    EXPECT_EQ(arf::arc_authentication_results(*report->original).size(), arf::max_arc_sets);
}

TEST(AuthenticationResults, OfAFieldOverTheLimitAreNotRead) {
    auto const message = arf_test::report_with(
        arf_test::required_fields, "Authentication-Results: a; spf=pass (" + std::string(2000, 'x') +
                                       ")\n"
                                       "Authentication-Results: b; none\n\nhi\n");
    auto const report = arf::parse(message, {.max_field_bytes = 1000});
    ASSERT_TRUE(report && report->original);
    auto const results = arf::authentication_results(*report->original);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].authserv_id, "b");
}

}  // namespace authentication_test
