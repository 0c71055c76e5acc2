"""What every request passes: bounds per client, responses kept in memory, headers of safety, and numbers.

It is plain ASGI, and less than that for the endpoint: what comes here is most of the work of a service that answers a
few hot questions.
"""

from __future__ import annotations

import asyncio
import time

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plenipot.service.clients import Clients, network
from plenipot.service.endpoint import Endpoint
from plenipot.service.exchange import WHOLE_REQUEST, Exchange, wire
from plenipot.service.kept import Keeper, Kept, Key, Written, key
from plenipot.service.metrics import Metrics
from plenipot.service.problems import Problem
from plenipot.service.reply import Headers, Reply, stream
from plenipot.service.responses import CODED, knows
from plenipot.service.settings import Settings
from plenipot.store.arrival import Arrival
from plenipot.store.fair import CLIENT

_HEADERS: Headers = [
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        b"form-action 'self'; "
        b"base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    # Scripts of any origin may read all of it; never with credentials.
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Location, Retry-After"),
]
_QUICK = 0.05
"""Seconds within which a client is not looked at: most answers are there by then."""
_OF_BODY = (b"content-length", b"content-type")
_WITHOUT_BODY = ("GET", "HEAD", "OPTIONS")


class Gate:
    """The application with its bounds: stands before FastAPI."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self._app, self._settings = app, settings
        self._metrics: Metrics = app.state.metrics
        self._endpoint = Endpoint(app)
        self._clients = Clients(settings)
        self._keeper: Keeper = app.state.keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        client = network(scope["client"][0]) if scope["client"] else ""
        CLIENT.set(client)
        answering = _Answer(send)
        if refusal := self._enter(client):
            await refusal.response()(scope, receive, answering.send)
        else:
            generation = self._app.state.generation
            generation.enter()
            try:
                await self._answer(scope, receive, answering)
            finally:
                generation.leave()
                self._clients.leave(client)
        self._metrics.answered(scope["path"], answering.status, time.perf_counter() - started)

    async def quick(self, exchange: Exchange) -> None:
        """Answer a GET of the endpoint, which has no body, without anything in between."""
        started = time.perf_counter()
        scope = exchange.scope
        client = network(scope["client"][0]) if scope["client"] else ""
        CLIENT.set(client)
        if refusal := self._enter(client):
            reply = Reply.of(refusal.response())
            reply.headers = finished(reply.headers)
            exchange.write(reply)
        else:
            generation = self._app.state.generation
            generation.enter()
            try:
                reply = await self._reply(scope)
                if isinstance(reply.body, Arrival):
                    await self._stream(reply, exchange)
                else:
                    exchange.write(reply)
            except asyncio.CancelledError:
                self._metrics.vanished()
                raise
            finally:
                generation.leave()
                self._clients.leave(client)
        self._metrics.answered("/sparql", reply.status, time.perf_counter() - started)

    def again(self, request: bytes, date: bytes, address: str | None) -> bytes | None:
        """What is written for a request with these very bytes, if that is known and its client may ask now.

        The client is who sent them; without an address they say it themselves, and so it is who sent them first.
        """
        started = time.perf_counter()
        found = self._keeper.written(request)
        if found is None:
            return None
        client = found.client if address is None else network(address)
        if self._clients.enter(client):
            return None
        self._clients.leave(client)
        self._metrics.answered(found.route, found.status, time.perf_counter() - started)
        return found.head + date + found.tail

    def _enter(self, client: str) -> Problem | None:
        refusal = self._clients.enter(client)
        if refusal:
            self._metrics.refused(str(refusal.extra["limit"]))
        return refusal

    async def _reply(self, scope: Scope) -> Reply:
        wanted = key(scope)
        if wanted is not None and (kept := self._keeper.get(wanted)) is not None:
            return self._kept(scope, kept)
        generation = self._app.state.generation
        reply = await self._endpoint.reply(scope)
        reply.headers = finished(reply.headers)
        if wanted is not None and reply.status == 200 and isinstance(reply.body, bytes):
            self._keep(generation, wanted, reply.headers, reply.body)
        return reply

    @staticmethod
    async def _stream(reply: Reply, exchange: Exchange) -> None:
        assert isinstance(reply.body, Arrival)
        try:
            if not await stream(reply, exchange.send):
                exchange.cut()
        finally:
            reply.body.close()

    def _kept(self, scope: Scope, kept: Kept) -> Reply:
        """A reply that was given before; the next time the very same request need not be read."""
        if knows(scope, kept.etag):
            reply = Reply(304, [each for each in kept.headers if each[0] not in _OF_BODY])
        else:
            reply = Reply(200, kept.headers, kept.body)
        if request := scope.get(WHOLE_REQUEST):
            assert isinstance(reply.body, bytes)
            head, tail = wire(reply)
            client = network(scope["client"][0]) if scope["client"] else ""
            self._keeper.write(request, Written(client, scope["path"], reply.status, head, tail))
        return reply

    def _keep(self, generation: object, wanted: Key, headers: Headers, body: bytes) -> None:
        # An answer of the release before must not outlive it.
        if generation is self._app.state.generation:
            self._keeper.put(wanted, headers, body)

    async def _answer(self, scope: Scope, receive: Receive, answering: _Answer) -> None:
        wanted = key(scope)
        if wanted is None:
            await self._run(scope, receive, answering)
            return
        if (kept := self._keeper.get(wanted)) is not None:
            await answering.reply(self._kept(scope, kept))
            return
        generation = self._app.state.generation
        answering.collect = True
        await self._run(scope, receive, answering)
        if answering.whole is not None:
            self._keep(generation, wanted, answering.headers, answering.whole)

    async def _run(self, scope: Scope, receive: Receive, answering: _Answer) -> None:
        """Run the application until it has answered or nobody waits for its answer any more."""
        body = _Body(receive, scope["method"] not in _WITHOUT_BODY, self._settings.patience)
        app: ASGIApp = self._endpoint if scope["path"] == "/sparql" else self._app
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

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = message["headers"] = finished(message["headers"])
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


def finished(headers: Headers) -> Headers:
    """The headers of a response with those that every response has."""
    names = {name for name, _ in headers}
    made = [*headers, *(each for each in _HEADERS if each[0] not in names)]
    if (b"content-encoding", b"gzip") in made:
        return [(name, value[:-1] + CODED if name == b"etag" else value) for name, value in made]
    return made
