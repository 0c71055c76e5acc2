"""Signals during start-up: SIGHUP is recorded for a later reload, SIGTERM stops what was started.

Only the standard library is imported: the command line calls :func:`record_sighup` before all other imports.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_received: list[int] = []


class Terminated(BaseException):
    """SIGTERM was received. Like KeyboardInterrupt it is no `Exception`, so that no handler of errors catches it."""


def record_sighup() -> None:
    """Install a handler that records SIGHUP, which would otherwise end the process; see :func:`take_sighup`."""
    signal.signal(signal.SIGHUP, _record)


def take_sighup() -> bool:
    """Whether SIGHUP was received since the last call."""
    received = bool(_received)
    _received.clear()
    return received


@contextmanager
def unwind_on_sigterm() -> Iterator[None]:
    """Let SIGTERM unwind the ``with`` block, so that its child processes are stopped, and then kill this process."""
    previous = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    except Terminated:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, previous)


def _record(number: int, _: FrameType | None) -> None:
    _received.append(number)


def _terminate(_: int, __: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one would interrupt the unwinding
    raise Terminated
