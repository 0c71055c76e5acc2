"""The tables of the structure: every row maps, and a seeded error is refused by file, line and column."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from rdflib import RDF, Graph

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.rows import read_rows
from plenipot.tables.sources import SourceRow
from plenipot.tables.structure import FAMILY

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "data" / "tables" / "structure"


@pytest.fixture(scope="module")
def graph() -> Graph:
    path = ROOT / "data" / "tables" / "sources" / "source.csv"
    facts = Facts(frozenset(row.key for _, row in read_rows(path, SourceRow, path.name).rows))
    for table in FAMILY.tables:
        reading = read_rows(TABLES / f"{table.name}.csv", table.model, table.name)
        assert not reading.refusals
        for _, row in reading.rows:
            table.map(row, facts)
    made = Graph()
    for triple in facts.triples:
        made.add(triple)
    return made


@pytest.mark.parametrize(
    ("kind", "count"),
    [("Article", 170), ("Provision", 800), ("GlossaryTerm", 225), ("GroupRole", 69), ("MembershipRight", 47)],
)
def test_every_row_is_a_thing(graph: Graph, kind: str, count: int) -> None:
    assert len(set(graph.subjects(RDF.type, PLEN[kind]))) == count


def test_every_mandate_is_kept(graph: Graph) -> None:
    kinds = ("Mandate", "ElectsMandate", "ReportsMandate")
    assert sum(len(set(graph.subjects(RDF.type, PLEN[kind]))) for kind in kinds) == 250


def test_links_between_parts_lead_somewhere(graph: Graph) -> None:
    for link in ("partOf", "successor", "periodOf", "replaces", "amends", "inTreaty", "inArticle", "basedOn"):
        for subject, target in graph.subject_objects(PLEN[link]):
            assert (target, RDF.type, None) in graph, f"{subject} {link} {target}"


def test_a_study_period_belongs_to_its_group(graph: Graph) -> None:
    assert (RES["body/itu-t/sg17/2013-2016"], PLEN.periodOf, RES["body/itu-t/sg17"]) in graph


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("body", "start", "1865-13"),
        ("body", "study_period", "2013"),
        ("body", "state", "CHE"),
        ("treaty", "kind", "pact"),
        ("provision", "status", "gone"),
        ("membership_right", "may_vote", "perhaps"),
        ("membership_fee", "amount_chf", "many"),
        ("mandate", "source", ""),
    ],
)
def test_a_seeded_error_is_refused(tmp_path: Path, name: str, column: str, value: str) -> None:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    rows[2][column] = value
    path = tmp_path / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    model = next(table.model for table in FAMILY.tables if table.name == name)
    reading = read_rows(path, model, f"structure/{name}.csv")
    assert [(r.file, r.line, r.column) for r in reading.refusals] == [(f"structure/{name}.csv", 4, column)]
    assert reading.read == len(reading.rows) + 1
