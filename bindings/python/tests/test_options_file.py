# SPDX-License-Identifier: BSL-1.0
"""The file that says what is ours, and `arf parse --attribute`, which takes it."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from pathlib import Path

import arf
import pytest
from samples import COMPLAINT, MINE, TRACED
from test_cli import run, table_of
from test_guide import once

pytestmark = once

ROOT = Path(__file__).resolve().parents[3]
WHOLE = """\
my_networks = ["192.0.2.0/24", "2001:db8::/32"]
my_hosts = [".example.com"]
my_domains = ["example.com"]
my_authserv_ids = ["mx.example.com"]
cfbl_secret_file = "cfbl.secret"

[[decoder]]
name = "path"
field = "Return-Path"
pattern = "bounce-{campaign}-*"

[[decoder]]
name = "id"
field = "Message-ID"
pattern = "{account}@example.com"
authentic = true
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "cfbl.secret").write_bytes(b"hush\n")
    path = tmp_path / "mine.toml"
    path.write_text(WHOLE)
    return path


@pytest.fixture
def message(tmp_path: Path) -> Path:
    path = tmp_path / "a.eml"
    path.write_bytes(TRACED)
    return path


def test_a_whole_file(path: Path) -> None:
    options = arf.AttributionOptions.from_file(path)
    assert options == arf.AttributionOptions(
        my_networks=["192.0.2.0/24", "2001:db8::/32"],
        my_hosts=[".example.com"],
        my_domains=["example.com"],
        my_authserv_ids=["mx.example.com"],
        cfbl_secret=b"hush",
        decoders=[
            arf.TokenDecoder("path", "Return-Path", "bounce-{campaign}-*"),
            arf.TokenDecoder("id", "Message-ID", "{account}@example.com", authentic=True),
        ],
    )
    assert arf.AttributionOptions.from_file(str(path)) == options


def test_the_file_in_the_documentation(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "cfbl.secret").write_text("hush")
    path = tmp_path / "mine.toml"
    path.write_text(example)
    assert len(arf.AttributionOptions.from_file(path).decoders) == 1


def test_an_empty_file_is_fine(path: Path) -> None:
    path.write_text("")
    assert arf.AttributionOptions.from_file(path) == arf.AttributionOptions()


KEYS = "my_networks, my_hosts, my_domains, my_authserv_ids, cfbl_secret_file, decoder"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("my_network = []", f"unknown key 'my_network'; allowed are {KEYS}"),
        ('cfbl_secret = "hush"', f"unknown key 'cfbl_secret'; allowed are {KEYS}"),
        ('my_hosts = "a"', "my_hosts: this is a list of strings"),
        ("my_domains = [1]", "my_domains: this is a list of strings"),
        ('my_networks = ["192.0.2.0/33"]', "my_networks: '192.0.2.0/33' is no IP network"),
        ("decoder = 3", "decoder: this is a list of tables, each under [[decoder]]"),
        ("[decoder]\nname = 'a'", "decoder: this is a list of tables"),
        ("[[decoder]]\nname = 'a'\nfield = 'b'", "decoder 1: pattern is missing"),
        (
            "[[decoder]]\nnam = 'a'",
            "decoder 1: unknown key 'nam'; allowed are name, field, pattern, authentic",
        ),
        ("[[decoder]]\nauthentic = 'yes'", "decoder 1: authentic: this is true or false"),
        ("[[decoder]]\nname = 1", "decoder 1: name: this is a string"),
        (
            "[[decoder]]\nname = 'a'\nfield = 'b'\npattern = '{user}'",
            "the pattern '{user}' of decoder 'a' cannot be used",
        ),
        ("cfbl_secret_file = 3", "cfbl_secret_file: this is the path of a file"),
        ("cfbl_secret_file = 'empty'", "is empty"),
        ("cfbl_secret_file = 'none'", "cfbl_secret_file: "),
        ("cfbl_secret_file = 'none'", "none: No such file or directory"),
        ("my_domains = ['*.isp.example']", "my_domains: '*.isp.example' is no name: write 'isp.example'"),
        ("my_domains = ['a@isp.example']", "my_domains: 'a@isp.example' is no name"),
        ("my_domains = ['']", "my_domains: '' is no name: write 'isp.example'"),
        ("my_domains = ['https://isp.example']", "is no name"),
        ("my_domains = ['isp.example ']", "my_domains: 'isp.example ' is no name"),
        ("my_hosts = ['*.isp.example']", "my_hosts: '*.isp.example' is no name: write 'mx.isp.example'"),
        ("my_hosts = ['2001:db8::1']", "'.isp.example' for all below; addresses: my_networks"),
        ("my_hosts = [' ']", "my_hosts: ' ' is no name"),
        ("a = ", "this is no TOML"),
    ],
)
def test_what_is_wrong_is_named(text: str, message: str, path: Path) -> None:
    (path.parent / "empty").write_text("\n")
    path.write_text(text)
    with pytest.raises(ValueError) as caught:
        arf.AttributionOptions.from_file(path)
    assert str(caught.value).startswith(f"{path}: ") and message in str(caught.value)


