"""Finds things in a finished index, and ranks them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from plenipot.search.corrections import Corrector, is_acronym
from plenipot.search.index import Row
from plenipot.search.names import SMALL, initials_fit
from plenipot.search.query import Query, Reader, is_initial, without_honorifics

_EXACT, _MATCHES = 400, 200
"""Things that are looked at, the weightiest first: for fewer letters more fit than anybody reads."""
_MATCHING = "SELECT rowid FROM text WHERE text MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid LIMIT ?"


@dataclass(frozen=True)
class Hit:
    """A thing that fits a search."""

    iri: str
    kind: str
    label: str
    lang: str | None
    title: str | None


@dataclass(frozen=True)
class Results:
    """What a search found."""

    hits: list[Hit]
    corrected: str | None = None
    """What was searched for instead, since nothing has the words of the query."""
    suggestion: str | None = None
    """What would be found instead, where the query was taken as it is."""


@dataclass(frozen=True)
class _Found:
    """Rows, and the query that they fit; people may fit another one. Without a query they are in order."""

    rows: list[Row]
    query: Query | None = None
    person: Query | None = None

    def ranked(self) -> list[Row]:
        """The rows, the best first."""
        if self.query is None:
            return self.rows
        rank, other = _Rank(self.query), _Rank(self.person or self.query)
        return sorted(self.rows, key=lambda row: min(rank(row), other(row)) if row.kind == "Person" else rank(row))


class Index:
    """A finished index; one object serves one thread."""

    def __init__(self, path: Path) -> None:
        """Open an index and read its words, which takes a tenth of a second: not on an event loop."""
        self._connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._corrector = Corrector(self._connection.execute("SELECT word, in_name, things FROM word"))
        self._reader = Reader(self._corrector.known)
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
        """The things that fit, the best first, of the weightiest ones; the last word may be unfinished.

        Where nothing fits, misspelt words are corrected, and the results say so; with ``verbatim`` they are not, and
        the results only suggest it. An acronym, in capitals or of up to four letters, is never corrected.
        """
        query = self._reader.read(text)
        if not query.segments or kind not in self._ranges:
            return Results([])
        found = self._find(query, kind)
        corrected = suggestion = None
        if not found.rows:
            corrected, instead = self._instead(query, kind)
            if corrected is None:
                suggestion = self._in_capitals(query, kind)
            elif verbatim:
                corrected, suggestion = None, corrected
            else:
                found = instead
        page = found.ranked()[offset : offset + limit]
        return Results([_hit(row, lang) for row in page], corrected, suggestion)

    def _find(self, query: Query, kind: str | None) -> _Found:
        """The things that a text names as it stands, in whatever way people write names."""
        rows = self._candidates(query, kind)
        person = self._reader.read_name(query.text)
        if person:
            rows = [*dict.fromkeys([*rows, *self._people(query.text, kind)])]
        if rows:
            return _Found(rows, query, person)
        loose = self._reader.read_loosely(query.text)
        return _Found(self._candidates(loose, kind) or self._people(query.text, kind), loose)

    def _instead(self, query: Query, kind: str | None) -> tuple[str | None, _Found]:
        """Another text that things are found by, and these: misspelt words corrected, or a name among the words."""
        corrected = self._corrector.correct(query)
        if corrected != query.text and (found := self._find(self._reader.read(corrected), kind)).rows:
            return corrected, found
        rows = self._named_within(query.text, kind)
        return (_hit(rows[0], "en").label, _Found(rows)) if rows else (None, _Found([]))

    def _in_capitals(self, query: Query, kind: str | None) -> str | None:
        """What things would be found by if the words in capitals were misspelt, and no acronyms."""
        if not any(is_acronym(each) for each in query.segments):
            return None
        corrected = self._corrector.correct(query, capitals=True)
        return corrected if corrected != query.text and self._find(self._reader.read(corrected), kind).rows else None

    def _candidates(self, query: Query, kind: str | None) -> list[Row]:
        first, last = self._ranges[kind]
        numbers: dict[int, None] = {}
        names = [*chain(*query.names)]
        marks = ",".join("?" * len(names))
        exactly = f"SELECT thing FROM name WHERE name IN ({marks}) AND thing BETWEEN ? AND ? LIMIT ?"  # noqa: S608
        numbers |= self._numbers(exactly, (*names, first, last, _EXACT))
        for match in query.match:
            numbers |= self._numbers(_MATCHING, (match, first, last, _MATCHES))
        return self._rows(numbers)

    def _people(self, text: str, kind: str | None) -> list[Row]:
        """People by other words and initials than those of their names: Hamadoun I. Touré, H. Touré, John Lamb."""
        found = [each.word for each in without_honorifics(text)]
        full = [word for word in found if not is_initial(word)]
        initials = [word for word in found if is_initial(word)]
        return [
            row
            for row in self._with_any([f'"{word}" *' for word in full], ("Person",), kind)
            if any(initials_fit(name.split(), full, initials, unfinished=True) for name in row.names.split("\n"))
        ]

    def _named_within(self, text: str, kind: str | None) -> list[Row]:
        """People whose whole name is among the words, or else offices and States: those with the most words."""
        given = {each.word for each in without_honorifics(text)}
        telling = [f'"{word}"' for word in given - SMALL if not is_initial(word)]
        for kinds in (("Person",), ("Office", "State")):
            sizes: dict[Row, int] = {}
            for row in self._with_any(telling, kinds, kind):
                names = [set(name.split()) for name in row.names.split("\n")]
                sizes[row] = max(
                    (len(name) for name in names if name <= given and _is_telling(name, row.kind)), default=0
                )
            if most := max(sizes.values(), default=0):
                return sorted((row for row in sizes if sizes[row] == most), key=_order)
        return []

    def _with_any(self, given: Sequence[str], kinds: Iterable[str], kind: str | None) -> list[Row]:
        """Things of some kinds with one of some words, in quotes, in their names."""
        match = f"name : ({' OR '.join(given)})"
        numbers: dict[int, None] = {}
        for each in kinds:
            if given and kind in (None, each) and each in self._ranges:
                numbers |= self._numbers(_MATCHING, (match, *self._ranges[each], _MATCHES))
        return self._rows(numbers)

    def _rows(self, numbers: Iterable[int]) -> list[Row]:
        marks = ",".join(map(str, numbers))
        found = self._connection.execute(
            "SELECT iri, kind, weight, labels, names, short, formal, known, title "  # noqa: S608
            f"FROM thing WHERE rowid IN ({marks})"
        )
        return [Row(*each) for each in found]

    def _numbers(self, query: str, values: Sequence[str | int]) -> dict[int, None]:
        return {number: None for (number,) in self._connection.execute(query, values)}


def _is_telling(name: set[str], kind: str) -> bool:
    """Whether a name among other words says that its thing is meant: of names of a word alone, those of States do."""
    if kind == "State":
        return any(len(word) > 3 for word in name)
    return len(name) > 1 and any(len(word) > 1 for word in name)


def _order(row: Row) -> tuple[int, int, int, str]:
    shortest = min(name.count(" ") for name in row.names.split("\n"))
    return -row.weight, shortest, len(row.iri), row.iri


class _Rank:
    """How well things fit a query: by a whole name, by one that people make of it, by all words, by some of them."""

    def __init__(self, query: Query) -> None:
        self._query = query
        written, other = query.names
        self._written, self._other = set(written), set(other)

    def __call__(self, row: Row) -> tuple[int | str, ...]:
        has = set(row.known.split(" "))
        missing = sum(not each.is_known(has) for each in self._query.segments)
        return self._level(row), missing, *_order(row)

    def _level(self, row: Row) -> int:
        names, short, formal = (each.split("\n") for each in (row.names, row.short, row.formal))
        levels = ((names, ()), (short, names), (formal, short), ((), formal))
        for level, (written, other) in enumerate(levels):
            if not self._written.isdisjoint(written) or not self._other.isdisjoint(other):
                return level
        return len(levels)


def _hit(row: Row, lang: str) -> Hit:
    labels: dict[str, str] = json.loads(row.labels)
    chosen = next((each for each in (lang, "en", "") if each in labels), next(iter(labels)))
    return Hit(row.iri, row.kind, labels[chosen], chosen or None, row.title)
