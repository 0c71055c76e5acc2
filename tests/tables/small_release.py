"""A small release for tests of code: every table of every family with a few rows.

The rows are copies from ``data`` and do not change when ``data`` is corrected, so that a correction does not break
tests of code. ``tests/release`` tests the rows of the release itself.
"""

from __future__ import annotations

import csv
import functools
import io
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from rdflib import Graph, URIRef

from plenipot.graph.mapping import map_tables
from plenipot.model.vocabulary import RES
from plenipot.tables.facts import Triple
from plenipot.tables.families import FAMILIES
from plenipot.tables.rows import Family, Refusal

ROOT = Path(__file__).parents[1] / "fixtures" / "release"
_FAMILIES = {family.name: family for family in FAMILIES}


@functools.cache
def triples(family: str) -> frozenset[Triple]:
    """Return the triples of a family."""
    mapping = map_tables(ROOT, [_FAMILIES[family]])
    assert mapping.refusals == []
    return frozenset(mapping.graphs[family])


def graph(*families: str) -> Graph:
    """Return the triples of families as a graph."""
    made = Graph()
    for family in families:
        for triple in triples(family):
            made.add(triple)
    return made


def about(family: str, path: str) -> set[tuple[URIRef, object]]:
    """Return the properties and values of a thing in a family."""
    return {(predicate, value) for subject, predicate, value in triples(family) if subject == RES[path]}


def values(family: str, path: str, predicate: URIRef) -> set[str]:
    """Return the values of a property of a thing; IRIs of the graph are relative to the base."""
    return {str(value).removeprefix(str(RES)) for found, value in about(family, path) if found == predicate}


class Seeded(NamedTuple):
    """The result of mapping a table with a mistake."""

    refusals: list[Refusal]
    file: str
    line: int
    """The line of the mistake."""
    rows: int
    """Number of rows of the table."""
    mapped: int


def seeded(folder: Path, file: str, cells: Mapping[str, str], where: Mapping[str, str] | None = None) -> Seeded:
    """Copy the release, write cells into one row of a table, and map the family.

    Args:
        folder: the folder of the copy.
        file: the table, from the folder ``data``: ``tables/members/state.csv``.
        cells: the new cells by column.
        where: cells that identify the row to change; the last row if None.
    """
    shutil.copytree(ROOT, folder, dirs_exist_ok=True)
    path = folder / "data" / file
    text = path.read_text(encoding="utf-8")
    remarks = [line for line in text.splitlines(keepends=True) if line.startswith("#")]
    delimiter = "\t" if path.suffix == ".tsv" else ","
    rows = list(csv.DictReader(text.splitlines(keepends=True)[len(remarks) :], delimiter=delimiter))
    at = max(index for index, row in enumerate(rows) if (where or {}).items() <= row.items())
    assert cells.keys() <= rows[at].keys()
    assert not cells.items() <= rows[at].items(), "the row is as it was"
    rows[at] |= cells
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text("".join(remarks) + written.getvalue(), encoding="utf-8", newline="")
    family = _family(file)
    mapping = map_tables(folder, [family])
    shown = f"data/{file}"
    name = next(f"{family.name}/{table.name}" for table in family.tables if table.file(family.name) == shown)
    mapped = next(report.mapped for report in mapping.reports if report.name == name)
    return Seeded(mapping.refusals, shown, len(remarks) + at + 2, len(rows), mapped)


def _family(file: str) -> Family:
    place, family, *_ = file.split("/")
    return _FAMILIES["links" if place == "links" else family]
