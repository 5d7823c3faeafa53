# SPDX-License-Identifier: BSL-1.0
"""The package as others get it: what the sdist and the wheel hold, and the wheel in a clean environment.

Both are those that cmake/python-env.sh built, the wheel from the sdist; all other tests run on the wheel.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from email.parser import HeaderParser
from pathlib import Path

import arf
import pytest
from samples import COMPLAINT, environment_of_others

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "bindings" / "python" / "arf"
DIST = ROOT / "build" / "dist"
BUILT_FROM = ("include/", "lib/", "cmake/", "bindings/python/arf/", "bindings/python/src/")
BUILT_FROM_FILES = {
    "CMakeLists.txt",
    "LICENSE",
    "README.md",
    "bindings/python/CMakeLists.txt",
    "docs/man/arf.1",
    "pyproject.toml",
}
HIDDEN = (".ci/", ".clusterfuzzlite/", ".github/")
NOT_FOR_USERS = ("tests/", "fuzz/", "examples/", "build/", "bindings/python/tests/", *HIDDEN)

pytestmark = pytest.mark.skipif(
    "ARF_HEADER_ONLY" in os.environ,
    reason="the package is tested with the core that it is made for",
)


def environment() -> dict[str, str]:
    """What a new user has: nothing that leads to this checkout."""
    return {name: value for name, value in environment_of_others().items() if name != "PYTHONPATH"}


def run(*command: object, cwd: Path) -> str:
    """Runs a program that must work; returns what it printed."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files_of_the_project() -> Iterator[str]:
    """Those of git, and new ones that it does not ignore."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("no git, which knows the files of the project")
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    yield from (name for name in listed.split("\0") if name and (ROOT / name).is_file())


def built(pattern: str) -> Path:
    """The one file in build/dist with such a name."""
    paths = list(DIST.glob(pattern))
    if not paths:
        pytest.skip(f"no {pattern} in build/dist: cmake/python-env.sh test leaves it there")
    (path,) = paths
    return path


# ---- the sdist ----


@pytest.fixture(scope="module")
def sdist() -> Path:
    return built("*.tar.gz")


def names_in(sdist: Path) -> set[str]:
    """The files in an sdist, without the folder that they lie in."""
    with tarfile.open(sdist) as archive:
        return {one.name.partition("/")[2] for one in archive if one.isfile()}


def test_sdist_has_what_it_is_built_from(sdist: Path) -> None:
    names = names_in(sdist)
    needed = {name for name in files_of_the_project() if name.startswith(BUILT_FROM)}
    needed = {name for name in needed if not name.endswith(".so")} | BUILT_FROM_FILES
    assert len(needed) > 250 and needed - names == set()


def test_sdist_has_nothing_that_only_developers_need(sdist: Path) -> None:
    names = names_in(sdist)
    assert {name for name in names if name.startswith(NOT_FOR_USERS)} == set()
    assert {name for name in names if name.endswith((".so", ".o", ".a", ".pyc", ".mbox", ".eml"))} == set()


def test_sdist_says_what_it_is(sdist: Path) -> None:
    assert sdist.name == f"libarf-{arf.__version__}.tar.gz"
    with tarfile.open(sdist) as archive:
        info = archive.extractfile(f"libarf-{arf.__version__}/PKG-INFO")
        assert info is not None
        facts = HeaderParser().parsestr(info.read().decode())
    assert (facts["Name"], facts["Version"]) == ("libarf", arf.__version__)
    assert facts["License-File"] == "LICENSE" and facts["Requires-Python"] == ">=3.10"


# ---- the wheel ----


@pytest.fixture(scope="module")
def wheel() -> Path:
    return built("*.whl")


def test_wheel_has_the_package_its_core_and_its_page(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    files = (path.relative_to(SOURCES.parent) for path in SOURCES.rglob("*") if path.is_file())
    package = {str(path) for path in files if path.suffix not in (".pyc", ".so")}
    assert {"arf/py.typed", "arf/_core.pyi", "arf/__main__.py"} <= package
    (core,) = (name for name in names if name.startswith("arf/_core.") and name.endswith(".so"))
    named = f"libarf-{arf.__version__}"
    info = {name for name in names if name.startswith(f"{named}.dist-info/")}
    page = f"{named}.data/data/share/man/man1/arf.1"
    assert names - info == package | {core, page}
    assert f"{named}.dist-info/licenses/LICENSE" in info


# ---- the wheel in a clean environment ----


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with nothing but the wheel, and what it needs."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder / "venv", with_pip=True)
    pip = (folder / "venv" / "bin" / "python", "-m", "pip", "--quiet", "--disable-pip-version-check")
    run(*pip, "install", wheel, cwd=folder)
    run(*pip, "check", cwd=folder)
    return folder


def test_wheel_works_in_a_clean_environment(clean: Path) -> None:
    python, program = clean / "venv" / "bin" / "python", clean / "venv" / "bin" / "arf"
    where = Path(run(python, "-c", "import arf; print(arf.__file__)", cwd=clean).strip())
    assert where.is_relative_to(clean)
    assert (where.parent / "py.typed").exists() and (where.parent / "_core.pyi").exists()
    assert (clean / "venv" / "share" / "man" / "man1" / "arf.1").read_text().startswith(".")
    version = run(program, "--version", cwd=clean)
    assert version.splitlines()[0] == f"arf {arf.__version__}"
    assert run(python, "-m", "arf", "--version", cwd=clean) == version


def test_both_programs_read_a_complaint(clean: Path) -> None:
    (clean / "a.eml").write_bytes(COMPLAINT)
    shown = run(clean / "venv" / "bin" / "arf", "parse", "a.eml", cwd=clean)
    record = {"source": "a.eml", "index": 0, "offset": 0, **arf.parse(COMPLAINT).to_dict()}
    assert json.loads(shown) == record | {"source": "a.eml"}
    assert run(clean / "venv" / "bin" / "python", "-m", "arf", "parse", "a.eml", cwd=clean) == shown
    table = run(clean / "venv" / "bin" / "arf", "summary", "--by", "source_ip,day", "a.eml", cwd=clean)
    assert table.splitlines()[1].split()[:3] == ["192.0.2.1", "2026-01-14", "1"]


def test_what_is_not_installed_is_named(clean: Path) -> None:
    program = (
        "import arf\n"
        "for method in ('to_polars', 'to_arrow', 'to_pandas'):\n"
        "    try:\n"
        "        getattr(arf.read_columns('a.eml'), method)()\n"
        "    except ImportError as missing:\n"
        "        print(missing)\n"
    )
    lines = run(clean / "venv" / "bin" / "python", "-c", program, cwd=clean).splitlines()
    assert [line.split(": ")[1] for line in lines] == [
        "pip install polars",
        "pip install pyarrow",
        "pip install pandas",
    ]
