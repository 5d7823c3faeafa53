#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# usage: run.sh PROGRAM ARGUMENT...
# Runs a program under valgrind. The status is 9 where it used memory that is not its own, or that was never written,
# or left memory behind that nobody can free any more; 77 where there is no valgrind; else that of the program.
set -eu

if ! command -v valgrind >/dev/null; then
    echo "skipped: valgrind is not installed"
    exit 77
fi
exec valgrind -q --error-exitcode=9 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite "$@"
