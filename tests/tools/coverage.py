# SPDX-License-Identifier: BSL-1.0
"""Measures how much of include/ and lib/ the unit tests and the fuzzers' seeds reach: tests/run --coverage.

clang counts by the source. A branch is a condition that came out true, and the same one that came out
false; each operand of && and || is one. gcc counts jumps of the object code, most of which belong to
destructors and to calls that might throw: nobody wrote those, and no input takes them. What is instantiated
or inlined several times is one place in the source, and reached where any copy was. Not counted: templates
that nothing instantiates, lines of nothing but brackets or comments, and conditions that the compiler
decides.

A line that no test reaches says why, in a comment at its end or above it: "// not covered: reason". It
counts as not reached all the same. The run fails below the limits, at a line without a reason, at a reason
whose line is reached, and where a test fails.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import run_suites as suites
from run_suites import BUILD, ROOT, Outcome

LINES_AT_LEAST = 95.0
BRANCHES_AT_LEAST = 90.0
PRESET = "coverage"
FOLDER = BUILD / PRESET
PROFILES = FOLDER / "profiles"
SOURCES = (ROOT / "include", ROOT / "lib")
# Of the consumers those in C, for one of which memory runs out.
PIECES = r"^(fuzz|example)\.|^consumer\.find_package\.arf(\.|$)"
NO_PIECES = "oss_fuzz"  # compiles everything once more, and counts nothing
MARKER = re.compile(r"// not covered: (.+)$")

Place = tuple[int, int, int, int]  # of a condition: first line and column, last line and column


@dataclass(frozen=True)
class Run:
    """Neighbouring lines that no test reaches, and why."""

    first: int
    last: int
    reason: str


@dataclass
class File:
    """What was reached of one source: lines that hold code, and conditions both ways."""

    path: Path
    lines: dict[int, bool] = field(default_factory=dict)
    branches: dict[Place, tuple[bool, bool]] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its path as people write it."""
        return str(self.path.relative_to(ROOT))

    def add(self, other: File) -> None:
        """Adds what was reached of the same source under another name."""
        for line, reached in other.lines.items():
            self.lines[line] = reached or self.lines.get(line, False)
        for place, (yes, no) in other.branches.items():
            seen = self.branches.get(place, (False, False))
            self.branches[place] = (yes or seen[0], no or seen[1])

    def line_counts(self) -> tuple[int, int]:
        """Lines reached, and all."""
        return sum(self.lines.values()), len(self.lines)

    def branch_counts(self) -> tuple[int, int]:
        """Outcomes of conditions that were seen, and all: two a condition."""
        return sum(map(sum, self.branches.values())), 2 * len(self.branches)


class Segments:
    """The counts of a file as llvm-cov gives them: each holds from its place to the next one's."""

    def __init__(self, rows: list[list[Any]]) -> None:
        self.rows = rows

    def lines(self) -> Iterator[tuple[int, int]]:
        """Each line that holds a counted place, with its highest count."""
        before: list[Any] | None = None
        at = 0
        for line in range(self.rows[0][0], self.rows[-1][0] + 1) if self.rows else ():
            here = at
            while at < len(self.rows) and self.rows[at][0] == line:
                at += 1
            counts = [row[2] for row in self.rows[here:at] if row[3] and row[4] and not row[5]]
            if before is not None and before[3]:
                counts.append(before[2])
            if counts:
                yield line, max(counts)
            before = self.rows[at - 1]

    def count_at(self, line: int, column: int) -> int:
        """How often the code at a place was run."""
        count = 0
        for row in self.rows:
            if (row[0], row[1]) > (line, column):
                break
            count = row[2] if row[3] else 0
        return count


def holds_code(text: str) -> bool:
    """Whether a line is more than blanks, brackets and comments."""
    return re.sub(r"//.*", "", text).strip("{}()[];, \t\n") != ""


def reached_conditions(rows: list[list[Any]], segments: Segments) -> dict[Place, tuple[bool, bool]]:
    """The conditions of a file; all copies of one are one. Those that the compiler decided are left out."""
    counts: dict[Place, tuple[int, int]] = {}
    for row in rows:
        place: Place = (row[0], row[1], row[2], row[3])
        yes, no = counts.get(place, (0, 0))
        counts[place] = (yes + row[4], no + row[5])
    return {
        place: (yes > 0, no > 0)
        for place, (yes, no) in counts.items()
        if yes + no > 0 or segments.count_at(place[0], place[1]) == 0
    }


def source_path(entry: dict[str, Any]) -> Path:
    """Where a file is: ccache may have named it from the build folder up and down again, or not."""
    return Path(os.path.normpath(entry["filename"]))


def read_file(entry: dict[str, Any]) -> File:
    """One file of llvm-cov's export, compared with its text."""
    file = File(source_path(entry))
    text = file.path.read_text().splitlines()
    segments = Segments(entry["segments"])
    file.lines = {line: count > 0 for line, count in segments.lines() if holds_code(text[line - 1])}
    file.branches = reached_conditions(entry["branches"], segments)
    return file


def find_reasons(file: File) -> None:
    """Puts lines that are not reached together. A reason holds for all behind it up to a reached one."""
    text = enumerate(file.path.read_text().splitlines(), 1)
    reasons = {number: found[1] for number, line in text if (found := MARKER.search(line))}
    sections: list[tuple[int, list[int]]] = [(0, [])]  # the line of the reason, 0 for none; lines not reached
    for number in sorted(file.lines.keys() | reasons.keys()):
        if number in reasons or file.lines[number]:
            sections.append((number if number in reasons else 0, []))
        if file.lines.get(number) is False:
            sections[-1][1].append(number)
    file.runs = [Run(missed[0], missed[-1], reasons.get(at, "")) for at, missed in sections if missed]
    file.stale = [at for at, missed in sections if at and not missed]


