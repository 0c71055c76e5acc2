"""Percent-decoding of query strings and forms (WHATWG URL, application/x-www-form-urlencoded)."""

from __future__ import annotations

import binascii
from urllib.parse import unquote_to_bytes


def decode(encoded: bytes) -> str:
    """The text of one encoded name or value.

    It gives what ``urllib.parse.unquote_plus`` gives, in a tenth of the time: a query has an escape for every third
    character, and quoted-printable, which is the same but for its sign, is decoded in C.

    >>> decode(b"ASK+%7B%7D+%23%C3%A9%2B=")
    'ASK {} #é+='
    >>> decode(b"100%+%7G")
    '100% %7G'

    Raises:
        UnicodeDecodeError: it is not UTF-8.
    """
    if b"%" not in encoded:
        return encoded.replace(b"+", b" ").decode()
    if b"\n" in encoded:  # at the end of a line the sign of quoted-printable means something else
        return _decode_leniently(encoded)
    quoted = encoded.replace(b"=", b"%3D").replace(b"%", b"=").replace(b"+", b" ")
    decoded = binascii.a2b_qp(quoted)
    if len(quoted) - len(decoded) != 2 * quoted.count(b"="):  # an escape is none, and stands for itself
        return _decode_leniently(encoded)
    return decoded.decode()


def decode_pairs(encoded: bytes) -> list[tuple[str, str]]:
    """The names and values of a query string or form, empty values too.

    >>> decode_pairs(b"query=ASK%20%7B%7D&&format")
    [('query', 'ASK {}'), ('format', '')]

    Raises:
        UnicodeDecodeError: a name or a value is not UTF-8.
    """
    pairs = (field.partition(b"=") for field in encoded.split(b"&") if field)
    return [(decode(name), decode(value)) for name, _, value in pairs]


def _decode_leniently(encoded: bytes) -> str:
    return unquote_to_bytes(encoded.replace(b"+", b" ")).decode()
