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
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import cast

from plenipot.store.answer import Bounds
from plenipot.store.arrival import Arrival
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
    TooManyRows,
    Unavailable,
)
from plenipot.store.worker import FRAME, Kind, encode, receive, send

Message = tuple[bytes, bytes]
SLICE = 0.1
"""Seconds after which a query is a long one."""


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
            send(self._sock, Kind.LOAD, json.dumps({"files": parts, "bounds": asdict(bounds)}).encode())
        self.triples = 0
        self.graphs: dict[str, int] = {}

    def wait(self) -> None:
        """Wait until the data are loaded.

        Raises:
            NurseryError: they cannot be.
        """
        first = receive(self._sock)
        if first is None or first[0] == Kind.FAULT:
            raise NurseryError("the data could not be loaded" if first is None else first[1].decode())
        loaded = json.loads(first[1])
        self.triples, self.graphs = loaded["triples"], loaded["graphs"]

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
    """The connection to a query process: one request goes there, one or more messages come back."""

    def __init__(self) -> None:
        self.pid = 0
        self.thread = 0
        self.deadline: asyncio.TimerHandle | None = None
        self.on_lost: Callable[[_Worker], None] | None = None
        self._transport: asyncio.Transport | None = None
        self._loop = asyncio.get_running_loop()
        self._received = bytearray()
        self._messages: deque[Message] = deque()
        self._waiter: asyncio.Future[Message] | None = None
        self._gone: Exception | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it

    def data_received(self, data: bytes) -> None:
        received = self._received
        received += data
        while len(received) >= FRAME.size:
            kind, length = FRAME.unpack_from(received)
            end = FRAME.size + length
            if len(received) < end:
                return
            message = kind, bytes(memoryview(received)[FRAME.size : end])
            del received[:end]
            if self._waiter is not None and not self._waiter.done():
                self._waiter.set_result(message)
            else:
                self._messages.append(message)

    def connection_lost(self, exc: Exception | None) -> None:
        self.fail(ConnectionResetError("the query process ended"))
        if self.on_lost:
            self.on_lost(self)

    def fail(self, error: Exception) -> None:
        """Nothing more comes; whoever waits learns why."""
        self._gone = self._gone or error
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(self._gone)

    async def next(self) -> Message:
        """The next message.

        Raises:
            ConnectionError: the process ended before it.
            TimeoutError: the deadline passed before it.
        """
        if self._messages:
            return self._messages.popleft()
        if self._gone:
            raise self._gone
        self._waiter = self._loop.create_future()
        return await self._waiter

    def ask(self, request: Request, seconds: float) -> None:
        """Send a request, whose answer must be there in so many seconds."""
        assert self._transport is not None
        if not self._transport.is_closing():
            self.deadline = self._loop.call_later(seconds, self.fail, TimeoutError())
            self._transport.write(encode(request))

    def answered(self) -> None:
        """The answer is there."""
        if self.deadline is not None:
            self.deadline.cancel()

    def close(self) -> None:
        """End the connection."""
        self.answered()
        self.on_lost = None
        if self._transport is not None:
            self._transport.close()


@dataclass
class _Turn:
    """A query that runs, with its worker."""

    worker: _Worker
    timer: asyncio.TimerHandle | None = None
    long: bool = False