def run_everything() -> list[Outcome]:
    """Builds and runs what counts; the profiles are in PROFILES afterwards."""
    shutil.rmtree(PROFILES, ignore_errors=True)
    # One profile a program: processes that end add to it.
    os.environ["LLVM_PROFILE_FILE"] = str(PROFILES / "%m.profraw")
    suites.build(PRESET)
    outcomes = [suites.gtest(PRESET, "arf_tests")]
    path = suites.report_path(f"{PRESET}-ctest.xml")
    chosen = ("--tests-regex", PIECES, "--exclude-regex", NO_PIECES)
    status = suites.run("ctest", "--preset", PRESET, *chosen, "--output-junit", path)
    return [*outcomes, suites.from_junit(path, status)]


def programs() -> list[Path]:
    """The programs that were run."""
    names = ("tests", "fuzz", "examples", "tests/consumer/find_package.arf")
    folders = [FOLDER / name for name in names if (FOLDER / name).is_dir()]
    files = sorted(file for folder in folders for file in folder.iterdir())
    return [file for file in files if file.is_file() and os.access(file, os.X_OK) and file.suffix == ""]


def measured(objects: Iterable[Path]) -> list[File]:
    """Puts the profiles together and reads the counts of all sources."""
    merged = FOLDER / "merged.profdata"
    suites.must("llvm-profdata", "merge", "-sparse", *sorted(PROFILES.glob("*.profraw")), "-o", merged)
    first, *others = objects
    command = [
        "llvm-cov",
        "export",
        "-skip-functions",
        "-skip-expansions",
        f"-instr-profile={merged}",
        str(first),
    ]
    command += [f"-object={path}" for path in others]
    exported = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    entries = json.loads(exported)["data"][0]["files"]
    wanted = [entry for entry in entries if any(map(source_path(entry).is_relative_to, SOURCES))]
    files: dict[str, File] = {}
    for one in map(read_file, wanted):
        files.setdefault(one.name, one).add(one)
    for one in files.values():
        find_reasons(one)
    return sorted(files.values(), key=lambda file: file.name)


def total(counts: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """The sum of several counts."""
    reached, of_all = zip(*counts, strict=True)
    return sum(reached), sum(of_all)


def percent(counts: tuple[int, int]) -> float:
    """100 where there is nothing to reach."""
    return 100.0 * counts[0] / counts[1] if counts[1] else 100.0


def row(name: str, lines: tuple[int, int], branches: tuple[int, int]) -> str:
    """One line of the table."""
    cells = (f"{percent(one):6.1f} % {one[0]:5} of {one[1]:5}" for one in (lines, branches))
    return f"{name:<48}" + "   ".join(cells)


def print_table(files: list[File]) -> None:
    """A line for each file: lines, then branches."""
    print(f"\n{'':<48}{'lines':>8}{'':18}{'branches':>11}")
    for file in files:
        print(row(file.name, file.line_counts(), file.branch_counts()))


def print_reasons(files: list[File]) -> None:
    """Every line that is not reached, with its reason."""
    print("\nLines that no test reaches:")
    for file in files:
        for one in file.runs:
            print(f"  {file.name}:{one.first}-{one.last}: {one.reason or 'NO REASON GIVEN'}")


def write_branches(files: list[File]) -> Path:
    """Leaves every outcome that was not seen in a file, with the text of its condition."""
    path = FOLDER / "branches.txt"
    with path.open("w") as out:
        for file in files:
            text = file.path.read_text().splitlines()
            for (line, column, last, end), seen in sorted(file.branches.items()):
                condition = text[line - 1][column - 1 : end - 1 if last == line else None]
                never = " or ".join(
                    word for word, was in zip(("true", "false"), seen, strict=True) if not was
                )
                if never:
                    print(f"{file.name}:{line}:{column}: never {never}: {condition}", file=out)
    return path


def faults(files: list[File], lines: tuple[int, int], branches: tuple[int, int]) -> list[str]:
    """What makes the run fail."""
    said = [f"{file.name}:{line}: is reached, but says why not" for file in files for line in file.stale]
    said += [f"{file.name}:{one.first}: no reason" for file in files for one in file.runs if not one.reason]
    for what, counts, least in (("lines", lines, LINES_AT_LEAST), ("branches", branches, BRANCHES_AT_LEAST)):
        if percent(counts) < least:
            said.append(f"{percent(counts):.1f} % of {what}; at least {least:.0f} %")
    return said


def report(files: list[File]) -> int:
    """Prints all of it; gives the exit status."""
    lines = total(file.line_counts() for file in files)
    branches = total(file.branch_counts() for file in files)
    print_table(files)
    print_reasons(files)
    print(f"\nConditions that were seen one way only: {write_branches(files).relative_to(ROOT)}\n")
    said = faults(files, lines, branches)
    for one in said:
        print(f"FAILED  {one}")
    print(row("include/ and lib/", lines, branches), flush=True)
    return 1 if said else 0


def main() -> int:
    """Builds, runs, measures and reports. A test that fails fails here too."""
    suites.REPORTS.mkdir(parents=True, exist_ok=True)
    try:
        outcomes = run_everything()
        status = report(measured(programs()))
    except suites.SuiteError as trouble:
        print(f"FAILED  {trouble}")
        return 1
    failed = sum(outcome.failed for outcome in outcomes)
    print(f"{sum(outcome.passed for outcome in outcomes)} passed, {failed} failed")
    return 1 if failed else status


if __name__ == "__main__":
    sys.exit(main())
