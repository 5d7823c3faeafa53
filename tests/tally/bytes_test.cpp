// SPDX-License-Identifier: BSL-1.0
// A tally as bytes, which anybody may have written; and the tables inside.
#include <gtest/gtest.h>

#include <arf/impl/tally_bytes.ipp>
#include <arf/tally.hpp>
#include <tally/support.hpp>

namespace tally_bytes_test {

using namespace tally_support;

// Bytes

Tally small_tally(bool keep_duplicates) {
    auto tally = tally_of({.by = {TallyKey::source_ip, TallyKey::day},
                           .time_zone = "Europe/Berlin",
                           .keep_duplicates = keep_duplicates});
    add(tally, sample("arf/yahoo"), {"m", 1, 2});
    add(tally, sample("arf/aol"), {"m", 2, 300});
    add(tally, numbered("Original-Rcpt-To: <a@example.net>\n", 1));
    return tally;
}

TEST(TallyBytes, AreRefusedWhenDamaged) {
    for (bool const keep : {false, true}) {
        auto const bytes = small_tally(keep).serialize();
        ASSERT_TRUE(Tally::deserialize(bytes));
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            arf_test::Exact const cut(bytes.substr(0, i));
            EXPECT_FALSE(Tally::deserialize(cut.view())) << i;
            for (unsigned bit = 0; bit < 8; ++bit) {
                auto flipped = bytes;
                flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
                EXPECT_FALSE(Tally::deserialize(flipped)) << i;
            }
        }
        EXPECT_FALSE(Tally::deserialize(bytes + '\0'));
        EXPECT_FALSE(Tally::deserialize(bytes + bytes));
    }
}

/// The bytes with a checksum that is right again: what somebody makes who wants to do harm.
std::string checked(std::string bytes) {
    bytes.resize(bytes.size() - arf::detail::tally_checksum_size);
    return bytes + arf::detail::tally_checksum(bytes);
}

TEST(TallyBytes, OfAnybodyDoNoHarm) {
    std::size_t taken = 0;
    for (bool const keep : {false, true}) {
        auto const bytes = small_tally(keep).serialize();
        auto const size = bytes.size() - arf::detail::tally_checksum_size;
        for (std::size_t i = 0; i < size; i += 2) {
            auto cut = bytes;
            cut.erase(i, size - i);
            EXPECT_FALSE(Tally::deserialize(checked(cut))) << i;
            for (unsigned const value : {0U, 1U, 2U, 127U, 128U, 255U}) {
                auto changed = bytes;
                changed[i] = static_cast<char>(value);
                arf_test::Exact const exact(checked(changed));
                auto read = Tally::deserialize(exact.view());
                if (!read) continue;
                ++taken;
                EXPECT_EQ(sum(*read), read->size());
                EXPECT_EQ(Tally::deserialize(read->serialize()).value(), *read);
                EXPECT_TRUE(read->merge(*read));
            }
        }
    }
    EXPECT_GT(taken, 200U);
}

TEST(TallyBytes, SayWhatIsWrong) {
    auto const error = [](std::string_view bytes) { return Tally::deserialize(bytes).error().message(); };
    EXPECT_NE(error("").find("no tally"), std::string::npos);
    EXPECT_NE(error("PK\3\4").find("no tally"), std::string::npos);
    auto bytes = small_tally(false).serialize();
    EXPECT_NE(error(bytes.substr(0, bytes.size() - 1)).find("damaged"), std::string::npos);
    bytes[8] = '\2';
    EXPECT_NE(error(bytes).find("version"), std::string::npos);
    EXPECT_THROW((void)Tally::deserialize("").value(), boost::system::system_error);
}

TEST(TallyBytes, AskForNoMemoryThatIsNotThere) {
    auto const bytes = tally_by({TallyKey::day}).serialize();
    auto const body = bytes.substr(0, bytes.size() - arf::detail::tally_checksum_size);
    std::string const huge("\xff\xff\xff\xff\x0f", 5);
    for (std::size_t back = 1; back <= 6; ++back) {
        auto const claims = body.substr(0, body.size() - back) + huge;
        EXPECT_FALSE(Tally::deserialize(claims + arf::detail::tally_checksum(claims))) << back;
    }
}

TEST(TallyBytes, AreSmall) {
    auto tally = tally_by({TallyKey::source_ip, TallyKey::day});
    for (int i = 0; i < 1000; ++i)
        add(tally, numbered("Source-IP: 192.0.2.1\nArrival-Date: 15 Jan 2026 10:00:00 +0000\n", i),
            {"a.mbox", static_cast<std::uint64_t>(i), static_cast<std::uint64_t>(i) * 6000});
    EXPECT_LT(tally.serialize().size(), 1000U * 40);
}

// Inside

TEST(TallyPools, HashAsThePaperSays) {
    // The test vector in appendix A of "SipHash: a fast short-input PRF".
    arf::detail::SipHash const hash(0x0706050403020100U, 0x0f0e0d0c0b0a0908U);
    std::string text;
    for (char i = 0; i < 15; ++i) text.push_back(i);
    EXPECT_EQ(hash(text), 0xa129ca6149be45e5U);
}

TEST(TallyPools, KeepEachTextOnce) {
    arf::detail::TextPool pool;
    for (int round = 0; round < 2; ++round) {
        for (std::uint32_t i = 0; i < 5000; ++i) EXPECT_EQ(pool.add(std::to_string(i)), i);
    }
    EXPECT_EQ(pool.size(), 5000U);
    EXPECT_EQ(pool[4321], "4321");
}

TEST(TallyPools, ReadTheNumbersThatTheyWrite) {
    for (std::uint64_t const number : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{127},
                                       std::uint64_t{128}, std::uint64_t{1} << 32U, ~std::uint64_t{0}}) {
        std::string text;
        arf::detail::append_varint(text, number);
        std::string_view view = text;
        EXPECT_EQ(arf::detail::take_varint(view), number);
        EXPECT_TRUE(view.empty());
    }
    for (std::string_view text :
         {std::string_view(""), std::string_view("\x80", 1), std::string_view("\x80\x00", 2),
          std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10)})
        EXPECT_EQ(arf::detail::take_varint(text), std::nullopt);
    for (std::int64_t const time : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1'768'464'000'000'000},
                                    std::int64_t{-62'135'596'800'000'000}, arf::detail::no_time})
        EXPECT_EQ(arf::detail::from_wire(arf::detail::to_wire(time)), time);
}

}  // namespace tally_bytes_test
