#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# usage: c_interface_page.sh FOLDER CXX MAILBOX
# Builds FOLDER/program.c, the program of docs/c-interface.md, as that page says, and looks at what it prints about the
# first message of MAILBOX.
set -eu

cd "$1"
cc -std=c99 -Wall -Wextra -pedantic -Werror -c program.c $(pkg-config --cflags arf)
"$2" ${CXXFLAGS:-} -o program program.o $(pkg-config --libs arf)
libraries=$(pkg-config --variable=libdir arf)  # a shared library outside the system's folders
out=$(LD_LIBRARY_PATH=$libraries ./program <"$3")
printf '%s\n' "$out" | grep '^format: '
printf '%s\n' "$out" | grep -E '^source_ip: 192[.]0[.]2[.]'
if LD_LIBRARY_PATH=$libraries ./program </dev/null; then
    echo "an empty message was read"
    exit 1
fi
