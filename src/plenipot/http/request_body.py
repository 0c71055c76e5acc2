"""The body of a request: it must arrive in time, and what a handler leaves of it is drained."""

from __future__ import annotations

import asyncio

from starlette.types import Message, Receive

from plenipot.http.request_head import RequestHead
from plenipot.service.problems import Problem

MAX_DRAIN = 32 * 1024 * 1024
"""Bytes of a body that are read and dropped after the response: beyond that the connection is closed with a reset."""


class RequestBody:
    """Receives the body of one request, then the end of its connection."""

    def __init__(self, head: RequestHead, receive: Receive, timeout: float) -> None:
        self._receive, self._timeout = receive, timeout
        self._deadline = asyncio.get_running_loop().time() + timeout
        self._expects_100 = head.expects_100
        self._empty_sent = False
        self._started = False
        self._is_read = not head.content_length and not head.chunked
        self._waiting: asyncio.Future[None] | None = None

    @property
    def unread(self) -> bool:
        """Whether the client is sending a body that nobody has read to its end."""
        return not self._is_read and (self._started or not self._expects_100)

    async def receive(self) -> Message:
        """The next part of the body, as ASGI has it.

        Raises:
            Problem: 408, it did not arrive in time.
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
        """Read the rest of the body and drop it, up to `MAX_DRAIN` bytes and the deadline of the body."""
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
        """Wait until the body has been read and the client has disconnected."""
        if not self._is_read:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        while (await self._receive())["type"] != "http.disconnect":
            pass

    def _end(self) -> None:
        self._is_read = True
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
