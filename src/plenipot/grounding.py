"""The index of what each triple rests on: every row of every table is mapped by itself, every axiom made a rule."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rdflib import Literal, URIRef

from plenipot.axioms import axioms, read_ontology
from plenipot.build import source_keys
from plenipot.grounds import key
from plenipot.reasoning import rule_body
from plenipot.release import ontology_files, release_id
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


def write_index(root: Path, path: Path) -> None:
    """Read all tables and axioms of a release into an SQLite file; one that is there is replaced."""
    path.unlink(missing_ok=True)
    store = sqlite3.connect(path)
    store.executescript(_SCHEMA)
    keys = source_keys(root)
    merges = Facts(keys)
    for table in MERGES.tables:
        for _, triples in _mapped(root, MERGES, table, keys):
            merges.triples |= triples
    kept_for = successors(merges.triples)
    for family in FAMILIES:
        for table in family.tables:
            named = (family.name, table.file(family.name))
            number = store.execute("INSERT INTO file (family, path) VALUES (?, ?)", named).lastrowid
            rows = (
                (each, number, line)
                for line, triples in _mapped(root, family, table, keys)
                for triple in triples
                for each in _keys(triple if family is MERGES else rewritten(triple, kept_for))
            )
            store.executemany("INSERT OR IGNORE INTO said VALUES (?, ?, ?)", rows)
    for axiom in axioms(read_ontology(ontology_files(root))):
        if body := rule_body(axiom):
            store.execute("INSERT INTO rule VALUES (?, ?, ?, ?)", (axiom.slug, str(axiom), *body))
    store.execute("INSERT INTO release VALUES (?)", (release_id(root),))
    store.commit()
    store.close()


def _mapped(root: Path, family: Family, table: Table[Any], keys: frozenset[str]) -> Iterator[tuple[int, set[Triple]]]:
    """The triples of each row of a table that can be used; the others are refused by the build."""
    shown = table.file(family.name)
    for line, row in table.read(root / shown, table.model, shown).rows:
        facts = Facts(keys)
        try:
            table.map(row, facts)
        except ValueError:
            continue
        yield line, facts.triples


def _keys(triple: Triple) -> tuple[int, int]:
    subject, property, value = triple
    if isinstance(value, Literal):
        whole = key(subject, property, str(value), value.language or "", str(value.datatype or ""))
    else:
        whole = key(subject, property, str(URIRef(value)))
    return key(subject), whole
