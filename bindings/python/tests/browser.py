# SPDX-License-Identifier: BSL-1.0
"""A headless Chromium for tests: loads a page, as a phone or a desktop, in light or dark, and asks about it.

It speaks the DevTools protocol through two pipes (--remote-debugging-pipe): a JSON object, then a NUL.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from fcntl import F_DUPFD_CLOEXEC, fcntl
from pathlib import Path
from select import select
from typing import Any

from samples import environment_of_others

CHROMIUM = shutil.which("chromium")
OPTIONS = (
    "--headless",
    "--no-sandbox",  # tests run as root in containers
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
TIMEOUT = 60.0


def _pipe() -> tuple[int, int]:
    """A pipe whose ends have numbers that are not 3 and 4: those are what Chromium takes."""
    ends = os.pipe()
    moved = [fcntl(end, F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return moved[0], moved[1]


class Browser:
    """A running Chromium with one tab."""

    def __init__(self, folder: Path) -> None:
        """Starts it; `folder` is empty, and its profile."""
        assert CHROMIUM is not None
        its_input, self._output = _pipe()
        self._input, its_output = _pipe()

        def hand_over() -> None:
            os.dup2(its_input, 3)
            os.dup2(its_output, 4)

        self._process = subprocess.Popen(
            [CHROMIUM, *OPTIONS, f"--user-data-dir={folder}", "about:blank"],
            env={**environment_of_others(), "HOME": str(folder)},
            preexec_fn=hand_over,
            close_fds=False,  # Python's own are closed anyway
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(its_input)
        os.close(its_output)
        self._requests: dict[str, str] = {}
        self._number = 0
        self._session: str | None = None
        self._unread = b""
        self._events: list[str] = []
        try:
            self._attach()
        except BaseException:
            self.close()
            raise

    def _attach(self) -> None:
        """To its tab."""
        targets = self._ask("Target.getTargets")["targetInfos"]
        page = next(one["targetId"] for one in targets if one["type"] == "page")
        self._session = self._ask("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime"):
            self._ask(f"{domain}.enable")

    def show(self, page: Path, width: int = 1200, dark: bool = False, height: int = 800) -> None:
        """Loads a page into a window of a size."""
        self._requests.clear()
        self._events.clear()
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self._ask("Emulation.setDeviceMetricsOverride", **size)
        self.emulate("", dark)
        self._ask("Page.navigate", url=page.as_uri())
        while "Page.loadEventFired" not in self._events:
            self._take()

    def emulate(self, media: str, dark: bool) -> None:
        """Shows the page as on another medium ("print", or "" for a screen), in light or dark."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._ask("Emulation.setEmulatedMedia", media=media, features=[scheme])

    @property
    def requests(self) -> list[str]:
        """The addresses that the page asked for, but for those that its policy forbade."""
        return list(self._requests.values())

    def value(self, script: str) -> Any:
        """What a JavaScript expression is worth in the page."""
        answer = self._ask("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def screenshot(self, path: Path) -> None:
        """The whole page as PNG."""
        answer = self._ask("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(answer["data"]))

    def close(self) -> None:
        """Ends it."""
        os.close(self._output)
        os.close(self._input)
        self._process.terminate()
        self._process.wait(TIMEOUT)

    def _ask(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._output, json.dumps(message).encode() + b"\0")
        while (answer := self._take()).get("id") != self._number:
            pass
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def _take(self) -> dict[str, Any]:
        """The next message; an event is remembered."""
        deadline = time.monotonic() + TIMEOUT
        while b"\0" not in self._unread:
            assert select([self._input], [], [], max(0.0, deadline - time.monotonic()))[0], (
                "Chromium does not answer"
            )
            more = os.read(self._input, 1 << 20)
            assert more, "Chromium has ended"
            self._unread += more
        raw, _, self._unread = self._unread.partition(b"\0")
        message: dict[str, Any] = json.loads(raw)
        if "method" in message:
            self._events.append(message["method"])
        what = message.get("params", {})
        if message.get("method") == "Network.requestWillBeSent":
            self._requests[what["requestId"]] = what["request"]["url"]
        if message.get("method") == "Network.loadingFailed" and what.get("blockedReason") == "csp":
            del self._requests[what["requestId"]]
        return message
