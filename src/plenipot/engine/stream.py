"""An answer that is longer than one message, while it comes from its worker."""

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

IN_MEMORY = 1024 * 1024
"""Bytes of an answer that are held in memory; what is longer goes to a file without a name."""
PART = 64 * 1024
"""Bytes of an answer that are read at a time."""


class StreamedResult:
    """The parts of an answer, for as many readers as share it.

    A worker never waits for a reader, and a reader that is slow holds neither a worker nor memory: what has arrived
    waits in a file.

    >>> async def example():
    ...     arrival = StreamedResult()
    ...     arrival.add(b"one, ")
    ...     arrival.add(b"two")
    ...     arrival.end()
    ...     return await arrival.settled(1), await arrival.whole()
    >>> asyncio.run(example())
    (True, b'one, two')
    """

    def __init__(self, client: str = "", budget: SpillBudget | None = None) -> None:
        self._client, self._budget = client, budget
        self._spilled = 0
        self.size = 0
        self.ended = False
        self.users = 1
        self.abandoned = False
        self.on_abandon: Callable[[StreamedResult], object] | None = None
        """Called when the last user goes before the end."""
        self.on_end: Callable[[StreamedResult], object] | None = None
        """Called at the end, whatever it is."""
        self._error: Exception | None = None
        self._parts = bytearray()
        self._file: IO[bytes] | None = None
        self._hash = hashlib.sha256()
        self._news = asyncio.Event()

    def add(self, part: bytes) -> None:
        """Take a part.

        Raises:
            SpillExceeded: there is no room for it in the files of this client, or of all.
            OSError: there is no room for it on the disk.
        """
        self._hash.update(part)
        if self._file is None and self.size + len(part) > IN_MEMORY:
            self._reserve(len(self._parts))
            # An unnamed file ends with its last reader, or with the service.
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - close() ends it
            self._write(bytes(self._parts))
            self._parts = bytearray()
        if self._file is None:
            self._parts += part
        else:
            self._reserve(len(part))
            self._write(part)
        self.size += len(part)
        self._tell()

    def end(self, error: Exception | None = None) -> None:
        """Nothing more comes; with an error, the answer is not whole."""
        self.ended = True
        self._error = error
        self._tell()
        if self.on_end:
            self.on_end(self)

    def close(self) -> None:
        """A user needs it no more."""
        self.users -= 1
        if self.users:
            return
        if not self.ended:
            self.abandoned = True
            for told in (self.on_abandon, self.on_end):
                if told:
                    told(self)
        if self._file is not None:
            self._file.close()
        if self._budget is not None and self._spilled:
            self._budget.give_back(self._client, self._spilled)
            self._spilled = 0
        self._parts = bytearray()

    def _reserve(self, size: int) -> None:
        if self._budget is not None:
            if not self._budget.take(self._client, size):
                raise SpillExceeded
            self._spilled += size

    @property
    def complete(self) -> bool:
        """Whether it is all there."""
        return self.ended and self._error is None

    @property
    def digest(self) -> str:
        """The SHA-256 of what has arrived."""
        return self._hash.hexdigest()

    async def settled(self, seconds: float) -> bool:
        """Wait until it is all there; after some seconds, for its beginning only. Whether it is all there.

        Raises:
            LimitExceeded, QueryError: the query was ended, or went wrong.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self.ended:
                    await self._next()
        while not self.ended and not self.size:
            await self._next()
        if self._error:
            raise self._error
        return self.ended

    async def whole(self) -> bytes:
        """All of it.

        Raises:
            LimitExceeded, QueryError: the query was ended, or went wrong.
        """
        while not self.ended:
            await self._next()
        if self._error:
            raise self._error
        return self.read()

    def read(self, first: int = 0, length: int | None = None) -> bytes:
        """What has arrived, or so many bytes of it from one on."""
        return self._read(first, self.size if length is None else length)

    async def parts(self) -> AsyncIterator[bytes]:
        """What has arrived, then what arrives.

        Raises:
            LimitExceeded, QueryError: the query was ended, or went wrong.
        """
        position = 0
        while True:
            while position < self.size:
                part = self._read(position, PART)
                position += len(part)
                yield part
            if self.ended:
                break
            await self._next()
        if self._error:
            raise self._error

    async def _next(self) -> None:
        await self._news.wait()

    def _tell(self) -> None:
        # Whoever waits gets the event that was current then.
        self._news.set()
        if not self.ended:
            self._news = asyncio.Event()

    def _read(self, position: int, most: int) -> bytes:
        if self._file is None:
            return bytes(memoryview(self._parts)[position : position + most])
        return os.pread(self._file.fileno(), most, position)

    def _write(self, data: bytes) -> None:
        assert self._file is not None
        while data:
            data = data[self._file.write(data) :]


async def whole(answer: bytes | StreamedResult) -> bytes:
    """An answer in one piece.

    Raises:
        LimitExceeded, QueryError: the query was ended, or went wrong.
    """
    if isinstance(answer, bytes):
        return answer
    try:
        return await answer.whole()
    finally:
        answer.close()
