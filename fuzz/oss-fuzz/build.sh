#!/bin/bash -eu
# SPDX-License-Identifier: BSL-1.0
# Builds the harnesses as OSS-Fuzz and ClusterFuzzLite want it: with $CXX $CXXFLAGS against $LIB_FUZZING_ENGINE, from
# $SRC/libarf into $OUT. Boost.JSON is compiled here, because $CXXFLAGS may choose another standard library than that
# of the distribution. What is linked dynamically goes along: machines that fuzz have nothing but $OUT.
#
# $WORK      where objects go; a new folder unless given
# $HARNESSES names of the harnesses to build; all unless given

: "${SRC:?}" "${OUT:?}" "${CXX:?}" "${LIB_FUZZING_ENGINE:?}"
tree=$SRC/libarf
work=${WORK:-$(mktemp -d)}/libarf
mkdir -p "$work" "$OUT/lib"

packages="gmime-3.0 yaml-0.1 nettle"
flags="-std=c++20 -I$tree/include -I$tree/tests $(pkg-config --cflags $packages)"
all=$(cd "$tree/fuzz" && ls *_fuzz.cpp | sed 's/_fuzz\.cpp$//')
harnesses=${HARNESSES:-$all}

echo '#include <boost/json/src.hpp>' >"$work/boost_json.cpp"
sources="$work/boost_json.cpp $(ls "$tree"/lib/*.cpp) $tree/fuzz/message_mutator.cpp"
for harness in $harnesses; do sources="$sources $tree/fuzz/${harness}_fuzz.cpp"; done
# An object each, as many at a time as there are processors.
export CXX CXXFLAGS="${CXXFLAGS:-}" flags work
printf '%s\n' $sources | xargs -P "$(nproc)" -I{} bash -euc \
    '$CXX $CXXFLAGS $flags -c "{}" -o "$work/$(basename "{}" .cpp).o"'

library=$work/boost_json.o
for source in "$tree"/lib/*.cpp; do library="$library $work/$(basename "$source" .cpp).o"; done

for harness in $harnesses; do
    mutator=
    grep -q arf_fuzz_message_at "$tree/fuzz/${harness}_fuzz.cpp" && mutator=$work/message_mutator.o
    $CXX $CXXFLAGS "$work/${harness}_fuzz.o" $mutator $library $LIB_FUZZING_ENGINE \
        $(pkg-config --libs $packages) -Wl,-rpath,'$ORIGIN/lib' -o "$OUT/${harness}_fuzz"

    inputs=$work/inputs-$harness
    rm -rf "$inputs" "$OUT/${harness}_fuzz_seed_corpus.zip"
    mkdir "$inputs"
    cp -r "$tree/fuzz/seeds/$harness" "$inputs/seeds"
    [ ! -d "$tree/fuzz/regressions/$harness" ] || cp -r "$tree/fuzz/regressions/$harness" "$inputs/regressions"
    case $harness in attribution | mime_differential | report) cp -r "$tree/tests/corpus" "$inputs/corpus" ;; esac
    python3 -m zipfile -c "$OUT/${harness}_fuzz_seed_corpus.zip" "$inputs"/*
    [ ! -f "$tree/fuzz/$harness.dict" ] || cp "$tree/fuzz/$harness.dict" "$OUT/${harness}_fuzz.dict"
    printf '[libfuzzer]\nmax_len = 8192\ntimeout = 25\n' >"$OUT/${harness}_fuzz.options"

    # All but what every system has, and what is there already.
    ldd "$OUT/${harness}_fuzz" | awk '$3 ~ /^\// { print $3 }' | grep -vF "$OUT/" |
        grep -Ev '/(libc|libm|libdl|librt|libpthread|libgcc_s|libstdc\+\+|libasan|libubsan)\.so' |
        xargs -r cp -Lu -t "$OUT/lib"
done
