// SPDX-License-Identifier: BSL-1.0
// What is ours, and what names and addresses say without being told.
#include <arf/attribution/border.hpp>
#include <initializer_list>

#include "support.hpp"

namespace attribution_mine_test {

using arf::Confidence;
using arf::attribution::is_below;
using arf::attribution::is_loopback;
using arf::attribution::is_private;
using arf::attribution::Mine;
using arf::attribution::organisation;

arf::IpAddress ip(std::string_view text) { return arf::Network::parse(text).value().address(); }

TEST(PrivateAddresses, AreThoseThatEverybodyHas) {
    for (auto const text : {"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.20", "127.0.0.1",
                            "0.0.0.0", "100.64.0.1", "100.127.255.255", "169.254.1.1", "::1", "::", "fc00::1",
                            "fdff::1", "fe80::1", "febf::1", "::ffff:10.0.0.1"})
        EXPECT_TRUE(is_private(ip(text))) << text;
    for (auto const text :
         {"9.255.255.255", "11.0.0.0", "172.15.0.1", "172.32.0.1", "192.167.1.1", "126.0.0.1", "128.0.0.1",
          "100.63.0.1", "100.128.0.1", "192.0.2.1", "2001:db8::1", "::2", "fe00::1", "fec0::1", "fbff::1"})
        EXPECT_FALSE(is_private(ip(text))) << text;
    EXPECT_TRUE(is_loopback(ip("127.8.9.1")));
    EXPECT_TRUE(is_loopback(ip("::1")));
    EXPECT_FALSE(is_loopback(ip("::")));
    EXPECT_FALSE(is_loopback(ip("fc00::1")));
    EXPECT_FALSE(is_loopback(ip("10.0.0.1")));
}

TEST(Names, StandBelowADomain) {
    EXPECT_TRUE(is_below("mx.example.com", "example.com"));
    EXPECT_TRUE(is_below("EXAMPLE.com.", "example.com"));
    EXPECT_TRUE(is_below("mx.example.com", "example.com."));
    EXPECT_FALSE(is_below("notexample.com", "example.com"));
    EXPECT_FALSE(is_below("example.com", "mx.example.com"));
    EXPECT_FALSE(is_below("example.com", ""));
    EXPECT_FALSE(is_below("", ""));
}

TEST(Organisation, IsTheEndOfAHostName) {
    EXPECT_EQ(organisation("mx1.mail.example.com"), "example.com");
    EXPECT_EQ(organisation("mx.example.co.uk."), "example.co.uk");
    EXPECT_EQ(organisation("mx.gov.example.de"), "example.de");
    EXPECT_EQ(organisation("mx1.abc.de"), "abc.de") << "a short name is no country's second level";
    EXPECT_EQ(organisation("example.com"), "example.com");
    EXPECT_EQ(organisation("co.uk"), "co.uk");
    EXPECT_EQ(organisation(".co.uk"), "co.uk");
    for (auto const text : {"", ".", "localhost", "localhost.", ".com"})
        EXPECT_EQ(organisation(text), "") << text;
}

arf::Received hop(std::string_view text) { return arf::read_received(text); }

TEST(Mine, SentByAddressByNameOrByItsOwnWord) {
    auto const told = arf_test::ours();
    Mine const mine(told);
    EXPECT_EQ(mine.sent(hop("from x (x.example.org [192.0.2.25]) by b")), Confidence::high);
    EXPECT_EQ(mine.sent(hop("from x (out1.isp.example.com [203.0.113.66]) by b")), Confidence::none);
    EXPECT_EQ(mine.sent(hop("from x (x.isp.example.com [10.20.0.5]) by b")), Confidence::none)
        << "others have that address, too";
    arf::AttributionOptions names;
    names.my_hosts = {".isp.example.com", "mail.example.org"};
    Mine const by_name(names);
    EXPECT_EQ(by_name.sent(hop("from x (out1.isp.example.com [203.0.113.66]) by b")), Confidence::medium);
    EXPECT_EQ(by_name.sent(hop("from x (MAIL.example.org. [203.0.113.66]) by b")), Confidence::medium);
    EXPECT_EQ(by_name.sent(hop("from out1.isp.example.com (203.0.113.66) by b (203.0.113.1)")),
              Confidence::low);
    EXPECT_EQ(by_name.sent(hop("from out1.isp.example.com (dsl.example.org [203.0.113.66]) by b")),
              Confidence::none)
        << "the DNS says otherwise";
    EXPECT_EQ(by_name.sent(hop("from x (sub.mail.example.org [203.0.113.66]) by b")), Confidence::none);
}

TEST(Mine, PassedOnInsideOurNetwork) {
    auto const told = arf_test::ours();
    Mine const mine(told);
    EXPECT_TRUE(mine.passed_on(hop("from x (unknown [10.20.0.5]) by out1.isp.example.com")));
    EXPECT_TRUE(mine.passed_on(hop("from x (a.isp.example.com [172.16.0.5]) by out1.isp.example.com")));
    EXPECT_FALSE(
        mine.passed_on(hop("from a.isp.example.com (unknown [172.16.0.5]) by out1.isp.example.com")));
    EXPECT_FALSE(mine.passed_on(hop("from x (a.isp.example.com [203.0.113.66]) by out1.isp.example.com")));
    EXPECT_FALSE(mine.passed_on(hop("from x (a.isp.example.com [127.0.0.1]) by out1.isp.example.com")));
    EXPECT_FALSE(mine.passed_on(hop("from a.isp.example.com by out1.isp.example.com")));
}

TEST(Mine, OnlyHostsAreTold) {
    arf::AttributionOptions names;
    names.my_hosts = {".isp.example.com"};
    auto const report = arf_test::report_of(arf_test::our_source, arf_test::our_trace());
    EXPECT_EQ(arf_test::show(arf::attribute(report, names).account), "alice medium");
}

TEST(Mine, OnlyNetworksAreTold) {
    arf::AttributionOptions addresses;
    addresses.my_networks = arf_test::ours().my_networks;
    auto const report = arf_test::report_of(arf_test::our_source, arf_test::our_trace());
    EXPECT_EQ(arf_test::show(arf::attribute(report, addresses).account), "alice high");
    auto const unnamed = arf_test::replaced(arf_test::our_trace(), "(out1.isp.example.com [", "(unknown [");
    auto const unlinked = arf_test::report_of(arf_test::our_source, unnamed);
    EXPECT_EQ(arf_test::show(arf::attribute(unlinked, addresses).account), "alice medium")
        << "only the client's word links the two lines";
}

TEST(Mine, OnlyDomainsAreTold) {
    arf::AttributionOptions domains;
    domains.my_domains = {"example.com"};
    auto const report =
        arf_test::report_of(arf_test::our_source, arf_test::our_trace() + "From: alice@example.com\n");
    auto const answers = arf::attribute(report, domains);
    EXPECT_LE(answers.account.confidence, Confidence::low);
}

TEST(Link, IsSureByNameOrAddressThatTheServerFound) {
    using arf::attribution::link;
    auto const upper = hop("from said.example.com (found.example.com [192.0.2.25]) by b");
    EXPECT_EQ(link(hop("from x by found.example.com"), upper), Confidence::high);
    EXPECT_EQ(link(hop("from x by other.example.com (192.0.2.25)"), upper), Confidence::high);
    EXPECT_EQ(link(hop("from x by SAID.example.com."), upper), Confidence::medium);
    EXPECT_EQ(link(hop("from x by other.example.com"), upper), Confidence::none);
    EXPECT_EQ(link(hop("from x"), hop("by b")), Confidence::none) << "two absent names are not the same";
}

}  // namespace attribution_mine_test
