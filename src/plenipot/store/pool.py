"""A pool of query processes that are killed at their deadline and replaced."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from dataclasses import asdict
from typing import cast

from plenipot.store.base import (
    AnswerTooLarge,
    BadSyntax,
    DeadlineExceeded,
    Files,
    LimitExceeded,
    MemoryExceeded,
    QueryError,
    QueueFull,
    Request,
    ServiceRefused,
    Unavailable,
)
from plenipot.store.worker import LENGTHS, Bounds, encode, receive, send

Frame = tuple[dict[str, object], bytes]


class NurseryError(RuntimeError):
    """The data could not be loaded."""


class Nursery:
    """The process that has loaded the store and forks workers from it.

    It is a program of its own, not a fork of the service: another one can be started while the service runs.
    """

    def __init__(self, files: Files, bounds: Bounds) -> None:
        self._sock, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                [sys.executable, "-m", "plenipot.store.worker", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                # What interrupts the service at its terminal is the service's business.
                start_new_session=True,
            )
        self.pid = self._process.pid
        parts = [(str(path), graph) for path, graph in files]
        with contextlib.suppress(OSError):  # it ended at once: wait() tells
            send(self._sock, {"files": parts, "bounds": asdict(bounds)})
        self.triples = 0
        self.graphs: dict[str, int] = {}

    def wait(self) -> None:
        """Wait until the data are loaded.

        Raises:
            NurseryError: they cannot be.
        """
        first = receive(self._sock)
        if first is None or "error" in first[0]:
            raise NurseryError("the data could not be loaded" if first is None else str(first[0]["error"]))
        self.triples, self.graphs = first[0]["triples"], first[0]["graphs"]

    def spawn(self) -> socket.socket:
        """The socket of a new worker."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._sock, [b"w"], [theirs.fileno()])
        return ours

    def close(self) -> None:
        """End the process."""
        self._sock.close()
        self._process.kill()
        self._process.wait()


class _Worker(asyncio.Protocol):
    """The connection to a query process: one frame goes there, one comes back."""

    def __init__(self) -> None:
        self.pid = 0
        self._transport: asyncio.Transport | None = None
        self._parts = bytearray()
        self._answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it

    def data_received(self, data: bytes) -> None:
        self._parts += data
        if len(self._parts) < LENGTHS.size:
            return
        header_length, body_length = LENGTHS.unpack_from(self._parts)
        start = LENGTHS.size + header_length
        if len(self._parts) >= start + body_length:
            header = json.loads(self._parts[LENGTHS.size : start])
            body = bytes(memoryview(self._parts)[start:])
            self._parts = bytearray()
            if not self._answer.done():
                self._answer.set_result((header, body))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._answer.done():
            self._answer.set_exception(ConnectionResetError("the query process ended"))
            self._answer.exception()  # it is no news when nobody waits

    async def frame(self) -> Frame:
        """The next frame.

        Raises:
            ConnectionError: the process ended before it.
        """
        return await self._answer

    async def ask(self, request: Request) -> Frame:
        """The answer to a request.

        Raises:
            ConnectionError: the process ended before it.
        """
        assert self._transport is not None
        if self._transport.is_closing():
            raise ConnectionResetError("the query process ended")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(encode(request))
        return await self._answer

    def close(self) -> None:
        """End the connection."""
        if self._transport is not None:
            self._transport.close()


class Pool:
    """Runs queries in worker processes, as many at a time as there are workers."""

    def __init__(self, nursery: Nursery, size: int, timeout: float, queue: int) -> None:
        self._nursery = nursery
        self.size, self._timeout, self._queue = size, timeout, queue
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._all: set[int] = set()
        self._lost = 0
        self.waiting = 0
        self.outcomes: Counter[str] = Counter()

    async def start(self) -> None:
        """Fork the workers."""
        for _ in range(self.size):
            self._idle.put_nowait(await self._spawn())

    async def stop(self) -> None:
        """Kill the workers, whatever they do."""
        for pid in list(self._all):
            self._kill(pid)
        while not self._idle.empty():
            self._idle.get_nowait().close()

    @property
    def workers(self) -> int:
        """How many workers live."""
        return len(self._all)

    @property
    def busy(self) -> int:
        """How many workers run a query."""
        return max(0, len(self._all) - self._idle.qsize())

    async def run(self, request: Request) -> bytes:
        """The serialized answer of a query.

        Raises:
            QueryError: the query is wrong.
            DeadlineExceeded, MemoryExceeded, AnswerTooLarge: the query was ended.
            QueueFull, Unavailable: it was not started.
        """
        try:
            body = await self._run(request)
        except (LimitExceeded, QueryError) as error:
            self.outcomes[type(error).__name__] += 1
            raise
        self.outcomes["answered"] += 1
        return body

    async def _run(self, request: Request) -> bytes:
        # Two workers may be replaced at a time: who asks in between waits for the new ones.
        if self._lost >= self.size:
            raise Unavailable
        if self.waiting >= self._queue:
            raise QueueFull
        self.waiting += 1
        try:
            async with asyncio.timeout(self._timeout):
                worker = await self._idle.get()
        except TimeoutError:
            raise QueueFull from None
        finally:
            self.waiting -= 1
        keep = False
        try:
            async with asyncio.timeout(self._timeout):
                header, body = await worker.ask(request)
            keep = True
        except TimeoutError:
            raise DeadlineExceeded from None
        except ConnectionError:
            raise MemoryExceeded from None
        finally:
            # Also when the caller went away in the middle of a query: its worker is busy, so it must go.
            if keep:
                self._idle.put_nowait(worker)
            else:
                await asyncio.shield(self._replace(worker))
        if header["ok"]:
            return body
        raise self._error(str(header["kind"]), str(header["message"]))

    @staticmethod
    def _error(kind: str, message: str) -> Exception:
        if kind == "size":
            return AnswerTooLarge()
        return {"syntax": BadSyntax, "service": ServiceRefused}.get(kind, QueryError)(message)

    async def _spawn(self) -> _Worker:
        loop = asyncio.get_running_loop()
        _, worker = await loop.create_connection(_Worker, sock=self._nursery.spawn())
        header, _ = await worker.frame()
        worker.pid = int(str(header["pid"]))
        self._all.add(worker.pid)
        return worker

    async def _replace(self, worker: _Worker) -> None:
        self._kill(worker.pid)
        worker.close()
        try:
            self._idle.put_nowait(await self._spawn())
        except OSError:
            self._lost += 1  # without its nursery the pool has one worker less; /health tells

    def _kill(self, pid: int) -> None:
        self._all.discard(pid)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
