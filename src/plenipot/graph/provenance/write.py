"""Write the provenance index: map every table row on its own, and turn every axiom into a rule."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from rdflib import Literal, URIRef

from plenipot.graph.mapping import source_keys
from plenipot.graph.provenance.read import triple_key
from plenipot.graph.reasoning.axioms import axioms, read_ontology
from plenipot.graph.reasoning.closure import rule_patterns
from plenipot.model.files import replacement
from plenipot.model.release_files import ontology_files
from plenipot.tables.facts import Facts, Triple
from plenipot.tables.families import FAMILIES
from plenipot.tables.merges import FAMILY as MERGES
from plenipot.tables.merges import rewritten, successors
from plenipot.tables.rows import Family, Table

_SCHEMA = """
CREATE TABLE file (id INTEGER PRIMARY KEY, family TEXT, path TEXT);
CREATE TABLE said (key INTEGER, file INTEGER, line INTEGER, PRIMARY KEY (key, file, line)) WITHOUT ROWID;
CREATE TABLE release (id TEXT);
CREATE TABLE rule (slug TEXT, words TEXT, conclusion TEXT, condition TEXT);
CREATE INDEX rule_slug ON rule (slug);
"""


def write_index(root: Path, path: Path, release: str) -> None:
    """Write the rows and rules of a release, and its id, to an SQLite file.

    An existing file is replaced after everything is written.

    Args:
        root: the folder with ``data/tables`` and ``ontology``.
        path: the SQLite file.
        release: the id of the release.

    Raises:
        OSError: a table cannot be read, or the file cannot be created.
        sqlite3.Error: the file cannot be written.
    """
    with replacement(path) as file, closing(sqlite3.connect(file)) as store:
        store.executescript(_SCHEMA)
        _write_rows(root, store)
        for axiom in axioms(read_ontology(ontology_files(root))):
            if patterns := rule_patterns(axiom):
                store.execute("INSERT INTO rule VALUES (?, ?, ?, ?)", (axiom.slug, str(axiom), *patterns))
        store.execute("INSERT INTO release VALUES (?)", (release,))
        store.commit()


def _write_rows(root: Path, store: sqlite3.Connection) -> None:
    keys = source_keys(root)
    merges = Facts(keys)
    for table in MERGES.tables:
        for _, triples in _map_rows(root, MERGES, table, keys):
            merges.triples |= triples
    successor_of = successors(merges.triples)
    for family in FAMILIES:
        for table in family.tables:
            file = (family.name, table.file(family.name))
            file_id = store.execute("INSERT INTO file (family, path) VALUES (?, ?)", file).lastrowid
            rows = (
                (key, file_id, line)
                for line, triples in _map_rows(root, family, table, keys)
                for triple in triples
                for key in _triple_keys(triple if family is MERGES else rewritten(triple, successor_of))
            )
            store.executemany("INSERT OR IGNORE INTO said VALUES (?, ?, ?)", rows)


def _map_rows(root: Path, family: Family, table: Table[Any], keys: frozenset[str]) -> Iterator[tuple[int, set[Triple]]]:
    """The line and the triples of each valid row of a table; the build reports the invalid ones."""
    file = table.file(family.name)
    for line, row in table.read(root / file, table.model, file).rows:
        facts = Facts(keys)
        try:
            table.map(row, facts)
        except ValueError:
            continue
        yield line, facts.triples


def _triple_keys(triple: Triple) -> tuple[int, int]:
    """The key of the subject, and that of the whole triple."""
    subject, property, value = triple
    if isinstance(value, Literal):
        whole = triple_key(subject, property, str(value), value.language or "", str(value.datatype or ""))
    else:
        whole = triple_key(subject, property, str(URIRef(value)))
    return triple_key(subject), whole
