# SPDX-License-Identifier: BSL-1.0
"""The guide in docs/ builds without a warning, its links lead somewhere, its pages do what they say."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
TOOLS = ROOT / "tests" / "docs"
sys.path.insert(0, str(TOOLS))

from check_links import broken_in_site  # noqa: E402
from run_page import PageError, run_page  # noqa: E402

IS_OTHER_CORE = "ARF_HEADER_ONLY" in os.environ
once = pytest.mark.skipif(IS_OTHER_CORE, reason="Python does what it tests: run on the usual core")
"""tests/run runs the Python tests on two builds of the core."""


def build(pages: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """What CONTRIBUTING.md says, with the site somewhere else."""
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    options = ["-d", str(site.parent / "doctrees"), str(pages), str(site)]
    return subprocess.run([*command, *options], capture_output=True, text=True, check=False)


@once
def test_site_builds_and_all_links_lead_somewhere(tmp_path: Path) -> None:
    pytest.importorskip("sphinx", reason="no Sphinx: it is in libarf[docs]")
    done = build(DOCS, tmp_path / "site")
    assert (done.returncode, done.stderr) == (0, "")
    built = {path.stem for path in (tmp_path / "site").glob("*.html")}
    assert {path.stem for path in DOCS.glob("*.md")} <= built
    assert list(broken_in_site(tmp_path / "site")) == []


@once
def test_dead_links_end_the_build(tmp_path: Path) -> None:
    pytest.importorskip("sphinx", reason="no Sphinx: it is in libarf[docs]")
    pages = tmp_path / "project" / "docs"
    shutil.copytree(DOCS / "_static", pages / "_static")
    (tmp_path / "project" / "include" / "arf").mkdir(parents=True)
    shutil.copy(ROOT / "include" / "arf" / "version.hpp", tmp_path / "project" / "include" / "arf")
    shutil.copy(DOCS / "conf.py", pages)
    (pages / "index.md").write_text("# Guide\n\nA [link](#guide), a [file](../include/arf/version.hpp).\n")
    done = build(pages, tmp_path / "site")
    assert (done.returncode, done.stderr) == (0, "")
    dead = ["none.md", "#nowhere", "index.md#nowhere", "../none.hpp", "../none.md"]
    (pages / "index.md").write_text("# Guide\n\n" + "\n".join(f"[link]({link})" for link in dead) + "\n")
    done = build(pages, tmp_path / "site")
    assert done.returncode != 0
    assert done.stderr.count("index.md:") == len(dead), done.stderr


def write_site(folder: Path, body: str) -> list[str]:
    """What is wrong with a site of two pages, of which this is one."""
    (folder / "a.html").write_text(f"<p id='here'>{body}</p>")
    (folder / "b.html").write_text("<p id='there'></p>")
    return [trouble.rsplit(": ", 1)[1] for trouble in broken_in_site(folder)]


@once
def test_dead_links_of_a_site_are_found(tmp_path: Path) -> None:
    good = "<a href='b.html#there'>x</a><a href='#here'>x</a><a href='https://example.com/'>x</a>"
    assert write_site(tmp_path, good) == []
    assert write_site(tmp_path, "<a href='c.html'>x</a>") == ["no such file"]
    assert write_site(tmp_path, "<a href='b.html#here'>x</a>") == ["no such id"]
    assert write_site(tmp_path, "<img src='//example.com/x.png'>") == ["loaded from another site"]
    (tmp_path / "x.css").write_text("@import url(https://example.com/font.css);")
    assert write_site(tmp_path, good) == ["loaded from another site"]


# The pages


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder in which the examples of a page stand."""
    folder = tmp_path / "home"
    folder.mkdir()
    shutil.copy(ROOT / "examples" / "data" / "complaints.mbox", folder / "abuse.mbox")
    (folder / "libarf").symlink_to(ROOT)
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """In which `arf` and `python` are those under test."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, arguments in (("python", ""), ("arf", " -m arf")):
        path = programs / name
        path.write_text(f'#!/bin/sh\nexec {sys.executable}{arguments} "$@"\n')
        path.chmod(0o755)
    return {"PATH": f"{programs}:{os.environ['PATH']}"}


@once
@pytest.mark.parametrize("page", ["recipes", "attribution", "columns", "tally"])
def test_page_does_what_it_says(page: str, home: Path, environment: dict[str, str]) -> None:
    for library in ("duckdb", "pandas", "polars", "pyarrow"):
        pytest.importorskip(library, reason=f"no {library}: it is in libarf[test]")
    assert run_page(DOCS / f"{page}.md", home, environment) > 0


Page = Callable[[str], int]


@pytest.fixture
def run_text(home: Path, environment: dict[str, str], tmp_path: Path) -> Page:
    def run(text: str) -> int:
        page = tmp_path / "page.md"
        page.write_text(text)
        return run_page(page, home, environment)

    return run


@once
def test_page_that_says_something_else_is_found(run_text: Page) -> None:
    assert run_text("```sh\necho a; echo b\n```\n\n```text\na\nb\n```\n") == 1
    assert run_text("```sh\nseq 9\n```\n\n```text\n1\n...\n9\n```\n") == 1
    for wrong in ("a\n", "a\nb\nc\n", "b\n...\n", "a\n....\n"):
        with pytest.raises(PageError, match="line 4: prints something else"):
            run_text(f"```sh\necho a; echo b\n```\n```text\n{wrong}```\n")


@once
def test_block_that_fails_is_found(run_text: Page) -> None:
    for block in ("sh\nfalse; true", "sh\nfalse | true", "python\nraise SystemExit(3)"):
        with pytest.raises(PageError, match="line 3: ended with status"):
            run_text(f"text\n\n```{block}\n```\n")
    assert run_text("```sh\nfalse\necho $?\n```\n\n```text\n1\n```\n") == 1


@once
def test_blocks_go_on_where_the_last_one_ended(run_text: Page) -> None:
    steps = ["mkdir new; cd new", "export A='b c'", 'pwd | sed "s,$HOME/,,"; echo "$A"; cat x']
    blocks = [f"```sh\n{step}\n```\n" for step in steps]
    text = "\n".join([blocks[0], "`x`:\n\n```text\nin a file\n```\n", *blocks[1:]])
    assert run_text(f"{text}\n```text\nnew\nb c\nin a file\n```\n") == 3


def tracked_files() -> list[str]:
    """The files of the project, without what building left behind."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def compiled_soon(toolchain: Path) -> dict[str, str]:
    """An environment in which the same commands compile without optimising, and by clang where it is there,
    which is sooner done."""
    lines = [f'set(CMAKE_CXX_FLAGS_{kind} "-O0" CACHE STRING "")' for kind in ("DEBUG", "RELEASE")]
    if clang := shutil.which("clang++"):
        lines.append(f'set(CMAKE_CXX_COMPILER "{clang}")')
    toolchain.write_text("\n".join([*lines, "set(CMAKE_UNITY_BUILD ON)\n"]))
    return {"CMAKE_TOOLCHAIN_FILE": str(toolchain), "SKBUILD_CMAKE_BUILD_TYPE": "Debug"}


@once
def test_getting_started_from_nothing(tmp_path: Path) -> None:
    """Every command of the page in an empty home. It compiles the library twice, which takes long."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("no git repository: which files belong to the project is not known")
    for name in tracked_files():
        if not name.endswith(".so"):
            target = tmp_path / "libarf" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
    clean = {"PYTHONPATH": "", "VIRTUAL_ENV": ""}
    environment = clean | compiled_soon(tmp_path / "soon.cmake")
    assert run_page(DOCS / "getting-started.md", tmp_path, environment) >= 9
