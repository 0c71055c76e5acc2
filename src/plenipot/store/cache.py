"""Answers kept in memory: the data never change while they are served, so an answer stays right."""

from __future__ import annotations

import asyncio
import re
from collections import Counter, OrderedDict

from plenipot.store.base import Engine, Request

_UNSTEADY = re.compile(r"\b(rand|now|uuid|struuid)\b", re.IGNORECASE)


def steady(query: str) -> bool:
    """Whether a query has the same answer each time; a word in a text is taken for a function, which costs little.

    >>> steady("SELECT * { ?s ?p ?o }"), steady("SELECT (RAND() AS ?x) {}")
    (True, False)
    """
    return not _UNSTEADY.search(query)


class CachedEngine:
    """An engine in front of another one, that remembers small answers and asks once for what many ask at a time."""

    def __init__(self, engine: Engine, max_bytes: int) -> None:
        self._engine = engine
        self._max_bytes = max_bytes
        self._answers: OrderedDict[Request, bytes] = OrderedDict()
        self._bytes = 0
        self._running: dict[Request, asyncio.Task[bytes]] = {}
        self._callers: Counter[Request] = Counter()
        self.hits = 0
        self.misses = 0

    async def run(self, request: Request) -> bytes:
        """The answer, from memory if it is there.

        Raises:
            QueryError, LimitExceeded: as the engine behind.
        """
        if not steady(request.query):
            return await self._engine.run(request)
        known = self._answers.get(request)
        if known is not None:
            self.hits += 1
            self._answers.move_to_end(request)
            return known
        self.misses += 1
        running = self._running.get(request)
        if running is None or running.cancelling():
            running = asyncio.create_task(self._engine.run(request))
            self._running[request] = running
            running.add_done_callback(lambda task: self._finished(request, task))
        self._callers[request] += 1
        try:
            # One caller that goes away must not end the query of the others.
            return await asyncio.shield(running)
        finally:
            self._callers[request] -= 1
            if not self._callers[request]:
                del self._callers[request]
                running.cancel()  # nobody waits for it; no effect on one that is done

    def _finished(self, request: Request, task: asyncio.Task[bytes]) -> None:
        if self._running.get(request) is task:
            del self._running[request]
        if task.cancelled() or task.exception() is not None:
            return
        answer = task.result()
        # A few large answers would push out all the others.
        if len(answer) > self._max_bytes // 16:
            return
        self._answers[request] = answer
        self._bytes += len(answer)
        while self._bytes > self._max_bytes:
            self._bytes -= len(self._answers.popitem(last=False)[1])
