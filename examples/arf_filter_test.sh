#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# usage: arf_filter_test.sh FILTER CORPUS
# Runs examples/arf_filter.c as a mail server does, on messages of tests/corpus, and compares exit status and output.
set -u

filter=$1
corpus=$2
complaint=$corpus/arf/comcast.eml
newsletter=$corpus/not-a-complaint/newsletter.eml
tab=$(printf '\t')
failures=0

# expect STATUS PATTERN: compares $status and $output, which the lines below set; PATTERN is an extended regular
# expression, "" stands for no output at all.
expect() {
    if [ "$status" -ne "$1" ]; then
        echo "status $status, not $1: $output"
        failures=$((failures + 1))
    elif [ -z "$2" ] && [ -n "$output" ]; then
        echo "printed: $output"
        failures=$((failures + 1))
    elif ! printf '%s\n' "$output" | grep -Eq "$2"; then
        echo "no $2 in: $output"
        failures=$((failures + 1))
    fi
}

output=$("$filter" <"$complaint" 2>&1); status=$?
expect 0 "^arf${tab}abuse${tab}192\.0\.2\.[0-9]+${tab}"
output=$("$filter" -j <"$complaint" 2>&1); status=$?
expect 0 '^\{"source":"-",.*"source_ip":"192\.0\.2\..*\}$'

# Exim puts a From_ line before the message.
output=$({ echo "From sender@example.com Thu Jan  1 00:00:00 2026"; cat "$complaint"; } | "$filter"); status=$?
expect 0 "^arf${tab}abuse${tab}192\.0\.2\."

output=$("$filter" <"$newsletter" 2>&1); status=$?
expect 1 ''
output=$("$filter" -n -j <"$newsletter" 2>&1); status=$?
expect 0 ''
output=$("$filter" </dev/null 2>&1); status=$?
expect 1 'empty input'

# A name in a complaint never ends a field or a line.
output=$(sed 's/^Feedback-Type: abuse/Feedback-Type: a\x1b[2Jb/' "$complaint" | "$filter"); status=$?
expect 0 "^arf${tab}a\?\[2jb${tab}"

# Trouble: standard input that is a folder, standard output without room.
output=$("$filter" </ 2>&1); status=$?
expect 75 'arf_filter: '
if [ -c /dev/full ]; then
    output=$("$filter" <"$complaint" 2>&1 >/dev/full); status=$?
    expect 75 'arf_filter: '
fi
output=$("$filter" -x </dev/null 2>&1); status=$?
expect 64 '^usage: '

[ "$failures" -eq 0 ]
