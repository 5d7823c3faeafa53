# SPDX-License-Identifier: BSL-1.0
"""The way of a message as a drawing, the oldest hop on top: from the machine it was written on down to the
mailbox that complained."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from arf._attribution import Hop
from arf._explain_words import ROLES
from arf._paper import Paper
from arf._trace_types import Received

MOST_HOPS = 40
"""The others stand in the record."""


def when(date: datetime) -> str:
    return f"{date:%Y-%m-%d %H:%M:%S} UTC"


def address(ip: Any, port: int | None) -> str:
    return f"{ip}, port {port}" if ip and port is not None else str(ip or "")


def same_name(one: str, other: str) -> bool:
    return bool(one) and one.rstrip(".").lower() == other.rstrip(".").lower()


def client(hop: Received) -> str:
    """Who handed the message over: what the server found out, and what the client called itself."""
    is_address = hop.helo.strip("[]").removeprefix("IPv6:") == str(hop.ip)
    helo = "" if is_address else hop.helo
    name = hop.rdns or helo
    if helo and not same_name(helo, name):
        name += f', calls itself "{helo}"'
    place = address(hop.ip, hop.port)
    return f"{name} at {place}" if name and place else name or place


def later(earlier: datetime | None, date: datetime | None) -> str:
    """How long a hop took."""
    if earlier is None or date is None:
        return ""
    seconds = round((date - earlier).total_seconds())
    size = abs(seconds)
    if size < 120:
        text = f"{size} s"
    elif size < 3600:
        text = f"{size // 60} min {size % 60} s"
    else:
        text = f"{size // 3600} h {size % 3600 // 60} min"
    return f"{text} earlier: the clocks differ" if seconds < 0 else f"{text} later"


def how(hop: Received, earlier: datetime | None) -> str:
    """Protocol, login, queue and time of a hop."""
    facts = [hop.with_, "encrypted" if hop.tls else ""]
    if hop.authenticated_user:
        facts.append(f"logged in as {hop.authenticated_user}")
    elif hop.authenticated:
        facts.append("logged in")
    if hop.local_user:
        facts.append(f"local user {hop.local_user}")
    facts.append(f"queue id {hop.id}" if hop.id else "")
    facts.append(when(hop.date) if hop.date else undated(hop))
    facts.append(later(earlier, hop.date))
    return ", ".join(filter(None, facts))


def undated(hop: Received) -> str:
    """The date of a hop as written, where it is no instant; empty where there is none."""
    text = hop.raw.rpartition(";")[2].strip() if ";" in hop.raw else ""
    return f'dated "{text[:60]}" (zone unknown, or unreadable)' if text else ""


def is_client(server: str, hop: Received) -> bool:
    """Whether the client of a hop goes by the name that the server before it has."""
    return any(same_name(server, name) for name in (hop.helo, hop.rdns, str(hop.ip or "")))


def draw_way(paper: Paper, hops: tuple[Hop, ...], mailbox: str) -> None:
    """Draws the hops, which are given the newest first, and numbers them as the record does."""
    node, bar, arrow = ("\u25cf", "\u2502", "\u25bc") if paper.is_unicode else ("o", "|", "v")
    earlier: datetime | None = None
    server = ""  # that wrote the hop before
    for number, hop in enumerate(reversed(hops), 1):
        if MOST_HOPS // 2 < number <= len(hops) - MOST_HOPS // 2:
            if server:
                paper.drawn(bar, f"({len(hops) - MOST_HOPS} hops are left out here)", "dim")
            server, earlier = "", None
            continue
        received = hop.received
        if server and client(received) and not is_client(server, received):
            paper.drawn(node, server)
            paper.drawn("?", "what follows names another server", "dim")
        paper.drawn(node, client(received) or server or "unknown", "bold" if hop.role == "submission" else "")
        text = f"hop {len(hops) - number}, {ROLES.get(hop.role, hop.role)}: {how(received, earlier)}"
        paper.drawn(bar, text.rstrip(": "), "dim" if hop.role == "claimed" else "")
        paper.drawn(arrow, "")
        earlier = received.date or earlier
        server = received.by or str(received.by_ip or "unknown")
    if server:
        paper.drawn(node, server)
        paper.drawn(arrow, "")
    paper.drawn(node, mailbox, "bold")
