"""The memory of a process and of all that it started."""

from __future__ import annotations

from pathlib import Path


def tree(pid: int) -> list[int]:
    """A process and all below it, without those that ended meanwhile."""
    found = [pid]
    for each in found:
        try:
            for children in Path(f"/proc/{each}/task").glob("*/children"):
                found += [int(child) for child in children.read_text(encoding="ascii").split()]
        except OSError:
            continue
    return found


def tree_pss(pid: int) -> float:
    """Megabytes of a process and all below it; what several share is counted once (PSS, Linux)."""
    total = 0
    for each in tree(pid):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:  # it ended
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024
