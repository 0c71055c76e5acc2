"""The ASGI middleware that every request passes: bounds per client, the response cache, and finished responses."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plenipot.engine.pool.scheduler import CLIENT
from plenipot.http import rate_limits
from plenipot.http.compression import StreamCompressor, compressible, gzip_from
from plenipot.http.etags import matches
from plenipot.http.forwarded import Proxies, PublicAddress, check_host
from plenipot.http.live_release import LiveRelease
from plenipot.http.metrics import QUERIES, Metrics
from plenipot.http.problems.problem import Problem
from plenipot.http.rate_limits import RateLimits
from plenipot.http.replies import Headers, finish, gzipped, head_of, header, not_modified, with_safety, without
from plenipot.http.requests.body import RequestBody
from plenipot.http.requests.head import RequestHead
from plenipot.http.requests.ranges import ACCEPTED, wanted
from plenipot.http.response_cache import Key, ResponseCache, cache_key
from plenipot.http.settings import Settings

_WATCH_AFTER = 0.05
"""Seconds after which it is watched whether the client is still there: most responses are sent by then."""
_WITHOUT_CODING = (204, 206, 304)
"""Statuses of responses that have no body, or a part of one."""


class Middleware:
    """Stands before the application; ``release`` gives the one that is served now."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        cache: ResponseCache,
        metrics: Metrics,
        release: Callable[[], LiveRelease],
    ) -> None:
        self._app, self._settings, self._cache, self._metrics, self._release = app, settings, cache, metrics, release
        self._limits = RateLimits(settings)
        self._proxies = Proxies(settings.proxies)
        self._public = PublicAddress(settings.public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        self._proxies.restore(scope)
        head = RequestHead(scope)
        body = RequestBody(head, receive, self._settings.patience)
        response = ResponseSender(scope, head, send, body)
        try:
            await self._respond(scope, head, body, response)
        finally:
            self._metrics.answered(scope["path"], response.status, time.perf_counter() - started)

    async def _respond(self, scope: Scope, head: RequestHead, body: RequestBody, response: ResponseSender) -> None:
        client = rate_limits.client_key(scope["client"][0]) if scope["client"] else ""
        try:
            check_host(scope, head.hosts)
            self._public.apply(scope)
        except Problem as problem:
            await problem.response()(scope, body.receive, response.send)
            return
        if refusal := self._limits.enter(client, len(scope["query_string"]) + head.content_length):
            self._metrics.refused(str(refusal.extra["limit"]))
            await refusal.response()(scope, body.receive, response.send)
            return
        release = self._release()
        release.enter()
        CLIENT.set(client)
        try:
            key = cache_key(scope, head)
            await self._from_cache(release, key, scope, body, response)
        finally:
            release.leave()
            self._limits.leave(client)

    async def _from_cache(
        self, release: LiveRelease, key: Key | None, scope: Scope, body: RequestBody, response: ResponseSender
    ) -> None:
        """Send the cached response, or run the application and cache its response."""
        if key is None:
            await self._run(scope, body, response)
            return
        if (cached := self._cache.get(key)) is not None:
            await response.send_whole(200, cached.headers, cached.body)
            return
        response.on_whole = lambda headers, content: self._put(release, key, headers, content)
        await self._run(scope, body, response)

    def _put(self, release: LiveRelease, key: Key, headers: Headers, content: bytes) -> None:
        # A response of the release before must not outlive it.
        if release is self._release():
            self._cache.put(key, headers, content)

    async def _run(self, scope: Scope, body: RequestBody, response: ResponseSender) -> None:
        """Run the application until it has answered or its client has disconnected."""
        QUERIES.set(response.queries)
        watch = _DisconnectWatch(body, response)
        try:
            await self._app(scope, body.receive, response.send)
        except asyncio.CancelledError:
            if not watch.disconnected:
                raise
            self._metrics.vanished()
        finally:
            watch.end()


class _DisconnectWatch:
    """Cancels the handler of a request whose client has disconnected."""

    def __init__(self, body: RequestBody, response: ResponseSender) -> None:
        self.disconnected = False
        self._body, self._response = body, response
        self._handler = asyncio.current_task()
        self._waits: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(_WATCH_AFTER, self._begin)

    def end(self) -> None:
        self._timer.cancel()
        if self._waits is not None:
            self._waits.cancel()

    def _begin(self) -> None:
        self._waits = asyncio.create_task(self._wait())

    async def _wait(self) -> None:
        await self._body.disconnected()
        if not self._response.complete and self._handler is not None:
            self.disconnected = True
            self._handler.cancel()


class ResponseSender:
    """Sends the response of a handler with what belongs to every response: safety headers, compression, 304.

    The start of a response is held until its body begins: a whole one is compressed, tagged and cached in one piece,
    a longer one in parts.
    """

    def __init__(self, scope: Scope, head: RequestHead, send: Send, body: RequestBody) -> None:
        self._send, self._body = send, body
        self._scope, self._range = scope, head.range
        # A part of a body is a part of its plain bytes.
        self._gzip_from = None if head.range else gzip_from(head.accept_encoding)
        self._is_head = scope["method"] == "HEAD"
        self._if_none_match = head.if_none_match if self._is_head or scope["method"] == "GET" else b""
        self._headers: Headers = []
        self._compressor: StreamCompressor | None = None
        self._begun = False
        self.status = 0
        self.complete = False
        self.queries = [0]
        """How many queries the handler has asked."""
        self.on_whole: Callable[[Headers, bytes], object] | None = None
        """Called with the headers and the body of a whole response with status 200."""

    async def send(self, message: Message) -> None:
        """Take a message of the application."""
        if message["type"] == "http.response.start":
            self.status, self._headers = message["status"], list(message["headers"])
            return
        if self.complete:  # what was left out for a client that has it
            return
        part, more = message.get("body", b""), message.get("more_body", False)
        if self._begun:
            await self._send_part(part, more)
        elif more:
            await self._begin(part)
        else:
            await self._whole(part)

    async def send_whole(self, status: int, headers: Headers, content: bytes) -> None:
        """Send a response that is finished, or 304 to a client that has it (RFC 9110, section 13.1.2)."""
        if self._client_has(status, headers):
            status, headers, content = 304, not_modified(headers), b""
        elif self._range and status == 200:
            status, headers, content = self._part(headers, content)
        self.status = status
        await self._send({"type": "http.response.start", "status": status, "headers": headers})
        await self._send_last(content)

    def _part(self, headers: Headers, content: bytes) -> tuple[int, Headers, bytes]:
        """The part of a body that the client wants, or the whole body where there is no part of it."""
        etag = header(headers, b"etag")
        if not etag.startswith(b'"'):
            return 200, headers, content
        try:
            part = wanted(self._scope, etag.decode("latin-1"), len(content))
        except Problem as problem:
            response = problem.response()
            return problem.status, with_safety(response.raw_headers), bytes(response.body)
        if part is None:
            return 200, headers, content
        length = (b"content-length", str(part.length).encode())
        return 206, [*without(headers, b"content-length"), part.header, length], part.of(content)

    def _client_has(self, status: int, headers: Headers) -> bool:
        return bool(status == 200 and self._if_none_match and matches(self._if_none_match, header(headers, b"etag")))

    async def _whole(self, content: bytes) -> None:
        headers = self._headers
        if self.queries[0]:
            headers.append((b"server-timing", b'queries;desc="%d"' % self.queries[0]))
        if self.status in _WITHOUT_CODING:
            headers = with_safety(headers)
        elif self._is_head and not content:
            headers = head_of(headers, self._gzip_from)
        else:
            headers, content = await finish(headers, content, self._gzip_from)
            if self.status == 200 and header(headers, b"etag").startswith(b'"') and not header(headers, ACCEPTED[0]):
                headers.append(ACCEPTED)
            if self.status == 200 and self.on_whole is not None:
                self.on_whole(headers, content)
        await self.send_whole(self.status, headers, content)

    async def _begin(self, part: bytes) -> None:
        self._begun = True
        headers = with_safety(self._headers)
        if self._client_has(self.status, headers):
            await self.send_whole(200, headers, b"")
            return
        if self.status not in _WITHOUT_CODING and compressible(headers):
            headers.append((b"vary", b"Accept-Encoding"))
            if self._gzip_from is not None:
                self._compressor = StreamCompressor()
                headers = gzipped(headers)
        await self._send({"type": "http.response.start", "status": self.status, "headers": headers})
        await self._send_part(part, True)

    async def _send_part(self, part: bytes, more: bool) -> None:
        if self._compressor is not None:
            part = self._compressor.add(part)
            if not more:
                part += self._compressor.finish()
        if not more:
            await self._send_last(part)
        elif part:
            await self._send({"type": "http.response.body", "body": part, "more_body": True})

    async def _send_last(self, part: bytes) -> None:
        self.complete = True
        if self._body.unread:
            # A connection that is closed with a body unread is reset, and the client never reads the response.
            await self._send({"type": "http.response.body", "body": part, "more_body": True})
            await self._body.drain()
            part = b""
        await self._send({"type": "http.response.body", "body": part})
