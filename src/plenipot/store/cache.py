"""Answers kept in memory: the data never change while they are served, so an answer stays right."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict

from plenipot.store.answer import steady
from plenipot.store.arrival import Arrival
from plenipot.store.base import Engine, LimitExceeded, QueryError, Request


class CachedEngine:
    """An engine in front of another one, that remembers small answers and asks once for what many ask at a time."""

    def __init__(self, engine: Engine, max_bytes: int) -> None:
        self._engine = engine
        self._max_bytes = max_bytes
        self._answers: OrderedDict[Request, bytes] = OrderedDict()
        self._bytes = 0
        self._asked: dict[Request, asyncio.Future[bytes | Arrival]] = {}
        self._coming: dict[Request, Arrival] = {}
        self.hits = 0
        self.misses = 0

    async def open(self, request: Request) -> bytes | Arrival:
        """The answer, from memory if it is there; who gets one that is coming must close it.

        Raises:
            QueryError, LimitExceeded: as the engine behind.
        """
        if not steady(request.query):
            return await self._engine.open(request)
        while True:
            known = self._answers.get(request)
            if known is not None:
                self.hits += 1
                self._answers.move_to_end(request)
                return known
            coming = self._coming.get(request)
            if coming is not None and not coming.abandoned:
                coming.users += 1
                return coming
            asked = self._asked.get(request)
            if asked is None:
                self.misses += 1
                return await self._ask(request)
            with contextlib.suppress(asyncio.CancelledError):
                answer = await asyncio.shield(asked)
                if isinstance(answer, bytes):
                    return answer
            # A long answer is joined where it comes. If who asked first went away, somebody else asks again.
            if (task := asyncio.current_task()) and task.cancelling():
                raise asyncio.CancelledError

    async def _ask(self, request: Request) -> bytes | Arrival:
        asked: asyncio.Future[bytes | Arrival] = asyncio.get_running_loop().create_future()
        self._asked[request] = asked
        try:
            answer = await self._engine.open(request)
        except (QueryError, LimitExceeded) as error:
            asked.set_exception(error)
            asked.exception()  # it is no news when nobody else waits
            raise
        except BaseException:
            asked.cancel()
            raise
        finally:
            del self._asked[request]
        if isinstance(answer, Arrival) and answer.ended:  # its last part came with the first
            self._ended(request, answer)
        elif isinstance(answer, Arrival):
            self._coming[request] = answer
            answer.on_end = lambda ended: self._ended(request, ended)
        else:
            self._keep(request, answer)
        asked.set_result(answer)
        return answer

    def _ended(self, request: Request, arrival: Arrival) -> None:
        if self._coming.get(request) is arrival:
            del self._coming[request]
        if arrival.complete and arrival.size <= self._most:
            self._keep(request, arrival.read())

    @property
    def _most(self) -> int:
        # A few large answers would push out all the others.
        return self._max_bytes // 16

    def _keep(self, request: Request, answer: bytes) -> None:
        if len(answer) > self._most:
            return
        self._answers[request] = answer
        self._bytes += len(request.query) + len(answer)
        while self._bytes > self._max_bytes:
            old, gone = self._answers.popitem(last=False)
            self._bytes -= len(old.query) + len(gone)
