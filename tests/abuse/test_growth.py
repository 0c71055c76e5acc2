"""No text of a client is read in time that grows faster than its length."""

from __future__ import annotations

from collections import deque

import pytest

from plenipot import lexer
from tests.abuse.growth import MOST, Reader, growth, repeated, seconds, units

# Each character begins, ends or joins some token of SPARQL.
_ALPHABET = "'\"\\\n <>#.:%@?_-1eAé"


def _tokens(text: str) -> None:
    deque(lexer.tokens(text), maxlen=0)


@pytest.mark.parametrize("opening", ["", "'", '"""', "<", "a:", "#\n"])
def test_the_tokens_of_every_repeated_text_are_read_in_linear_time(opening: str) -> None:
    longest = 3 if opening == "" else 2
    size = 3000
    measured = {unit: seconds(_tokens, opening + unit * (size // len(unit))) for unit in units(_ALPHABET, longest)}
    slowest = sorted(measured, key=measured.__getitem__, reverse=True)[:12]
    grown = {unit: growth(_tokens, repeated(unit, opening), size) for unit in slowest}
    assert {unit: times for unit, times in grown.items() if times > MOST} == {}


_UNITS = ("'\\", '"\\', "'''\\", '"""', "'", "a.", "a-", "_.", "%41", "\\u0041", "<a", "1e5", "#", "service ")
_READERS: tuple[Reader, ...] = (lexer.form, lexer.may_ask_a_service, lexer.without_comments)


@pytest.mark.parametrize("unit", _UNITS)
@pytest.mark.parametrize("reader", _READERS)
def test_what_is_asked_of_the_tokens_is_found_in_linear_time(reader: Reader, unit: str) -> None:
    assert growth(reader, repeated(unit, "#\n"), 5000) < MOST
