# SPDX-License-Identifier: BSL-1.0
"""The line that shows progress on standard error: a bar, the messages, their rate, the time that is left."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text


class Share(ProgressColumn):
    """How much is read, where it is known how much there is."""

    def render(self, task: Task) -> Text:
        return Text("" if task.total is None else f"{task.percentage:.0f} %")


class Rate(ProgressColumn):
    """Messages, and how many a second."""

    def render(self, task: Task) -> Text:
        messages, elapsed = task.fields["messages"], task.elapsed or 0.0
        rate = f", {messages / elapsed:,.0f}/s" if elapsed > 0 else ""
        return Text(f"{messages:,} messages{rate}")


def make_bar() -> Progress:
    """It goes away when all is read."""
    columns = (TextColumn("reading"), BarColumn(), Share(), Rate(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)
