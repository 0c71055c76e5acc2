"""What somebody searched for, as segments: words that stand together, with the ways in which they may be written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from plenipot.search.names import ARTICLES
from plenipot.search.spellings import read_spellings
from plenipot.search.vocabulary import COUNTER, HONORIFICS, LONG, MEANINGS, NUMBER
from plenipot.search.words import Token, apart, tokens, words

MOST_WORDS = 12
_MOST_NAMES = 24
_BETWEEN_INITIALS = re.compile(r"[\s.&-]*")

_JOINED = frozenset({"e", "al", "el", "d", "l"})
"""Short words that are written together with the next one: ewaste, Alkahtani, dIvoire."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a query."""

    text: str
    """As they were written."""
    start: int
    end: int
    same: tuple[Words, ...]
    """Ways to write the same; none at all (``()``) for what says nothing, such as the No. before a number."""
    alias: tuple[Words, ...] = ()
    """Other names of it."""
    unfinished: bool = False
    """Whether the last word may be the beginning of one."""

    @property
    def options(self) -> tuple[Words, ...]:
        """All ways to write it."""
        return self.same + self.alias

    def is_known(self, known: Collection[str]) -> bool:
        """Whether the index has all words of one of the ways."""
        return any(all(word in known for word in option) for option in self.options)


@dataclass(frozen=True, slots=True)
class Query:
    """A text that was searched for."""

    text: str
    segments: tuple[Segment, ...]

    @property
    def names(self) -> tuple[list[str], list[str]]:
        """The names that it may be as a whole: as it was written, and with other names of its parts."""
        plain = islice(product(*(each.same for each in self.segments)), _MOST_NAMES)
        other = islice(product(*(each.options for each in self.segments)), _MOST_NAMES)
        written = list(dict.fromkeys(_joined(each) for each in plain))
        return written, [each for each in dict.fromkeys(_joined(each) for each in other) if each not in written]

    @property
    def match(self) -> tuple[str, str]:
        """What the index is asked: for all words, and for the last one as the beginning of a word."""
        needed = [each for each in self.segments if () not in each.same] or list(self.segments[-1:])
        whole = " AND ".join(_match(each, each.unfinished) for each in needed)
        return whole, " AND ".join([*(_match(each, each.unfinished) for each in needed[:-1]), _match(needed[-1], True)])


