"""Server processes: memory, CPU time, waiting until idle, and suspension."""

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
    """Return a process and its descendants."""
    found = [pid]
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += tree(int(child))
    return found


def memory_mb(pid: int) -> float:
    """Return the proportional set size of a process and its descendants: shared pages count once."""
    total = 0
    for each in tree(pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process and its living descendants."""
    total = 0
    for each in tree(pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def settle(pid: int, patience: float = 20.0) -> bool:
    """Wait until a server is idle; return whether it became idle in time."""
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        before = cpu_seconds(pid)
        time.sleep(0.15)
        if cpu_seconds(pid) - before <= 0.02:
            return True
    return False


@contextlib.contextmanager
def only(running: int, others: list[int]) -> Iterator[None]:
    """Suspend all other servers (SIGSTOP) during a measurement, so that they use no CPU time."""
    stopped = [each for pid in others if pid != running for each in tree(pid)]
    for each in stopped:
        _signal(each, signal.SIGSTOP)
    try:
        yield
    finally:
        for each in stopped:
            _signal(each, signal.SIGCONT)


def end_cleanly() -> None:
    """Turn SIGTERM into an exception, so that child processes are ended and suspended ones resumed."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


def _signal(pid: int, which: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, which)
