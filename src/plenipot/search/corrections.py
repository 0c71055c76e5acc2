"""The words of an index, and those of them that misspelt words are nearest to."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from plenipot.search.query import Query, Segment

_MOST = 3
"""Words of a query that are corrected: each costs a walk through the words of about its length."""
_SHORTEST, _LONGEST = 5, 30
"""Letters of a word that is corrected: fewer are near to too much, or an acronym."""


class Corrector:
    """Corrects queries by the words of an index."""

    def __init__(self, found: Iterable[tuple[str, int, int]]) -> None:
        """Take words, whether each is part of a name, and how many things have it."""
        self._weights = {word: (not in_name, -count) for word, in_name, count in found}
        self.known = frozenset(self._weights)
        self._sorted = sorted(self._weights)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._by_beginning: dict[tuple[int, str], list[str]] = defaultdict(list)
        for word in self._sorted:
            if word.isalpha():
                self._by_length[len(word)].append(word)
                self._by_beginning[len(word), word[0]].append(word)

    def correct(self, query: Query, *, capitals: bool = False) -> str:
        """The text of a query with its first misspelt words replaced; those in capitals only if asked for."""
        text = query.text
        misspelt = [each for each in query.segments if self._is_misspelt(each, each is query.segments[-1])]
        for segment in reversed([each for each in misspelt if capitals or not is_acronym(each)][:_MOST]):
            if nearest := self._nearest(segment.same[0][0]):
                shown = nearest.capitalize() if segment.text[:1].isupper() else nearest
                text = text[: segment.start] + shown + text[segment.end :]
        return text

    def _is_misspelt(self, segment: Segment, is_last: bool) -> bool:
        word = segment.same[0][0]
        if not word.isalpha() or not _SHORTEST <= len(word) <= _LONGEST or segment.is_known(self.known):
            return False
        return not (is_last and self._begins(word))

    def _begins(self, word: str) -> bool:
        at = bisect_left(self._sorted, word)
        return at < len(self._sorted) and self._sorted[at].startswith(word)

    def _nearest(self, word: str) -> str | None:
        """The word that differs least, of these one that begins alike, that names have, that more things have.

        Hardly anybody misses the first letter and another one too: words that differ by two edits begin alike.
        """
        lengths = range(max(len(word) - 1, _SHORTEST - 1), len(word) + 2)
        near = [other for each in lengths for other in _near(word, self._by_length[each], 1)]
        if not near and len(word) > 5:
            lengths = range(len(word) - 2, len(word) + 3)
            near = [other for each in lengths for other in _near(word, self._by_beginning[each, word[0]], 2)]
        return min(near, key=lambda other: (other[0] != word[0], *self._weights[other], other), default=None)


def is_acronym(segment: Segment) -> bool:
    """Whether a word is written in capitals; of letters that have none, Arabic and Chinese, it is not."""
    return segment.text.isupper() and not segment.text.islower()


def _near(word: str, others: Sequence[str], edits: int) -> Iterator[str]:
    return (other for other, _, _ in process.extract_iter(word, others, scorer=OSA.distance, score_cutoff=edits))
