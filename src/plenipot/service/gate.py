"""What every request passes: bounds per client, responses kept in memory, headers of safety, and numbers.

It is plain ASGI: what comes here is most of the work of a service that answers a few hot questions.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plenipot.service.clients import Clients, network
from plenipot.service.hot import Hot
from plenipot.service.kept import Headers, Keeper, Kept, key
from plenipot.service.metrics import Metrics
from plenipot.service.problems import Problem
from plenipot.service.settings import Settings

_HEADERS: Headers = [
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
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
_CODED = b'-gzip"'
_WITHOUT_BODY = ("GET", "HEAD", "OPTIONS")


class Gate:
    """The application with its bounds: stands before FastAPI."""

    def __init__(self, app: ASGIApp, owner: FastAPI, settings: Settings, metrics: Metrics) -> None:
        self._app, self._owner, self._settings, self._metrics = app, owner, settings, metrics
        self._hot = GZipMiddleware(Hot(owner), minimum_size=1000, compresslevel=5)
        self._clients = Clients(settings)
        self.keeper: Keeper = owner.state.keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        client = network(scope["client"][0]) if scope["client"] else ""
        answering = _Answer(scope, send)
        if refusal := self._clients.enter(client):
            self._metrics.refused(str(refusal.extra["limit"]))
            await refusal.response()(scope, receive, answering.send)
        else:
            generation = self._owner.state.generation
            generation.enter()
            try:
                await self._answer(scope, receive, answering)
            finally:
                generation.leave()
                self._clients.leave(client)
        self._metrics.answered(scope["path"], answering.status, time.perf_counter() - started)

    async def _answer(self, scope: Scope, receive: Receive, answering: _Answer) -> None:
        wanted = key(scope)
        if wanted is None:
            await self._run(scope, receive, answering)
            return
        if (kept := self.keeper.get(wanted)) is not None:
            await answering.again(kept)
            return
        generation = self._owner.state.generation
        answering.collect = True
        await self._run(scope, receive, answering)
        # An answer of the release before must not outlive it.
        if answering.whole is not None and generation is self._owner.state.generation:
            self.keeper.put(wanted, answering.headers, answering.whole)

    async def _run(self, scope: Scope, receive: Receive, answering: _Answer) -> None:
        """Run the application until it has answered or nobody waits for its answer any more."""
        body = _Body(receive, scope["method"] not in _WITHOUT_BODY, self._settings.patience)
        app = self._hot if scope["path"] == "/sparql" else self._app
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

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self.status = 0
        self.headers: Headers = []
        self.collect = False
        self.done = False
        self.whole: bytes | None = None
        if validators := [value for name, value in scope["headers"] if name == b"if-none-match"]:
            self._known = b",".join(validators)
            # The application knows nothing of codings.
            scope["headers"] = [
                (name, value.replace(_CODED, b'"') if name == b"if-none-match" else value)
                for name, value in scope["headers"]
            ]
        else:
            self._known = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            present = {name for name, _ in message["headers"]}
            headers = [*message["headers"], *(each for each in _HEADERS if each[0] not in present)]
            if (b"content-encoding", b"gzip") in headers:
                headers = [_for_coding(name, value) for name, value in headers]
            self.headers = message["headers"] = headers
        elif message["type"] == "http.response.body":
            self.done = not message.get("more_body", False)
            if self.collect and self.done and self.status == 200 and self.whole is None:
                self.whole = message.get("body", b"")
            self.collect = False
        await self._send(message)

    async def again(self, kept: Kept) -> None:
        """Send a response that was sent before, or say that the client has it."""
        if self._known and _has(self._known, kept.etag):
            self.status = 304
            headers = [each for each in kept.headers if each[0] not in (b"content-length", b"content-type")]
            await self._send({"type": "http.response.start", "status": 304, "headers": headers})
            await self._send({"type": "http.response.body", "body": b""})
            return
        self.status = 200
        await self._send({"type": "http.response.start", "status": 200, "headers": kept.headers})
        await self._send({"type": "http.response.body", "body": kept.body})


def _for_coding(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    # A strong validator is of the bytes that were sent (RFC 9110, section 8.8.3).
    return (name, value[:-1] + _CODED) if name == b"etag" and value.endswith(b'"') else (name, value)


def _has(known: bytes, etag: bytes) -> bool:
    plain = etag.replace(_CODED, b'"')
    given: list[Any] = [each.strip().removeprefix(b"W/").replace(_CODED, b'"') for each in known.split(b",")]
    return plain in given or b"*" in given
