"""The disk space for long answers that are spilled to files."""

from __future__ import annotations

from collections import Counter


class SpillBudget:
    """Bounds the bytes in spill files, for all clients together and for each one.

    >>> budget = SpillBudget(total=10, per_client=6)
    >>> budget.reserve("a", 6), budget.reserve("a", 1), budget.reserve("b", 4), budget.reserve("b", 1)
    (True, False, True, False)
    >>> budget.release("a", 6)
    >>> budget.used
    4
    """

    def __init__(self, total: int, per_client: int) -> None:
        self._total, self._per_client = total, per_client
        self._clients: Counter[str] = Counter()
        self.used = 0

    def reserve(self, client: str, size: int) -> bool:
        """Reserve bytes for a client; False if that would exceed a bound."""
        if self.used + size > self._total or self._clients[client] + size > self._per_client:
            return False
        self.used += size
        self._clients[client] += size
        return True

    def release(self, client: str, size: int) -> None:
        """Release reserved bytes of a client."""
        self.used -= size
        self._clients[client] -= size
        if not self._clients[client]:
            del self._clients[client]
