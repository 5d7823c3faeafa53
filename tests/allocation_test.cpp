// SPDX-License-Identifier: BSL-1.0
// What a report costs in allocations. This file replaces the global operator new of the test program with one
// that counts.
#include <gtest/gtest.h>

#include <arf/parse.hpp>
#include <atomic>
#include <cstdlib>
#include <new>
#include <support.hpp>

namespace allocation_test {

std::atomic<std::size_t> allocations{0};

void* counted(std::size_t size) noexcept {
    allocations.fetch_add(1, std::memory_order_relaxed);
    return std::malloc(size == 0 ? 1 : size);
}
void* counted_or_throw(std::size_t size) {
    if (void* const memory = counted(size)) return memory;
    throw std::bad_alloc{};
}

}  // namespace allocation_test

void* operator new(std::size_t size) { return allocation_test::counted_or_throw(size); }
void* operator new[](std::size_t size) { return allocation_test::counted_or_throw(size); }
void* operator new(std::size_t size, std::nothrow_t const&) noexcept {
    return allocation_test::counted(size);
}
void* operator new[](std::size_t size, std::nothrow_t const&) noexcept {
    return allocation_test::counted(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::nothrow_t const&) noexcept { std::free(memory); }
void operator delete[](void* memory, std::nothrow_t const&) noexcept { std::free(memory); }

namespace allocation_test {

/// How often `work` calls operator new.
template <class Work>
std::size_t count(Work work) {
    auto const before = allocations.load();
    work();
    return allocations.load() - before;
}

std::string const report_fields =
    std::string(arf_test::required_fields) +
    "Original-Mail-From: <bounce-7@news.example.com>\nOriginal-Rcpt-To: <reader@example.net>\n"
    "Arrival-Date: Thu, 1 Jan 2026 10:00:00 +0000\nSource-IP: 192.0.2.1\nReported-Domain: example.com\n"
    "Reported-URI: https://example.com/a\nReporting-MTA: dns; mx.example.net\n"
    "Authentication-Results: mx.example.net;\n\tspf=pass smtp.mailfrom=example.com;\n\tdkim=pass "
    "header.d=example.com\n";

/// A report of about `bytes` whose original has `fields` header fields, some of them folded.
std::string report_of(std::size_t fields, std::size_t bytes) {
    std::string original =
        "Return-Path: <bounce-7@news.example.com>\nMessage-ID: <20260101.7@news.example.com>\n"
        "Date: Thu, 1 Jan 2026 09:59:58 +0000\nFrom: \"The News\" <news@example.com>\nTo: "
        "reader@example.net\n"
        "Subject: What is new this week\nList-Unsubscribe: "
        "<https://example.com/u/7>,\n\t<mailto:u-7@example.com>\n"
        "List-Id: News <news.example.com>\nFeedback-ID: 7:news:example:sender\n";
    for (std::size_t i = 9; i < fields; ++i) {
        original
            .append(
                "Received: from a.example.com (a.example.com [192.0.2.1])\n\tby mx.example.net (Postfix) "
                "with ESMTPS id ")
            .append(std::to_string(i))
            .append("\n\tfor <reader@example.net>; Thu, 1 Jan 2026 10:00:00 +0000\n");
    }
    original.append("\n");
    auto const without_body = arf_test::report_with(report_fields, original).size();
    for (auto size = without_body; size < bytes; size += 55) {
        original.append("A line of the newsletter, as lines of newsletters are.\n");
    }
    return arf_test::report_with(report_fields, original);
}

TEST(Allocations, OfASmallReportAreAtMostTwo) {
    auto const message = report_of(9, 2000);
    ASSERT_NEAR(static_cast<double>(message.size()), 2000, 400);
    EXPECT_LE(count([&] { EXPECT_TRUE(arf::parse_borrowed(message)); }), 2U);
    EXPECT_LE(count([&] { EXPECT_TRUE(arf::parse(std::string_view(message))); }), 2U);
}

TEST(Allocations, OfATypicalReportAreAtMostTwo) {
    auto const message = report_of(25, 6000);
    ASSERT_NEAR(static_cast<double>(message.size()), 6000, 400);
    EXPECT_LE(count([&] { EXPECT_TRUE(arf::parse_borrowed(message)); }), 2U);
}

TEST(Allocations, OfALargeMessageDoNotGrowWithItsBody) {
    auto const message = report_of(25, 600'000);
    EXPECT_LE(count([&] { EXPECT_TRUE(arf::parse_borrowed(message)); }), 2U);
}

TEST(Allocations, AreNoneForACopyOfAReport) {
    auto const report = arf::parse(report_of(25, 6000)).value();
    EXPECT_EQ(count([&] {
                  auto const copy = report;
                  EXPECT_EQ(copy.source_ip, report.source_ip);
              }),
              0U);
}

TEST(Allocations, AreNoneForAnErrorWithoutALook) {
    std::string const blanks(100, ' ');
    EXPECT_EQ(count([&] { EXPECT_FALSE(arf::parse_borrowed(blanks)); }), 0U);
    EXPECT_EQ(count([&] { EXPECT_FALSE(arf::parse_borrowed(blanks, {.max_bytes = 10})); }), 0U);
}

}  // namespace allocation_test
