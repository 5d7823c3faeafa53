// SPDX-License-Identifier: BSL-1.0
// survives(): lets every allocation of a call fail, one after the other, and holds it to what is promised.
#pragma once

#include <gtest/gtest.h>

#include <new>
#include <optional>
#include <string>
#include <utility>

#include "allocator.hpp"

namespace arf_faults {

/// What a call gave with little memory; nothing where it threw std::bad_alloc.
template <class Work>
std::optional<std::string> with_memory_for(long n, Lack lack, Work const& work, bool& lacked) {
    std::optional<std::string> given;
    let_fail_after(n, lack);
    try {
        given = work();
    } catch (std::bad_alloc const&) {
        given.reset();
    }
    lacked = let_work();
    return given;
}

/// Runs `work`, which shows what it found as text, with memory for n allocations, for every n.
/// @param kept  so many blocks more or less may C libraries hold afterwards.
/// @return how many there are; 0 where a promise was broken.
template <class Work>
long survives(std::string const& name, Work const& work, long kept = 0) {
    auto const expected = work();  // what iconv, locales and the like keep is taken here
    long n = 0;
    for (auto const lack : {Lack::from_then_on, Lack::once}) {
        bool lacked = true;
        for (n = 0; lacked; ++n) {
            auto const before = living();
            auto const all_before = living_in_all();
            auto given = with_memory_for(n, lack, work, lacked);
            bool const is_good = given ? *given == expected : lacked;
            given.reset();
            EXPECT_TRUE(is_good) << name << ": allocation " << n << " fails, and it gives something else";
            EXPECT_EQ(living(), before) << name << ": allocation " << n << " fails, and blocks leak";
            EXPECT_LE(living_in_all(), all_before + kept)
                << name << ": allocation " << n << ", a C library leaks";
            if (testing::Test::HasFailure() || n > 1'000'000) return 0;
        }
    }
    EXPECT_EQ(work(), expected) << name << ": it does not work any more";
    return n;
}

}  // namespace arf_faults
