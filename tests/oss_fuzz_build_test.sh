#!/bin/bash -eu
# SPDX-License-Identifier: BSL-1.0
# usage: oss_fuzz_build_test.sh CXX
# Runs fuzz/oss-fuzz/build.sh as OSS-Fuzz would, with the main that replays files in place of a fuzzing engine, and then
# each harness that it built over the seeds that it packed.

here=$(cd "$(dirname "$0")" && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir -p "$place/src/libarf/lib" "$place/out" "$place/work"
# The tree, but lib/ as one source: that compiles in half the time.
find "$(dirname "$here")" -mindepth 1 -maxdepth 1 ! -name lib -exec ln -s -t "$place/src/libarf" {} +
printf '#include "%s"\n' "$(dirname "$here")"/lib/*.cpp >"$place/src/libarf/lib/all.cpp"

export SRC=$place/src OUT=$place/out WORK=$place/work CXX=$1 CXXFLAGS="-O0"
export LIB_FUZZING_ENGINE=$place/engine.o
$CXX $CXXFLAGS -std=c++20 -c "$here/../fuzz/replay_main.cpp" -o "$LIB_FUZZING_ENGINE"
bash "$here/../fuzz/oss-fuzz/build.sh"

for source in "$here"/../fuzz/*_fuzz.cpp; do
    name=$(basename "$source" .cpp)
    [ -x "$OUT/$name" ] || { echo "build.sh made no $name" >&2; exit 1; }
    python3 -m zipfile -e "$OUT/${name}_seed_corpus.zip" "$place/seeds-$name"
    "$OUT/$name" "$place/seeds-$name" 2>"$place/log" || { tail -20 "$place/log" >&2; exit 1; }
    echo "$name: $(tail -1 "$place/log")"
done
[ -n "$(ls "$OUT/lib")" ] || { echo "build.sh put no library beside the harnesses" >&2; exit 1; }
