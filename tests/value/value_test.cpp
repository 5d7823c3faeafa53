// SPDX-License-Identifier: BSL-1.0
// The small value types on their own: canonical text, comparison, instants.
#include <gtest/gtest.h>

#include <arf/value/date_time.hpp>
#include <arf/value/ip_address.hpp>
#include <arf/value/keyword.hpp>
#include <arf/value/mail_path.hpp>

namespace value_value_test {

using arf::DateDeviation;
using arf::DateTime;
using arf::IpAddress;
using arf::MailPath;
using arf::Zone;

using V6 = std::array<std::uint8_t, 16>;

constexpr V6 words(std::array<std::uint16_t, 8> const& groups) {
    V6 octets{};
    for (std::size_t i = 0; i < 8; ++i) {
        octets[2 * i] = static_cast<std::uint8_t>(groups[i] >> 8U);
        octets[2 * i + 1] = static_cast<std::uint8_t>(groups[i] & 0xFFU);
    }
    return octets;
}

TEST(IpAddress, IsShownCanonically) {  // RFC 5952, section 4
    EXPECT_EQ(IpAddress(std::array<std::uint8_t, 4>{192, 0, 2, 1}).to_string(), "192.0.2.1");
    EXPECT_EQ(IpAddress(words({0x2001, 0xdb8, 0, 0, 0, 0, 0, 1})).to_string(), "2001:db8::1");
    EXPECT_EQ(IpAddress(words({0x2001, 0xdb8, 0, 1, 1, 1, 1, 1})).to_string(), "2001:db8:0:1:1:1:1:1");
    EXPECT_EQ(IpAddress(words({0x2001, 0xdb8, 0, 0, 1, 0, 0, 1})).to_string(), "2001:db8::1:0:0:1");
    EXPECT_EQ(IpAddress(words({0x2001, 0, 0, 1, 0, 0, 0, 1})).to_string(), "2001:0:0:1::1");
    EXPECT_EQ(IpAddress(V6{}).to_string(), "::");
    EXPECT_EQ(IpAddress(words({0, 0, 0, 0, 0, 0, 0, 1})).to_string(), "::1");
    EXPECT_EQ(IpAddress(words({0x2001, 0xdb8, 0, 0, 0, 0, 0, 0})).to_string(), "2001:db8::");
}

TEST(IpAddress, HoldsAMappedAddressAsIpv4) {
    IpAddress const mapped(words({0, 0, 0, 0, 0, 0xFFFF, 0xC000, 0x0201}));
    EXPECT_TRUE(mapped.is_v4());
    EXPECT_EQ(mapped.octets().size(), 4U);
    EXPECT_EQ(mapped, IpAddress(std::array<std::uint8_t, 4>{192, 0, 2, 1}));
    EXPECT_TRUE(IpAddress(words({0, 0, 0, 0, 0, 0, 0xC000, 0x0201})).is_v6());
}

TEST(IpAddress, IsOrdered) {
    EXPECT_LT(IpAddress(std::array<std::uint8_t, 4>{192, 0, 2, 1}),
              IpAddress(std::array<std::uint8_t, 4>{192, 0, 2, 2}));
    EXPECT_LT(IpAddress(std::array<std::uint8_t, 4>{255, 0, 0, 0}), IpAddress(V6{}));
    EXPECT_EQ(IpAddress().to_string(), "0.0.0.0");
}

DateTime at_noon(Zone zone, int minutes = 0) {
    DateTime date;
    date.local = std::chrono::local_days{std::chrono::year{2026} / 1 / 1} + std::chrono::hours{12};
    date.offset = std::chrono::minutes{minutes};
    date.zone = zone;
    return date;
}

TEST(DateTime, IsAnInstantOnlyWithAKnownZoneAndATime) {
    EXPECT_EQ(at_noon(Zone::offset, 90).to_string(), "2026-01-01T10:30:00Z");
    EXPECT_EQ(at_noon(Zone::utc).to_string(), "2026-01-01T12:00:00Z");
    EXPECT_EQ(at_noon(Zone::missing).to_string(), "");
    EXPECT_EQ(at_noon(Zone::unknown).to_string(), "");
    auto day = at_noon(Zone::utc);
    day.deviations |= DateDeviation::no_time;
    EXPECT_FALSE(day.instant());
}

TEST(DateTime, CrossesMidnightAndTheYear) {
    EXPECT_EQ(at_noon(Zone::offset, 12 * 60 + 1).to_string(), "2025-12-31T23:59:00Z");
    EXPECT_EQ(at_noon(Zone::offset, -12 * 60).to_string(), "2026-01-02T00:00:00Z");
}

TEST(DateTime, ShowsAFractionThatIsNotZero) {
    auto date = at_noon(Zone::utc);
    date.local += std::chrono::microseconds{250};
    EXPECT_EQ(date.to_string(), "2026-01-01T12:00:00.000250Z");
}

TEST(DateDeviation, IsASet) {
    auto const two = DateDeviation::hour_24 | DateDeviation::no_time;
    EXPECT_TRUE(has(two, DateDeviation::hour_24));
    EXPECT_TRUE(has(two, DateDeviation::no_time));
    EXPECT_FALSE(has(two, DateDeviation::loose_zone));
    EXPECT_FALSE(has(DateDeviation::none, DateDeviation::hour_24));
}

TEST(MailPath, HasALocalPartAndADomain) {
    MailPath const plain{"a@example.com", {}, {}};
    EXPECT_EQ(plain.local_part(), "a");
    EXPECT_EQ(plain.domain(), "example.com");
    MailPath const quoted{"\"a@b\"@example.com", {}, {}};
    EXPECT_EQ(quoted.local_part(), "\"a@b\"");
    EXPECT_EQ(quoted.domain(), "example.com");
    MailPath const bare{"postmaster", {}, {}};
    EXPECT_EQ(bare.local_part(), "postmaster");
    EXPECT_EQ(bare.domain(), "");
    EXPECT_TRUE(MailPath{}.is_null());
    EXPECT_FALSE(plain.is_null());
}

TEST(Keyword, ComparesWithItsEnumeration) {
    arf::Keyword<arf::FeedbackType> const fraud{arf::FeedbackType::fraud, "Fraud"};
    EXPECT_TRUE(fraud == arf::FeedbackType::fraud);
    EXPECT_FALSE(fraud == arf::FeedbackType::abuse);
    EXPECT_TRUE(arf::Keyword<arf::FeedbackType>{} == arf::FeedbackType::unknown);
}

}  // namespace value_value_test
