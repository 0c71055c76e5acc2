"""The cache of answers: the data never change while they are served, so an answer stays right."""

from __future__ import annotations

import asyncio
import contextlib
from typing import NamedTuple

from cachetools import LRUCache

from plenipot.store.answer import steady
from plenipot.store.arrival import Arrival
from plenipot.store.base import Engine, LimitExceeded, QueryError, Request


class _Entry(NamedTuple):
    answer: bytes
    size: int


class CachedEngine:
    """An engine in front of another one: it caches small answers, and runs once what many request at a time."""

    def __init__(self, engine: Engine, max_bytes: int) -> None:
        self._engine = engine
        # A few large answers would evict all the others.
        self._largest = max_bytes // 16
        self._answers: LRUCache[Request, _Entry] = LRUCache(max_bytes, getsizeof=lambda entry: entry.size)
        self._pending: dict[Request, asyncio.Future[bytes | Arrival]] = {}
        self._streams: dict[Request, Arrival] = {}
        self.hits = 0

    async def open(self, request: Request) -> bytes | Arrival:
        """The answer, from the cache if it is there; who gets one that is still arriving must close it.

        Raises:
            QueryError, LimitExceeded: as the engine behind.
        """
        if not steady(request.query):
            return await self._engine.open(request)
        while True:
            entry = self._answers.get(request)
            if entry is not None:
                self.hits += 1
                return entry.answer
            stream = self._streams.get(request)
            if stream is not None and not stream.abandoned:
                stream.users += 1
                return stream
            pending = self._pending.get(request)
            if pending is None:
                return await self._run(request)
            with contextlib.suppress(asyncio.CancelledError):
                answer = await asyncio.shield(pending)
                if isinstance(answer, bytes):
                    return answer
            # A long answer is joined where it arrives. If the first client went away, this one runs the query again.
            if (task := asyncio.current_task()) and task.cancelling():
                raise asyncio.CancelledError

    async def _run(self, request: Request) -> bytes | Arrival:
        pending: asyncio.Future[bytes | Arrival] = asyncio.get_running_loop().create_future()
        self._pending[request] = pending
        try:
            answer = await self._engine.open(request)
        except (QueryError, LimitExceeded) as error:
            pending.set_exception(error)
            pending.exception()  # it is no news when nobody else waits
            raise
        except BaseException:
            pending.cancel()
            raise
        finally:
            del self._pending[request]
        if isinstance(answer, Arrival) and answer.ended:  # its last part came with the first
            self._stream_ended(request, answer)
        elif isinstance(answer, Arrival):
            self._streams[request] = answer
            answer.on_end = lambda ended: self._stream_ended(request, ended)
        else:
            self._put(request, answer)
        pending.set_result(answer)
        return answer

    def _stream_ended(self, request: Request, stream: Arrival) -> None:
        if self._streams.get(request) is stream:
            del self._streams[request]
        if stream.complete and stream.size <= self._largest:
            self._put(request, stream.read())

    def _put(self, request: Request, answer: bytes) -> None:
        size = len(request.query) + len(answer)
        if size <= self._largest:
            self._answers[request] = _Entry(answer, size)
