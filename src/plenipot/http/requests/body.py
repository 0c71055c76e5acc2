"""The body of a request: receive it before a deadline, and drain what the handler has not read."""

from __future__ import annotations

import asyncio

from starlette.types import Message, Receive

from plenipot.http.problems.problem import Problem
from plenipot.http.requests.head import RequestHead

MAX_DRAIN = 32 * 1024 * 1024
"""Bytes of an unread body that are drained after the response; with a longer one the connection is reset."""


class RequestBody:
    """Receives the body of one request, and then waits for the disconnect of its client."""

    def __init__(self, head: RequestHead, receive: Receive, timeout: float) -> None:
        self._receive, self._timeout = receive, timeout
        self._expects_100 = head.expects_100
        self._empty_sent = False
        self._started = False
        self._is_read = not head.content_length and not head.chunked
        self._deadline = 0.0 if self._is_read else asyncio.get_running_loop().time() + timeout
        self._body_read: asyncio.Future[None] | None = None

    @property
    def unread(self) -> bool:
        """Whether the client sends a body that the handler has not read to its end."""
        return not self._is_read and (self._started or not self._expects_100)

    async def receive(self) -> Message:
        """Receive the next part of the body (ASGI ``receive``).

        Raises:
            Problem: 408 if it does not arrive before the deadline.
        """
        if self._is_read:
            if not self._started and not self._empty_sent:
                self._empty_sent = True
                return {"type": "http.request", "body": b"", "more_body": False}
            # The middleware cancels the handler when the client disconnects.
            return await asyncio.Future()
        self._started = True
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            self._end()
            detail = f"The body of a request must arrive within {self._timeout:g} seconds."
            extra: dict[str, object] = {"limit": "patience", "seconds": self._timeout}
            raise Problem(408, "Request too slow", detail, extra, {"Connection": "close"}) from None
        if not message.get("more_body", False):
            self._end()
        return message

    async def drain(self) -> None:
        """Read and drop the rest of the body, at most `MAX_DRAIN` bytes and until the deadline."""
        left = MAX_DRAIN
        try:
            async with asyncio.timeout_at(self._deadline):
                while left > 0 and not self._is_read:
                    message = await self._receive()
                    left -= len(message.get("body", b""))
                    if not message.get("more_body", False):
                        self._end()
        except TimeoutError:
            self._end()

    async def disconnected(self) -> None:
        """Wait until the client disconnects; the body must be read first."""
        if not self._is_read:
            self._body_read = asyncio.get_running_loop().create_future()
            await self._body_read
        while (await self._receive())["type"] != "http.disconnect":
            pass

    def _end(self) -> None:
        self._is_read = True
        if self._body_read is not None and not self._body_read.done():
            self._body_read.set_result(None)
