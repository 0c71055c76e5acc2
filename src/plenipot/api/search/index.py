"""Build the search index from the files of a release: an SQLite file with FTS5 (https://www.sqlite.org/fts5.html)."""

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
# Memberships and links have a name of the member or linked thing, as another list or data set writes it.
_NAMES_OF_OTHERS = {str(PLEN["namePrinted"]), str(PLEN["targetLabel"])}
_OTHERS = {str(PLEN["member"]), str(PLEN["spellMember"]), str(PLEN["linkedThing"])}
_LINK_PREDICATE, _SAME = str(PLEN["linkPredicate"]), _SKOS + "exactMatch"
_TITLE = str(PLEN["title"])
_LAST_SEGMENT_IS_A_NAME = ("body/", "organization/", "conference/", "office/", "topic/", "state/", "group/")
_ACRONYMS = {
    *("State", "StateGroup", "Topic", "Office", "Treaty", "RegionalOrganization", "Body", "Stakeholder"),
    "ExternalOrganization",
}
_PART_ACRONYMS = {"State", "StateGroup"}
"""Classes whose names people shorten: UK, DR Congo."""


class IndexRow(NamedTuple):
    """A row of the index: one thing."""

    iri: str
    kind: str
    weight: int
    labels: str
    """A JSON object: the labels by language."""
    names: str
    """Its names as normalized words, one per line."""
    short: str
    """Acronyms of its labels, one per line."""
    formal: str
    """Acronyms of its other names, one per line."""
    known: str
    """All words of the names, acronyms and identifier."""
    title: str | None


@dataclass(slots=True)
class _Thing:
    """Collects the statements about a thing. The sets are dictionaries: an empty dictionary needs less memory."""

    kinds: dict[str, None] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    preferred: dict[str, str] = field(default_factory=dict)
    others: dict[str, None] = field(default_factory=dict)
    titles: dict[str, None] = field(default_factory=dict)
    same: dict[str, None] = field(default_factory=dict)
    """IRIs of skos:exactMatch."""


def build_index(files: Files, path: Path) -> int:
    """Write the index to a file, and return the number of things in it.

    The rows are sorted by descending weight, then by class: the first matches in row order have the highest weight,
    and each class is a range of rows.
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
    ordered = sorted(_rows(files), key=lambda row: (-row[0].weight, row[0].kind, len(row[0].iri), row[0].iri))
    rows = [row for row, _, _ in ordered]
    connection.executemany("INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    texts = ((number, row.names, other, titles) for number, (row, other, titles) in enumerate(ordered, start=1))
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
    """For each searchable thing, its row and the text of two more columns of the full-text index: words and titles."""
    for iri, thing in _things(files):
        thing_class = class_of(thing.kinds)
        # rdfs:label overrides skos:prefLabel of the same language.
        labels = {**thing.preferred, **thing.labels}
        if thing_class is None or thing_class.weight is None or not labels:
            continue
        local = iri.removeprefix(BASE)
        main = dict.fromkeys((*labels.values(), *thing.preferred.values()))
        others = sorted(thing.others)
        names = {" ".join(words(name)): None for name in (*main, *others, *_names_of_identifier(local))}
        short = _acronyms(thing_class.name, main) - names.keys()
        formal = _acronyms(thing_class.name, others) - names.keys() - short
        name_words = {word for name in names for word in name.split()}
        other_words = [word for name in sorted(short | formal) for word in name.split()] + words(local)
        if "sg" in name_words:
            other_words += ["study", "group"]
        row = IndexRow(
            iri,
            thing_class.name,
            thing_class.weight,
            json.dumps(labels, ensure_ascii=False),
            "\n".join(names),
            "\n".join(sorted(short)),
            "\n".join(sorted(formal)),
            " ".join(sorted({*name_words, *other_words})),
            # The titles of all versions are searchable; results show the first one.
            next(iter(thing.titles), None),
        )
        yield row, " ".join(other_words), " ".join(word for title in thing.titles for word in words(title))


def _names_of_identifier(local: str) -> list[str]:
    if local.startswith(_LAST_SEGMENT_IS_A_NAME):
        return [local.rpartition("/")[2]]
    return [local] if local.startswith("region/") else []


def _acronyms(class_name: str, names: Iterable[str]) -> set[str]:
    result: set[str] = set()
    for name in names:
        if class_name in _ACRONYMS:
            result |= acronyms(name)
        if class_name in _PART_ACRONYMS:
            result |= part_acronyms(name)
    return result


def _things(files: Files) -> Iterator[tuple[str, _Thing]]:
    things: dict[str, _Thing] = defaultdict(_Thing)
    external_labels: dict[str, list[str]] = defaultdict(list)
    # Of memberships and links: their names, the thing that these names belong to, and the links that are not exact.
    names_of_others: dict[str, list[str]] = defaultdict(list)
    named_thing: dict[str, str] = {}
    inexact_links: set[str] = set()
    for path, graph in files:
        if graph in DESCRIPTION_GRAPHS:
            continue
        for quad in ox.parse(path=str(path), format=FORMATS[path.suffix]):
            if not isinstance(quad.subject, ox.NamedNode):
                continue
            iri, predicate, value = quad.subject.value, quad.predicate.value, quad.object
            if not iri.startswith(BASE):
                if predicate == _LABEL and isinstance(value, ox.Literal):
                    external_labels[iri].append(value.value)
            elif predicate in _NAMES_OF_OTHERS and isinstance(value, ox.Literal):
                names_of_others[iri].append(value.value)
            elif predicate in _OTHERS and isinstance(value, ox.NamedNode):
                named_thing[iri] = value.value
            elif predicate == _LINK_PREDICATE and isinstance(value, ox.NamedNode) and value.value != _SAME:
                inexact_links.add(iri)
            else:
                _add(things[iri], predicate, value)
    for iri, names in names_of_others.items():
        if iri in named_thing and iri not in inexact_links:
            things[named_thing[iri]].others |= dict.fromkeys(names)
    for thing in things.values():
        thing.others |= dict.fromkeys(name for iri in thing.same for name in external_labels[iri])
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
        # Titles of Wikipedia articles can end with a disambiguation in brackets.
        thing.others[value.value.partition("_(")[0]] = None
    elif predicate == _TITLE:
        thing.titles[value.value] = None
