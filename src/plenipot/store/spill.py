"""Bounds the disk space of long answers that wait in files for their readers."""

from __future__ import annotations

from collections import Counter


class SpillBudget:
    """Bytes in files, of all clients together and of each one.

    >>> budget = SpillBudget(total=10, per_client=6)
    >>> budget.take("a", 6), budget.take("a", 1), budget.take("b", 4), budget.take("b", 1)
    (True, False, True, False)
    >>> budget.give_back("a", 6)
    >>> budget.used
    4
    """

    def __init__(self, total: int, per_client: int) -> None:
        self._total, self._per_client = total, per_client
        self._clients: Counter[str] = Counter()
        self.used = 0

    def take(self, client: str, size: int) -> bool:
        """Reserve some bytes for a client; False if there is no room."""
        if self.used + size > self._total or self._clients[client] + size > self._per_client:
            return False
        self.used += size
        self._clients[client] += size
        return True

    def give_back(self, client: str, size: int) -> None:
        """Release what was reserved."""
        self.used -= size
        self._clients[client] -= size
        if not self._clients[client]:
            del self._clients[client]
