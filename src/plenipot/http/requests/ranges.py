"""Range requests (RFC 9110, section 14), which readers of Parquet files send."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.types import Scope

from plenipot.http.problems.problem import Problem

_MAX_RANGES = 100
_RANGE = r"[0-9]{1,15}-[0-9]{0,15}|-[0-9]{1,15}"
_HEADER = re.compile(rf"bytes=\s*(?:{_RANGE})(?:\s*,\s*(?:{_RANGE})){{0,{_MAX_RANGES - 1}}}\s*", re.IGNORECASE)
ACCEPT_RANGES = (b"accept-ranges", b"bytes")


@dataclass(frozen=True)
class Part:
    """A part of a body: first and last byte, counted from 0 and both included."""

    first: int
    last: int
    size: int
    """Size of the whole body in bytes."""

    @property
    def length(self) -> int:
        """Size of the part in bytes."""
        return self.last - self.first + 1

    def cut(self, body: bytes) -> bytes:
        """Cut the part out of the body."""
        return body[self.first : self.last + 1]

    @property
    def header(self) -> tuple[bytes, bytes]:
        """The Content-Range header of the part."""
        return b"content-range", f"bytes {self.first}-{self.last}/{self.size}".encode()


def requested_part(scope: Scope, etag: str, size: int) -> Part | None:
    """The part of a body that the Range header of a request selects; None for the whole body.

    A request for several ranges gets the whole body, which RFC 9110 allows.

    >>> def part(header: bytes) -> Part | None:
    ...     return requested_part({"method": "GET", "headers": [(b"range", header)]}, '"a"', 100)
    >>> part(b"bytes=10-19"), part(b"bytes=-8"), part(b"bytes=90-200")
    (Part(first=10, last=19, size=100), Part(first=92, last=99, size=100), Part(first=90, last=99, size=100))
    >>> part(b"bytes=9-1"), part(b"lines=1-2"), part(b"bytes=0-1, 5-6")
    (None, None, None)

    Raises:
        Problem: 416 if the body ends before the part.
    """
    ranges = parse_ranges(scope, etag)
    if len(ranges) != 1 or not size:
        return None
    ((first, last),) = ranges
    if first is None:
        first, last = max(0, size - (last or 0)), size - 1 if last else -1
    if first >= size or last == -1:
        raise range_not_satisfiable(size)
    return Part(first, min(size - 1, size - 1 if last is None else last), size)


def parse_ranges(scope: Scope, etag: str) -> Sequence[tuple[int | None, int | None]]:
    """Parse the Range header of a GET request: first and last byte of each range, None for a missing one.

    The result is empty without the header, for a malformed one (section 14.2), and if If-Range names another version
    of the body (section 13.1.5).
    """
    values = [value for name, value in scope["headers"] if name == b"range"]
    if scope["method"] != "GET" or len(values) != 1:
        return ()
    if any(name == b"if-range" and value.decode("latin-1").strip() != etag for name, value in scope["headers"]):
        return ()
    header = values[0].decode("latin-1")
    if not _HEADER.fullmatch(header):
        return ()
    parts = [part.strip().partition("-") for part in header.partition("=")[2].split(",")]
    ranges = [(int(first) if first else None, int(last) if last else None) for first, _, last in parts]
    sound = all(first is None or last is None or first <= last for first, last in ranges)
    return ranges if sound else ()


def range_not_satisfiable(size: int) -> Problem:
    """The problem (416) of a range that begins behind the end of the body."""
    headers = {"Content-Range": f"bytes */{size}"}
    return Problem(416, "No such part", f"There are {size} bytes.", {"bytes": size}, headers)
