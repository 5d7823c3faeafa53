# SPDX-License-Identifier: BSL-1.0
"""usage: check_symbols.py LIBRARY LIST HEADER SONAME

Compares what the shared library exports with LIST, a file with one demangled symbol a line, and the C
functions among it with those that HEADER declares; checks the name that programs will look for. Prints what
differs; exit status 1 where anything does.

The rule: every symbol that others may link against stands in LIST. Left out are weak and unique symbols of
namespaces std, __gnu_cxx and those of Boost that mark themselves as visible (boost::system, boost::exception
and their kin): the compiler emits them wherever a template is instantiated or a virtual table is needed, and
the loader makes one of them. A weak symbol of any other namespace, or a strong one of those, stays.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

LEFT_OUT = re.compile(
    r"_Z(?:T[IVST]|GV)?Z*N?[VK]*"  # type info, tables, guards and what is local to their functions, too
    r"(?:S[absiodt]|9__gnu_cxx|5boost(?:6system|9exception|10wrapexcept|16exception_detail|15source_location))"
)


def output_of(*command: str, text: str | None = None) -> str:
    """What a program of binutils prints."""
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True).stdout


def exported(library: str) -> set[str]:
    """The symbols of the dynamic table that the rule keeps, demangled."""
    rows = [line.split() for line in output_of("nm", "-D", "--defined-only", library).splitlines()]
    kept = [name for _, kind, name in rows if not (kind in "VvWwu" and LEFT_OUT.match(name))]
    return set(output_of("c++filt", text="\n".join(kept) + "\n").splitlines()) if kept else set()


def soname(library: str) -> str:
    """The name that programs linked with the library look for; empty where it has none."""
    found = re.search(r"\(SONAME\).*\[(.*)\]", output_of("readelf", "--dynamic", "--wide", library))
    return found[1] if found else ""


def declared(header: str) -> set[str]:
    """The functions that the C header declares."""
    text = Path(header).read_text(encoding="ascii")
    return set(re.findall(r"^ARF_DECL [^(;]*?(\w+)\(", text, re.MULTILINE))


def listed(path: str) -> set[str]:
    """The symbols in the list, without its comments."""
    lines = Path(path).read_text(encoding="ascii").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def differences(found: set[str], expected: set[str], where: str) -> list[str]:
    """One line for each symbol that is in one of the two alone."""
    return [f"exported, but not in {where}: {name}" for name in sorted(found - expected)] + [
        f"in {where}, but not exported: {name}" for name in sorted(expected - found)
    ]


def main(arguments: list[str]) -> int:
    if len(arguments) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    library, list_path, header, expected_soname = arguments
    found = exported(library)
    c_functions = {name for name in found if "(" not in name and "::" not in name}
    wrong = differences(found, listed(list_path), Path(list_path).name)
    wrong += differences(c_functions, declared(header), Path(header).name)
    if soname(library) != expected_soname:
        wrong.append(f"SONAME is {soname(library) or 'missing'}, not {expected_soname}")
    print("\n".join([*wrong, f"{len(found)} symbols, {len(c_functions)} of them C functions"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