class Pool:
    """Runs queries in query processes: ``size`` short ones at a time, and as many long ones beside them.

    A query that has run for a while is a long one: it yields its place to the next one and the processor to the short
    ones. So a few hostile queries do not stand in the way of everybody else.
    """

    def __init__(self, nursery: Nursery, size: int, timeout: float, queue: int) -> None:
        self._nursery = nursery
        self.size, self._timeout, self._queue = size, timeout, queue
        self._free = size
        self._long = 0
        self._lost = 0
        self._waiting: deque[asyncio.Future[_Turn]] = deque()
        self._idle: list[_Worker] = []
        self._all: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.outcomes: Counter[str] = Counter()

    async def start(self) -> None:
        """Fork the workers."""
        for _ in range(2 * self.size):
            self._idle.append(await self._spawn())

    async def stop(self) -> None:
        """Kill the workers, whatever they do."""
        for task in list(self._tasks):
            task.cancel()
        for pid in list(self._all):
            self._kill(pid)
        while self._idle:
            self._idle.pop().close()

    @property
    def workers(self) -> int:
        """How many workers live."""
        return len(self._all)

    @property
    def busy(self) -> int:
        """How many workers run a query."""
        return max(0, len(self._all) - len(self._idle))

    @property
    def waiting(self) -> int:
        """How many queries wait for a worker."""
        return len(self._waiting)

    async def open(self, request: Request) -> bytes | Arrival:
        """The serialized answer of a query; one that is long, while it comes.

        Raises:
            QueryError: the query is wrong.
            DeadlineExceeded, MemoryExceeded, AnswerTooLarge, TooManyRows: the query was ended.
            QueueFull, Unavailable: it was not started.
        """
        try:
            answer = await self._open(request)
        except (LimitExceeded, QueryError) as error:
            self.outcomes[type(error).__name__] += 1
            raise
        if isinstance(answer, bytes):
            self.outcomes["answered"] += 1
        return answer

    async def _open(self, request: Request) -> bytes | Arrival:
        turn = await self._turn()
        kind, body = b"", b""
        try:
            turn.worker.ask(request, self._timeout)
            kind, body = await turn.worker.next()
        except TimeoutError:
            raise DeadlineExceeded from None
        except ConnectionError:
            raise MemoryExceeded from None
        finally:
            if kind != Kind.PART:
                # Also when the caller went away in the middle of a query: its worker is busy, so it must go.
                self._end(turn, keep=bool(kind))
        if kind == Kind.LAST:
            return body
        if kind != Kind.PART:
            raise _error(kind, body)
        arrival = Arrival()
        task = asyncio.get_running_loop().create_task(self._collect(turn, arrival, body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # A task that is cancelled before its first step would give nothing back.
        arrival.on_abandon = lambda _: asyncio.get_running_loop().call_soon(task.cancel)
        return arrival

    async def _collect(self, turn: _Turn, arrival: Arrival, body: bytes) -> None:
        """Take the parts of an answer, whoever reads them."""
        kind = b""
        error: LimitExceeded | QueryError | None = None
        try:
            arrival.add(body)
            while True:
                kind, body = await turn.worker.next()
                if kind not in (Kind.PART, Kind.LAST):
                    break
                arrival.add(body)
                if kind == Kind.LAST:
                    break
                kind = b""
        except TimeoutError:
            error = DeadlineExceeded()
        except ConnectionError:
            error = MemoryExceeded()
        except OSError:  # there is no room for the answer
            error, kind = Unavailable(), b""
        finally:
            self._end(turn, keep=bool(kind))
        if kind not in (b"", Kind.LAST):
            error = _error(kind, body)
        self.outcomes[type(error).__name__ if error else "answered"] += 1
        arrival.end(error)

    async def _turn(self) -> _Turn:
        """A worker, as soon as it is this caller's turn."""
        if self._lost >= 2 * self.size:
            raise Unavailable
        if self._free and self._idle:
            return self._give()
        if len(self._waiting) >= self._queue:
            raise QueueFull
        loop = asyncio.get_running_loop()
        called: asyncio.Future[_Turn] = loop.create_future()
        self._waiting.append(called)
        timer = loop.call_later(self._timeout, _turn_away, called, QueueFull())
        try:
            return await called
        except BaseException:
            # Who is called and who goes away may be so at the same moment.
            if called in self._waiting:
                self._waiting.remove(called)
            elif called.done() and not called.cancelled() and not called.exception():
                self._end(called.result(), keep=True)
            raise
        finally:
            timer.cancel()

    def _give(self) -> _Turn:
        self._free -= 1
        turn = _Turn(self._idle.pop())
        turn.timer = asyncio.get_running_loop().call_later(SLICE, self._lengthen, turn)
        return turn

    def _lengthen(self, turn: _Turn) -> None:
        """A query has become a long one; if there are too many of them, it keeps the place of a short one."""
        if self._long >= self.size:
            turn.timer = asyncio.get_running_loop().call_later(SLICE, self._lengthen, turn)
            return
        turn.long = True
        self._long += 1
        self._free += 1
        _yield_processor(turn.worker.thread, True)
        self._call()

    def _end(self, turn: _Turn, keep: bool) -> None:
        """A query has ended; its worker is kept if it waits for the next one."""
        turn.worker.answered()
        if turn.timer:
            turn.timer.cancel()
        if turn.long:
            self._long -= 1
            # Without a privilege the processor cannot be claimed back.
            keep = keep and _yield_processor(turn.worker.thread, False)
        else:
            self._free += 1
        if keep:
            self._idle.append(turn.worker)
        else:
            self._replace(turn.worker)
        self._call()

    def _call(self) -> None:
        """Let those go on whose turn it is."""
        while self._waiting and self._free and self._idle:
            called = self._waiting.popleft()
            if not called.done():
                called.set_result(self._give())

    async def _spawn(self) -> _Worker:
        loop = asyncio.get_running_loop()
        _, worker = await loop.create_connection(_Worker, sock=self._nursery.spawn())
        _, body = await worker.next()
        worker.pid, worker.thread = json.loads(body)
        worker.on_lost = self._died
        self._all.add(worker.pid)
        return worker

    def _died(self, worker: _Worker) -> None:
        """A worker that ran no query ended: its nursery did, or somebody killed it."""
        if worker in self._idle:
            self._idle.remove(worker)
            self._replace(worker)

    def _replace(self, worker: _Worker) -> None:
        self._kill(worker.pid)
        worker.close()
        task = asyncio.get_running_loop().create_task(self._add())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _add(self) -> None:
        try:
            self._idle.append(await self._spawn())
        except OSError:
            self._lost += 1  # without its nursery the pool has one worker less; /health tells
            if self._lost >= 2 * self.size:
                for called in self._waiting:
                    _turn_away(called, Unavailable())
        self._call()

    def _kill(self, pid: int) -> None:
        self._all.discard(pid)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _turn_away(called: asyncio.Future[_Turn], error: LimitExceeded) -> None:
    if not called.done():
        called.set_exception(error)


def _yield_processor(thread: int, yields: bool) -> bool:
    """Let a thread run only when no other wants to, or as any other; whether that is allowed."""
    try:
        os.sched_setscheduler(thread, os.SCHED_IDLE if yields else os.SCHED_OTHER, os.sched_param(0))
    except OSError:
        return False
    return True


def _error(kind: bytes, body: bytes) -> LimitExceeded | QueryError:
    if kind == Kind.SIZE:
        return AnswerTooLarge()
    if kind == Kind.ROWS:
        return TooManyRows()
    kinds = {Kind.SYNTAX: BadSyntax, Kind.SERVICE: ServiceRefused}
    return kinds.get(kind, QueryError)(body.decode(errors="replace"))
