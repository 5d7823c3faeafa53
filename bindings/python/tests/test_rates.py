# SPDX-License-Identifier: BSL-1.0
"""Volumes and complaint rates: what is read, what is refused and why, and which limits a rate reaches."""

from __future__ import annotations

from pathlib import Path

import pytest
from arf._rates import LIMITS, SentError, limits_reached, rate_of, read_sent


def write(folder: Path, text: str) -> Path:
    path = folder / "sent.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_columns_stand_in_any_order_and_rows_add_up(tmp_path: Path) -> None:
    path = write(
        tmp_path, "sent,day,source_ip\n10, 2026-01-01 ,192.0.2.1\n5,2026-01-01,192.0.2.1\n7,2026-01-02,\n"
    )
    assert read_sent(path, ["source_ip", "day"]) == {("192.0.2.1", "2026-01-01"): 15, ("", "2026-01-02"): 7}


def test_byte_order_mark_quotes_and_empty_lines_are_no_trouble(tmp_path: Path) -> None:
    path = write(tmp_path, '\ufeffaccount,sent\r\n"a,b",3\r\n\r\n')
    assert read_sent(path, ["account"]) == {("a,b",): 3}


@pytest.mark.parametrize(
    "text", ["", "day\n", "day,sent,more\n", "source_ip,sent\n", "day,day,sent\n", "Day,sent\n"]
)
def test_columns_that_do_not_fit_are_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(SentError, match=r"sent\.csv:1: the first line names the columns day,sent"):
        read_sent(write(tmp_path, text), ["day"])


@pytest.mark.parametrize("volume", ["-1", "1.5", "many", "", "1e3", "\u0663", "1" * 17, "1000000000000001"])
def test_volume_that_is_none_is_refused_with_its_place(volume: str, tmp_path: Path) -> None:
    with pytest.raises(SentError, match=r"sent\.csv:3: a volume is a whole number from 0"):
        read_sent(write(tmp_path, f"day,sent\n2026-01-01,1\n2026-01-02,{volume}\n"), ["day"])


def test_row_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SentError, match=r"sent\.csv:2: 2 cells are needed, 3 found"):
        read_sent(write(tmp_path, "day,sent\n1,2,3\n"), ["day"])


def test_cell_beyond_all_measure_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SentError, match=r"sent\.csv:2: field larger than"):
        read_sent(write(tmp_path, f"day,sent\n{'x' * 200_000},2\n"), ["day"])


def test_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_sent(tmp_path / "none.csv", ["day"])


def test_rate_needs_a_volume() -> None:
    assert rate_of(3, 1000) == 0.003
    assert rate_of(3, 0) is None
    assert rate_of(0, 10) == 0.0


def test_limits_are_reached_from_their_share_on() -> None:
    assert limits_reached(None) == ()
    assert limits_reached(0.00099) == ()
    assert {limit.share for limit in limits_reached(0.003)} == {0.001, 0.003}
    assert limits_reached(0.005) == LIMITS
