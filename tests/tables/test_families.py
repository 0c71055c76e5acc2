"""Every table of every family: all rows are mapped, and an unknown source is named by file, line and column."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SKOS

from plenipot.graph.mapping import dangling, map_tables
from plenipot.model import release_files
from plenipot.tables.families import FAMILIES
from plenipot.tables.rows import Family
from tests.tables.release_mapping import mapping

ROOT = release_files.root()


def test_every_row_is_mapped_and_every_thing_named_is_described() -> None:
    made = mapping()
    assert made.refusals == []
    assert all(report.read == report.mapped > 0 for report in made.reports)
    assert dangling(made.graphs.values()) == []


def test_every_thing_has_a_label() -> None:
    triples = [triple for graph in mapping().graphs.values() for triple in graph]
    is_a, names = RDF.type, (RDFS.label, SKOS.prefLabel)
    labelled = {s for s, p, _ in triples if p in names}
    assert sorted({s for s, p, _ in triples if p == is_a} - labelled) == []


def test_every_table_of_a_family_is_on_disk() -> None:
    files = [table.file(family.name) for family in FAMILIES for table in family.tables]
    assert [file for file in files if not (ROOT / file).is_file()] == []


def spoil(path: Path) -> tuple[int, str]:
    """Make the last row of a table wrong; the line and the column of the mistake."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    column = "source" if "source" in rows[0] else "kind"
    rows[-1][rows[0].index(column)] = "no-such-key"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows)
    line = len(path.read_text(encoding="utf-8").splitlines())
    return line, column


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_seeded_error_is_named(family: Family, tmp_path: Path) -> None:
    for folder in ("tables", "links"):
        shutil.copytree(ROOT / "data" / folder, tmp_path / "data" / folder)
    shown = f"data/tables/{family.name}/{family.tables[0].name}.csv"
    line, column = spoil(tmp_path / shown)
    (refusal,) = map_tables(tmp_path, [family]).refusals
    assert (refusal.file, refusal.line, refusal.column) == (shown, line, column)
    assert "no-such-key" in refusal.reason
