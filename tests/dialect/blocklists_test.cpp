// SPDX-License-Identifier: BSL-1.0
// The blocklist that a refusal names: by zone, by site, by name, by a provider's code.
#include <gtest/gtest.h>

#include <arf/dialect/blocklists.hpp>
#include <exact.hpp>
#include <set>

namespace dialect_blocklists_test {

std::string_view named_in(std::string_view text) {
    arf_test::Exact const exact(text);
    return arf::dialect::find_blocklist(exact.view());
}

TEST(Blocklists, AreNamedByZone) {
    EXPECT_EQ(named_in("Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/x"),
              "Spamhaus ZEN");
    EXPECT_EQ(named_in("1.2.0.192.ZEN.Spamhaus.org"), "Spamhaus ZEN");
    EXPECT_EQ(named_in("listed by key.zen.dq.spamhaus.net."), "Spamhaus ZEN");
    EXPECT_EQ(named_in("blocked by sbl-xbl.spamhaus.org"), "Spamhaus SBL-XBL");
    EXPECT_EQ(named_in("blocked using bl.spamcop.net"), "SpamCop");
    EXPECT_EQ(named_in("blocked using b.barracudacentral.org;"), "Barracuda");
    EXPECT_EQ(named_in("rejected: spam.dnsbl.sorbs.net"), "SORBS");
    EXPECT_EQ(named_in("(dnsbl-2.uceprotect.net)"), "UCEPROTECT Level 2");
}
TEST(Blocklists, AreNamedBySite) {
    EXPECT_EQ(named_in("see https://www.spamhaus.org/query/ip/192.0.2.1"), "Spamhaus");
    EXPECT_EQ(named_in("see http://www.spamhaus.org/sbl/query/SBL1"), "Spamhaus SBL");
    EXPECT_EQ(named_in("https://www.spamcop.net/bl.shtml?192.0.2.1"), "SpamCop");
    EXPECT_EQ(named_in("http://www.barracudanetworks.com/reputation/?pr=1&ip=192.0.2.1"), "Barracuda");
    EXPECT_EQ(named_in("Visit https://csi.cloudmark.com/reset-request/"), "Cloudmark CSI");
}
TEST(Blocklists, AreNamedByNameAndCode) {
    EXPECT_EQ(named_in("553 5.7.1 [BL21] because the ip is in Spamhaus's list"), "Spamhaus");
    EXPECT_EQ(named_in("Connections not accepted from IP addresses on Spamhaus XBL"), "Spamhaus XBL");
    EXPECT_EQ(named_in("since part of their network is on our block list (S3150)."), "Microsoft");
    EXPECT_EQ(named_in("550 SC-001 (S3140)"), "Microsoft");
    EXPECT_EQ(named_in("553 5.3.0 flpd575 DNSBL:RBL 521< 192.0.2.1 >_is_blocked"), "AT&T");
    EXPECT_EQ(named_in("http://postmaster.example.com/codes.php#BL000001"), "Spamhaus ZEN");
}
TEST(Blocklists, AreNotNamedBySimilarText) {
    for (auto text :
         {"", "550 5.1.1 User unknown", "<user@spamcop.net>: User unknown",
          "<user@mail.spamhaus.org> unknown", "host mx1.spamhaus.org said: 550 no",
          "host d1.ess.barracudanetworks.com said: 550 no", "spamhaus.example is full", "spamhauses",
          "xzen.spamhaus.org.example", "S31500", "XS3150", "BL0000010",
          "Our system has detected that this message is likely unsolicited mail",
          "[TSS04] Messages temporarily deferred due to unexpected volume or user complaints", "@", "x@"})
        EXPECT_EQ(named_in(text), "") << text;
}
TEST(Blocklists, OfDomainsHaveNamesOfTheirOwn) {
    EXPECT_EQ(named_in("550 5.7.1 link bank.example is listed in dbl.spamhaus.org"), "Spamhaus DBL");
    EXPECT_EQ(named_in("550 sender domain in multi.surbl.org"), "SURBL");
    EXPECT_EQ(named_in("550 sender domain in multi.uribl.com"), "URIBL");
}
TEST(Blocklists, AreNotNamedByDenials) {
    for (auto text :
         {"550 5.7.1 not listed at bl.spamcop.net", "192.0.2.1 is not currently listed in zen.spamhaus.org",
          "isn't listed by Spamhaus", "no longer blocked by www.spamhaus.org", "Not listed at SpamCop"})
        EXPECT_EQ(named_in(text), "") << text;
    EXPECT_EQ(named_in("not listed at bl.spamcop.net but listed in zen.spamhaus.org"), "Spamhaus ZEN");
    EXPECT_EQ(named_in("not listed at bl.spamcop.net; rejected by zen.spamhaus.org"), "Spamhaus ZEN");
    EXPECT_EQ(named_in("Mail not accepted because 192.0.2.1 is listed in zen.spamhaus.org"), "Spamhaus ZEN");
}
TEST(Blocklists, AreNotNamedByLinksAlone) {
    for (auto text : {"451 4.7.1 Greylisted, see http://www.spamhaus.org/faq", "http://www.sorbs.net/",
                      "see https://www.barracudacentral.org/about", "spamhaus.org"})
        EXPECT_EQ(named_in(text), "") << text;
    EXPECT_EQ(named_in("550 blocked, see http://www.spamhaus.org"), "Spamhaus");
    EXPECT_EQ(named_in("550 Listed: http://www.sorbs.net/"), "SORBS");
    EXPECT_EQ(named_in("see http://www.abuseat.org/lookup.cgi?ip=192.0.2.1"), "CBL");
}
TEST(Blocklists, StandOnceInTheTableInLowerCase) {
    std::set<std::string_view> marks;
    for (auto const& entry : arf::dialect::blocklists) {
        EXPECT_TRUE(marks.insert(entry.mark).second) << entry.mark;
        EXPECT_EQ(entry.mark.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), entry.mark.npos) << entry.mark;
        if (entry.kind != arf::dialect::Blocklist::Kind::home) {
            EXPECT_EQ(named_in(entry.mark), entry.name) << entry.mark;
        }
        EXPECT_EQ(named_in("blocked (" + std::string(entry.mark) + ") y"), entry.name) << entry.mark;
    }
}
TEST(Blocklists, AreSearchedInLinearTime) {
    for (auto text : {"s", "s ", "@", "@a.", "spamhaus", "part of their network ", "www."})
        (void)named_in(arf_test::repeat(text, arf_test::million / 2));
    for (auto text : {"not listed spamcop ", "www.spamhaus.org/q", "(not listed at www.sorbs.net)"})
        (void)named_in(arf_test::repeat(text, arf_test::million / 20));
}

}  // namespace dialect_blocklists_test
