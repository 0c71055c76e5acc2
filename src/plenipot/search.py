"""Search for things by name, number, acronym or title, in any language that they have a name in; typos are forgiven.

The index is a SQLite file with FTS5 (https://www.sqlite.org/fts5.html), made from the files of a release.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

import pyoxigraph as ox
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from plenipot.store.base import Files
from plenipot.store.embedded import FORMATS
from plenipot.vocabulary import BASE, DESCRIPTION_GRAPHS, PLEN, PREFIXES

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
_LABEL, _PREFERRED = _RDFS + "label", _SKOS + "prefLabel"
_OTHER_NAMES = {
    _SKOS + "altLabel",
    *(str(PLEN[name]) for name in ("abbreviation", "formalName", "nameInItuList", "nameIn2007List")),
    *(str(PLEN[name]) for name in ("iso3", "ituLetterCode")),
}
# A membership has the name under which a list has the member.
_PRINTED, _MEMBER = str(PLEN["namePrinted"]), {str(PLEN["member"]), str(PLEN["spellMember"])}
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
"""Things that are looked at, the weightiest first: for fewer letters more fit than anybody reads."""
_TAIL_IS_A_NAME = ("body/", "organization/", "conference/", "office/", "topic/", "state/")

Row = tuple[str, str, int, str, str, str, str | None]
"""Identifier, kind, weight, names as JSON, names and other words in plain letters, title."""


@dataclass(frozen=True)
class Hit:
    """A thing that fits a search."""

    iri: str
    kind: str
    label: str
    lang: str | None
    title: str | None


@dataclass(slots=True)
class _Thing:
    """What the statements say of a thing; there are many, and an empty dictionary is smaller than a set."""

    kinds: dict[str, None] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    preferred: dict[str, str] = field(default_factory=dict)
    others: dict[str, None] = field(default_factory=dict)
    titles: dict[str, None] = field(default_factory=dict)


def words(text: str) -> list[str]:
    """The words of a text, without accents and case; a Chinese character is a word.

    >>> words("PP-18: Résolution 102"), words("瑞士 x")
    (['pp', '18', 'resolution', '102'], ['瑞', '士', 'x'])
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return _WORD.findall(plain.replace("_", " "))


_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+")


def apart(asked: list[str]) -> list[str]:
    """Letters and digits as words of their own.

    >>> apart(["pp18", "x509v3", "102"])
    ['pp', '18', 'x', '509', 'v', '3', '102']
    """
    return [part for word in asked for part in re.findall(r"\d+|\D+", word)]


