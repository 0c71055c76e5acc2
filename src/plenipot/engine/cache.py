"""An LRU cache of answers. Its entries never expire: the data of a served release do not change."""

from __future__ import annotations

import asyncio
import contextlib
from typing import NamedTuple

from cachetools import LRUCache

from plenipot.engine.errors import LimitExceeded, QueryError
from plenipot.engine.evaluate import is_deterministic
from plenipot.engine.interface import Engine, Request
from plenipot.engine.stream import StreamedResult


class _Entry(NamedTuple):
    answer: bytes
    size: int


class CachedEngine:
    """Caches the small answers of another engine, and coalesces equal requests that are sent at the same time."""

    def __init__(self, engine: Engine, max_bytes: int) -> None:
        self._engine = engine
        # A few large answers would evict all the others.
        self._largest = max_bytes // 16
        self._answers: LRUCache[Request, _Entry] = LRUCache(max_bytes, getsizeof=lambda entry: entry.size)
        self._pending: dict[Request, asyncio.Future[bytes | StreamedResult]] = {}
        self._streams: dict[Request, StreamedResult] = {}
        self.hits = 0

    async def open(self, request: Request) -> bytes | StreamedResult:
        """Return the answer from the cache, join a running request that is equal, or run the query.

        The caller must close the answer if it is a stream.

        Raises:
            QueryError, LimitExceeded: errors of the engine that is cached.
        """
        if not is_deterministic(request.query):
            return await self._engine.open(request)
        while True:
            entry = self._answers.get(request)
            if entry is not None:
                self.hits += 1
                return entry.answer
            stream = self._streams.get(request)
            if stream is not None and not stream.abandoned:
                stream.readers += 1
                return stream
            pending = self._pending.get(request)
            if pending is None:
                return await self._run(request)
            with contextlib.suppress(asyncio.CancelledError):
                answer = await asyncio.shield(pending)
                if isinstance(answer, bytes):
                    return answer
            # The next iteration joins a stream, or runs the query again if the first client has disconnected.
            if (task := asyncio.current_task()) and task.cancelling():
                raise asyncio.CancelledError

    async def _run(self, request: Request) -> bytes | StreamedResult:
        pending: asyncio.Future[bytes | StreamedResult] = asyncio.get_running_loop().create_future()
        self._pending[request] = pending
        try:
            answer = await self._engine.open(request)
        except (QueryError, LimitExceeded) as error:
            pending.set_exception(error)
            pending.exception()  # marks it as retrieved: asyncio would log it if no other request waits
            raise
        except BaseException:
            pending.cancel()
            raise
        finally:
            del self._pending[request]
        if isinstance(answer, StreamedResult) and answer.finished:  # its last part arrived with the first
            self._on_stream_finish(request, answer)
        elif isinstance(answer, StreamedResult):
            self._streams[request] = answer
            answer.on_finish = lambda stream: self._on_stream_finish(request, stream)
        else:
            self._put(request, answer)
        pending.set_result(answer)
        return answer

    def _on_stream_finish(self, request: Request, stream: StreamedResult) -> None:
        if self._streams.get(request) is stream:
            del self._streams[request]
        if stream.complete and stream.size <= self._largest:
            self._put(request, stream.read())

    def _put(self, request: Request, answer: bytes) -> None:
        size = len(request.query) + len(answer)
        if size <= self._largest:
            self._answers[request] = _Entry(answer, size)
