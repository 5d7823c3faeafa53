# SPDX-License-Identifier: BSL-1.0
"""usage: check_hardening.py [--fortified] FILE...

Says what a program or shared library lacks of the protections in cmake/Hardening.cmake, as far as its file
shows them; exit status 1 where anything is missing. With --fortified it must call the checking functions of
the C library, too, which only an optimised build does.
"""

from __future__ import annotations

import re
import subprocess
import sys

# What `readelf` shows of each protection, and its name.
SHOWN = {
    r"^ +GNU_RELRO ": "a table of addresses that is read-only once it is filled (-z relro)",
    r"\((?:FLAGS\).*BIND_NOW|FLAGS_1\).*NOW)": "addresses found before it starts (-z now)",
    r"^ +GNU_STACK +(?:0x[0-9a-f]+ +){5}RW ": "a stack that is no code (-z noexecstack)",
    r"^ +Type: +DYN ": "an address that is not known beforehand (PIE)",
    r" UND __stack_chk_fail@": "guards on the stack (-fstack-protector-strong)",
}
FORTIFIED = {r" UND __\w+_chk@": "functions of the C library that check (_FORTIFY_SOURCE)"}


def missing(path: str, wanted: dict[str, str]) -> list[str]:
    """One line for each protection that the file does not show."""
    command = ("readelf", "--wide", "--file-header", "--segments", "--dynamic", "--dyn-syms", path)
    shown = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    return [
        f"{path}: without {name}"
        for pattern, name in wanted.items()
        if not re.search(pattern, shown, re.MULTILINE)
    ]


def main(arguments: list[str]) -> int:
    """Looks at each file."""
    wanted = {**SHOWN, **FORTIFIED} if "--fortified" in arguments else SHOWN
    paths = [argument for argument in arguments if argument != "--fortified"]
    if not paths:
        sys.exit("usage: check_hardening.py [--fortified] FILE...")
    found = [line for path in paths for line in missing(path, wanted)]
    print("\n".join(found) if found else f"{len(paths)} files are hardened")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
