"""Whole responses kept in memory: what was sent with a strong ETag stays right as long as the release is served."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from starlette.types import Scope

from plenipot.service.reply import Headers, head, takes_gzip
from plenipot.service.responses import CODED

Variant = tuple[str, bytes, bytes, bool]
"""What decides about a response besides its address: scheme, host, Accept, and whether it may be packed."""
Key = tuple[bytes, Variant]
"""The line of a request, and its variant."""
_KEYED = {b"accept", b"accept-encoding"}
_OF_BODY = (b"content-length", b"content-type")


class Kept(NamedTuple):
    """A response that can be sent again: its status and headers as they go over the wire, but for the date."""

    etag: str
    head: bytes
    body: bytes

    @property
    def headers(self) -> Headers:
        """Its headers one by one.

        >>> Kept("a", head(200, [(b"etag", b'"a"'), (b"vary", b"Accept")]), b"").headers
        [(b'etag', b'"a"'), (b'vary', b'Accept')]
        """
        lines = (line.partition(b": ") for line in self.head.split(b"\r\n")[1:-1])
        return [(name, value) for name, _, value in lines]

    @property
    def unchanged(self) -> Headers:
        """The headers for a client that has the body."""
        return [each for each in self.headers if each[0] not in _OF_BODY]


def variant(scope: Scope) -> Variant | None:
    """What decides about a response besides its address; None where more does."""
    accept = host = b""
    for name, value in scope["headers"]:
        if name == b"accept":
            accept += b"," + value
        elif name == b"host":
            host = value
        elif name == b"range":
            return None
    return scope["scheme"], host, accept, takes_gzip(scope)


def key(scope: Scope) -> Key | None:
    """What decides about a response; None for a request whose response is not kept."""
    if scope["method"] != "GET" or (of_headers := variant(scope)) is None:
        return None
    query = b"?" + scope["query_string"] if scope["query_string"] else b""
    return b"GET %b%b HTTP/1.1" % (scope["raw_path"], query), of_headers


class Keeper:
    """The responses that were asked for last, up to some bytes."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._responses: OrderedDict[Key, Kept] = OrderedDict()
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
        if etag:
            self.keep(wanted, Kept(etag, head(200, headers), body))

    def keep(self, wanted: Key, kept: Kept) -> None:
        """Keep a response that can be kept."""
        # A few large ones would push out all the others.
        if len(kept.body) > self._max_bytes // 16 or wanted in self._responses:
            return
        self._responses[wanted] = kept
        self.bytes += _size(wanted, kept)
        while self.bytes > self._max_bytes:
            old, gone = self._responses.popitem(last=False)
            self.bytes -= _size(old, gone)

    def clear(self) -> None:
        """Forget all: another release is served."""
        self._responses.clear()
        self.bytes = 0


def _size(wanted: Key, kept: Kept) -> int:
    # The places in the tables and the rest of the key take about this much besides.
    return len(wanted[0]) + len(wanted[1][2]) + len(kept.head) + len(kept.body) + 1024
