"""Makes the search index: a SQLite file with FTS5 (https://www.sqlite.org/fts5.html), from the files of a release."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from plenipot.api.search.names import acronyms, part_acronyms
from plenipot.api.search.words import words
from plenipot.engine.interface import Files
from plenipot.engine.oxigraph import FORMATS
from plenipot.model.classes import class_of
from plenipot.model.vocabulary import BASE, DESCRIPTION_GRAPHS, PLEN, PREFIXES

_RDFS, _SKOS = PREFIXES["rdfs"], PREFIXES["skos"]
_TYPE = PREFIXES["rdf"] + "type"
_LABEL, _PREFERRED = _RDFS + "label", _SKOS + "prefLabel"
_OTHER_NAMES = {
    _SKOS + "altLabel",
    *(str(PLEN[name]) for name in ("abbreviation", "formalName", "nameInItuList", "nameIn2007List")),
    *(str(PLEN[name]) for name in ("iso2", "iso3", "ituLetterCode", "wikipediaTitle")),
}
# A membership has the name under which a list has the member, a link that under which another data set has a thing.
_NAMES_OF_OTHERS = {str(PLEN["namePrinted"]), str(PLEN["targetLabel"])}
_OTHERS = {str(PLEN["member"]), str(PLEN["spellMember"]), str(PLEN["linkedThing"])}
_LINK_PREDICATE, _SAME = str(PLEN["linkPredicate"]), _SKOS + "exactMatch"
_TITLE = str(PLEN["title"])
_TAIL_IS_A_NAME = ("body/", "organization/", "conference/", "office/", "topic/", "state/", "group/")
_ACRONYMS = {
    *("State", "StateGroup", "Topic", "Office", "Treaty", "RegionalOrganization", "Body", "Stakeholder"),
    "ExternalOrganization",
}
_PART_ACRONYMS = {"State", "StateGroup"}
"""Kinds of things whose names people shorten: UK, DR Congo."""


class IndexRow(NamedTuple):
    """What the index has of a thing."""

    iri: str
    kind: str
    weight: int
    labels: str
    """By language, as JSON."""
    names: str
    """In plain words, a line each."""
    short: str
    """Names that people make of its labels, a line each."""
    formal: str
    """Those that they make of its other names."""
    known: str
    """The words of all names and of the identifier."""
    title: str | None


@dataclass(slots=True)
class _Thing:
    """What the statements say of a thing; there are many, and an empty dictionary is smaller than a set."""

    kinds: dict[str, None] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    preferred: dict[str, str] = field(default_factory=dict)
    others: dict[str, None] = field(default_factory=dict)
    titles: dict[str, None] = field(default_factory=dict)
    same: dict[str, None] = field(default_factory=dict)
    """The same thing elsewhere."""


def build_index(files: Files, path: Path) -> int:
    """Write the index; the number of things in it.

    The rows stand in the order of their weight, those of a kind together: who reads the first ones that fit has the
    weightiest ones, and a kind is a range.
    """
    connection = sqlite3.connect(path)
    connection.executescript("""
        CREATE TABLE thing (
          iri TEXT, kind TEXT, weight INTEGER, labels TEXT, names TEXT, short TEXT, formal TEXT, known TEXT,
          title TEXT
        );
        CREATE TABLE name (name TEXT, thing INTEGER);
        CREATE VIRTUAL TABLE text USING fts5 (
          name, other, title, content = '', columnsize = 0, prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
        );
    """)
    found = sorted(_rows(files), key=lambda each: (-each[0].weight, each[0].kind, len(each[0].iri), each[0].iri))
    rows = [row for row, _, _ in found]
    connection.executemany("INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    texts = ((number, row.names, other, titles) for number, (row, other, titles) in enumerate(found, start=1))
    connection.executemany("INSERT INTO text (rowid, name, other, title) VALUES (?, ?, ?, ?)", texts)
    names = (
        (name, number)
        for number, row in enumerate(rows, start=1)
        for name in filter(None, "\n".join((row.names, row.short, row.formal)).split("\n"))
    )
    connection.executemany("INSERT INTO name VALUES (?, ?)", names)
    connection.executescript("""
        CREATE INDEX by_name ON name (name);
        CREATE VIRTUAL TABLE vocabulary USING fts5vocab (text, 'col');
        CREATE TABLE word AS
          SELECT term AS word, MAX(col = 'name') AS in_name, SUM(doc) AS things FROM vocabulary GROUP BY term;
        DROP TABLE vocabulary;
        CREATE TABLE kind AS SELECT kind, MIN(rowid) AS first, MAX(rowid) AS last FROM thing GROUP BY kind;
        INSERT INTO text (text) VALUES ('optimize');
    """)
    connection.commit()
    connection.close()
    return len(rows)


def _rows(files: Files) -> Iterator[tuple[IndexRow, str, str]]:
    """A row for each thing, with what can be found besides its names: other words, and titles."""
    for iri, thing in _things(files):
        kind = class_of(thing.kinds)
        # A label comes before another name of the same language, as everywhere.
        labels = {**thing.preferred, **thing.labels}
        if kind is None or kind.weight is None or not labels:
            continue
        local = iri.removeprefix(BASE)
        main = dict.fromkeys((*labels.values(), *thing.preferred.values()))
        others = sorted(thing.others)
        names = {" ".join(words(name)): None for name in (*main, *others, *_names_of_identifier(local))}
        short = _short_names(kind.name, main) - names.keys()
        formal = _short_names(kind.name, others) - names.keys() - short
        used = {word for name in names for word in name.split()}
        # What people make of its names, and the words of the identifier.
        more = [word for name in sorted(short | formal) for word in name.split()] + words(local)
        if "sg" in used:
            more += ["study", "group"]
        row = IndexRow(
            iri,
            kind.name,
            kind.weight,
            json.dumps(labels, ensure_ascii=False),
            "\n".join(names),
            "\n".join(sorted(short)),
            "\n".join(sorted(formal)),
            " ".join(sorted({*used, *more})),
            # The titles of all versions can be searched; the first one is shown.
            next(iter(thing.titles), None),
        )
        yield row, " ".join(more), " ".join(word for title in thing.titles for word in words(title))


def _names_of_identifier(local: str) -> list[str]:
    if local.startswith(_TAIL_IS_A_NAME):
        return [local.rpartition("/")[2]]
    return [local] if local.startswith("region/") else []


def _short_names(kind: str, names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        if kind in _ACRONYMS:
            found |= acronyms(name)
        if kind in _PART_ACRONYMS:
            found |= part_acronyms(name)
    return found


def _things(files: Files) -> Iterator[tuple[str, _Thing]]:
    things: dict[str, _Thing] = defaultdict(_Thing)
    elsewhere: dict[str, list[str]] = defaultdict(list)
    # Memberships and links: names stand beside the thing that has them.
    named: dict[str, list[str]] = defaultdict(list)
    whose: dict[str, str] = {}
    inexact: set[str] = set()
    for path, graph in files:
        if graph in DESCRIPTION_GRAPHS:
            continue
        for quad in ox.parse(path=str(path), format=FORMATS[path.suffix]):
            if not isinstance(quad.subject, ox.NamedNode):
                continue
            iri, predicate, value = quad.subject.value, quad.predicate.value, quad.object
            if not iri.startswith(BASE):
                if predicate == _LABEL and isinstance(value, ox.Literal):
                    elsewhere[iri].append(value.value)
            elif predicate in _NAMES_OF_OTHERS and isinstance(value, ox.Literal):
                named[iri].append(value.value)
            elif predicate in _OTHERS and isinstance(value, ox.NamedNode):
                whose[iri] = value.value
            elif predicate == _LINK_PREDICATE and isinstance(value, ox.NamedNode) and value.value != _SAME:
                inexact.add(iri)
            else:
                _add(things[iri], predicate, value)
    for iri, names in named.items():
        if iri in whose and iri not in inexact:
            things[whose[iri]].others |= dict.fromkeys(names)
    for thing in things.values():
        thing.others |= dict.fromkeys(name for iri in thing.same for name in elsewhere[iri])
    yield from sorted(things.items(), key=itemgetter(0))


def _add(thing: _Thing, predicate: str, value: object) -> None:
    if isinstance(value, ox.NamedNode):
        if predicate == _TYPE:
            thing.kinds[value.value.removeprefix(str(PLEN))] = None
        elif predicate == _SAME:
            thing.same[value.value] = None
    elif not isinstance(value, ox.Literal):
        return
    elif predicate == _LABEL:
        thing.labels.setdefault(value.language or "", value.value)
    elif predicate == _PREFERRED:
        thing.preferred.setdefault(value.language or "", value.value)
    elif predicate in _OTHER_NAMES:
        # The title of an article of Wikipedia has what tells it from others in brackets.
        thing.others[value.value.partition("_(")[0]] = None
    elif predicate == _TITLE:
        thing.titles[value.value] = None
