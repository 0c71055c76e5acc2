"""Signals that come while the service starts: SIGHUP is remembered, SIGTERM ends everything that was begun.

Only the standard library is imported: the command line calls :func:`remember_hangups` before anything else.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_hangups: list[int] = []


class Terminated(BaseException):
    """SIGTERM came; like KeyboardInterrupt it is no error that anybody handles by the way."""


def remember_hangups() -> None:
    """From now on SIGHUP ends nothing; whether one came is known to :func:`take_hangup`."""
    signal.signal(signal.SIGHUP, _remember)


def take_hangup() -> bool:
    """Whether SIGHUP came since this was asked last."""
    came = bool(_hangups)
    _hangups.clear()
    return came


@contextmanager
def ends_cleanly() -> Iterator[None]:
    """Let SIGTERM unwind the block, so that what it started is ended, and then end the process as the signal does."""
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    except Terminated:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)


def _remember(number: int, _: FrameType | None) -> None:
    _hangups.append(number)


def _terminate(_: int, __: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one would interrupt the unwinding
    raise Terminated
