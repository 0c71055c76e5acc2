"""Streamed results: a long answer that several readers can read while it arrives."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Callable
from typing import IO

from plenipot.engine.errors import SpillExceeded
from plenipot.engine.spill import SpillBudget

MAX_IN_MEMORY = 1024 * 1024
"""Bytes of an answer that stay in memory; a longer answer is spilled to an unnamed file."""
READ_SIZE = 64 * 1024
"""Bytes that a reader reads at a time."""


class StreamedResult:
    """A buffer between the worker that produces an answer and the readers that share it.

    There is no back-pressure: the worker never waits for a slow reader. An answer that is too large for memory is
    spilled to disk.

    >>> async def example():
    ...     stream = StreamedResult()
    ...     stream.add(b"one, ")
    ...     stream.add(b"two")
    ...     stream.finish()
    ...     return await stream.wait_complete(1), await stream.read_all()
    >>> asyncio.run(example())
    (True, b'one, two')
    """

    def __init__(self, client: str = "", budget: SpillBudget | None = None) -> None:
        self._client, self._budget = client, budget
        self._spilled = 0
        self.size = 0
        self.finished = False
        self.readers = 1
        self.abandoned = False
        self.on_abandon: Callable[[StreamedResult], object] | None = None
        """Called when the last reader closes the stream before it has finished."""
        self.on_finish: Callable[[StreamedResult], object] | None = None
        """Called when the stream is complete, has failed, or is abandoned."""
        self._error: Exception | None = None
        self._parts = bytearray()
        self._file: IO[bytes] | None = None
        self._hash = hashlib.sha256()
        self._changed = asyncio.Event()

    def add(self, part: bytes) -> None:
        """Append a part of the answer.

        Raises:
            SpillExceeded: the spill budget of this client, or of all clients, is used up.
            OSError: the disk is full.
        """
        self._hash.update(part)
        if self._file is None and self.size + len(part) > MAX_IN_MEMORY:
            self._reserve(len(self._parts))
            # The operating system deletes the unnamed file when it is closed, even if the service crashes.
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - close() ends it
            self._write(bytes(self._parts))
            self._parts = bytearray()
        if self._file is None:
            self._parts += part
        else:
            self._reserve(len(part))
            self._write(part)
        self.size += len(part)
        self._notify()

    def finish(self, error: Exception | None = None) -> None:
        """Mark the answer as complete, or as failed with an error, which readers get."""
        self.finished = True
        self._error = error
        self._notify()
        if self.on_finish:
            self.on_finish(self)

    def close(self) -> None:
        """Release the stream for one reader; the last one frees its memory and file."""
        self.readers -= 1
        if self.readers:
            return
        if not self.finished:
            self.abandoned = True
            for callback in (self.on_abandon, self.on_finish):
                if callback:
                    callback(self)
        if self._file is not None:
            self._file.close()
        if self._budget is not None and self._spilled:
            self._budget.release(self._client, self._spilled)
            self._spilled = 0
        self._parts = bytearray()

    def _reserve(self, size: int) -> None:
        if self._budget is not None:
            if not self._budget.reserve(self._client, size):
                raise SpillExceeded
            self._spilled += size

    @property
    def complete(self) -> bool:
        """Whether the whole answer has arrived, without an error."""
        return self.finished and self._error is None

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes that have arrived."""
        return self._hash.hexdigest()

    async def wait_complete(self, seconds: float) -> bool:
        """Wait for the whole answer; after ``seconds``, only for its first part. Return whether it is complete.

        Raises:
            LimitExceeded, QueryError: the query failed.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self.finished:
                    await self._next()
        while not self.finished and not self.size:
            await self._next()
        if self._error:
            raise self._error
        return self.finished

    async def read_all(self) -> bytes:
        """Wait for the whole answer and read it.

        Raises:
            LimitExceeded, QueryError: the query failed.
        """
        while not self.finished:
            await self._next()
        if self._error:
            raise self._error
        return self.read()

    def read(self, first: int = 0, length: int | None = None) -> bytes:
        """Read ``length`` bytes from ``first`` on, of those that have arrived; by default all."""
        return self._read(first, self.size if length is None else length)

    async def parts(self) -> AsyncIterator[bytes]:
        """Iterate over the parts of the answer from its beginning, and wait for those that have not arrived.

        Raises:
            LimitExceeded, QueryError: the query failed.
        """
        position = 0
        while True:
            while position < self.size:
                part = self._read(position, READ_SIZE)
                position += len(part)
                yield part
            if self.finished:
                break
            await self._next()
        if self._error:
            raise self._error

    async def _next(self) -> None:
        await self._changed.wait()

    def _notify(self) -> None:
        # Readers wait for the event that was current when they began to wait; a new one is for the next part.
        self._changed.set()
        if not self.finished:
            self._changed = asyncio.Event()

    def _read(self, position: int, length: int) -> bytes:
        if self._file is None:
            return bytes(memoryview(self._parts)[position : position + length])
        return os.pread(self._file.fileno(), length, position)

    def _write(self, data: bytes) -> None:
        assert self._file is not None
        while data:
            data = data[self._file.write(data) :]


async def read_answer(answer: bytes | StreamedResult) -> bytes:
    """Read an answer to its end, and close it if it is a stream.

    Raises:
        LimitExceeded, QueryError: the query failed.
    """
    if isinstance(answer, bytes):
        return answer
    try:
        return await answer.read_all()
    finally:
        answer.close()
