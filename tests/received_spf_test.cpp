// SPDX-License-Identifier: BSL-1.0
// Received-SPF.
#include <gtest/gtest.h>

#include <arf/authentication.hpp>
#include <arf/parse.hpp>
#include <array>
#include <damage.hpp>
#include <linear.hpp>
#include <string>
#include <string_view>
#include <support.hpp>

namespace received_spf_test {

using arf_test::cpu_seconds;
using arf_test::Exact;
using arf_test::repeat;
using arf_test::time_limit;

/// "result (comment) key[value] ...".
std::string show(arf::ReceivedSpf const& spf) {
    std::string out = spf.result;
    if (!spf.comment.empty()) out.append(" (").append(spf.comment).append(")");
    for (auto const& [key, value] : spf.pairs)
        out.append(" ").append(key).append("[").append(value).append("]");
    return out;
}

struct Case {
    std::string_view text;
    std::string_view shown;
    std::string_view client_ip;  // empty where there is none
};

constexpr auto cases = std::to_array<Case>({
    {"pass (mx.example.net: domain of a@example.com designates 192.0.2.1 as permitted sender)\r\n"
     " receiver=mx.example.net; client-ip=192.0.2.1; envelope-from=\"a@example.com\"; helo=mail.example.com;",
     "pass (mx.example.net: domain of a@example.com designates 192.0.2.1 as permitted sender) "
     "receiver[mx.example.net] client-ip[192.0.2.1] envelope-from[a@example.com] helo[mail.example.com]",
     "192.0.2.1"},
    {"fail identity=mailfrom; mechanism=ip4:192.0.2.9; client-ip=2001:db8::1",
     "fail identity[mailfrom] mechanism[ip4:192.0.2.9] client-ip[2001:db8::1]", "2001:db8::1"},
    {"Pass (protection.example.net: domain of example.com designates 192.0.2.1 as permitted sender)"
     " receiver=protection.example.net; client-ip=192.0.2.2; helo=mail.example.com; pr=C",
     "pass (protection.example.net: domain of example.com designates 192.0.2.1 as permitted sender) "
     "receiver[protection.example.net] client-ip[192.0.2.2] helo[mail.example.com] pr[C]",
     "192.0.2.2"},
    {"pass client-ip=192.0.2.1 envelope-from=<a@example.com> helo=mail.example.com receiver=mx.example.net",
     "pass client-ip[192.0.2.1] envelope-from[<a@example.com>] helo[mail.example.com] "
     "receiver[mx.example.net]",
     "192.0.2.1"},
    {"Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.1; envelope-from=<>; receiver=<UNKNOWN>",
     "pass (mailfrom) identity[mailfrom] client-ip[192.0.2.1] envelope-from[<>] receiver[<UNKNOWN>]",
     "192.0.2.1"},
    {"pass (domain of a@example.com designates 192.0.2.1 as permitted sender)",
     "pass (domain of a@example.com designates 192.0.2.1 as permitted sender)", "192.0.2.1"},
    {"SoftFail (mx.example.net: domain of transitioning example.com discourages use of 2001:db8::1 as "
     "permitted "
     "sender)",
     "softfail (mx.example.net: domain of transitioning example.com discourages use of 2001:db8::1 as "
     "permitted sender)",
     "2001:db8::1"},
    {"neutral (mx.example.net: 192.0.2.1 is neither permitted nor denied by domain of a@example.com) "
     "client-ip=unknown;",
     "neutral (mx.example.net: 192.0.2.1 is neither permitted nor denied by domain of a@example.com) "
     "client-ip[unknown]",
     "192.0.2.1"},
    {"none (mx.example.net: example.com does not designate permitted sender hosts) client-ip=192.0.2.1",
     "none (mx.example.net: example.com does not designate permitted sender hosts) client-ip[192.0.2.1]",
     "192.0.2.1"},
    {"unknown (0: domain at spf.example.com has no policy)",
     "unknown (0: domain at spf.example.com has no policy)", ""},
    {"TempError (a (b; c=d) e) (second) client-ip = (c) 192.0.2.1 (d) ; problem=\"a \\\"b\\\"; c\"",
     "temperror (a (b; c=d) e) client-ip[192.0.2.1] problem[a \"b\"; c]", "192.0.2.1"},
    {"pass Client-IP=[192.0.2.1]; HELO=[192.0.2.1]; x-software=example/1.0; X.y_z=1",
     "pass client-ip[[192.0.2.1]] helo[[192.0.2.1]] x-software[example/1.0] x.y_z[1]", "192.0.2.1"},
    {"pass client-ip=192.0.2.1; client-ip=192.0.2.2", "pass client-ip[192.0.2.1] client-ip[192.0.2.2]",
     "192.0.2.1"},
    {"client-ip=192.0.2.1; helo=mail.example.com", " client-ip[192.0.2.1] helo[mail.example.com]",
     "192.0.2.1"},
    {"none helo=; client-ip=192.0.2.1", "none helo[] client-ip[192.0.2.1]", "192.0.2.1"},
    {"none envelope-from= helo=mail.example.com", "none envelope-from[] helo[mail.example.com]", ""},
    {"none envelope-from= prvs=a=b@example.com", "none envelope-from[prvs=a=b@example.com]", ""},
    {"permerror what is this; =; helo; helo=mail(a).example.com", "permerror helo[mail(a).example.com]", ""},
    {"fail (cut short; client-ip=192.0.2.1", "fail (cut short; client-ip=192.0.2.1)", ""},
    {"fail problem=\"cut short; client-ip=192.0.2.1", "fail problem[cut short; client-ip=192.0.2.1]", ""},
    {"(first) pass (second)", "pass (first)", ""},
    {"pass; helo=mail.example.com;;", "pass helo[mail.example.com]", ""},
    {"fail client-ip=192.0.2.999", "fail client-ip[192.0.2.999]", ""},
    {"", "", ""},
    {" ; ", "", ""},
});

TEST(ReceivedSpf, IsReadAsServersWriteIt) {
    for (auto const& [text, shown, client_ip] : cases) {
        auto const spf = arf::read_received_spf(Exact(text).view());
        EXPECT_EQ(show(spf), shown) << text;
        EXPECT_EQ(spf.client_ip ? spf.client_ip->to_string() : "", client_ip) << text;
    }
}

TEST(ReceivedSpf, NamesWhatMostPeopleAskFor) {
    auto const spf = arf::read_received_spf(
        "pass helo=a.example; receiver=mx.example.net;\r\n envelope-from=<a@example.com>; helo=b.example");
    EXPECT_EQ(spf.helo, "a.example");
    EXPECT_EQ(spf.receiver, "mx.example.net");
    EXPECT_EQ(spf.envelope_from, "a@example.com");
    EXPECT_EQ(spf.raw,
              "pass helo=a.example; receiver=mx.example.net; envelope-from=<a@example.com>; helo=b.example");
    EXPECT_EQ(arf::read_received_spf("pass envelope-from=\"<a b>@example.com\"").envelope_from,
              "<a b>@example.com");
    EXPECT_EQ(arf::read_received_spf("pass").helo, "");
}

TEST(ReceivedSpf, SurvivesDamage) {
    for (auto const& one : cases) {
        arf_test::for_each_damage(one.text, [](std::string_view damaged) {
            auto const spf = arf::read_received_spf(damaged);
            if (show(spf).size() > 3 * damaged.size() + 3) ADD_FAILURE() << damaged << "\n" << show(spf);
        });
    }
}

TEST(ReceivedSpf, IsReadUpToALimit) {
    EXPECT_EQ(arf::read_received_spf("pass " + repeat("a=b;", 200)).pairs.size(), arf::max_spf_pairs);
}

TEST(ReceivedSpf, IsReadInLinearTime) {
    for (std::string_view const piece :
         {"(", ")", "(a) ", "(\\", "\"", "\"\" ", ";", "=", "a", "a ", "a=b ", "a = ", "helo= ", "a (b) ",
          " ", "192.0.2.1 ", "designates ", "192.0.2.1 is ", "\\"}) {
        for (auto const before : {"", "pass ", "pass (", "pass \"", "pass helo="}) {
            Exact const text(before + repeat(piece, arf_test::million / piece.size()));
            arf::ReceivedSpf spf;
            EXPECT_LT(cpu_seconds([&] { spf = arf::read_received_spf(text.view()); }), time_limit)
                << before << piece;
            EXPECT_LE(spf.raw.size(), text.view().size());
        }
    }
}

TEST(ReceivedSpf, OfAMessageIsReadFromTheTop) {
    auto const message = arf_test::report_with(
        arf_test::required_fields,
        "Received-SPF: pass client-ip=192.0.2.1\nReceived-Spf: fail\n client-ip=192.0.2.2\n\nhi\n");
    auto const report = arf::parse(message);
    ASSERT_TRUE(report && report->original);
    auto const fields = arf::received_spf(*report->original);
    ASSERT_EQ(fields.size(), 2U);
    EXPECT_EQ(show(fields[0]), "pass client-ip[192.0.2.1]");
    EXPECT_EQ(show(fields[1]), "fail client-ip[192.0.2.2]");
}

}  // namespace received_spf_test
