// SPDX-License-Identifier: BSL-1.0
// The tags of DKIM-Signature.
#include <gtest/gtest.h>

#include <arf/authentication.hpp>
#include <arf/parse.hpp>
#include <array>
#include <damage.hpp>
#include <linear.hpp>
#include <string>
#include <string_view>
#include <support.hpp>
#include <vector>

namespace dkim_signature_test {

using arf_test::cpu_seconds;
using arf_test::Exact;
using arf_test::repeat;
using arf_test::time_limit;

/// "name[value] ...".
std::string show(arf::DkimSignature const& signature) {
    std::string out;
    for (auto const& [name, value] : signature.tags)
        out.append(out.empty() ? "" : " ").append(name).append("[").append(value).append("]");
    return out;
}

struct Case {
    std::string_view text;
    std::string_view shown;
};

constexpr auto cases = std::to_array<Case>({
    {"v=1; a=rsa-sha256; d=example.com; s=s1; h=from:to; bh=YWJj; b=ZGVm",
     "v[1] a[rsa-sha256] d[example.com] s[s1] h[from:to] bh[YWJj] b[ZGVm]"},
    {" v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n\td=example.com; s=s1;\r\n\th=From : To :\r\n\t Subject;\r\n"
     "\tbh=YWJj\r\n\t ZGVm=; b=Z2hp\r\n\tamts\r\n\t==",
     "v[1] a[rsa-sha256] c[relaxed/relaxed] d[example.com] s[s1] h[From:To:Subject] bh[YWJjZGVm=] "
     "b[Z2hpamts==]"},
    {"d = example.com ; s\t=\ts1 ;", "d[example.com] s[s1]"},
    {"b=; bh=;h=", "b[] bh[] h[]"},
    {"d=a.example; d=b.example; D=c.example", "d[a.example] d[b.example] D[c.example]"},
    {"i=\"a b\"@example.com; z=From:a=20b|To:c d", "i[\"a b\"@example.com] z[From:a=20b|To:c d]"},
    {"q=dns/txt; t=1117574938; x=1118006938; l=0; r=y", "q[dns/txt] t[1117574938] x[1118006938] l[0] r[y]"},
    {"v=1; d; =x; 1=a; a b=c; -=d; s=s1", "v[1] s[s1]"},
    {"v=1;;; ; d=example.com;;", "v[1] d[example.com]"},
    {"v=1 (comment); d=example.com", "v[1 (comment)] d[example.com]"},
    {"s=\xc3\xa4; d=ex\xc3\xa4mple.com", "s[\xc3\xa4] d[ex\xc3\xa4mple.com]"},
    {"x_1=a; x2=b=c==", "x_1[a] x2[b=c==]"},
    {"b=YW\rJj\nZG Vm", "b[YWJjZGVm]"},
    {"", ""},
    {" ; = ; ", ""},
});

TEST(DkimSignature, HasItsTagsInOrder) {
    for (auto const& [text, shown] : cases)
        EXPECT_EQ(show(arf::read_dkim_signature(Exact(text).view())), shown) << text;
}

TEST(DkimSignature, NamesWhatMostPeopleAskFor) {
    auto const signature = arf::read_dkim_signature(
        "v=1; a=RSA-sha256; d=Example.COM; i=A@Example.COM; s=S1;\r\n h=From:To::Reply-To : "
        ";d=other.example");
    EXPECT_EQ(signature.domain, "example.com");
    EXPECT_EQ(signature.identity, "A@Example.COM");
    EXPECT_EQ(signature.selector, "S1");
    EXPECT_EQ(signature.algorithm, "RSA-sha256");
    EXPECT_EQ(signature.signed_fields, (std::vector<std::string>{"from", "to", "reply-to"}));
    EXPECT_EQ(
        signature.raw,
        "v=1; a=RSA-sha256; d=Example.COM; i=A@Example.COM; s=S1; h=From:To::Reply-To : ;d=other.example");
}

TEST(DkimSignature, InventsNothing) {
    auto const signature = arf::read_dkim_signature("v=1; d=example.com");
    EXPECT_EQ(signature.identity, "");
    EXPECT_EQ(signature.selector, "");
    EXPECT_TRUE(signature.signed_fields.empty());
    EXPECT_EQ(signature.find("i"), nullptr);
    ASSERT_NE(signature.find("d"), nullptr);
    EXPECT_EQ(*signature.find("d"), "example.com");
    EXPECT_EQ(signature.find("D"), nullptr);
}

TEST(DkimSignature, SurvivesDamage) {
    for (auto const& one : cases) {
        arf_test::for_each_damage(one.text, [](std::string_view damaged) {
            auto const signature = arf::read_dkim_signature(damaged);
            if (show(signature).size() > 3 * damaged.size())
                ADD_FAILURE() << damaged << "\n" << show(signature);
        });
    }
}

TEST(DkimSignature, IsReadUpToALimit) {
    EXPECT_EQ(arf::read_dkim_signature(repeat("a=b;", 200)).tags.size(), arf::max_dkim_tags);
    EXPECT_EQ(arf::read_dkim_signature("h=" + repeat("a:", 2000)).signed_fields.size(),
              arf::max_signed_fields);
}

TEST(DkimSignature, IsReadInLinearTime) {
    for (std::string_view const piece :
         {"(", "\"", ";", "=", "a", "a=b ", "a=b;", "a ", " ", ":", "a:", "\r\n ", "\r"}) {
        for (auto const before : {"", "b=", "h=", "d=\""}) {
            Exact const text(before + repeat(piece, arf_test::million / piece.size()));
            arf::DkimSignature signature;
            EXPECT_LT(cpu_seconds([&] { signature = arf::read_dkim_signature(text.view()); }), time_limit)
                << before << piece;
            EXPECT_LE(signature.raw.size(), text.view().size());
        }
    }
}

TEST(DkimSignature, OfAMessageAreReadFromTheTop) {
    auto const message =
        arf_test::report_with(arf_test::required_fields,
                              "DKIM-Signature: d=b.example;\n b=YWJj\nDkim-Signature: d=a.example\n\nhi\n");
    auto const report = arf::parse(message);
    ASSERT_TRUE(report && report->original);
    auto const signatures = arf::dkim_signatures(*report->original);
    ASSERT_EQ(signatures.size(), 2U);
    EXPECT_EQ(show(signatures[0]), "d[b.example] b[YWJj]");
    EXPECT_EQ(signatures[1].domain, "a.example");
}

}  // namespace dkim_signature_test
