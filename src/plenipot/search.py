"""Search for things by name, number, acronym or title, in any language that they have a name in; typos are forgiven.

The index is a SQLite file with FTS5 (https://www.sqlite.org/fts5.html), made from the files of a release.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from plenipot.store.base import Files
from plenipot.store.embedded import FORMATS
from plenipot.vocabulary import BASE, PLEN, PREFIXES

# What can be found, by class, with its weight: of two things that fit as well, the weightier one comes first.
KINDS: dict[str, int] = {
    "State": 10,
    "Topic": 9,
    "Office": 9,
    "StudyGroup": 8,
    "Version": 4,
    "Edition": 1,
    "Publication": 3,
    "Instrument": 9,
    "Conference": 10,
    "Person": 8,
    "Treaty": 8,
    "RegionalOrganization": 8,
    "Body": 8,
    "WsisActionLine": 7,
    "CouncilTerm": 6,
    "Stakeholder": 5,
    "ExternalOrganization": 4,
    "Article": 5,
    "Provision": 3,
    "Document": 3,
    "Meeting": 4,
    "Election": 4,
    "Proposal": 2,
    "GlossaryTerm": 3,
    "Source": 1,
}
_RDFS, _SKOS = PREFIXES["rdfs"], PREFIXES["skos"]
_TYPE = PREFIXES["rdf"] + "type"
_NAMES = {_RDFS + "label", _SKOS + "prefLabel"}
_OTHER_NAMES = {_SKOS + "altLabel", str(PLEN["abbreviation"])}
_TITLES = {str(PLEN["title"])}
# What people write for the words of a label.
_SHORT = {
    "resolution": "res",
    "decision": "dec",
    "recommendation": "rec",
    "opinion": "op",
    "article": "art",
    "conference": "conf",
    "plenipotentiary": "pp",
}
_CANDIDATES = 400


Row = tuple[str, str, int, str, str, str | None, float]
"""Identifier, kind, weight, names and other names as JSON, title, score."""


@dataclass(frozen=True)
class Hit:
    """A thing that fits a search."""

    iri: str
    kind: str
    label: str
    lang: str | None
    title: str | None


@dataclass
class _Thing:
    kinds: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    titles: dict[str, None] = field(default_factory=dict)


def words(text: str) -> list[str]:
    """The words of a text, without accents and case.

    >>> words("PP-18: Résolution 102")
    ['pp', '18', 'resolution', '102']
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return re.findall(r"\w+", plain.replace("_", " "))


def build_index(files: Files, path: Path) -> int:
    """Write the index; the number of things in it."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE thing (iri TEXT, kind TEXT, weight INTEGER, names TEXT, others TEXT, title TEXT)")
    connection.execute(
        "CREATE VIRTUAL TABLE text USING fts5 (name, other, title, tokenize = 'unicode61 remove_diacritics 2')"
    )
    count = 0
    for iri, thing in _things(files):
        kind = next((kind for kind in KINDS if kind in thing.kinds), None)
        if kind is None or not thing.names:
            continue
        count += 1
        title = " ".join(thing.titles)
        names, others = (
            json.dumps(thing.names, ensure_ascii=False),
            json.dumps(sorted(thing.others), ensure_ascii=False),
        )
        values = (iri, kind, KINDS[kind], names, others, next(iter(thing.titles), None))
        row = connection.execute("INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?)", values).lastrowid
        name = " ".join(words(" ".join(thing.names.values())))
        alternatives = words(" ".join(sorted(thing.others)))
        short = [_SHORT[word] for word in name.split() if word in _SHORT]
        long = ["study", "group"] if "sg" in alternatives else []
        other = " ".join([*alternatives, *short, *long, *words(iri.removeprefix(BASE))])
        connection.execute(
            "INSERT INTO text (rowid, name, other, title) VALUES (?, ?, ?, ?)", (row, name, other, title)
        )
    connection.execute("CREATE VIRTUAL TABLE word USING fts5vocab (text, 'row')")
    connection.commit()
    connection.close()
    return count


def _things(files: Files) -> Iterator[tuple[str, _Thing]]:
    things: dict[str, _Thing] = {}
    for path, _ in files:
        for quad in ox.parse(path=str(path), format=FORMATS[path.suffix]):
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(BASE):
                _add(things, quad.subject.value, quad.predicate.value, quad.object)
    yield from sorted(things.items())


def _add(things: dict[str, _Thing], iri: str, predicate: str, value: object) -> None:
    if predicate == _TYPE and isinstance(value, ox.NamedNode):
        things.setdefault(iri, _Thing()).kinds.add(value.value.removeprefix(str(PLEN)))
    elif not isinstance(value, ox.Literal):
        return
    elif predicate in _NAMES:
        things.setdefault(iri, _Thing()).names.setdefault(value.language or "", value.value)
    elif predicate in _OTHER_NAMES:
        things.setdefault(iri, _Thing()).others.add(value.value)
    elif predicate in _TITLES:
        things.setdefault(iri, _Thing()).titles.setdefault(value.value)


class Index:
    """A finished index; one object serves one thread."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._words = [word for (word,) in self._connection.execute("SELECT term FROM word")]
        self._known = set(self._words)

    def search(
        self, text: str, kind: str | None = None, lang: str = "en", limit: int = 20, offset: int = 0
    ) -> list[Hit]:
        """The things that fit, the best first; the last word may be unfinished."""
        asked = words(text)[:12]
        if not asked:
            return []
        found = self._candidates(asked, kind) or self._candidates(self._corrected(asked), kind)
        ranked = sorted(found, key=lambda row: _rank(row, asked))
        return [_hit(row, lang) for row in ranked[offset : offset + limit]]

    def _candidates(self, asked: list[str], kind: str | None) -> list[Row]:
        match = " ".join(f'"{word}"' for word in asked[:-1]) + f' "{asked[-1]}"*'
        return self._connection.execute(
            "SELECT iri, kind, weight, names, others, thing.title, bm25(text, 8, 6, 2) AS score FROM text "
            "JOIN thing ON thing.rowid = text.rowid WHERE text MATCH ? AND (? IS NULL OR kind = ?) "
            "ORDER BY score - weight LIMIT ?",
            (match, kind, kind, _CANDIDATES),
        ).fetchall()

    def _corrected(self, asked: Iterable[str]) -> list[str]:
        """Words that nothing has, as the nearest ones that something has; numbers stay as they are."""
        return [
            word if word in self._known or word.isdigit() or len(word) < 4 else self._nearest(word) for word in asked
        ]

    def _nearest(self, word: str) -> str:
        allowed = 1 if len(word) < 6 else 2
        near = process.extractOne(word, self._words, scorer=DamerauLevenshtein.distance, score_cutoff=allowed)
        return str(near[0]) if near else word


def _rank(row: Row, asked: list[str]) -> tuple[bool, int, int, float, int, str]:
    iri, _, weight, names, others, _, score = row
    own = [words(name) for name in (*json.loads(names).values(), *json.loads(others))]
    known = {word for name in own for word in name} | set(words(iri))
    if "sg" in known:
        known |= {"study", "group"}
    missing = sum(word not in known and _SHORT_OF.get(word) not in known for word in asked)
    return asked not in own, missing, -weight, score, len(iri), iri


_SHORT_OF = {short: word for word, short in _SHORT.items()}


def _hit(row: Row, lang: str) -> Hit:
    iri, kind, _, names, _, title, _ = row
    labels: dict[str, str] = json.loads(names)
    chosen = next((each for each in (lang, "en", "") if each in labels), next(iter(labels)))
    return Hit(iri, kind, labels[chosen], chosen or None, title)
