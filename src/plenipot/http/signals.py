"""Signals during start-up: SIGHUP is recorded for a later reload, SIGTERM stops what was started.

Only the standard library is imported: the command line calls :func:`record_sighup` before all other imports.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_hangups: list[int] = []
_terminations: list[int] = []


class Terminated(BaseException):
    """SIGTERM was received. Like KeyboardInterrupt it is no `Exception`, so that no handler of errors catches it."""


def record_sighup() -> None:
    """Install a handler that records SIGHUP, which would otherwise end the process; see :func:`take_sighup`."""
    signal.signal(signal.SIGHUP, _record)


def take_sighup() -> bool:
    """Whether SIGHUP was received since the last call."""
    received = bool(_hangups)
    _hangups.clear()
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


@contextmanager
def handle_sigterm(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Let a handler stop what runs in the ``with`` block; after the block, go on as `unwind_on_sigterm` does.

    The handler of `unwind_on_sigterm` raises an exception. C code that calls Python, as an event loop does, may ignore
    an exception: the signal would be lost. So a server handles the signal itself, from before its loop starts.

    Raises:
        Terminated: SIGTERM was received before the block or in it.
    """

    def record(number: int, frame: FrameType | None) -> None:
        _terminations.append(number)
        handler(number, frame)

    previous = signal.signal(signal.SIGTERM, record)
    try:
        _raise_if_terminated()
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)
    _raise_if_terminated()


def _raise_if_terminated() -> None:
    if _terminations:
        raise Terminated


def _record(number: int, _: FrameType | None) -> None:
    _hangups.append(number)


def _terminate(number: int, _: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one would interrupt the unwinding
    _terminations.append(number)
    raise Terminated
