# SPDX-License-Identifier: BSL-1.0
"""Tidying up where a signal ends the program: Ctrl-C, kill, a terminal that is closed."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _Watch:
    """Waits for a signal in a thread of its own: the main one may be in the core, where Python's handlers
    have to wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tasks: list[Callable[[], None]] = []
        self._signals: set[signal.Signals] | None = None

    def add(self, task: Callable[[], None]) -> None:
        with self._lock:
            self._tasks.append(task)
            if self._signals is None:
                self._signals = {one for one in _SIGNALS if signal.getsignal(one) == signal.SIG_DFL}
                if self._signals:
                    signal.pthread_sigmask(signal.SIG_BLOCK, self._signals)
                    arguments = (self._signals,)
                    threading.Thread(target=self._wait, args=arguments, daemon=True).start()

    def remove(self, task: Callable[[], None]) -> None:
        """From now on the task is not done any more; one that has begun has ended the program."""
        with self._lock:
            self._tasks.remove(task)

    def _wait(self, signals: set[signal.Signals]) -> None:
        number = signal.sigwait(signals)
        with self._lock:
            for task in reversed(self._tasks):
                task()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
            os.kill(os.getpid(), number)  # ends the program: nobody handles it
            signal.pause()


_watch = _Watch()


@contextmanager
def tidied(task: Callable[[], None]) -> Iterator[None]:
    """Sees to it that a task is done before a signal ends the program within the block.

    The task runs in another thread. A signal that is ignored, or that Python handles, is left as it is: the
    first does nothing, the second raises.
    """
    _watch.add(task)
    try:
        yield
    finally:
        _watch.remove(task)
