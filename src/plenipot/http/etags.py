"""Entity tags and conditional requests (RFC 9110, sections 8.8.3 and 13.1.2)."""

from __future__ import annotations

import hashlib

_GZIP = b'-gzip"'
_LENGTH = 32


def etag_of(body: bytes) -> str:
    """Make the strong entity tag of a body from its SHA-256.

    >>> etag_of(b"")
    '"e3b0c44298fc1c149afbf4c8996fb924"'
    """
    return etag_of_digest(hashlib.sha256(body).hexdigest())


def etag_of_digest(digest: str) -> str:
    """Make a strong entity tag from a SHA-256 digest, or from another identifier of the bytes.

    >>> etag_of_digest("2026-11.nq")
    '"2026-11.nq"'
    """
    return f'"{digest[:_LENGTH]}"'


def etag_of_gzip(etag: bytes) -> bytes:
    """Make the entity tag of the same body with the gzip coding, which is a representation of its own.

    >>> etag_of_gzip(b'"a"'), etag_of_gzip(b'W/"a"')
    (b'"a-gzip"', b'W/"a-gzip"')
    """
    return etag[:-1] + _GZIP if etag.endswith(b'"') else etag


def matches(if_none_match: bytes, etag: bytes) -> bool:
    """Whether an If-None-Match header lists an entity tag, with or without the gzip coding.

    The comparison is weak (RFC 9110, section 13.1.2).

    >>> matches(b'W/"a", "b-gzip"', b'"b"'), matches(b"", b'"b"'), matches(b"*", b'"b"')
    (True, False, True)
    """
    if not if_none_match:
        return False
    expected = etag.removeprefix(b"W/").replace(_GZIP, b'"')
    tags = (tag.strip().removeprefix(b"W/").replace(_GZIP, b'"') for tag in if_none_match.split(b","))
    return any(tag in (expected, b"*") for tag in tags)
