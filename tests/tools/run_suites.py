# SPDX-License-Identifier: BSL-1.0
"""Builds libarf and runs all its test suites; called by tests/run, standard library only.

Every suite is run even when an earlier one failed. The last line sums up what the runners reported:
"N passed, N failed". A build that fails, a runner that leaves no report, and a suite without tests count as
one failure each. The exit status is 1 when anything failed.

Suites that need each other form a chain; two chains run side by side, each on half of the cores, so that one
computes while the other links, configures or waits. What a suite prints is shown when it has ended.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
REPORTS = BUILD / "reports"
PYTHON = BUILD / "venv" / "bin" / "python"
SHARED = ROOT.parent / "shared"
CORES = sorted(os.sched_getaffinity(0))
SIDE_BY_SIDE = min(2, len(CORES))
JOBS = os.environ.setdefault("CMAKE_BUILD_PARALLEL_LEVEL", str(len(CORES) // SIDE_BY_SIDE))  # of each chain
FUZZ_SECONDS = 20  # of each harness
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


class Log(threading.local):
    """Where the commands of a thread print; None is where this program does."""

    file: BinaryIO | None = None


LOG = Log()
SHOWING = threading.Lock()


def start(*command: object, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Starts a command at the root of the project, with its output in the log of the suite."""
    words = [str(word) for word in command]
    (LOG.file or sys.stdout.buffer).write(f"$ {' '.join(words)}\n".encode())
    (LOG.file or sys.stdout).flush()
    output, errors = LOG.file, LOG.file and subprocess.STDOUT
    return subprocess.Popen(words, cwd=ROOT, env=os.environ | (env or {}), stdout=output, stderr=errors)


def run(*command: object, env: dict[str, str] | None = None) -> int:
    """Runs a command to its end; returns its exit status."""
    return start(*command, env=env).wait()


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


def build(preset: str, *targets: str, **settings: str) -> Outcome:
    """Configures and builds a preset; counts as nothing when it works."""
    given = [f"-D{name}={value}" for name, value in settings.items()]
    must("cmake", "--preset", preset, "--log-level=WARNING", "-DARF_TEST_UNITY=ON", *given)
    wanted = ["--target", *targets] if targets else []
    must("cmake", "--build", "--preset", preset, "--parallel", JOBS, *wanted)
    return Outcome(0, 0)


def gtest(preset: str, program: str) -> Outcome:
    """Runs a GoogleTest program, its tests spread over as many processes as there are jobs."""
    executable = BUILD / preset / "tests" / program
    if not executable.exists():
        raise SuiteError(f"{executable.relative_to(ROOT)} was not built")
    shards = [gtest_shard(preset, executable, shard) for shard in range(int(JOBS))]
    statuses = [process.wait() for _, process in shards]
    outcomes = [gtest_outcome(path, status) for (path, _), status in zip(shards, statuses, strict=True)]
    return Outcome(sum(one.passed for one in outcomes), sum(one.failed for one in outcomes))


def gtest_shard(preset: str, executable: Path, shard: int) -> tuple[Path, subprocess.Popen[bytes]]:
    """Starts one of the processes; gives where it leaves its report too."""
    path = report_path(f"{preset}-{executable.name}-{shard}.json")
    command = [executable, "--gtest_brief=1", f"--gtest_output=json:{path}"]
    env = {
        "GTEST_TOTAL_SHARDS": JOBS,
        "GTEST_SHARD_INDEX": str(shard),
        **(SANITIZERS if preset == "asan" else {}),
    }
    return path, start(*command, env=env)


def gtest_outcome(path: Path, status: int) -> Outcome:
    """Reads GoogleTest's JSON report."""
    if not path.exists():
        raise SuiteError(f"no report {path.name}; ended with status {status}")
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


def thread_sanitizer() -> Outcome:
    """Builds the thread tests with the thread sanitizer, and runs them."""
    build("tsan", "arf_thread_tests")
    path = report_path("tsan-ctest.xml")
    status = run("ctest", "--preset", "tsan", "--label-regex", "threads", "--output-junit", path)
    return from_junit(path, status)


