"""Correct misspelt words of a search query to the nearest words of the index."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from plenipot.api.search.query import SearchQuery, Segment

_MAX_CORRECTIONS = 3
"""Maximum number of corrected words per query: each is compared with all words of similar length."""
_MIN_LENGTH, _MAX_LENGTH = 5, 30
"""Length of corrected words in letters: shorter ones are near to too many words, or acronyms."""


class Corrector:
    """Corrects queries with the vocabulary of an index."""

    def __init__(self, vocabulary: Iterable[tuple[str, int, int]]) -> None:
        """Index the vocabulary: words, whether each occurs in a name, and the number of things with it."""
        self._weights = {word: (not in_name, -count) for word, in_name, count in vocabulary}
        self.known = frozenset(self._weights)
        self._sorted = sorted(self._weights)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._by_initial: dict[tuple[int, str], list[str]] = defaultdict(list)
        for word in self._sorted:
            if word.isalpha():
                self._by_length[len(word)].append(word)
                self._by_initial[len(word), word[0]].append(word)

    def correct(self, query: SearchQuery, *, capitals: bool = False) -> str:
        """The text of a query with its first misspelt words replaced; words in capitals only if ``capitals``."""
        text = query.text
        misspelt = [segment for segment in query.segments if self._is_misspelt(segment, segment is query.segments[-1])]
        corrected = [segment for segment in misspelt if capitals or not is_acronym(segment)][:_MAX_CORRECTIONS]
        for segment in reversed(corrected):
            if nearest := self._nearest(segment.spellings[0][0]):
                replacement = nearest.capitalize() if segment.text[:1].isupper() else nearest
                text = text[: segment.start] + replacement + text[segment.end :]
        return text

    def _is_misspelt(self, segment: Segment, is_last: bool) -> bool:
        word = segment.spellings[0][0]
        if not word.isalpha() or not _MIN_LENGTH <= len(word) <= _MAX_LENGTH or segment.is_known(self.known):
            return False
        return not (is_last and self._is_prefix(word))

    def _is_prefix(self, word: str) -> bool:
        index = bisect_left(self._sorted, word)
        return index < len(self._sorted) and self._sorted[index].startswith(word)

    def _nearest(self, word: str) -> str | None:
        """The word at the smallest edit distance; ties go to the same first letter, words of names, frequent words.

        For an edit distance of two, the first letter must be the same: people rarely mistype it and another one.
        """
        lengths = range(max(len(word) - 1, _MIN_LENGTH - 1), len(word) + 2)
        near = [other for length in lengths for other in _words_within(word, self._by_length[length], 1)]
        if not near and len(word) > 5:
            lengths = range(len(word) - 2, len(word) + 3)
            near = [other for length in lengths for other in _words_within(word, self._by_initial[length, word[0]], 2)]
        return min(near, key=lambda other: (other[0] != word[0], *self._weights[other], other), default=None)


def is_acronym(segment: Segment) -> bool:
    """Whether a word is written in capitals; False for scripts without case, such as Arabic and Chinese."""
    return segment.text.isupper() and not segment.text.islower()


def _words_within(word: str, others: Sequence[str], edits: int) -> Iterator[str]:
    return (other for other, _, _ in process.extract_iter(word, others, scorer=OSA.distance, score_cutoff=edits))