class Reader:
    """Reads queries, with the words that an index has."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._phrases: dict[Words, list[Words]] = {}
        for phrase, meanings in (*((phrase, [meaning]) for phrase, meaning in MEANINGS.items()), *_spellings().items()):
            self._phrases.setdefault(phrase, []).extend(tuple(words(each)) for each in meanings)
        self._longest = max(len(phrase) for phrase in self._phrases)

    def read(self, text: str) -> Query:
        """A text as its segments, in order."""
        found = tokens(text)[:MOST_WORDS]
        return Query(text, tuple(self._segments(text, found)))

    def read_name(self, text: str) -> Query | None:
        """The text as a person is called, without honorifics and initials, if it has any."""
        found = without_honorifics(text)
        full = [each for each in found if not is_initial(each.word)]
        if not full or len(full) == len(tokens(text)[:MOST_WORDS]):
            return None
        return Query(text, tuple(self._segments(text, full)))

    def read_loosely(self, text: str) -> Query:
        """The text without honorifics and articles; short words that nothing has may be the beginnings of words."""
        found = without_honorifics(text)
        found = [each for each in found if each.word not in ARTICLES] or found
        segments = self._segments(text, found)
        return Query(text, tuple(self._shortened(text, each) for each in segments))

    def _segments(self, text: str, found: Sequence[Token]) -> Iterator[Segment]:
        at = 0
        while at < len(found):
            length, same, alias = self._next(text, found, at)
            start, end = found[at].start, found[at + length - 1].end
            yield Segment(text[start:end], start, end, tuple(dict.fromkeys(same)), tuple(dict.fromkeys(alias)))
            at += length

    def _next(self, text: str, found: Sequence[Token], at: int) -> tuple[int, list[Words], list[Words]]:
        """How many words belong together, and how they may be written."""
        letters = _initials(text, found, at)
        if letters > 1:
            alone = tuple(each.word for each in found[at : at + letters])
            return letters, [alone, ("".join(alone),)], [*self._meanings(alone), *self._meanings(("".join(alone),))]
        for length in range(min(self._longest, len(found) - at), 1, -1):
            phrase = tuple(each.word for each in found[at : at + length])
            if phrase in self._phrases:
                return length, [phrase], self._phrases[phrase]
        if _is_mark(text, found, at):
            return 1, [(found[at].word,), ()], []
        for length in (3, 2):
            parts = tuple(each.word for each in found[at : at + length])
            if len(parts) == length and "".join(parts) in self._known and not _is_han(parts[0]):
                ways = product(*(((part,), *self._variants(part)) for part in parts))
                return length, [parts, ("".join(parts),), *(sum(way, ()) for way in islice(ways, _MOST_NAMES))], []
        word = found[at].word
        return 1, [(word,), *self._variants(word)], self._meanings((word,))

    def _meanings(self, phrase: Words) -> list[Words]:
        return self._phrases.get(phrase, [])

    def _variants(self, word: str) -> Iterator[Words]:
        """The ways to write a word that the index knows."""
        parts = tuple(apart(word))
        if len(parts) > 1:
            yield parts
            if parts[0] in NUMBER:
                yield parts[1:]
            if parts[0] in LONG:
                yield LONG[parts[0]], *parts[1:]
        yield from ((each,) for each in _spelt(word) if each in self._known)
        if word not in self._known:
            halves = ((word[:cut], word[cut:]) for cut in range(1, len(word) - 2))
            yield from (each for each in halves if self._may_be_joined(*each))

    def _may_be_joined(self, before: str, behind: str) -> bool:
        return (len(before) > 2 or before in _JOINED) and before in self._known and behind in self._known

    def _shortened(self, text: str, segment: Segment) -> Segment:
        """A segment that nothing has as the beginning of a word, if it is short or written with a dot."""
        is_short = len(segment.text) <= 4 or text[segment.end : segment.end + 1] == "."
        is_letter = is_initial(segment.same[0][0])
        if len(segment.same[0]) > 1 or not is_short or (segment.is_known(self._known) and not is_letter):
            return segment
        return Segment(segment.text, segment.start, segment.end, segment.same, segment.alias, unfinished=True)


def without_honorifics(text: str) -> list[Token]:
    """The words of a text without what stands before or behind the name of a person.

    >>> [each.word for each in without_honorifics("H.E. Mr Houlin Zhao")]
    ['houlin', 'zhao']
    """
    found = tokens(text)[:MOST_WORDS]
    left: list[Token] = []
    at = 0
    while at < len(found):
        length = next((size for size in (4, 3, 2, 1) if tuple(t.word for t in found[at : at + size]) in HONORIFICS), 0)
        # M. before a name is Monsieur at least as often as an initial.
        is_monsieur = at == 0 and found[0].word == "m" and text[found[0].end : found[0].end + 1] == "."
        if length == 0 and not is_monsieur:
            left.append(found[at])
        at += length or 1
    return left or found


def is_initial(word: str) -> bool:
    """Whether a word is a letter alone; a Chinese character is more."""
    return len(word) == 1 and word.isalpha() and not _is_han(word)


def _spellings() -> Mapping[Words, list[str]]:
    """What is written in short words may be joined: EE. UU., EEUU."""
    found = read_spellings()
    joined: dict[Words, list[str]] = {
        ("".join(key),): names for key, names in found.items() if len(key) > 1 and max(map(len, key)) < 3
    }
    return {**joined, **found}


def _initials(text: str, found: Sequence[Token], at: int) -> int:
    """How many single letters follow each other: U.S.A., U. K., T&T."""
    run = found[at:]
    length = 0
    while length < len(run) and is_initial(run[length].word):
        if length and (run[length].word < "\u0400") != (run[0].word < "\u0400"):
            break  # Latin and Cyrillic
        if length and not _BETWEEN_INITIALS.fullmatch(text, run[length - 1].end, run[length].start):
            break
        length += 1
    return length


def _is_mark(text: str, found: Sequence[Token], at: int) -> bool:
    """Whether a word only stands between the kind of a text and its number."""
    word = found[at].word
    if word in COUNTER:
        return at > 0 and found[at - 1].word.isdigit()
    if at + 1 >= len(found) or not found[at + 1].word.isdigit():
        return False
    return word in NUMBER or (word == "n" and "°" in text[found[at].end : found[at + 1].start])


def _is_han(word: str) -> bool:
    return "\u3400" <= word[0] <= "\u9fff"


def _spelt(word: str) -> Iterator[str]:
    """Singular and plural, British and American, Arabic with and without its article, what a short word stands for."""
    if len(word) > 3:
        yield word[:-1] if word.endswith("s") else f"{word}s"
    for one, other in (("is", "iz"), ("iz", "is")):
        yield from (word[: at.start()] + other + word[at.end() :] for at in re.finditer(f"{one}(?=e|ing|at)", word))
    for one, other in (("our", "or"), ("or", "our"), ("re", "er"), ("er", "re"), ("mme", "m"), ("m", "mme")):
        if word.endswith(one) and len(word) > 4:
            yield word[: -len(one)] + other
    yield word[2:] if word.startswith("ال") else f"ال{word}"
    if word in LONG:
        yield LONG[word]


def _joined(options: Sequence[Words]) -> str:
    return " ".join(word for option in options for word in option)


def _match(segment: Segment, unfinished: bool) -> str:
    """The segment in the language of FTS5 (https://www.sqlite.org/fts5.html#full_text_query_syntax)."""
    star = " *" if unfinished else ""
    ways = [" AND ".join(f'"{word}"' for word in option) + star for option in segment.same if option]
    # Another name is meant as a whole.
    ways += [f'"{" ".join(option)}"{star}' for option in segment.alias]
    # A single letter is the beginning of a word of a name only.
    column = "name : " if segment.unfinished and len(segment.same[0][0]) == 1 else ""
    return column + "((" + ") OR (".join(ways) + "))"