def benchmark() -> Outcome:
    """Builds the benchmarks as they are measured, leaves links in build/, and sees that they run."""
    build("release", "arf_bench", "arf_scaling")
    for name in ("arf_bench", "arf_scaling"):
        link = BUILD / name
        link.unlink(missing_ok=True)
        link.symlink_to(Path("release") / "tests" / "benchmark" / name)
    path = report_path("benchmark.json")
    status = run(BUILD / "arf_bench", "--quick", f"--benchmark_out={path}", "--benchmark_out_format=json")
    if status != 0 or not path.exists():
        raise SuiteError(f"ended with status {status}")
    runs = json.loads(path.read_text())["benchmarks"]
    failed = sum(one.get("error_occurred", False) for one in runs)
    scales = run(BUILD / "arf_scaling", "--quick") == 0
    return settled(len(runs) - failed + scales, failed + (not scales), status)


def fuzzers() -> Outcome:
    """Runs each harness with libFuzzer for a short while. One that a finding ended has failed."""
    path = report_path("fuzz.json")
    ours = ",".join(map(str, CORES[: int(JOBS)]))  # fuzz/run takes all cores that it may use
    status = run("taskset", "--cpu-list", ours, ROOT / "fuzz" / "run", "--report", path, FUZZ_SECONDS)
    if not path.exists():
        raise SuiteError(f"ended with status {status}")
    harnesses = json.loads(path.read_text())
    failed = sum(one["failed"] or not one["executions"] for one in harnesses)
    return settled(len(harnesses) - failed, failed, status)


def python_environment() -> Outcome:
    """Installs the Python package into build/venv and leaves build/arf."""
    must(ROOT / "cmake" / "python-env.sh", "test")
    return Outcome(0, 0)


def install_core(site: Path, settings: dict[str, str]) -> None:
    """Installs the Python package once more, into the folder `site`, its core built with other settings."""
    options = ("--quiet", "--disable-pip-version-check")
    target = ("--upgrade", "--no-deps", "--target", site)
    given = [f"--config-settings={key}={value}" for key, value in settings.items()]
    must(PYTHON, "-m", "pip", *options, "install", *target, *given, ".")


def pytest(report: str, env: dict[str, str] | None = None) -> Outcome:
    """Runs all tests of the Python package; `env` says which installation they and what they start import."""
    path = report_path(report)
    workers = ("-n", int(JOBS) + 1, "--dist", "worksteal")  # one more: some wait, for a server or a signal
    options = ("-q", "-rs", "-p", "no:cacheprovider", f"--junitxml={path}", *workers)
    status = run(PYTHON, "-m", "pytest", *options, "bindings/python/tests", env=env)
    return from_junit(path, status)


def sanitized_pytest() -> Outcome:
    """Runs the tests of the Python package on a core built from arf::header_only with the sanitizers."""
    site = BUILD / "asan-python"
    settings = {
        "cmake.build-type": "Debug",
        "cmake.define.ARF_PYTHON_HEADER_ONLY": "ON",
        "cmake.define.CMAKE_UNITY_BUILD_BATCH_SIZE": "0",  # one source: each compiles all bodies once more
        "cmake.define.CMAKE_CXX_COMPILER": "clang++",
        "cmake.define.CMAKE_CXX_FLAGS": (
            "-fsanitize=address,undefined -fno-sanitize-recover=all"
            " -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS"
        ),
        "cmake.define.CMAKE_CXX_FLAGS_DEBUG": "-O1 -g1",
    }
    install_core(site, settings)
    # Python leaks at its end; no program under test ends with 99 by itself.
    env = {
        "ARF_HEADER_ONLY": "1",
        "ASAN_OPTIONS": f"{SANITIZERS['ASAN_OPTIONS']}:detect_leaks=0:exitcode=99",
        "UBSAN_OPTIONS": f"{SANITIZERS['UBSAN_OPTIONS']}:exitcode=99",
        "LD_PRELOAD": sanitizer_runtime(),
        "PYTHONPATH": str(site),
    }
    return pytest("pytest-asan.xml", env)


