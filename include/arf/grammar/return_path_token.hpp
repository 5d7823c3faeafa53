// SPDX-License-Identifier: BSL-1.0
// Addresses hidden in the local part of a return path: SRS and BATV. VERP is verp.hpp.
#pragma once

#include <arf/grammar/bytes.hpp>
#include <arf/grammar/parse.hpp>
#include <string_view>

namespace arf::grammar {

/// What a local part hides; views into it.
struct HiddenAddress {
    std::string_view prefix;  ///< before a recipient
    std::string_view tag;     ///< hash, time stamp, ...
    std::string_view local;
    std::string_view domain;  ///< empty: that of the return path
};

inline constexpr ByteSet host_bytes{letter | digit | ByteSet{"-._"} | byte_range(128, 255)};
inline constexpr ByteSet srs_separator{"=+-"};
inline auto const tag_piece = +~ByteSet{"=@"};

/// The sender before one forward.
///
///     SRS0 = "SRS0" ("=" / "+" / "-") hash "=" timestamp "=" domain "=" local-part
///
/// That is the Sender Rewriting Scheme of 2004, as libsrs2 and postsrsd write it.
///
/// Takes      "SRS0=HHH=TT=example.org=alice", "srs0+HHH=TT=example.org=a=b", "SRS0-a=b=c=d"
/// Refuses    "", "SRS0", "SRS0=HHH=TT=example.org=", "SRS0=HHH==example.org=alice",
///            "SRS0:HHH=TT=example.org=a"
/// In the wild: any letter case, for mail systems may fold it.
inline auto const srs0 = x3::rule<struct srs0_class, HiddenAddress>{"srs0"} =
    Caseless{"SRS0"} >> srs_separator >>
    x3::raw[tag_piece >> '=' >> tag_piece][store_view<&HiddenAddress::tag>] >> '=' >>
    x3::raw[+host_bytes][store_view<&HiddenAddress::domain>] >> '=' >>
    x3::raw[+x3::char_][store_view<&HiddenAddress::local>];

/// The sender before the first of two or more forwards.
///
///     SRS1 = "SRS1" ("=" / "+" / "-") hash "=" first-forwarder "=" ("=" / "+" / "-") hash "=" timestamp
///            "=" domain "=" local-part
///
/// Takes      "SRS1=GGG=example.com==HHH=TT=example.org=alice",
///            "srs1+GGG=example.com=+HHH=TT=example.org=alice"
/// Refuses    "", "SRS1=HHH=example.com=HHH=TT=example.org=alice", "SRS1=HHH==HHH=TT=example.org=alice"
/// In the wild: as of srs0. The tag is all between "SRS1=" and the domain: two hashes, the first forwarder,
/// the time stamp.
inline auto const srs1 = x3::rule<struct srs1_class, HiddenAddress>{"srs1"} =
    Caseless{"SRS1"} >> srs_separator >>
    x3::raw[tag_piece >> '=' >> +host_bytes >> '=' >> srs_separator >> tag_piece >> '=' >> tag_piece]
           [store_view<&HiddenAddress::tag>] >>
    '=' >> x3::raw[+host_bytes][store_view<&HiddenAddress::domain>] >> '=' >>
    x3::raw[+x3::char_][store_view<&HiddenAddress::local>];

/// A signed sender.
///
///     batv = tag-type "=" tag-val "=" loc-core          (draft-levine-smtp-batv, section 3)
///
/// Takes      "prvs=1234abcdef=alice", "PRVS=1234abcdef=bounce+b=example.org",
///            "msprvs1=12345AbC_x=bounces-7", "btv1==0123456789a==alice"
/// Refuses    "", "prvs=1234", "prvs==alice", "prvs=1234=", "btv1=0123=alice", "other=1234=alice"
/// In the wild: "msprvs1" (Momentum and its successors), "btv1" with doubled signs (Barracuda).
inline auto const batv = x3::rule<struct batv_class, HiddenAddress>{"batv"} = [] {
    auto const tag = x3::raw[tag_piece][store_view<&HiddenAddress::tag>];
    auto const core = x3::raw[+x3::char_][store_view<&HiddenAddress::local>];
    auto const plain = (Caseless{"prvs="} | Caseless{"msprvs1="}) >> tag >> '=' >> core;
    auto const doubled = Caseless{"btv1=="} >> tag >> "==" >> core;
    return plain | doubled;
}();

}  // namespace arf::grammar
