# SPDX-License-Identifier: BSL-1.0
"""`arf summary`: how many complaints, in groups, and how many of what was sent."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TextIO
from zoneinfo import ZoneInfo

import click
from click.shell_completion import CompletionItem

from arf._attribution import AttributionOptions
from arf._census import INFERRED_KEYS, Census, take_census
from arf._commands.common import (
    EXIT_UNREADABLE,
    counted,
    fail_output,
    max_bytes_limit,
    options_file,
    output_file,
    some_paths,
    spare_inputs,
    tell,
    write_output,
)
from arf._core import TALLY_KEYS, Tally
from arf._page.page import SOURCE_AND_DAY, Subject, page_of
from arf._plot import FORMATS as PICTURES
from arf._plot import MissingMatplotlib, Picture, load_matplotlib
from arf._progress import progress
from arf._rates import Key, SentError, read_sent
from arf._summary import PRINTERS, lines_of

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


def picture_format(path: str) -> str:
    """The format that the suffix of a file names."""
    return os.path.splitext(path)[1].lower().removeprefix(".")


def read_picture_name(context: click.Context, parameter: click.Parameter, path: str | None) -> str | None:
    """Where --plot draws, if it can."""
    if path is None:
        return None
    if picture_format(path) not in PICTURES:
        raise click.BadParameter(f"{path}: a picture ends in {' or '.join(f'.{name}' for name in PICTURES)}")
    try:
        load_matplotlib()
    except MissingMatplotlib as missing:
        raise click.BadParameter(str(missing)) from None
    return path


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
@click.option(
    "--plot",
    metavar="FILE.svg|png",
    type=click.Path(dir_okay=False),
    callback=read_picture_name,
    help="Draw complaints per day, and the groups with most, too. Needs matplotlib.",
)
@click.option(
    "--html",
    metavar="FILE.html",
    type=click.Path(dir_okay=False),
    help="Write a page, too: the table, complaints per day, the top sources. It needs no other file.",
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
    plot: str | None,
    html: str | None,
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

    --html and --plot write files besides what is printed.
    """
    volumes = read_volumes(sent, by)
    bounds = (
        instant_of(since, time_zone, False, "--since"),
        instant_of(until, time_zone, True, "--until"),
    )
    if bounds[0] and bounds[1] and bounds[0] >= bounds[1]:
        raise click.UsageError(f"--since {since} is after --until {until}: nothing lies between")
    if options is None and INFERRED_KEYS.intersection(by):
        options = AttributionOptions()
    for path in filter(None, (output, plot, html)):
        spare_inputs(path, paths if sent is None else (*paths, sent))
    for path in filter(None, (plot, html)):
        check_folder(path)
    keys = keys_to_count(by, plot is not None, html is not None)

    def take() -> Census:
        with progress(paths, is_output_elsewhere=True) as meter:  # it is gone before anything is printed
            return take_census(
                paths,
                Tally(keys, time_zone=time_zone.key, keep_duplicates=keep_duplicates),
                attribution=options,
                since=bounds[0],
                until=bounds[1],
                workers=workers,
                max_bytes=max_bytes,
                on_error=lambda error: tell(str(error)),
                meter=meter,
            )

    def work(stream: TextIO) -> bool:
        census = take()
        tell_left_out(census, all_kinds)
        lines = lines_of(census.groups(by, all_kinds), by, volumes or {})
        if html is not None:
            spans = [(word, given) for word, given in (("from", since), ("until", until)) if given]
            write_page(Subject(census, by, lines, volumes is not None, top, paths, spans), html)
        if plot is not None:
            write_picture(Picture(census, by, picture_format(plot)), plot)
        PRINTERS[format_name](lines[:top], by, volumes is not None, stream)
        return census.unreadable == 0

    context.exit(0 if write_output(work, output) else EXIT_UNREADABLE)


def write_page(subject: Subject, path: str) -> None:
    write_output(lambda file: bool(file.write(page_of(subject))), path)


def write_picture(picture: Picture, path: str) -> None:
    write_output(lambda file: picture.draw(file.buffer), path)


def check_folder(path: str) -> None:
    """Ends the program before anything is read where there is no folder for a file at the end."""
    try:
        os.stat(os.path.dirname(path) or ".")
    except OSError as trouble:
        fail_output(path, trouble)


def keys_to_count(by: Sequence[str], has_plot: bool, has_page: bool) -> tuple[str, ...]:
    """The keys of the one tally that all that is asked for can be made of."""
    more = SOURCE_AND_DAY if has_page else ("day",) if has_plot else ()
    return (*by, *(key for key in more if key not in by))


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


def tell_left_out(census: Census, all_kinds: bool) -> None:
    """What was read and is not shown."""
    if census.undated:
        has = "has" if census.undated == 1 else "have"
        tell(f"{counted(census.undated, 'report')} left out that {has} no time")
    if duplicates := census.tally.duplicates:
        tell(f"{counted(duplicates, 'report')} seen before, and not counted again (--keep-duplicates)")
    if census.others and not all_kinds:
        numbers = ", ".join(f"{number} {kind}" for kind, number in census.others.most_common())
        tell(f"not among the complaints: {numbers} (use --all-kinds to see them)")