def build_index(files: Files, path: Path) -> int:
    """Write the index; the number of things in it.

    The rows stand in the order of their weight, those of a kind together: who reads the first ones that fit has the
    weightiest ones, and a kind is a range.
    """
    connection = sqlite3.connect(path)
    connection.executescript("""
        CREATE TABLE thing (
          iri TEXT, kind TEXT, weight INTEGER, names TEXT, own TEXT, known TEXT, title TEXT, other TEXT
        );
        CREATE TABLE name (name TEXT, thing INTEGER);
        CREATE VIRTUAL TABLE text USING fts5 (
          name, other, title, content = '', columnsize = 0, prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
        );
    """)
    rows = sorted(_rows(files), key=lambda row: (-row[2], row[1], len(row[0]), row[0]))
    connection.executemany("INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.execute("INSERT INTO text (rowid, name, other, title) SELECT rowid, own, other, title FROM thing")
    names = ((name, number) for number, row in enumerate(rows, start=1) for name in row[4].split("\n"))
    connection.executemany("INSERT INTO name VALUES (?, ?)", names)
    connection.executescript("""
        CREATE INDEX by_name ON name (name);
        CREATE VIRTUAL TABLE word USING fts5vocab (text, 'row');
        CREATE TABLE kind AS SELECT kind, MIN(rowid) AS first, MAX(rowid) AS last FROM thing GROUP BY kind;
        INSERT INTO text (text) VALUES ('optimize');
    """)
    connection.commit()
    connection.close()
    return len(rows)


def _rows(files: Files) -> Iterator[tuple[str, str, int, str, str, str, str | None, str]]:
    for iri, thing in _things(files):
        kind = next((kind for kind in KINDS if kind in thing.kinds), None)
        # A label comes before another name of the same language, as everywhere.
        labels = {**thing.preferred, **thing.labels}
        if kind is None or not labels:
            continue
        local = iri.removeprefix(BASE)
        tail = [local.rpartition("/")[2]] if local.startswith(_TAIL_IS_A_NAME) else []
        others = sorted({*thing.preferred.values(), *thing.others})
        own = {" ".join(words(name)): None for name in (*labels.values(), *others, *tail)}
        # What people write for the words of a name, and the words of the identifier.
        used = {word for name in own for word in name.split()}
        more = [_SHORT[word] for word in sorted(used) if word in _SHORT] + words(local)
        if "sg" in used:
            more += ["study", "group"]
        known = " ".join(sorted({*used, *more}))
        # The titles of all versions can be searched; the first one is shown.
        title = next(iter(thing.titles), None)
        names = json.dumps(labels, ensure_ascii=False)
        other = " ".join([*more, *(word for each in list(thing.titles)[1:] for word in words(each))])
        yield iri, kind, KINDS[kind], names, "\n".join(own), known, title, other


def _things(files: Files) -> Iterator[tuple[str, _Thing]]:
    things: dict[str, _Thing] = defaultdict(_Thing)
    printed: list[tuple[str, str]] = []
    members: dict[str, str] = {}
    for path, graph in files:
        if graph in DESCRIPTION_GRAPHS:
            continue
        for quad in ox.parse(path=str(path), format=FORMATS[path.suffix]):
            if not isinstance(quad.subject, ox.NamedNode) or not quad.subject.value.startswith(BASE):
                continue
            iri, predicate, value = quad.subject.value, quad.predicate.value, quad.object
            if predicate == _PRINTED and isinstance(value, ox.Literal):
                printed.append((iri, value.value))
            elif predicate in _MEMBER and isinstance(value, ox.NamedNode):
                members[iri] = value.value
            else:
                _add(things[iri], predicate, value)
    for iri, name in printed:
        if iri in members:
            things[members[iri]].others[name] = None
    yield from sorted(things.items(), key=itemgetter(0))


def _add(thing: _Thing, predicate: str, value: object) -> None:
    if predicate == _TYPE and isinstance(value, ox.NamedNode):
        thing.kinds[value.value.removeprefix(str(PLEN))] = None
    elif not isinstance(value, ox.Literal):
        return
    elif predicate == _LABEL:
        thing.labels.setdefault(value.language or "", value.value)
    elif predicate == _PREFERRED:
        thing.preferred.setdefault(value.language or "", value.value)
    elif predicate in _OTHER_NAMES:
        thing.others[value.value] = None
    elif predicate in _TITLES:
        thing.titles[value.value] = None


class Index:
    """A finished index; one object serves one thread."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._words = [word for (word,) in self._connection.execute("SELECT term FROM word")]
        self._known = set(self._words)
        ranges = self._connection.execute("SELECT kind, first, last FROM kind")
        self._ranges: dict[str | None, tuple[int, int]] = {kind: (first, last) for kind, first, last in ranges}
        self._ranges[None] = (1, max((last for _, last in self._ranges.values()), default=0))

    def search(
        self, text: str, kind: str | None = None, lang: str = "en", limit: int = 20, offset: int = 0
    ) -> list[Hit]:
        """The things that fit, the best first, of the weightiest ones; the last word may be unfinished."""
        asked = words(text)[:12]
        if not asked or kind not in self._ranges:
            return []
        # What is written together may stand apart: pp18, res102.
        readings = list(dict.fromkeys((tuple(asked), tuple(apart(asked)))))
        found = self._candidates(readings, kind)
        if not found:
            readings = [tuple(self._corrected(reading)) for reading in readings]
            found = self._candidates(readings, kind)
        ranked = sorted(found, key=lambda row: min(_rank(row, reading) for reading in readings))
        return [_hit(row, lang) for row in ranked[offset : offset + limit]]

    def _candidates(self, readings: Iterable[tuple[str, ...]], kind: str | None) -> list[Row]:
        first, last = self._ranges[kind]
        numbers: dict[int, None] = {}
        for reading in readings:
            whole = " ".join(f'"{word}"' for word in reading)
            numbers |= self._numbers("SELECT thing FROM name WHERE name = ? AND thing BETWEEN ? AND ? LIMIT ?",
                                     (" ".join(reading), first, last, _CANDIDATES))  # fmt: skip
            for match in (whole, whole + "*"):
                numbers |= self._numbers(
                    "SELECT rowid FROM text WHERE text MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid LIMIT ?",
                    (match, first, last, _CANDIDATES // 2),
                )
        marks = ",".join(map(str, numbers))
        return self._connection.execute(
            f"SELECT iri, kind, weight, names, own, known, title FROM thing WHERE rowid IN ({marks})"  # noqa: S608
        ).fetchall()

    def _numbers(self, query: str, values: tuple[str, int, int, int]) -> dict[int, None]:
        return {number: None for (number,) in self._connection.execute(query, values)}

    def _corrected(self, asked: Iterable[str]) -> list[str]:
        """Words that nothing has, as the nearest ones that something has; numbers stay as they are."""
        given = list(asked)
        # Three letters alone are near to too much.
        least = 3 if len(given) > 1 else 4
        return [
            word if word in self._known or word.isdigit() or len(word) < least else self._nearest(word)
            for word in given
        ]

    def _nearest(self, word: str) -> str:
        allowed = 1 if len(word) < 6 else 2
        near = process.extractOne(word, self._words, scorer=DamerauLevenshtein.distance, score_cutoff=allowed)
        return str(near[0]) if near else word


def _rank(row: Row, asked: tuple[str, ...]) -> tuple[bool, int, int, int, int, str]:
    iri, _, weight, _, own, known, _ = row
    names, has = own.split("\n"), set(known.split(" "))
    missing = sum(word not in has and _SHORT_OF.get(word) not in has for word in asked)
    return " ".join(asked) not in names, missing, -weight, min(name.count(" ") for name in names), len(iri), iri


_SHORT_OF = {short: word for word, short in _SHORT.items()}


def _hit(row: Row, lang: str) -> Hit:
    iri, kind, _, names, _, _, title = row
    labels: dict[str, str] = json.loads(names)
    chosen = next((each for each in (lang, "en", "") if each in labels), next(iter(labels)))
    return Hit(iri, kind, labels[chosen], chosen or None, title)
