"""Percent-decoding gives the same result as the standard library, for any bytes."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote_to_bytes

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plenipot.http.requests.percent import decode, decode_pairs

PIECES = st.sampled_from(
    [b"%", b"%4", b"%41", b"%c3%a9", b"%C3", b"=", b"+", b"%3D", b"%0A", b"\r\n", b" ", b"=\n", b"a", b"_", b"\xc3\xa9"]
)
ENCODED = st.lists(st.one_of(PIECES, st.binary(max_size=3))).map(b"".join)


@given(ENCODED)
@example(b"%\n")
@example(b"%\r\n%41")
@example(b"%41 ")
def test_it_is_what_the_standard_library_gives(encoded: bytes) -> None:
    try:
        expected = unquote_to_bytes(encoded.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError):
            decode(encoded)
        return
    assert decode(encoded) == expected


@given(ENCODED.filter(bytes.isascii))
def test_pairs_are_those_of_the_standard_library(encoded: bytes) -> None:
    try:
        expected = parse_qsl(encoded.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError):
            decode_pairs(encoded)
        return
    assert decode_pairs(encoded) == expected
