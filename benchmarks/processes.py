"""Servers as processes: their memory, whether they work, and how to keep them from working."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += tree(int(child))
    return found


def memory_mb(pid: int) -> float:
    """Proportional set size of a process and all that it started: what they share is counted once."""
    total = 0
    for each in tree(pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and all that it started and that live."""
    total = 0
    for each in tree(pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def settle(pid: int, patience: float = 20.0) -> bool:
    """Wait until a server has nothing left to do; whether that came."""
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        before = cpu_seconds(pid)
        time.sleep(0.15)
        if cpu_seconds(pid) - before <= 0.02:
            return True
    return False


@contextlib.contextmanager
def only(running: int, others: list[int]) -> Iterator[None]:
    """Stop all other servers while one of them is measured, so that nothing that they still do is in its numbers."""
    stopped = [each for pid in others if pid != running for each in tree(pid)]
    for each in stopped:
        _signal(each, signal.SIGSTOP)
    try:
        yield
    finally:
        for each in stopped:
            _signal(each, signal.SIGCONT)


def end_cleanly() -> None:
    """Let SIGTERM end this program as an error does: what it started is ended, and what it stopped goes on."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


def _signal(pid: int, which: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, which)
