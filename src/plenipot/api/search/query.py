"""Parse search queries into segments: words or phrases with their alternative spellings and aliases."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from plenipot.api.search.names import ARTICLES
from plenipot.api.search.spellings import read_spellings
from plenipot.api.search.vocabulary import EXPANSIONS, HONORIFICS, NUMBER_SUFFIXES, NUMBER_WORDS, TRANSLATIONS
from plenipot.api.search.words import SearchToken, split_digits, tokens, words

MAX_WORDS = 12
"""Maximum number of words of a query; the others are ignored."""
_MAX_NAMES = 24
"""Maximum number of combinations of spellings."""
_BETWEEN_INITIALS = re.compile(r"[\s.&-]*")

_JOINED_PREFIXES = frozenset({"e", "al", "el", "d", "l"})
"""Short words that people join with the next word: ewaste, Alkahtani, dIvoire."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A word or phrase of a query."""

    text: str
    """The text in the query."""
    start: int
    """The index of its first character in the query."""
    end: int
    """The index after its last character."""
    spellings: tuple[Words, ...]
    """Alternative spellings, the one in the query first; ``()`` is one of them if the words can be omitted ("No.")."""
    aliases: tuple[Words, ...] = ()
    """Other names: translations, abbreviations written out."""
    unfinished: bool = False
    """Whether the last word can be a prefix."""

    @property
    def options(self) -> tuple[Words, ...]:
        """All spellings and aliases."""
        return self.spellings + self.aliases

    def is_known(self, vocabulary: Collection[str]) -> bool:
        """Whether a vocabulary has all words of one of the options."""
        return any(all(word in vocabulary for word in option) for option in self.options)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A parsed query."""

    text: str
    segments: tuple[Segment, ...]

    @property
    def names(self) -> tuple[list[str], list[str]]:
        """The whole query as a name: with all combinations of spellings, and those that also have aliases."""
        by_spelling = islice(product(*(segment.spellings for segment in self.segments)), _MAX_NAMES)
        by_option = islice(product(*(segment.options for segment in self.segments)), _MAX_NAMES)
        names = list(dict.fromkeys(_join(combination) for combination in by_spelling))
        with_aliases = dict.fromkeys(_join(combination) for combination in by_option)
        return names, [name for name in with_aliases if name not in names]

    @property
    def match_expressions(self) -> tuple[str, str]:
        """FTS5 expressions for all segments, without and with the last word as a prefix."""
        required = [segment for segment in self.segments if () not in segment.spellings] or list(self.segments[-1:])
        expressions = [_match_expression(segment, segment.unfinished) for segment in required]
        with_prefix = [*expressions[:-1], _match_expression(required[-1], True)]
        return " AND ".join(expressions), " AND ".join(with_prefix)


class QueryParser:
    """Parses queries with the vocabulary of an index."""

    def __init__(self, vocabulary: Collection[str]) -> None:
        self._vocabulary = vocabulary
        self._phrases: dict[Words, list[Words]] = {}
        translations = ((phrase, [translation]) for phrase, translation in TRANSLATIONS.items())
        for phrase, aliases in (*translations, *_spellings().items()):
            self._phrases.setdefault(phrase, []).extend(tuple(words(alias)) for alias in aliases)
        self._longest = max(len(phrase) for phrase in self._phrases)

    def parse(self, text: str) -> SearchQuery:
        """Split a text into segments, in order."""
        return SearchQuery(text, tuple(self._segments(text, tokens(text)[:MAX_WORDS])))

    def parse_name(self, text: str) -> SearchQuery | None:
        """Parse a text as the name of a person, without honorifics and initials; None if it has neither."""
        full = [token for token in without_honorifics(text) if not is_initial(token.word)]
        if not full or len(full) == len(tokens(text)[:MAX_WORDS]):
            return None
        return SearchQuery(text, tuple(self._segments(text, full)))

    def parse_loosely(self, text: str) -> SearchQuery:
        """Parse a text without honorifics and articles; short unknown words and abbreviations become prefixes."""
        all_tokens = without_honorifics(text)
        without_articles = [token for token in all_tokens if token.word not in ARTICLES]
        segments = self._segments(text, without_articles or all_tokens)
        return SearchQuery(text, tuple(self._as_prefix(text, segment) for segment in segments))

    def _segments(self, text: str, query_tokens: Sequence[SearchToken]) -> Iterator[Segment]:
        at = 0
        while at < len(query_tokens):
            length, spellings, aliases = self._next_segment(text, query_tokens, at)
            start, end = query_tokens[at].start, query_tokens[at + length - 1].end
            yield Segment(text[start:end], start, end, tuple(dict.fromkeys(spellings)), tuple(dict.fromkeys(aliases)))
            at += length

    def _next_segment(
        self, text: str, query_tokens: Sequence[SearchToken], at: int
    ) -> tuple[int, list[Words], list[Words]]:
        """The number of tokens of the segment that starts at an index, its spellings and its aliases."""
        letters = _count_initials(text, query_tokens, at)
        if letters > 1:
            separate = tuple(token.word for token in query_tokens[at : at + letters])
            joined = ("".join(separate),)
            return letters, [separate, joined], [*self._aliases(separate), *self._aliases(joined)]
        for length in range(min(self._longest, len(query_tokens) - at), 1, -1):
            phrase = tuple(token.word for token in query_tokens[at : at + length])
            if phrase in self._phrases:
                return length, [phrase], self._phrases[phrase]
        is_article = at == 0 and len(query_tokens) > 1 and query_tokens[0].word in ARTICLES
        if is_article or _is_number_word(text, query_tokens, at):
            return 1, [(query_tokens[at].word,), ()], []
        for length in (3, 2):
            parts = tuple(token.word for token in query_tokens[at : at + length])
            if len(parts) == length and "".join(parts) in self._vocabulary and not _is_han(parts[0]):
                combinations = islice(product(*(((part,), *self._variants(part)) for part in parts)), _MAX_NAMES)
                return length, [parts, ("".join(parts),), *(sum(variants, ()) for variants in combinations)], []
        word = query_tokens[at].word
        return 1, [(word,), *self._variants(word)], self._aliases((word,))

    def _aliases(self, phrase: Words) -> list[Words]:
        return self._phrases.get(phrase, [])

    def _variants(self, word: str) -> Iterator[Words]:
        """Other spellings of a word: letters and digits separate, spelling variants, and compounds split in two."""
        parts = tuple(split_digits(word))
        if len(parts) > 1:
            yield parts
            if parts[0] in NUMBER_WORDS:
                yield parts[1:]
            if parts[0] in EXPANSIONS:
                yield EXPANSIONS[parts[0]], *parts[1:]
        yield from ((variant,) for variant in _spelling_variants(word) if variant in self._vocabulary)
        if word not in self._vocabulary:
            splits = ((word[:index], word[index:]) for index in range(1, len(word) - 2))
            yield from (split for split in splits if self._is_compound(*split))

    def _is_compound(self, first: str, second: str) -> bool:
        return (
            (len(first) > 2 or first in _JOINED_PREFIXES) and first in self._vocabulary and second in self._vocabulary
        )

    def _as_prefix(self, text: str, segment: Segment) -> Segment:
        """Mark a segment as a prefix if a dot follows, if it is a single letter, or if it is short and unknown."""
        is_abbreviated = text[segment.end : segment.end + 1] == "." or is_initial(segment.spellings[0][0])
        is_unknown = len(segment.text) <= 4 and not segment.is_known(self._vocabulary)
        if len(segment.spellings[0]) > 1 or not (is_abbreviated or is_unknown):
            return segment
        return replace(segment, unfinished=True)


def without_honorifics(text: str) -> list[SearchToken]:
    """The tokens of a text without honorifics; all tokens if nothing else remains.

    >>> [token.word for token in without_honorifics("H.E. Mr Houlin Zhao")]
    ['houlin', 'zhao']
    """
    all_tokens = tokens(text)[:MAX_WORDS]
    remaining: list[SearchToken] = []
    at = 0
    while at < len(all_tokens):
        length = next((size for size in (4, 3, 2, 1) if _words(all_tokens[at : at + size]) in HONORIFICS), 0)
        # "M." before a name is Monsieur at least as often as an initial.
        is_monsieur = at == 0 and all_tokens[0].word == "m" and text[all_tokens[0].end : all_tokens[0].end + 1] == "."
        if length == 0 and not is_monsieur:
            remaining.append(all_tokens[at])
        at += length or 1
    return remaining or all_tokens


def _words(query_tokens: Iterable[SearchToken]) -> Words:
    return tuple(token.word for token in query_tokens)


def is_initial(word: str) -> bool:
    """Whether a word is a single letter; a Chinese character is a word."""
    return len(word) == 1 and word.isalpha() and not _is_han(word)


def _spellings() -> Mapping[Words, list[str]]:
    """The table of spellings, with joined variants of phrases of short words: EE. UU., EEUU."""
    table = read_spellings()
    joined: dict[Words, list[str]] = {
        ("".join(phrase),): names for phrase, names in table.items() if len(phrase) > 1 and max(map(len, phrase)) < 3
    }
    return {**joined, **table}


def _count_initials(text: str, query_tokens: Sequence[SearchToken], at: int) -> int:
    """The number of consecutive single letters of one script: U.S.A., U. K., T&T."""
    run = query_tokens[at:]
    length = 0
    while length < len(run) and is_initial(run[length].word):
        if length and (run[length].word < "\u0400") != (run[0].word < "\u0400"):
            break  # one letter is Latin, the other one Cyrillic
        if length and not _BETWEEN_INITIALS.fullmatch(text, run[length - 1].end, run[length].start):
            break
        length += 1
    return length


def _is_number_word(text: str, query_tokens: Sequence[SearchToken], at: int) -> bool:
    """Whether a token only introduces the number of a text, or follows it in Chinese."""
    word = query_tokens[at].word
    if word in NUMBER_SUFFIXES:
        return at > 0 and query_tokens[at - 1].word.isdigit()
    if at + 1 >= len(query_tokens) or not query_tokens[at + 1].word.isdigit():
        return False
    return word in NUMBER_WORDS or (word == "n" and "°" in text[query_tokens[at].end : query_tokens[at + 1].start])


def _is_han(word: str) -> bool:
    return "\u3400" <= word[0] <= "\u9fff"


def _spelling_variants(word: str) -> Iterator[str]:
    """Singular or plural, British or American spelling, Arabic with or without article, expanded abbreviation."""
    if len(word) > 3:
        yield word[:-1] if word.endswith("s") else f"{word}s"
    for one, other in (("is", "iz"), ("iz", "is")):
        matches = re.finditer(f"{one}(?=e|ing|at)", word)
        yield from (word[: match.start()] + other + word[match.end() :] for match in matches)
    for one, other in (("our", "or"), ("or", "our"), ("re", "er"), ("er", "re"), ("mme", "m"), ("m", "mme")):
        if word.endswith(one) and len(word) > 4:
            yield word[: -len(one)] + other
    yield word[2:] if word.startswith("ال") else f"ال{word}"
    if word in EXPANSIONS:
        yield EXPANSIONS[word]


def _join(options: Sequence[Words]) -> str:
    return " ".join(word for option in options for word in option)


def _match_expression(segment: Segment, is_prefix: bool) -> str:
    """The FTS5 expression of a segment (https://www.sqlite.org/fts5.html#full_text_query_syntax)."""
    star = " *" if is_prefix else ""
    alternatives = [" AND ".join(f'"{word}"' for word in option) + star for option in segment.spellings if option]
    # An alias must match as a phrase.
    alternatives += [f'"{" ".join(option)}"{star}' for option in segment.aliases]
    # An initial matches names only, not titles or other words.
    column = "name : " if segment.unfinished and len(segment.spellings[0][0]) == 1 else ""
    return column + "((" + ") OR (".join(alternatives) + "))"
