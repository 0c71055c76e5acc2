"""The ASGI middleware of every request: rate limits, response cache, compression, ETags and safety headers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plenipot.engine.pool.scheduler import CLIENT
from plenipot.http import rate_limits
from plenipot.http.compression import StreamCompressor, compressible, gzip_min_size
from plenipot.http.etags import matches
from plenipot.http.forwarded import Proxies, PublicAddress, check_host
from plenipot.http.live_release import LiveRelease
from plenipot.http.metrics import QUERIES, Metrics
from plenipot.http.problems.problem import Problem
from plenipot.http.rate_limits import RateLimits
from plenipot.http.replies import Headers, finish, gzipped, head_of, header, not_modified, with_safety, without
from plenipot.http.requests.body import RequestBody
from plenipot.http.requests.head import RequestHead
from plenipot.http.requests.ranges import ACCEPT_RANGES, requested_part
from plenipot.http.response_cache import Key, ResponseCache, cache_key
from plenipot.http.settings import Settings

_WATCH_AFTER = 0.05
"""Seconds after which the middleware watches for a disconnect; most responses are complete by then."""
_WITHOUT_CODING = (204, 206, 304)
"""Statuses whose responses are not compressed: they have no body, or a part of one."""


class Middleware:
    """Wraps the application; ``release`` returns the release that is served now."""

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
        """Answer one request, and count it."""
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
            self._metrics.count_response(scope["path"], response.status, time.perf_counter() - started)

    async def _respond(self, scope: Scope, head: RequestHead, body: RequestBody, response: ResponseSender) -> None:
        client = rate_limits.client_key(scope["client"][0]) if scope["client"] else ""
        try:
            check_host(scope, head.hosts)
            self._public.apply(scope)
        except Problem as problem:
            await problem.response()(scope, body.receive, response.send)
            return
        if refusal := self._limits.begin_request(client, len(scope["query_string"]) + head.content_length):
            self._metrics.count_refusal(str(refusal.extra["limit"]))
            await refusal.response()(scope, body.receive, response.send)
            return
        release = self._release()
        release.begin_request()
        CLIENT.set(client)
        try:
            key = cache_key(scope, head)
            await self._from_cache(release, key, scope, body, response)
        finally:
            release.end_request()
            self._limits.end_request(client)

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
        # The release may have been replaced while the handler ran: its response is out of date then.
        if release is self._release():
            self._cache.put(key, headers, content)

    async def _run(self, scope: Scope, body: RequestBody, response: ResponseSender) -> None:
        """Run the application until its response is complete, or cancel it when the client disconnects."""
        QUERIES.set(response.queries)
        watch = _DisconnectWatch(body, response)
        try:
            await self._app(scope, body.receive, response.send)
        except asyncio.CancelledError:
            if not watch.disconnected:
                raise
            self._metrics.count_disconnect()
        finally:
            watch.end()


class _DisconnectWatch:
    """Cancels the handler of a request whose client has disconnected."""

    def __init__(self, body: RequestBody, response: ResponseSender) -> None:
        self.disconnected = False
        self._body, self._response = body, response
        self._handler = asyncio.current_task()
        self._task: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(_WATCH_AFTER, self._begin)

    def end(self) -> None:
        self._timer.cancel()
        if self._task is not None:
            self._task.cancel()

    def _begin(self) -> None:
        self._task = asyncio.create_task(self._wait())

    async def _wait(self) -> None:
        await self._body.disconnected()
        if not self._response.complete and self._handler is not None:
            self.disconnected = True
            self._handler.cancel()


class ResponseSender:
    """Sends the response of a handler, adds safety headers, compresses it, and answers 304, 206 and 416.

    It holds the start of a response until the first part of its body. A body that comes in one message is compressed
    and cached as a whole; a body in several messages is compressed as a stream and not cached.
    """

    def __init__(self, scope: Scope, head: RequestHead, send: Send, body: RequestBody) -> None:
        self._send, self._body = send, body
        self._scope, self._range = scope, head.range
        # Byte ranges count the bytes of the body without a coding.
        self._gzip_min_size = None if head.range else gzip_min_size(head.accept_encoding)
        self._is_head = scope["method"] == "HEAD"
        self._if_none_match = head.if_none_match if self._is_head or scope["method"] == "GET" else b""
        self._headers: Headers = []
        self._compressor: StreamCompressor | None = None
        self._begun = False
        self.status = 0
        self.complete = False
        self.queries = [0]
        """A list of one number: the queries that the handler has run."""
        self.on_whole: Callable[[Headers, bytes], object] | None = None
        """Called with headers and body of a response with status 200 that came in one message."""

    async def send(self, message: Message) -> None:
        """Send a message of the application (ASGI ``send``)."""
        if message["type"] == "http.response.start":
            self.status, self._headers = message["status"], list(message["headers"])
            return
        if self.complete:  # after 304 the body of the application is dropped
            return
        part, more = message.get("body", b""), message.get("more_body", False)
        if self._begun:
            await self._send_part(part, more)
        elif more:
            await self._begin(part)
        else:
            await self._whole(part)

    async def send_whole(self, status: int, headers: Headers, content: bytes) -> None:
        """Send a whole response, a requested range of it, or 304 if If-None-Match lists its ETag.

        RFC 9110, sections 13.1.2 and 14.
        """
        if self._client_has(status, headers):
            status, headers, content = 304, not_modified(headers), b""
        elif self._range and status == 200:
            status, headers, content = self._part(headers, content)
        self.status = status
        await self._send({"type": "http.response.start", "status": status, "headers": headers})
        await self._send_last(content)

    def _part(self, headers: Headers, content: bytes) -> tuple[int, Headers, bytes]:
        """Cut the requested byte range out of a body: status 206, 416, or 200 where the range does not apply."""
        etag = header(headers, b"etag")
        if not etag.startswith(b'"'):
            return 200, headers, content
        try:
            part = requested_part(self._scope, etag.decode("latin-1"), len(content))
        except Problem as problem:
            response = problem.response()
            return problem.status, with_safety(response.raw_headers), bytes(response.body)
        if part is None:
            return 200, headers, content
        length = (b"content-length", str(part.length).encode())
        return 206, [*without(headers, b"content-length"), part.header, length], part.cut(content)

    def _client_has(self, status: int, headers: Headers) -> bool:
        return bool(status == 200 and self._if_none_match and matches(self._if_none_match, header(headers, b"etag")))

    async def _whole(self, content: bytes) -> None:
        headers = self._headers
        if self.queries[0]:
            headers.append((b"server-timing", b'queries;desc="%d"' % self.queries[0]))
        if self.status in _WITHOUT_CODING:
            headers = with_safety(headers)
        elif self._is_head and not content:
            headers = head_of(headers, self._gzip_min_size)
        else:
            headers, content = await finish(headers, content, self._gzip_min_size)
            if (
                self.status == 200
                and header(headers, b"etag").startswith(b'"')
                and not header(headers, ACCEPT_RANGES[0])
            ):
                headers.append(ACCEPT_RANGES)
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
            if self._gzip_min_size is not None:
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
            # Closing a connection with an unread body resets it, and the client would lose the response.
            await self._send({"type": "http.response.body", "body": part, "more_body": True})
            await self._body.drain()
            part = b""
        await self._send({"type": "http.response.body", "body": part})
