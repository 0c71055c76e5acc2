"""Whole responses kept in memory: what was sent with a strong ETag stays right as long as the release is served."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from starlette.types import Scope

from plenipot.service.reply import Headers, takes_gzip
from plenipot.service.responses import CODED

Key = tuple[object, ...]
_KEYED = {b"accept", b"accept-encoding"}


_AS_IT_STANDS = 256 * 1024
"""Bytes of a response that is written in one piece."""


@dataclass(frozen=True)
class Kept:
    """A response that can be sent again."""

    headers: Headers
    etag: str
    body: bytes


@dataclass(frozen=True)
class Written:
    """A response as it goes over the wire, around its date, and for whom it was written first."""

    client: str
    route: str
    status: int
    head: bytes
    tail: bytes


def key(scope: Scope) -> Key | None:
    """What decides about a response; None for a request whose response is not kept."""
    if scope["method"] != "GET":
        return None
    accept = host = b""
    for name, value in scope["headers"]:
        if name == b"accept":
            accept += b"," + value
        elif name == b"host":
            host = value
        elif name == b"range":
            return None
    return scope["scheme"], host, scope["raw_path"], scope["query_string"], accept, takes_gzip(scope)


class Keeper:
    """The responses that were asked for last, up to some bytes."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._responses: OrderedDict[Key, Kept] = OrderedDict()
        self._written: OrderedDict[bytes, Written] = OrderedDict()
        self.bytes = 0
        self.hits = 0

    def get(self, wanted: Key) -> Kept | None:
        """The response to a request that was answered before."""
        found = self._responses.get(wanted)
        if found is not None:
            self.hits += 1
            self._responses.move_to_end(wanted)
        return found

    def put(self, wanted: Key, headers: Headers, body: bytes) -> None:
        """Keep a response, if its headers say that it can be: a strong ETag, and nothing unknown in Vary."""
        etag = ""
        for name, value in headers:
            if name == b"etag" and value.startswith(b'"'):
                etag = value.replace(CODED, b'"').strip(b'"').decode("ascii")
            elif name == b"vary" and not {each.strip() for each in value.lower().split(b",")} <= _KEYED:
                return
        # A few large ones would push out all the others.
        if not etag or len(body) > self._max_bytes // 16 or wanted in self._responses:
            return
        self._responses[wanted] = Kept(headers, etag, body)
        self.bytes += _size(wanted, body)
        self._shrink()

    def written(self, request: bytes) -> Written | None:
        """The response to a request with these very bytes, which was answered from memory before."""
        found = self._written.get(request)
        if found is not None:
            self.hits += 1
            self._written.move_to_end(request)
        return found

    def write(self, request: bytes, response: Written) -> None:
        """Keep a response for a request with these very bytes."""
        if len(response.tail) <= _AS_IT_STANDS and request not in self._written:
            self._written[request] = response
            self.bytes += _weight(request, response)
            self._shrink()

    def clear(self) -> None:
        """Forget all: another release is served."""
        self._responses.clear()
        self._written.clear()
        self.bytes = 0

    def _shrink(self) -> None:
        while self.bytes > self._max_bytes:
            # The bytes of requests are what a client can vary at will.
            if len(self._written) > len(self._responses):
                request, response = self._written.popitem(last=False)
                self.bytes -= _weight(request, response)
            else:
                old, gone = self._responses.popitem(last=False)
                self.bytes -= _size(old, gone.body)


def _size(wanted: Key, body: bytes) -> int:
    # The headers and the places in the tables take about this much besides.
    return len(body) + 2048 + sum(len(each) for each in wanted if isinstance(each, bytes))


def _weight(request: bytes, response: Written) -> int:
    return len(request) + len(response.head) + len(response.tail) + 1024
