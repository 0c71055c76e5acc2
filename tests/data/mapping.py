"""The tables of the release, read and mapped once for all tests of a process."""

from __future__ import annotations

import csv
import functools

from rdflib import RDF, Graph, URIRef

from plenipot.graph.mapping import Mapping, map_tables
from plenipot.model import release_files
from plenipot.tables.facts import Triple
from plenipot.tables.families import FAMILIES

ROOT = release_files.root()
TABLES = [(family.name, table) for family in FAMILIES for table in family.tables]


@functools.cache
def mapping() -> Mapping:
    """All families; not to be changed."""
    return map_tables(ROOT)


@functools.cache
def rows(family: str, table: str) -> tuple[dict[str, str], ...]:
    """The cells of a CSV file, by column."""
    with (ROOT / "data" / "tables" / family / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


@functools.cache
def graph(family: str) -> Graph:
    """The triples of a family by itself, with those that another family says, too; not to be changed."""
    (found,) = (each for each in FAMILIES if each.name == family)
    made = Graph()
    for triple in map_tables(ROOT, [found]).graphs[family]:
        made.add(triple)
    return made


def triples() -> list[Triple]:
    """The triples of all families."""
    return [triple for made in mapping().graphs.values() for triple in made]


def members(family: str, kind: URIRef) -> set[URIRef]:
    """The things of a class that a family describes."""
    return {subject for subject, predicate, value in mapping().graphs[family] if (predicate, value) == (RDF.type, kind)}
