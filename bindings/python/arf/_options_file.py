# SPDX-License-Identifier: BSL-1.0
"""The TOML file that says what is ours: its keys become the keywords of AttributionOptions."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from arf._attribution import AttributionOptions, TokenDecoder

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LISTS = ("my_networks", "my_hosts", "my_domains", "my_authserv_ids")
KEYS = (*LISTS, "cfbl_secret_file", "decoder")
DECODER_KEYS = {"name": str, "field": str, "pattern": str, "authentic": bool}
TYPE_NAMES = {str: "a string", bool: "true or false", list: "a list of strings"}


def read_options(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The keywords that the file stands for; raises OSError, or ValueError with one line for people."""
    path = Path(path)
    try:
        document: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:  # no TOML, or no UTF-8
        raise ValueError(f"{path}: this is no TOML: {error}") from None
    _check_keys(path, "", document, KEYS)
    keywords: dict[str, Any] = {
        name: _strings(path, name, document[name]) for name in LISTS if name in document
    }
    keywords["decoders"] = list(_decoders(path, document.get("decoder", [])))
    if "cfbl_secret_file" in document:
        keywords["cfbl_secret"] = _secret(path, document["cfbl_secret_file"])
    try:
        AttributionOptions(**keywords)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    return keywords


def _refuse(path: Path, key: str, why: str) -> NoReturn:
    raise ValueError(f"{path}: {key}: {why}")


def _check_keys(path: Path, where: str, table: Mapping[str, Any], allowed: Iterable[str]) -> None:
    for key in table:
        if key not in allowed:
            raise ValueError(f"{path}: {where}unknown key {key!r}; allowed are {', '.join(allowed)}")


def _strings(path: Path, key: str, value: object) -> list[str]:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    _refuse(path, key, f"this is {TYPE_NAMES[list]}")


def _decoders(path: Path, tables: object) -> Iterable[TokenDecoder]:
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        _refuse(path, "decoder", "this is a list of tables, each under [[decoder]]")
    for number, table in enumerate(tables, 1):
        where = f"decoder {number}"
        _check_keys(path, f"{where}: ", table, DECODER_KEYS)
        for key, value in table.items():
            if not isinstance(value, DECODER_KEYS[key]):
                _refuse(path, f"{where}: {key}", f"this is {TYPE_NAMES[DECODER_KEYS[key]]}")
        for key in ("name", "field", "pattern"):
            if key not in table:
                _refuse(path, where, f"{key} is missing")
        try:
            yield TokenDecoder(**table)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None


def _secret(path: Path, name: object) -> bytes:
    """What stands in the file beside, without the line end that editors put there."""
    if not isinstance(name, str) or not name:
        _refuse(path, "cfbl_secret_file", "this is the path of a file")
    try:
        secret = (path.parent / name).read_bytes().rstrip(b"\r\n")
    except OSError as error:
        _refuse(path, "cfbl_secret_file", f"{path.parent / name}: {error.strerror}")
    if not secret:
        _refuse(path, "cfbl_secret_file", f"{path.parent / name} is empty")
    return secret
