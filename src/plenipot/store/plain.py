"""A query as it stands in an address, on its way to a query process, and an answer that is ready to be sent.

Most queries are short and have nothing but their text. What can be done for them in a query process is done there,
since there are several of these and one service.
"""

from __future__ import annotations

import binascii
import gzip
import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from plenipot.lexer import FORMS, form
from plenipot.store.base import GRAPH_FORMATS, RESULT_FORMATS

WORTH_PACKING = 1000
"""Bytes from which on a body is packed."""
LEVEL = 5
"""How hard it is packed."""
_FORMATS: Sequence[str] = (*RESULT_FORMATS, *GRAPH_FORMATS)
_NONE = len(_FORMATS)
_STEADY, _LARGE, _PACKED = 1, 2, 4
_TAG = 32


def wanted(results: str | None, graphs: str | None, packs: bool) -> bytes:
    """What stands before a query: the formats of its answer by its form, None for one that the client does not take.

    >>> wanted("csv", None, True)
    b'\\x02\\n\\x01'
    """
    return bytes([*(_NONE if each is None else _FORMATS.index(each) for each in (results, graphs)), packs])


class Plain(NamedTuple):
    """A query, the format of its answer, and whether that may be packed."""

    query: str
    format: str
    packs: bool


def read(message: bytes) -> Plain | None:
    """The query of a message; None for one that has to be looked at in the service.

    >>> read(wanted("csv", None, False) + b"ASK%20%7B%7D+%23%C3%A9")
    Plain(query='ASK {} #é', format='csv', packs=False)
    >>> read(wanted("csv", None, False) + b"ASK%7G%7D"), read(wanted("csv", None, False) + b"ASK%FF")
    (None, None)
    >>> read(wanted("csv", None, False) + b"CONSTRUCT")
    """
    try:
        query = _unquote(message[3:])
    except ValueError:
        return None
    found = form(query)
    # A codepoint escape may spell any keyword.
    if found not in FORMS or "\\u" in query or "\\U" in query:
        return None
    format = message[found in ("CONSTRUCT", "DESCRIBE")]
    return None if format == _NONE else Plain(query, _FORMATS[format], bool(message[2]))


def _unquote(encoded: bytes) -> str:
    """The text of an encoded query.

    Raises:
        ValueError: an escape is none, or the text is not UTF-8.
    """
    # Quoted-printable is the same but for its sign, and is decoded ten times as fast.
    quoted = encoded.replace(b"=", b"%3D").replace(b"%", b"=")
    text = binascii.a2b_qp(quoted.replace(b"+", b" "))
    if len(quoted) - len(text) != 2 * quoted.count(b"="):
        raise ValueError("an escape is none")
    return text.decode()


class Whole(NamedTuple):
    """An answer in one piece, as it is sent.

    >>> made = Whole.of(Plain("ASK {}", "json", True), True, b"{}" * 500)
    >>> Whole.decode(made.encode()) == made, made.format, made.steady, made.large, made.packed
    (True, 'json', True, True, True)
    """

    kind: bytes
    """What its head depends on, besides the tag and the length."""
    tag: bytes
    """What tells its content from any other, packed or not."""
    body: bytes

    @classmethod
    def of(cls, plain: Plain, steady: bool, body: bytes) -> Whole:
        """The answer to a query; a steady one is the same the next time."""
        tag = hashlib.sha256(body).hexdigest()[:_TAG].encode()
        large = len(body) >= WORTH_PACKING
        packed = large and plain.packs
        kind = _FORMATS.index(plain.format), steady * _STEADY | large * _LARGE | packed * _PACKED
        return cls(bytes(kind), tag, pack(body) if packed else body)

    @classmethod
    def decode(cls, message: bytes) -> Whole:
        """The answer of a message."""
        return cls(message[:2], message[2 : 2 + _TAG], message[2 + _TAG :])

    def encode(self) -> bytes:
        """The message."""
        return b"".join(self)

    @property
    def format(self) -> str:
        """The name of its format."""
        return _FORMATS[self.kind[0]]

    @property
    def steady(self) -> bool:
        """Whether the next time it is the same."""
        return bool(self.kind[1] & _STEADY)

    @property
    def large(self) -> bool:
        """Whether it is packed for who takes that."""
        return bool(self.kind[1] & _LARGE)

    @property
    def packed(self) -> bool:
        """Whether it is packed."""
        return bool(self.kind[1] & _PACKED)


def pack(body: bytes) -> bytes:
    """A body packed by gzip, the same way each time."""
    return gzip.compress(body, LEVEL, mtime=0)
