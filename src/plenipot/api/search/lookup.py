"""Find things in the index, and rank them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from plenipot.api.search.corrections import Corrector, is_acronym
from plenipot.api.search.index import IndexRow
from plenipot.api.search.names import STOP_WORDS, initials_match
from plenipot.api.search.query import QueryParser, SearchQuery, is_initial, without_honorifics

_NO_NAME = 100
"""The rank of things without a name that has all words: more than any name has words."""
_MAX_NAME_MATCHES, _MAX_TEXT_MATCHES = 400, 200
"""Maximum numbers of matches that are ranked; the matches with the highest weight come first."""
_TEXT_MATCHES = "SELECT rowid FROM text WHERE text MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid LIMIT ?"


@dataclass(frozen=True)
class Hit:
    """A thing that matches a search."""

    iri: str
    kind: str
    label: str
    lang: str | None
    title: str | None


@dataclass(frozen=True)
class Results:
    """The results of a search."""

    hits: list[Hit]
    corrected: str | None = None
    """The corrected query that has these hits; the query itself has none."""
    suggestion: str | None = None
    """A corrected query that would have hits; it was not run."""


@dataclass(frozen=True)
class _Matches:
    """Rows that match a query, or its variant for names of people. Without a query, the rows are ranked already."""

    rows: list[IndexRow]
    query: SearchQuery | None = None
    person_query: SearchQuery | None = None

    def ranked(self) -> list[IndexRow]:
        """The rows, the best match first."""
        if self.query is None:
            return self.rows
        rank, person_rank = _Rank(self.query), _Rank(self.person_query or self.query)
        return sorted(
            self.rows, key=lambda row: min(rank(row), person_rank(row)) if row.kind == "Person" else rank(row)
        )


class Index:
    """A complete index."""

    def __init__(self, path: Path) -> None:
        """Open an index and read its vocabulary. This takes a tenth of a second: do not call it on an event loop."""
        self._connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._corrector = Corrector(self._connection.execute("SELECT word, in_name, things FROM word"))
        self._parser = QueryParser(self._corrector.known)
        ranges = self._connection.execute("SELECT kind, first, last FROM kind")
        self._ranges: dict[str | None, tuple[int, int]] = {kind: (first, last) for kind, first, last in ranges}
        self._ranges[None] = (1, max((last for _, last in self._ranges.values()), default=0))

    def search(
        self,
        text: str,
        kind: str | None = None,
        lang: str = "en",
        limit: int = 20,
        offset: int = 0,
        *,
        verbatim: bool = False,
    ) -> Results:
        """Search for things, and rank the matches with the highest weight. The last word can be a prefix.

        If nothing matches, misspelt words are corrected, and the results have the corrected query. Acronyms (words in
        capitals, or of up to four letters) are not corrected.

        Args:
            text: the query of the user.
            kind: the local name of a class, to search only its members.
            lang: the language of the labels of the hits.
            limit: maximum number of hits.
            offset: hits to skip.
            verbatim: do not run the corrected query, only suggest it.
        """
        query = self._parser.parse(text)
        if not query.segments or kind not in self._ranges:
            return Results([])
        matches = self._find(query, kind)
        corrected = suggestion = None
        if not matches.rows:
            corrected, corrected_matches = self._correct(query, kind)
            if corrected is None:
                suggestion = self._correct_capitals(query, kind)
            elif verbatim:
                corrected, suggestion = None, corrected
            else:
                matches = corrected_matches
        page = matches.ranked()[offset : offset + limit]
        return Results([_hit(row, lang) for row in page], corrected, suggestion)

    def _find(self, query: SearchQuery, kind: str | None) -> _Matches:
        """Find the things that match a query without correction; if there are none, parse it loosely."""
        rows = self._candidates(query, kind)
        person_query = self._parser.parse_name(query.text)
        if person_query:
            rows = [*dict.fromkeys([*rows, *self._people(query.text, kind)])]
        if rows:
            return _Matches(rows, query, person_query)
        loose = self._parser.parse_loosely(query.text)
        return _Matches(self._candidates(loose, kind) or self._people(query.text, kind), loose)

    def _correct(self, query: SearchQuery, kind: str | None) -> tuple[str | None, _Matches]:
        """Correct misspelt words; if that has no matches, search for a name among the words of the query."""
        corrected = self._corrector.correct(query)
        if corrected != query.text and (matches := self._find(self._parser.parse(corrected), kind)).rows:
            return corrected, matches
        rows = self._names_within(query.text, kind)
        return (_hit(rows[0], "en").label, _Matches(rows)) if rows else (None, _Matches([]))

    def _correct_capitals(self, query: SearchQuery, kind: str | None) -> str | None:
        """Correct also words in capitals, which can be misspelt words instead of acronyms; None without matches."""
        if not any(is_acronym(segment) for segment in query.segments):
            return None
        corrected = self._corrector.correct(query, capitals=True)
        return corrected if corrected != query.text and self._find(self._parser.parse(corrected), kind).rows else None

    def _candidates(self, query: SearchQuery, kind: str | None) -> list[IndexRow]:
        first, last = self._ranges[kind]
        numbers: dict[int, None] = {}
        names = [*chain(*query.names)]
        marks = ",".join("?" * len(names))
        by_name = f"SELECT thing FROM name WHERE name IN ({marks}) AND thing BETWEEN ? AND ? LIMIT ?"  # noqa: S608
        numbers |= self._row_numbers(by_name, (*names, first, last, _MAX_NAME_MATCHES))
        for expression in query.match_expressions:
            numbers |= self._row_numbers(_TEXT_MATCHES, (expression, first, last, _MAX_TEXT_MATCHES))
        return self._rows(numbers)

    def _people(self, text: str, kind: str | None) -> list[IndexRow]:
        """People whose names match with other initials or given names: Hamadoun I. Touré, H. Touré, John Lamb."""
        words = [token.word for token in without_honorifics(text)]
        full = [word for word in words if not is_initial(word)]
        initials = [word for word in words if is_initial(word)]
        return [
            row
            for row in self._with_any_term([f'"{word}" *' for word in full], ("Person",), kind)
            if any(initials_match(name.split(), full, initials, unfinished=True) for name in row.names.split("\n"))
        ]

    def _names_within(self, text: str, kind: str | None) -> list[IndexRow]:
        """People whose whole name is in the text, else offices and States; those with the longest such name."""
        words = {token.word for token in without_honorifics(text)}
        terms = [f'"{word}"' for word in words - STOP_WORDS if not is_initial(word)]
        for kinds in (("Person",), ("Office", "State")):
            lengths: dict[IndexRow, int] = {}
            for row in self._with_any_term(terms, kinds, kind):
                names = [set(name.split()) for name in row.names.split("\n")]
                lengths[row] = max(
                    (len(name) for name in names if name <= words and _is_distinctive(name, row.kind)), default=0
                )
            if longest := max(lengths.values(), default=0):
                return sorted((row for row in lengths if lengths[row] == longest), key=_order)
        return []

    def _with_any_term(self, terms: Sequence[str], kinds: Iterable[str], kind: str | None) -> list[IndexRow]:
        """Members of some classes with one of these FTS5 terms in their names; only of ``kind``, if given."""
        expression = f"name : ({' OR '.join(terms)})"
        numbers: dict[int, None] = {}
        for class_name in kinds:
            if terms and kind in (None, class_name) and class_name in self._ranges:
                range_ = self._ranges[class_name]
                numbers |= self._row_numbers(_TEXT_MATCHES, (expression, *range_, _MAX_TEXT_MATCHES))
        return self._rows(numbers)

    def _rows(self, numbers: Iterable[int]) -> list[IndexRow]:
        marks = ",".join(map(str, numbers))
        rows = self._connection.execute(
            "SELECT iri, kind, weight, labels, names, short, formal, known, title "  # noqa: S608
            f"FROM thing WHERE rowid IN ({marks})"
        )
        return [IndexRow(*row) for row in rows]

    def _row_numbers(self, query: str, values: Sequence[str | int]) -> dict[int, None]:
        return {number: None for (number,) in self._connection.execute(query, values)}


def _is_distinctive(name: set[str], kind: str) -> bool:
    """Whether a name identifies its thing among other words: names of several words, or of States."""
    if kind == "State":
        return any(len(word) > 3 for word in name)
    return len(name) > 1 and any(len(word) > 1 for word in name)


def _order(row: IndexRow) -> tuple[int | str, ...]:
    shortest = min(name.count(" ") for name in row.names.split("\n"))
    return -row.weight, shortest, len(row.iri), row.iri


class _Rank:
    """The sort key of a row for a query: whole names before acronyms, acronyms before words, all words before some."""

    def __init__(self, query: SearchQuery) -> None:
        self._query = query
        names, aliases = query.names
        self._names, self._aliases = set(names), set(aliases)

    def __call__(self, row: IndexRow) -> tuple[int | str, ...]:
        row_words = set(row.known.split(" "))
        missing = sum(not segment.is_known(row_words) for segment in self._query.segments)
        weight, *order = _order(row)
        return self._level(row), missing, weight, 0 if missing else self._name_length(row), *order

    def _name_length(self, row: IndexRow) -> int:
        """The number of words, without stop words, of the shortest name that has all words of the query."""
        names = [set(name.split(" ")) for name in row.names.split("\n")]
        matching = [name for name in names if all(segment.is_known(name) for segment in self._query.segments)]
        return min((len(name - STOP_WORDS) for name in matching), default=_NO_NAME)

    def _level(self, row: IndexRow) -> int:
        """The kind of name that the whole query equals, the best first: names, acronyms, none of them."""
        names, short, formal = (lines.split("\n") for lines in (row.names, row.short, row.formal))
        levels = ((names, ()), (short, names), (formal, short), ((), formal))
        for level, (for_names, for_aliases) in enumerate(levels):
            if not self._names.isdisjoint(for_names) or not self._aliases.isdisjoint(for_aliases):
                return level
        return len(levels)


def _hit(row: IndexRow, lang: str) -> Hit:
    labels: dict[str, str] = json.loads(row.labels)
    label_lang = next((tag for tag in (lang, "en", "") if tag in labels), next(iter(labels)))
    return Hit(row.iri, row.kind, labels[label_lang], label_lang or None, row.title)
