"""A transport that joins small writes: uvicorn writes the head of a response and its body one after the other."""

from __future__ import annotations

import asyncio
from typing import Any

_MAX_BUFFERED = 16 * 1024
"""Most bytes that are buffered; with more, they are written at once, so that the transport can pause the writer."""


class BufferedTransport(asyncio.Transport):
    """Joins the writes of one iteration of the event loop into one system call and one TCP segment."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._transport, self._loop = transport, loop
        self._parts: list[bytes] = []
        self._size = 0

    def write(self, data: Any) -> None:
        """Write bytes at the end of this iteration of the loop, or at once if many are buffered."""
        if not self._parts:
            self._loop.call_soon(self._flush)
        self._parts.append(data)
        self._size += len(data)
        if self._size > _MAX_BUFFERED:
            self._flush()

    def _flush(self) -> None:
        if self._parts:
            data = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
            self._parts.clear()
            self._size = 0
            self._transport.write(data)

    def get_write_buffer_size(self) -> int:
        """Bytes that the kernel has not taken yet."""
        return self._transport.get_write_buffer_size() + self._size

    def can_write_eof(self) -> bool:
        """Whether the transport supports half-closing."""
        return self._transport.can_write_eof()

    def write_eof(self) -> None:
        """Half-close the connection after the writes before."""
        self._flush()
        self._transport.write_eof()

    def close(self) -> None:
        """Close the connection after the writes before."""
        self._flush()
        self._transport.close()

    def abort(self) -> None:
        """Close the connection and drop what is buffered."""
        self._parts.clear()
        self._size = 0
        self._transport.abort()

    def is_closing(self) -> bool:
        """Whether the connection is closing or closed."""
        return self._transport.is_closing()

    def is_reading(self) -> bool:
        """Whether the transport delivers data to the protocol."""
        return self._transport.is_reading()

    def pause_reading(self) -> None:
        """Stop delivering data to the protocol."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Deliver data to the protocol again."""
        self._transport.resume_reading()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Information about the connection, such as its socket."""
        return self._transport.get_extra_info(name, default)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Set the limits at which the protocol is told to pause and to resume writing."""
        self._transport.set_write_buffer_limits(high, low)
