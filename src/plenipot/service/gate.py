"""What every request passes: bounds per client, responses kept in memory, headers of safety, and numbers.

It is plain ASGI. Most requests need less than that: see `hot`.
"""

from __future__ import annotations

import asyncio
import time

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plenipot.service.clients import Clients, network
from plenipot.service.endpoint import Endpoint
from plenipot.service.generation import Generation
from plenipot.service.hot import Asked, Hot
from plenipot.service.kept import Keeper, key
from plenipot.service.metrics import Metrics
from plenipot.service.problems import Problem
from plenipot.service.protocol import QUERIES
from plenipot.service.reply import Headers, Reply, finished
from plenipot.service.responses import ASKED, knows
from plenipot.service.settings import Settings
from plenipot.store.fair import CLIENT

_QUICK = 0.05
"""Seconds within which a client is not looked at: most answers are there by then."""
_WITHOUT_BODY = ("GET", "HEAD", "OPTIONS")


class Gate:
    """The application with its bounds: stands before FastAPI."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self._app, self._settings = app, settings
        self._metrics: Metrics = app.state.metrics
        self._endpoint = Endpoint(app)
        self._clients = Clients(settings)
        self._keeper: Keeper = app.state.keeper
        self.hot = Hot(app.state, settings, self._clients)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answering = _Answer(send)
        asked: Asked | None = scope.get(ASKED)
        started = time.perf_counter() if asked is None else asked.started
        if asked is not None:
            await self._go_on(asked, scope, receive, answering)
        else:
            await self._begin(scope, receive, answering)
        self._metrics.answered(scope["path"], answering.status, time.perf_counter() - started)

    async def _begin(self, scope: Scope, receive: Receive, answering: _Answer) -> None:
        client = network(scope["client"][0]) if scope["client"] else ""
        if refusal := self._clients.enter(client):
            self._metrics.refused(str(refusal.extra["limit"]))
            await refusal.response()(scope, receive, answering.send)
            return
        generation = self._app.state.generation
        generation.enter()
        CLIENT.set(client)
        try:
            await self._answer(generation, scope, receive, answering)
        finally:
            generation.leave()
            self._clients.leave(client)

    async def _go_on(self, asked: Asked, scope: Scope, receive: Receive, answering: _Answer) -> None:
        """Answer a request that has been counted in, and whose outcome is known."""
        CLIENT.set(asked.client)
        try:
            await self._answer(asked.generation, scope, receive, answering)
        finally:
            asked.close()
            self.hot.leave(asked)

    async def _answer(self, generation: Generation, scope: Scope, receive: Receive, answering: _Answer) -> None:
        wanted = key(scope)
        if wanted is None:
            await self._run(scope, receive, answering)
            return
        if (kept := self._keeper.get(wanted)) is not None:
            known = knows(scope, kept.etag)
            await answering.reply(Reply(304, kept.unchanged) if known else Reply(200, kept.headers, kept.body))
            return
        answering.collect = True
        await self._run(scope, receive, answering)
        # An answer of the release before must not outlive it.
        if answering.whole is not None and generation is self._app.state.generation:
            self._keeper.put(wanted, answering.headers, answering.whole)

    async def _run(self, scope: Scope, receive: Receive, answering: _Answer) -> None:
        """Run the application until it has answered or nobody waits for its answer any more."""
        body = _Body(receive, scope["method"] not in _WITHOUT_BODY, self._settings.patience)
        app: ASGIApp = self._endpoint if scope["path"] == "/sparql" else self._app
        QUERIES.set(answering.asked)
        watch = _Watch(body, answering)
        try:
            await app(scope, body.receive, answering.send)
        except asyncio.CancelledError:
            if not watch.vanished:
                raise
            self._metrics.vanished()
        finally:
            watch.end()


class _Watch:
    """Ends the answering of a client that is gone; most are answered before it begins to look."""

    def __init__(self, body: _Body, answering: _Answer) -> None:
        self.vanished = False
        self._body, self._answering = body, answering
        self._answers = asyncio.current_task()
        self._waits: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(_QUICK, self._begin)

    def end(self) -> None:
        self._timer.cancel()
        if self._waits is not None:
            self._waits.cancel()

    def _begin(self) -> None:
        self._waits = asyncio.create_task(self._wait())

    async def _wait(self) -> None:
        await self._body.until_gone()
        if not self._answering.done and self._answers is not None:
            self.vanished = True
            self._answers.cancel()


class _Body:
    """The body of a request, which has to arrive in time; what comes after it is the end of the connection."""

    def __init__(self, receive: Receive, expected: bool, patience: float) -> None:
        self._receive = receive
        self._ends = asyncio.get_running_loop().time() + patience
        self._patience = patience
        self._read = asyncio.Event()
        self._expected = expected
        if not expected:
            self._read.set()

    async def receive(self) -> Message:
        if not self._expected:
            self._expected = True
            return {"type": "http.request", "body": b"", "more_body": False}
        if self._read.is_set():
            return await asyncio.Future()  # the gate ends the application when the client is gone
        try:
            async with asyncio.timeout_at(self._ends):
                message = await self._receive()
        except TimeoutError:
            self._read.set()
            detail = f"The body of a request must arrive within {self._patience:g} seconds."
            extra: dict[str, object] = {"limit": "patience", "seconds": self._patience}
            raise Problem(408, "Request too slow", detail, extra, {"Connection": "close"}) from None
        if not message.get("more_body", False):
            self._read.set()
        return message

    async def until_gone(self) -> None:
        await self._read.wait()
        while (await self._receive())["type"] != "http.disconnect":
            pass


class _Answer:
    """A response on its way out."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.headers: Headers = []
        self.collect = False
        self.done = False
        self.whole: bytes | None = None
        self.asked = [0]

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = message["headers"] = finished(message["headers"])
            if self.asked[0]:
                self.headers.append((b"server-timing", b'queries;desc="%d"' % self.asked[0]))
        elif message["type"] == "http.response.body":
            self.done = not message.get("more_body", False)
            if self.collect and self.done and self.status == 200 and self.whole is None:
                self.whole = message.get("body", b"")
            self.collect = False
        await self._send(message)

    async def reply(self, reply: Reply) -> None:
        """Send what is whole already."""
        self.status = reply.status
        await self._send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
        await self._send({"type": "http.response.body", "body": reply.body})
