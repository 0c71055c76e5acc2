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
from dataclasses import asdict, dataclass

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


@dataclass
class _Worker:
    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class Pool:
    """Runs queries in worker processes, as many at a time as there are workers."""

    def __init__(self, nursery: Nursery, size: int, timeout: float, queue: int) -> None:
        self._nursery = nursery
        self.size, self._timeout, self._queue = size, timeout, queue
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._all: set[int] = set()
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
            self._idle.get_nowait().writer.close()

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
        if not self._all:
            raise Unavailable
        if self.waiting >= self._queue:
            raise QueueFull
        self.waiting += 1
        try:
            worker = await asyncio.wait_for(self._idle.get(), self._timeout)
        except TimeoutError:
            raise QueueFull from None
        finally:
            self.waiting -= 1
        keep = False
        try:
            header, body = await asyncio.wait_for(self._ask(worker, request), self._timeout)
            keep = True
        except TimeoutError:
            raise DeadlineExceeded from None
        except (asyncio.IncompleteReadError, ConnectionError):
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

    async def _ask(self, worker: _Worker, request: Request) -> tuple[dict[str, object], bytes]:
        worker.writer.write(encode(request))
        await worker.writer.drain()
        return await self._frame(worker.reader)

    @staticmethod
    async def _frame(reader: asyncio.StreamReader) -> tuple[dict[str, object], bytes]:
        header_length, body_length = LENGTHS.unpack(await reader.readexactly(LENGTHS.size))
        header = json.loads(await reader.readexactly(header_length))
        return header, await reader.readexactly(body_length)

    async def _spawn(self) -> _Worker:
        reader, writer = await asyncio.open_connection(sock=self._nursery.spawn())
        header, _ = await self._frame(reader)
        pid = int(str(header["pid"]))
        self._all.add(pid)
        return _Worker(pid, reader, writer)

    async def _replace(self, worker: _Worker) -> None:
        self._kill(worker.pid)
        worker.writer.close()
        # Without its nursery the pool has one worker less; /health tells.
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            self._idle.put_nowait(await self._spawn())

    def _kill(self, pid: int) -> None:
        self._all.discard(pid)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