def sanitizer_runtime() -> str:
    """The library of clang's sanitizers, which Python, built without them, has to load first."""
    command = ["clang++", f"-print-file-name=libclang_rt.asan-{platform.machine()}.so"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def conformance() -> Outcome:
    """Compares the records of the shared samples with the facts written down; skipped without them."""
    if not SHARED.is_dir():
        return Outcome(0, 0, "skipped: there is no shared folder beside this one")
    status = run(ROOT / "tests" / "conformance.py")
    return Outcome(1, 0) if status == 0 else Outcome(0, 1, f"ended with status {status}")


Suite = tuple[str, Callable[[], Outcome]]

# The tests run on both forms of the library, but for those of what Python does alone: on one with the
# sanitizers, on the other without. C++ sanitizes arf::arf, Python header_only. The longest chain is first.
CHAINS: list[list[Suite]] = [
    [
        ("python package", python_environment),
        ("pytest, arf::arf", lambda: pytest("pytest.xml")),
        ("pytest, arf::header_only, sanitized", sanitized_pytest),
        ("conformance", conformance),
    ],
    [
        ("build asan", lambda: build("asan")),
        ("arf::arf, sanitized", lambda: gtest("asan", "arf_tests")),
        ("examples, faults, sanitized", lambda: ctest("asan", without="unit|consumer|docs")),
    ],
    [
        ("build dev", lambda: build("dev", ARF_TEST_COMPILED="OFF", ARF_BUILD_BENCHMARKS="OFF")),
        ("arf::header_only", lambda: gtest("dev", "arf_tests_header_only")),
        ("consumers, examples, faults, fuzz replay", lambda: ctest("dev", without="unit")),
    ],
    [("fuzzers", fuzzers)],
    [("benchmark", benchmark)],
    [("threads, thread sanitizer", thread_sanitizer)],
]


def run_suite(name: str, suite: Callable[[], Outcome]) -> Outcome:
    """Runs one suite and shows what it printed; trouble becomes one failure with its reason."""
    started = time.monotonic()
    path = report_path(re.sub(r"\W+", "-", name) + ".log")
    print(f"-- {name}: begins, in {path.relative_to(ROOT)}", flush=True)
    with path.open("wb") as LOG.file:
        try:
            outcome = suite()
        except (SuiteError, OSError, ValueError, KeyError, ElementTree.ParseError) as trouble:
            outcome = Outcome(0, 1, str(trouble))
    with SHOWING:
        print(f"\n== {name}", path.read_text("utf-8", "replace"), sep="\n", end="")
        print(f"== {name}: {describe(outcome)} ({time.monotonic() - started:.0f} s)", flush=True)
    return outcome


def run_chain(chain: list[Suite]) -> dict[str, Outcome]:
    """Runs suites one after the other."""
    return {name: run_suite(name, suite) for name, suite in chain}


def describe(outcome: Outcome) -> str:
    """One suite's line in the summary."""
    counted = outcome.passed + outcome.failed > 0
    words = f"{outcome.passed} passed, {outcome.failed} failed" if counted else "" if outcome.note else "done"
    return ": ".join(part for part in (words, outcome.note) if part)


def main() -> int:
    """Runs all suites and sums them up."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        outcomes = {name: one for chain in pool.map(run_chain, CHAINS) for name, one in chain.items()}
    print("\n== summary")
    for name, outcome in outcomes.items():
        print(f"{'FAILED' if outcome.failed else 'ok':6}  {name}: {describe(outcome)}")
    failed = sum(outcome.failed for outcome in outcomes.values())
    print(f"{sum(outcome.passed for outcome in outcomes.values())} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
