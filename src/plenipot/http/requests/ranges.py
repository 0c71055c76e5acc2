"""Parts of a response, for clients that read a file piece by piece (RFC 9110, section 14): Parquet above all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.types import Scope

from plenipot.http.problems.problem import Problem

_MANY = 100
_RANGE = r"[0-9]{1,15}-[0-9]{0,15}|-[0-9]{1,15}"
_HEADER = re.compile(rf"bytes=\s*(?:{_RANGE})(?:\s*,\s*(?:{_RANGE})){{0,{_MANY - 1}}}\s*", re.IGNORECASE)
ACCEPTED = (b"accept-ranges", b"bytes")


@dataclass(frozen=True)
class Part:
    """The bytes of a body from the first to the last one, both counted from 0."""

    first: int
    last: int
    size: int
    """Bytes of the whole body."""

    @property
    def length(self) -> int:
        """How many bytes it has."""
        return self.last - self.first + 1

    def of(self, body: bytes) -> bytes:
        """The part of a body."""
        return body[self.first : self.last + 1]

    @property
    def header(self) -> tuple[bytes, bytes]:
        """The header that says which part it is."""
        return b"content-range", f"bytes {self.first}-{self.last}/{self.size}".encode()


def wanted(scope: Scope, etag: str, size: int) -> Part | None:
    """The part of a body that a request asks for; None for all of it.

    Several ranges are answered with the whole body, which is allowed, and less work for both sides.

    >>> def asked(header: bytes) -> Part | None:
    ...     return wanted({"method": "GET", "headers": [(b"range", header)]}, '"a"', 100)
    >>> asked(b"bytes=10-19"), asked(b"bytes=-8"), asked(b"bytes=90-200")
    (Part(first=10, last=19, size=100), Part(first=92, last=99, size=100), Part(first=90, last=99, size=100))
    >>> asked(b"bytes=9-1"), asked(b"lines=1-2"), asked(b"bytes=0-1, 5-6")
    (None, None, None)

    Raises:
        Problem: 416, the body ends before the part.
    """
    found = ranges(scope, etag)
    if len(found) != 1 or not size:
        return None
    ((first, last),) = found
    if first is None:
        first, last = max(0, size - (last or 0)), size - 1 if last else -1
    if first >= size or last == -1:
        raise beyond(size)
    return Part(first, min(size - 1, size - 1 if last is None else last), size)


def ranges(scope: Scope, etag: str) -> Sequence[tuple[int | None, int | None]]:
    """The ranges of a request as first and last byte, either of which may be missing; none if all of it is wanted.

    A header that is malformed counts as if it were not there (section 14.2), and so does one about another version of
    the body (If-Range, section 13.1.5).
    """
    given = [value for name, value in scope["headers"] if name == b"range"]
    if scope["method"] != "GET" or len(given) != 1:
        return ()
    if any(name == b"if-range" and value.decode("latin-1").strip() != etag for name, value in scope["headers"]):
        return ()
    header = given[0].decode("latin-1")
    if not _HEADER.fullmatch(header):
        return ()
    parts = [part.strip().partition("-") for part in header.partition("=")[2].split(",")]
    found = [(int(first) if first else None, int(last) if last else None) for first, _, last in parts]
    sound = all(first is None or last is None or first <= last for first, last in found)
    return found if sound else ()


def beyond(size: int) -> Problem:
    """The problem of a part that is none of a body."""
    headers = {"Content-Range": f"bytes */{size}"}
    return Problem(416, "No such part", f"There are {size} bytes.", {"bytes": size}, headers)
