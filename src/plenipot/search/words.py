"""Texts as words: without case, accents, and what else people write in more than one way."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
# The genitive of English is left out: "People's" and "People" are one word.
_WORD = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+(?='s\b)|(?<!')[^\W_{_HAN}]+|(?<=')(?!s\b)[^\W_{_HAN}]+")
# Letters that no normal form takes apart, apostrophes, and letters that Arabic writes in two ways.
_LETTERS = str.maketrans({
    "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "n",
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'",
    "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A word, and where it stands in the text that it was read from."""

    word: str
    start: int
    end: int


def words(text: str) -> list[str]:
    """The words of a text, without accents and case; a Chinese character is a word.

    >>> words("PP-18: Résolution n° 102"), words("瑞士 x"), words("Lao People’s, d'Ivoire")
    (['pp', '18', 'resolution', 'n', '102'], ['瑞', '士', 'x'], ['lao', 'people', 'd', 'ivoire'])
    """
    return _WORD.findall(_plain(text))


def tokens(text: str) -> list[Token]:
    """The same words with their places.

    >>> tokens("№ 7")
    [Token(word='no', start=0, end=1), Token(word='7', start=2, end=3)]
    """
    plain, places = [], []
    for place, character in enumerate(text):
        made = _plain_character(character)
        plain.append(made)
        places += [place] * len(made)
    found = _WORD.finditer("".join(plain))
    return [Token(match[0], places[match.start()], places[match.end() - 1] + 1) for match in found]


def apart(word: str) -> list[str]:
    """Letters and digits as words of their own.

    >>> apart("pp18"), apart("x509v3"), apart("102")
    (['pp', '18'], ['x', '509', 'v', '3'], ['102'])
    """
    return re.findall(r"\d+|\D+", word)


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower().replace("`", "'")
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return "".join(_digit(each) for each in plain if not _is_mark(each))


@lru_cache(4096)
def _plain_character(character: str) -> str:
    return _plain(character)


def _digit(character: str) -> str:
    return character if character.isascii() or not character.isdecimal() else str(unicodedata.decimal(character))


def _is_mark(character: str) -> bool:
    """An accent, or what is not seen at all: soft hyphens, joiners, marks of direction."""
    if character.isascii():
        return False
    return unicodedata.combining(character) != 0 or unicodedata.category(character) == "Cf"
