# SPDX-License-Identifier: BSL-1.0
"""docs/supply-chain.md lists what is declared; docs/security.md names tests and harnesses that are run."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from test_guide import once

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
SUPPLY_CHAIN = (DOCS / "supply-chain.md").read_text(encoding="utf-8")
SECURITY = (DOCS / "security.md").read_text(encoding="utf-8")

Rows = list[list[str]]


def rows(text: str, heading: str) -> Rows:
    """The cells of the table under a heading, its own two lines left out."""
    section = re.split(r"^#+ ", text.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    table = re.findall(r"^\|.*\|$", section, re.MULTILINE)
    assert len(table) > 2, f"no table under {heading!r}"
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


# ---- the supply chain ----


def debian_packages() -> dict[str, set[str]]:
    """The packages of packages.txt, each with what may stand under *when*."""
    when = {"build": {"build", "run"}}
    lines = (ROOT / "cmake" / "packages.txt").read_text(encoding="utf-8").splitlines()
    found = [line.split() for line in lines if line and not line.startswith("#")]
    return {package: when.get(section, {section}) for section, package, *_ in found}


def declared_by(requirements: list[str], when: str) -> Iterator[tuple[str, str, str]]:
    for requirement in requirements:
        name, limits = re.fullmatch(r"([\w.-]+?)\s*([<>=!~][^;]*)?(?:;.*)?", requirement).groups()  # type: ignore[union-attr]
        yield name, (limits or "").strip(), when


def pypi_packages() -> dict[str, tuple[str, set[str]]]:
    """The packages of pyproject.toml, each with its range and what names it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = [*declared_by(project["build-system"]["requires"], "build")]
    declared += declared_by(project["project"]["dependencies"], "run")
    for extra, requirements in project["project"]["optional-dependencies"].items():
        declared += declared_by(requirements, extra)
    found: dict[str, tuple[str, set[str]]] = {}
    for name, limits, when in declared:
        before, places = found.setdefault(name, (limits, set()))
        assert before == limits, f"{name} has two ranges: {before} and {limits}"
        places.add(when)
    return found


def wrong_in(page: str) -> list[str]:
    """What the page says of packages, and is not so."""
    debian = {row[0].strip("`"): row for row in rows(page, "Debian")}
    pypi = {row[0].strip("`"): row for row in rows(page, "PyPI")}
    packages, requirements = debian_packages(), pypi_packages()
    wrong = [f"{name}: on one side only" for name in sorted({*debian} ^ {*packages})]
    wrong += [f"{name}: on one side only" for name in sorted({*pypi} ^ {*requirements})]
    wrong += [f"{name}: {row[3]}" for name, row in debian.items() if row[3] not in packages.get(name, row[3])]
    for name, row in pypi.items():
        said = (row[1].strip("`"), set(row[3].split(", ")))
        if said != requirements.get(name, said):
            wrong.append(f"{name}: {said}, not {requirements[name]}")
    wrong += [f"{row[0]}: a cell is empty" for row in [*debian.values(), *pypi.values()] if not all(row)]
    return wrong


@once
def test_every_dependency_stands_on_the_page() -> None:
    assert wrong_in(SUPPLY_CHAIN) == []


@once
def test_a_page_that_is_wrong_is_found() -> None:
    def changed(pattern: str, text: str) -> list[str]:
        page, count = re.subn(pattern, text, SUPPLY_CHAIN, flags=re.MULTILINE)
        assert count == 1
        return wrong_in(page)

    row = "| `clack` | `>=1` | MIT | run | it clicks | none |"
    assert changed(r"^(?=\| `click` )", row + "\n") == ["clack: on one side only"]
    assert changed(r"^\| `make` .*\n", "") == ["make: on one side only"]
    assert changed("`>=8.1`", "`>=8`") == ["click: ('>=8', {'run'}), not ('>=8.1', {'run'})"]
    (wrong,) = changed(r"docs, test \| Mark", "docs | Mark")
    assert wrong.startswith("myst-parser: ")
    assert changed(r"GPL-3\+ \| test", "GPL-3+ | fuzz") == ["make: fuzz"]
    assert changed(r"\| the compiler; [^|]*\|", "| |") == ["`g++`: a cell is empty"]


@once
def test_versions_are_those_that_cmake_asks_for() -> None:
    asked = (ROOT / "cmake" / "Dependencies.cmake").read_text(encoding="utf-8")
    found = re.findall(r"find_dependency\((\w+) ([\d.]+)", asked)
    versions = {name.lower(): version for name, version in found}
    listed = {row[0].strip("`"): row[1] for row in rows(SUPPLY_CHAIN, "Debian")}
    for name, package in (
        ("boost", "libboost1.81-dev"),
        ("boost", "libboost-json1.81-dev"),
        ("gmime", "libgmime-3.0-dev"),
        ("libyaml", "libyaml-dev"),
        ("nettle", "nettle-dev"),
    ):
        assert listed[package] == versions[name]


# ---- the security page ----

HEADINGS = ("Reading", "Files and servers", "What is shown and stored")


def named_by(row: list[str]) -> list[tuple[str, Path]]:
    """The names and files that a row shows as its tests."""
    return [(name, DOCS / link) for name, link in re.findall(r"\[`([^`]+)`\]\(([^)]+)\)", row[1])]


def is_run(path: Path) -> bool:
    """Whether tests/run runs such a file: by its place and its name."""
    place = path.resolve().relative_to(ROOT).as_posix()
    if place.startswith("bindings/python/tests/test_"):
        return place.endswith(".py")
    if place.startswith("fuzz/"):
        name = path.name.removesuffix("_fuzz.cpp")
        return name != path.name and any((ROOT / "fuzz" / "seeds" / name).iterdir())
    if not place.startswith("tests/"):
        return False
    lists = [*path.parent.glob("CMakeLists.txt"), *path.parent.glob("*.cmake")]
    named = path.parent != ROOT / "tests" and any(path.name in text.read_text("utf-8") for text in lists)
    return named or place.endswith("_test.cpp")


@once
def test_each_promise_has_a_test_that_is_run() -> None:
    for heading in HEADINGS:
        for row in rows(SECURITY, heading):
            found = named_by(row)
            assert found, f"no test is named for: {row[0]}"
            for name, path in found:
                assert path.is_file() and path.name == name and is_run(path), f"{row[0]}: {name}"


@once
def test_every_harness_proves_a_promise() -> None:
    named = {name for heading in HEADINGS for row in rows(SECURITY, heading) for name, _ in named_by(row)}
    assert {path.name for path in (ROOT / "fuzz").glob("*_fuzz.cpp")} <= named


@once
def test_what_is_no_test_is_told() -> None:
    assert not is_run(ROOT / "tests" / "support.hpp")
    assert not is_run(ROOT / "bindings" / "python" / "tests" / "samples.py")
    assert not is_run(ROOT / "fuzz" / "message_mutator.cpp")
    assert named_by(["a promise", "none"]) == []
