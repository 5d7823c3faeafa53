# SPDX-License-Identifier: BSL-1.0
"""What is around the commands: completion, the manual page, progress on a terminal."""

from __future__ import annotations

import importlib.util
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from samples import COMPLAINT, environment_of_others
from test_guide import once

pytestmark = once

ARF = [sys.executable, "-m", "arf"]
MANUAL = Path(__file__).resolve().parents[3] / "docs" / "man"


def program(folder: Path) -> dict[str, str]:
    """An environment with `arf` on the path."""
    script = folder / "arf"
    script.write_text(f"#!{sys.executable}\nfrom arf.cli import main\nmain()\n")
    script.chmod(0o755)
    return {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("arf pa", {"parse"}),
        ("arf s", {"summary", "suppress", "schema"}),
        ("arf parse --wh", {"--where"}),
        ("arf parse --format js", {"json", "jsonl"}),
        ("arf parse --columns source_", {"source_ip", "source_port"}),
        ("arf parse --columns feed,spf", {"feed,spf_dns"}),
        ("arf completion z", {"zsh"}),
    ],
)
def test_bash_completes(line: str, expected: set[str], tmp_path: Path) -> None:
    words = line.split()
    shell = (
        'eval "$(arf completion bash)"\n'
        f"COMP_WORDS=({' '.join(words)})\nCOMP_CWORD={len(words) - 1}\n"
        "function=$(complete -p arf | sed 's/.*-F \\([^ ]*\\).*/\\1/')\n"
        '"$function" arf\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        ["bash", "-c", shell], env=program(tmp_path), capture_output=True, text=True, check=False
    )
    assert (set(done.stdout.split()), done.stderr) == (expected, "")


@pytest.mark.parametrize(
    ("shell", "mark"), [("bash", "complete -o"), ("zsh", "#compdef arf"), ("fish", "complete --no-files")]
)
def test_each_shell_has_its_script(shell: str, mark: str) -> None:
    done = subprocess.run([*ARF, "completion", shell], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and mark in done.stdout and f"_ARF_COMPLETE={shell}_complete" in done.stdout


def test_another_shell_is_wrong_usage() -> None:
    done = subprocess.run([*ARF, "completion", "csh"], capture_output=True, check=False)
    assert done.returncode == 2


def test_the_manual_page_is_what_the_help_says() -> None:
    spec = importlib.util.spec_from_file_location("make_man", MANUAL / "make_man.py")
    assert spec is not None and spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    page = (MANUAL / "arf.1").read_text(encoding="ascii")
    assert page == maker.page(), "run: python docs/man/make_man.py > docs/man/arf.1"


@pytest.mark.skipif(shutil.which("man") is None, reason="no man")
def test_the_manual_page_can_be_shown() -> None:
    command = ["man", "--warnings", "--local-file", str(MANUAL / "arf.1")]
    environment = {**environment_of_others(), "MANWIDTH": "80", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    shown = re.sub(".\b", "", done.stdout)
    for name in ("arf parse", "arf explain", "arf lint", "arf suppress", "EXIT STATUS", "NO_COLOR"):
        assert name in shown


def terminal_shows(arguments: list[str], until: str, number: int = 0, **environment: str) -> tuple[str, int]:
    """What stands on the terminal that is standard error; a signal is sent when some text was seen."""
    ours, theirs = pty.openpty()
    variables = {**os.environ, "TERM": "xterm", "COLUMNS": "120", "PYTHONUTF8": "1", **environment}
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [*ARF, *arguments], stdin=reader, stdout=subprocess.DEVNULL, stderr=theirs, env=variables
    )
    os.close(theirs)
    os.close(reader)
    shown = b""
    deadline = time.monotonic() + 60
    separator = b"From fbl@example.net Wed Jan 14 07:07:20 2026\n"
    while until not in shown.decode("utf-8", "replace") and time.monotonic() < deadline:
        if select.select([], [writer], [], 0)[1]:
            os.write(writer, (separator + COMPLAINT + b"\n"))
        if select.select([ours], [], [], 0.05)[0]:
            shown += os.read(ours, 4096)
    if number:
        process.send_signal(number)
    os.close(writer)
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:
        pass  # how Linux tells the end of a terminal
    os.close(ours)
    return shown.decode(), process.wait(timeout=60)


def test_progress_shows_messages_and_their_rate() -> None:
    for command in (["parse"], ["summary"], ["parse", "--format", "parquet"]):
        shows_messages_and_their_rate(command)


def shows_messages_and_their_rate(command: list[str]) -> None:
    shown, status = terminal_shows([*command, "-"], "/s")
    assert status == 0 and re.search(r"\d+ messages, [\d,]+/s", shown)
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")  # the cursor is back


def test_progress_of_a_file_shows_its_share(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    path.write_bytes((b"From fbl@example.net Wed Jan 14 07:07:20 2026\n" + COMPLAINT + b"\n") * 2000)
    for command in ("lint", "summary"):
        shown, status = terminal_shows([command, str(path)], "%")
        assert status == 0 and " %" in shown


def test_an_interrupt_gives_the_cursor_back() -> None:
    shown, status = terminal_shows(["parse", "-"], "/s", signal.SIGINT)
    assert status == -signal.SIGINT
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")


def test_progress_is_not_coloured_where_nobody_wants_it() -> None:
    colours = re.compile(r"\x1b\[[0-9;]*3[0-9][0-9;]*m")
    assert colours.search(terminal_shows(["parse", "-"], "/s")[0])
    assert not colours.search(terminal_shows(["parse", "-"], "/s", NO_COLOR="1")[0])


def test_no_progress_where_standard_error_is_no_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(COMPLAINT)
    done = subprocess.run([*ARF, "parse", str(path)], capture_output=True, check=False)
    assert done.stderr == b""
