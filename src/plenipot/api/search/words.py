"""Normalize and tokenize texts: without case, accents and other differences in spelling."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
# The English genitive is ignored: "People's" and "People" are one word.
_WORD = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+(?='s\b)|(?<!')[^\W_{_HAN}]+|(?<=')(?!s\b)[^\W_{_HAN}]+")
# Letters that NFKD does not decompose, apostrophes, and Arabic letters with variants.
_TRANSLATION = str.maketrans({
    "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "n",
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'",
    "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class SearchToken:
    """A normalized word, with its start and end in the original text."""

    word: str
    start: int
    end: int


def words(text: str) -> list[str]:
    """The normalized words of a text; each Chinese character is a word.

    >>> words("PP-18: Résolution n° 102"), words("瑞士 x"), words("Lao People’s, d'Ivoire")
    (['pp', '18', 'resolution', 'n', '102'], ['瑞', '士', 'x'], ['lao', 'people', 'd', 'ivoire'])
    >>> words("Ken\\u00adya"), words("Øresund, القرار ١٠٢"), words("ＩＰｖ６")
    (['kenya'], ['oresund', 'القرار', '102'], ['ipv6'])
    """
    return _WORD.findall(_normalize(text))


def tokens(text: str) -> list[SearchToken]:
    """The normalized words of a text, with their positions.

    >>> tokens("№ 7")
    [SearchToken(word='no', start=0, end=1), SearchToken(word='7', start=2, end=3)]
    """
    normalized, positions = [], []
    for position, character in enumerate(text):
        letters = _normalize_character(character)
        normalized.append(letters)
        positions += [position] * len(letters)
    matches = _WORD.finditer("".join(normalized))
    return [SearchToken(match[0], positions[match.start()], positions[match.end() - 1] + 1) for match in matches]


def split_digits(word: str) -> list[str]:
    """Split a word between letters and digits.

    >>> split_digits("pp18"), split_digits("x509v3"), split_digits("102")
    (['pp', '18'], ['x', '509', 'v', '3'], ['102'])
    """
    return re.findall(r"\d+|\D+", word)


def _normalize(text: str) -> str:
    if text.isascii():
        return text.lower().replace("`", "'")
    letters = unicodedata.normalize("NFKD", text).casefold().translate(_TRANSLATION)
    return "".join(_ascii_digit(letter) for letter in letters if not _is_mark(letter))


@lru_cache(4096)
def _normalize_character(character: str) -> str:
    return _normalize(character)


def _ascii_digit(character: str) -> str:
    return character if character.isascii() or not character.isdecimal() else str(unicodedata.decimal(character))


def _is_mark(character: str) -> bool:
    """Whether a character is a combining mark, or an invisible one: soft hyphen, joiner, direction mark."""
    if character.isascii():
        return False
    return unicodedata.combining(character) != 0 or unicodedata.category(character) == "Cf"