def test_wrong_usage(path: Path, message: Path) -> None:
    path.write_text("my_hots = []\x1b")
    for command in ("parse", "explain"):
        path.write_text("my_hots = []")
        done = run(command, "--options", path, message)
        assert (done.returncode, done.stdout) == (2, b"")
        shown = " ".join(done.stderr.decode().split())
        assert str(path) in shown and "unknown key 'my_hots'" in shown and "my_networks, my_hosts" in shown
        missing = run(command, "--options", path.parent / "none.toml", message)
        assert missing.returncode == 2 and b"none.toml: No such file" in missing.stderr
        path.write_text('cfbl_secret_file = "none.secret"')
        missing = run(command, "--options", path, message)
        assert missing.returncode == 2 and b"none.secret: No such file" in missing.stderr
        assert b"cfbl_secret_file" in missing.stderr and path.name.encode() in missing.stderr
        path.write_bytes(b"\xff")
        assert run(command, "--options", path, message).returncode == 2


def test_records_with_attribution_are_those_of_the_package(path: Path, message: Path) -> None:
    options = arf.AttributionOptions.from_file(path)
    report = next(iter(arf.read(message)))
    done = run("parse", "--attribute", "--options", path, message)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == report.to_json(attribution=options) + "\n"
    record = json.loads(done.stdout)["attribution"]
    assert record["account"]["value"] == "4711" and record["account"]["confidence"] == "high"
    assert record["campaign"]["from"] == {"place": "token", "name": "path", "field": "Return-Path"}
    assert run("parse", "--options", path, message).stdout == done.stdout  # implies --attribute
    (whole,) = json.loads(run("parse", "--options", path, "--format", "json", message).stdout)
    assert whole["attribution"] == record


def test_without_options_nothing_is_ours(message: Path) -> None:
    record = json.loads(run("parse", "--attribute", message).stdout)
    assert record["attribution"]["account"]["confidence"] == "low"
    assert "attribution" not in json.loads(run("parse", message).stdout)


def test_every_record_has_it(mbox: Path) -> None:
    lines = run("parse", "--all", "--attribute", mbox).stdout.splitlines()
    assert [("attribution" in json.loads(line)) for line in lines] == [True] * 3


def test_a_cfbl_identifier_is_checked(path: Path, message: Path) -> None:
    mac = hmac.new(b"hush", b"u8812", hashlib.sha256).hexdigest().encode()
    message.write_bytes(TRACED.replace(b"X-Mailer:", b"CFBL-Feedback-ID: u8812:" + mac + b"\nX-Mailer:"))
    record = json.loads(run("parse", "--options", path, message).stdout)
    assert record["attribution"]["trust"]["cfbl_id_valid"] is True


@pytest.mark.parametrize("columns", [80, 120])
def test_a_table_shows_the_account(columns: int, tmp_path: Path, message: Path) -> None:
    options = tmp_path / "o.toml"
    options.write_text(f"my_networks = {json.dumps(MINE['my_networks'])}\nmy_hosts = ['.example.com']\n")
    head, rule, row = table_of(message, columns, "--options", str(options))
    assert head.split() == ["arrived", "type", "source", "ip", "account", "from", "subject"]
    assert row.split()[:3] == ["abuse", "192.0.2.44", "office@example.com"]
    assert max(map(len, (head, rule, row))) <= columns
    unsure = table_of(message, columns, "--attribute")[2]
    assert "office@example.com?" in unsure.split()
    assert "account" not in table_of(message, columns)[0]


def test_the_mark_of_an_unsure_account_is_never_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(TRACED.replace(b"sender: office@", b"sender: office" + b"x" * 60 + b"@"))
    row = table_of(path, 100, "--attribute")[2]
    assert re.search(r"office[x]+\u2026\?  ", row)
    options = tmp_path / "o.toml"
    options.write_text("my_networks = ['192.0.2.0/24']\nmy_hosts = ['.example.com']\n")
    assert "?" not in table_of(path, 100, "--options", str(options))[2]


def test_a_table_of_what_has_no_account(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(COMPLAINT)
    empty = tmp_path / "empty.eml"
    empty.touch()
    lines = table_of(tmp_path, 100, "--all", "--attribute")
    assert len(lines) == 4 and "unreadable  empty input" in lines[3]
