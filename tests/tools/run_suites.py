# SPDX-License-Identifier: BSL-1.0
"""Builds libarf and runs all its test suites; called by tests/run, standard library only.

Every suite is run even when an earlier one failed. The last line sums up what the runners reported:
"N passed, N failed". A build that fails, a runner that leaves no report, and a suite without tests count as
one failure each. The exit status is 1 when anything failed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
REPORTS = BUILD / "reports"
SHARED = ROOT.parent / "shared"
JOBS = os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL", str(os.cpu_count() or 1))
SANITIZERS = {
    "ASAN_OPTIONS": "strict_string_checks=1:detect_stack_use_after_return=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
}


@dataclass(frozen=True)
class Outcome:
    """How one suite ended. `note` says what the numbers do not."""

    passed: int
    failed: int
    note: str = ""


class SuiteError(Exception):
    """A suite that could not be run, or that left no report."""


def run(*command: object, env: dict[str, str] | None = None) -> int:
    """Runs a command at the root of the project, with its output where ours goes; returns its exit status."""
    words = [str(word) for word in command]
    print("$", " ".join(words), flush=True)
    return subprocess.run(words, cwd=ROOT, env={**os.environ, **(env or {})}, check=False).returncode


def must(*command: object) -> None:
    """Runs a command that the suite cannot do without."""
    status = run(*command)
    if status != 0:
        raise SuiteError(f"{command[0]} ended with status {status}")


def report_path(name: str) -> Path:
    """Where the runner `name` leaves its report; what an earlier run left there is gone."""
    path = REPORTS / name
    path.unlink(missing_ok=True)
    return path


def settled(passed: int, failed: int, status: int) -> Outcome:
    """The outcome of a runner: its own numbers, unless its exit status contradicts them."""
    if passed + failed == 0:
        raise SuiteError("no test was run")
    if status != 0 and failed == 0:
        return Outcome(passed, 1, f"ended with status {status} without a failed test in its report")
    return Outcome(passed, failed)


def from_junit(path: Path, status: int) -> Outcome:
    """Reads a JUnit report, as ctest and pytest write it."""
    if not path.exists():
        raise SuiteError(f"no report; ended with status {status}")
    failed = passed = 0
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is None:
            passed += 1
    return settled(passed, failed, status)


def build(preset: str, *targets: str) -> Outcome:
    """Configures and builds a preset; counts as nothing when it works."""
    must("cmake", "--preset", preset, "--log-level=WARNING")
    wanted = ["--target", *targets] if targets else []
    must("cmake", "--build", "--preset", preset, "--parallel", JOBS, *wanted)
    return Outcome(0, 0)


def gtest(preset: str, program: str) -> Outcome:
    """Runs a GoogleTest program and reads its JSON report."""
    path = report_path(f"{preset}-{program}.json")
    executable = BUILD / preset / "tests" / program
    if not executable.exists():
        raise SuiteError(f"{executable.relative_to(ROOT)} was not built")
    env = SANITIZERS if preset == "asan" else None
    status = run(executable, "--gtest_brief=1", f"--gtest_output=json:{path}", env=env)
    if not path.exists():
        raise SuiteError(f"no report; ended with status {status}")
    report = json.loads(path.read_text())
    cases = [case for suite in report["testsuites"] for case in suite["testsuite"]]
    ran = [case for case in cases if case["status"] == "RUN" and case["result"] != "SKIPPED"]
    failed = sum("failures" in case for case in ran)
    return settled(len(ran) - failed, failed, status)


def ctest(preset: str, without: str) -> Outcome:
    """Runs the tests of a preset that no label in `without` (a regular expression) marks."""
    path = report_path(f"{preset}-ctest.xml")
    options = ("--label-exclude", without, "--parallel", JOBS, "--output-junit", path)
    status = run("ctest", "--preset", preset, *options)
    return from_junit(path, status)


def benchmark() -> Outcome:
    """Builds the benchmark as it is measured, leaves build/arf_bench, and sees that it runs."""
    build("release", "arf_bench")
    link = BUILD / "arf_bench"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("release") / "tests" / "benchmark" / "arf_bench")
    path = report_path("benchmark.json")
    status = run(link, "--quick", f"--benchmark_out={path}", "--benchmark_out_format=json")
    if status != 0 or not path.exists():
        raise SuiteError(f"ended with status {status}")
    runs = json.loads(path.read_text())["benchmarks"]
    failed = sum(run.get("error_occurred", False) for run in runs)
    return settled(len(runs) - failed, failed, status)


def python_environment() -> Outcome:
    """Installs the Python package into build/venv and leaves build/arf."""
    must(ROOT / "cmake" / "python-env.sh", "test")
    return Outcome(0, 0)


def pytest() -> Outcome:
    """Runs the tests of the Python package against the installed one."""
    path = report_path("pytest.xml")
    python = BUILD / "venv" / "bin" / "python"
    options = ("-q", "-p", "no:cacheprovider", f"--junitxml={path}")
    status = run(python, "-m", "pytest", *options, "bindings/python/tests")
    return from_junit(path, status)


def sanitized_pytest() -> Outcome:
    """Runs the same tests on a core built with the sanitizers, whose libraries Python has to load first.

    Left out: what starts another Python, measures memory (the sanitizers change it), or checks types.
    """
    site = BUILD / "asan-python"
    venv = BUILD / "venv" / "bin" / "python"
    flags = (
        "-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS"
    )
    settings = {
        "cmake.build-type": "Debug",
        "cmake.define.CMAKE_CXX_FLAGS": flags,
        "cmake.define.CMAKE_CXX_FLAGS_DEBUG": "-O1 -g1",
    }
    must(
        venv,
        "-m",
        "pip",
        "--quiet",
        "--disable-pip-version-check",
        "install",
        "--upgrade",
        "--no-deps",
        "--target",
        site,
        ".",
        *(f"--config-settings={key}={value}" for key, value in settings.items()),
    )
    libraries = [
        subprocess.run(
            ["g++", f"-print-file-name=lib{name}.so"], capture_output=True, text=True, check=True
        ).stdout.strip()
        for name in ("asan", "ubsan")
    ]
    env = {**SANITIZERS, "LD_PRELOAD": " ".join(libraries), "PYTHONPATH": str(site)}
    env["ASAN_OPTIONS"] += ":detect_leaks=0"  # Python itself leaks at its end
    path = report_path("pytest-asan.xml")
    tests = "bindings/python/tests"
    status = run(
        venv,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        f"--junitxml={path}",
        tests,
        f"--ignore={tests}/test_cli.py",
        f"--ignore={tests}/test_typing.py",
        f"--deselect={tests}/test_read.py::test_memory_is_bounded",
        env=env,
    )
    return from_junit(path, status)


def conformance() -> Outcome:
    """Compares the records of the shared samples with the facts written down; skipped without them."""
    if not SHARED.is_dir():
        return Outcome(0, 0, "skipped: there is no shared folder beside this one")
    status = run(ROOT / "tests" / "conformance.py")
    return Outcome(1, 0) if status == 0 else Outcome(0, 1, f"ended with status {status}")


SUITES: list[tuple[str, Callable[[], Outcome]]] = [
    ("build dev", lambda: build("dev")),
    ("arf::arf", lambda: gtest("dev", "arf_tests")),
    ("arf::header_only", lambda: gtest("dev", "arf_tests_header_only")),
    ("consumers, examples, fuzz replay", lambda: ctest("dev", without="unit")),
    ("build asan", lambda: build("asan")),
    ("arf::arf, sanitized", lambda: gtest("asan", "arf_tests")),
    ("arf::header_only, sanitized", lambda: gtest("asan", "arf_tests_header_only")),
    ("examples, fuzz replay, sanitized", lambda: ctest("asan", without="unit|consumer|docs")),
    ("benchmark", benchmark),
    ("python package", python_environment),
    ("pytest", pytest),
    ("pytest, sanitized", sanitized_pytest),
    ("conformance", conformance),
]


def run_suite(name: str, suite: Callable[[], Outcome]) -> Outcome:
    """Runs one suite; trouble becomes one failure with its reason."""
    print(f"\n== {name}", flush=True)
    started = time.monotonic()
    try:
        outcome = suite()
    except (SuiteError, OSError, ValueError, KeyError, ElementTree.ParseError) as trouble:
        outcome = Outcome(0, 1, str(trouble))
    print(f"== {name}: {describe(outcome)} ({time.monotonic() - started:.0f} s)", flush=True)
    return outcome


def describe(outcome: Outcome) -> str:
    """One suite's line in the summary."""
    counted = outcome.passed + outcome.failed > 0
    words = f"{outcome.passed} passed, {outcome.failed} failed" if counted else "" if outcome.note else "done"
    return ": ".join(part for part in (words, outcome.note) if part)


def main() -> int:
    """Runs all suites and sums them up."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    outcomes = {name: run_suite(name, suite) for name, suite in SUITES}
    print("\n== summary")
    for name, outcome in outcomes.items():
        print(f"{'FAILED' if outcome.failed else 'ok':6}  {name}: {describe(outcome)}")
    failed = sum(outcome.failed for outcome in outcomes.values())
    print(f"{sum(outcome.passed for outcome in outcomes.values())} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
