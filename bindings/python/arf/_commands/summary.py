# SPDX-License-Identifier: BSL-1.0
"""`arf summary`: how many complaints, in groups, and how many of what was sent."""

from __future__ import annotations

import os
import re
from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import TextIO
from zoneinfo import ZoneInfo

import click
from click.shell_completion import CompletionItem

from arf._attribution import AttributionOptions
from arf._commands.common import (
    EXIT_UNREADABLE,
    counted,
    max_bytes_limit,
    options_file,
    output_file,
    some_paths,
    tell,
    write_output,
)
from arf._core import TALLY_KEYS, Tally
from arf._count import INFERRED_KEYS, count
from arf._rates import Key, SentError, read_sent
from arf._summary import PRINTERS, lines_of
from arf._tally import TallyGroup
from arf._types import ParseError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_keys(context: click.Context, parameter: click.Parameter, text: str) -> tuple[str, ...]:
    """The keys that --by names."""
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name not in TALLY_KEYS:
            raise click.BadParameter(f"there is no key {name!r}; there are {', '.join(TALLY_KEYS)}")
    if len(set(names)) < len(names):
        raise click.BadParameter("each key may stand once")
    return names


def complete_keys(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The keys that begin with what stands behind the last comma."""
    before, comma, start = incomplete.rpartition(",")
    return [CompletionItem(before + comma + name) for name in TALLY_KEYS if name.startswith(start)]


def read_zone(context: click.Context, parameter: click.Parameter, name: str) -> ZoneInfo:
    """The time zone of a name."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # a folder, a path, a name that is not there
        raise click.BadParameter(f"there is no time zone {name!r}; one is Europe/Berlin") from None


def instant_of(text: str | None, zone: ZoneInfo, is_end: bool, option: str) -> datetime | None:
    """The instant of a date or a time; a date without a time is the whole day, in the zone."""
    if text is None:
        return None
    try:
        if _DAY.fullmatch(text):
            return datetime.combine(date.fromisoformat(text) + timedelta(days=is_end), time(), zone)
        given = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return given if given.tzinfo else given.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        example = "2026-01-31 or 2026-01-31T10:00:00Z"
        raise click.BadParameter(f"{text!r} is no date; one is {example}", param_hint=option) from None


@click.command()
@click.option(
    "--by",
    default="source_ip",
    show_default=True,
    metavar="KEY,...",
    callback=read_keys,
    shell_complete=complete_keys,
    help=f"What to group by: {', '.join(TALLY_KEYS)}.",
)
@click.option("--all-kinds", is_flag=True, help="Show not-spam, opt-out, auth-failure, ... reports, too.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="The N groups with most reports only.")
@click.option("--since", metavar="DATE", help="Reports from this day or time on.")
@click.option("--until", metavar="DATE", help="Reports up to this day, or before this time.")
@click.option(
    "--time-zone",
    default="UTC",
    show_default=True,
    metavar="ZONE",
    callback=read_zone,
    help="Of days, hours and weeks, and of --since and --until: such as Europe/Berlin.",
)
@click.option(
    "--sent",
    metavar="FILE.csv",
    type=click.Path(),
    help="How many mails were sent: a CSV file with the columns of --by, and `sent`. Gives complaint rates.",
)
@click.option("--keep-duplicates", is_flag=True, help="Count a report as often as it is seen.")
@click.option(
    "--format", "format_name", type=click.Choice(sorted(PRINTERS)), default="table", show_default=True
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=os.cpu_count() or 1,
    metavar="N",
    help="Threads that read. Default: one for each processor.",
)
@options_file
@output_file
@max_bytes_limit
@some_paths
@click.pass_context
def summary(
    context: click.Context,
    paths: tuple[str, ...],
    by: tuple[str, ...],
    all_kinds: bool,
    top: int | None,
    since: str | None,
    until: str | None,
    time_zone: ZoneInfo,
    sent: str | None,
    keep_duplicates: bool,
    format_name: str,
    workers: int,
    options: AttributionOptions | None,
    output: str | None,
    max_bytes: int,
) -> None:
    """Count complaints in groups: how many, from when to when, about how many recipients.

    The same report seen twice counts once. Reports that are no complaints (not-spam, opt-out, authentication
    failures) are counted apart, and never added up. With --sent there are complaint rates: lower bounds, as
    not every provider reports every complaint. Keys of attribution (account, customer, campaign) take
    --options.
    """
    volumes = read_volumes(sent, by)
    span = (
        instant_of(since, time_zone, False, "--since"),
        instant_of(until, time_zone, True, "--until"),
    )
    if options is None and INFERRED_KEYS.intersection(by):
        options = AttributionOptions()
    clean = True

    def failed(error: ParseError) -> None:
        nonlocal clean
        clean = False
        tell(str(error))

    def work(stream: TextIO) -> bool:
        found = Tally(by, time_zone=time_zone.key, keep_duplicates=keep_duplicates)
        undated = count(
            paths,
            found,
            attribution=options,
            since=span[0],
            until=span[1],
            workers=workers,
            max_bytes=max_bytes,
            on_error=failed,
        )
        if undated:
            tell(f"{counted(undated, 'report')} left out that {'has' if undated == 1 else 'have'} no time")
        lines = lines_of(groups_of(found, all_kinds), by, volumes or {})
        PRINTERS[format_name](lines[:top], by, volumes is not None, stream)
        return clean

    context.exit(0 if write_output(work, output) else EXIT_UNREADABLE)


def read_volumes(path: str | None, by: tuple[str, ...]) -> dict[Key, int] | None:
    """The volumes of --sent, where it is given."""
    if path is None:
        return None
    try:
        return read_sent(path, by)
    except OSError as trouble:
        raise click.BadParameter(f"{path}: {trouble.strerror}", param_hint="--sent") from None
    except SentError as trouble:
        raise click.BadParameter(str(trouble), param_hint="--sent") from None


def groups_of(found: Tally, all_kinds: bool) -> list[TallyGroup]:
    """The groups to be shown; what is left out is told."""
    groups = found.groups()
    if found.duplicates:
        tell(f"{counted(found.duplicates, 'report')} seen before, and not counted again (--keep-duplicates)")
    if all_kinds:
        return groups
    others: Counter[str] = Counter()
    for group in groups:
        if group.kind != "complaint":
            others[group.kind] += group.reports
    if others:
        numbers = ", ".join(f"{number} {kind}" for kind, number in others.most_common())
        tell(f"not among the complaints: {numbers} (use --all-kinds to see them)")
    return [group for group in groups if group.kind == "complaint"]
