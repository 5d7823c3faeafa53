#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""A notebook as a script: complaints per day and account, drawn into a picture.

Editors such as VS Code, Spyder and Jupyter (with jupytext) run it cell by cell; a shell runs it as a whole.
Needs matplotlib: pip install matplotlib

    complaints_plot.py [complaints.png [abuse.mbox...]]
"""

# %% What is read, what is written, what is ours
from __future__ import annotations

import sys
from datetime import date, timedelta

import arf
import matplotlib
from matplotlib import pyplot
from matplotlib.ticker import MaxNLocator

matplotlib.use("Agg")  # draws into files: no window, no display

arguments = [] if "ipykernel" in sys.modules else sys.argv[1:]  # those of a notebook are not ours
picture = arguments[0] if arguments else "complaints.png"
mailboxes = arguments[1:] or ["examples/data/complaints.mbox"]
ours = arf.AttributionOptions(my_networks=["192.0.2.24/29", "198.51.100.0/26"], my_domains=["example.net"])
NAMED = 4  # accounts with a colour of their own
MOST_DAYS = 366  # a report may claim any day: what lies further back is counted, and not drawn


def named(account: str | None) -> str:
    """An account for a screen: it is text from a mail, and may hold anything."""
    return "".join(c if c.isprintable() else "?" for c in account or "unknown")


# %% Count: each report once, only what are complaints
tally = arf.tally(mailboxes, by=["account", "day"], attribution=ours)
groups = tally.groups("complaint")
per_account: dict[str, int] = {}
for group in groups:
    name = named(group.account)
    per_account[name] = per_account.get(name, 0) + group.reports
busiest = sorted(per_account, key=lambda name: (-per_account[name], name))
print(f"{sum(per_account.values())} complaints about {len(per_account)} accounts")
for name in busiest[:NAMED]:
    print(f"{per_account[name]:6}  {name}")

# %% One number for each day and name: days without complaints are zeros; what says no day is left out
days_seen = sorted(date.fromisoformat(group.day) for group in groups if group.day)
if not days_seen:
    sys.exit("no complaint says when it arrived: there is nothing to draw")
first = max(days_seen[0], days_seen[-1] - timedelta(MOST_DAYS - 1))
days = [first + timedelta(n) for n in range((days_seen[-1] - first).days + 1)]
others = ["others"] if len(busiest) > NAMED else []
counts = {name: [0] * len(days) for name in busiest[:NAMED] + others}
for group in groups:
    if group.day is None or date.fromisoformat(group.day) < first:
        continue
    name = named(group.account)
    row = counts[name if name in counts else "others"]
    row[(date.fromisoformat(group.day) - first).days] += group.reports

# %% Draw
figure, axes = pyplot.subplots(figsize=(10, 5), dpi=100, layout="constrained")  # 1000 x 500 pixels
bottom = [0] * len(days)
for name, row in counts.items():
    label = f"{sum(row)}  {name}".replace("$", r"\$")  # which would begin a formula
    axes.bar([str(day) for day in days], row, bottom=bottom, label=label)
    bottom = [below + count for below, count in zip(bottom, row, strict=True)]
axes.set_title("Complaints per day (UTC), by account")
axes.set_ylabel("complaints")
axes.yaxis.set_major_locator(MaxNLocator(integer=True))
axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
axes.legend()
figure.autofmt_xdate()

# %% Save
figure.savefig(picture)
print(f"{picture}: {sum(bottom)} of {sum(per_account.values())} complaints, over {len(days)} days")
