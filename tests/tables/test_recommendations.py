"""Publications and texts: real rows map as the sources have them, identifiers are unique, and errors are named."""

from __future__ import annotations

import csv
import functools
from pathlib import Path

import pytest
from rdflib import RDF, XSD, Literal, URIRef

from plenipot.graph.mapping import map_tables
from plenipot.model import release_files
from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables import recommendations, texts
from plenipot.tables.facts import Facts, Triple
from plenipot.tables.recommendations import CLASSES, EditionRow, WorkRow, map_edition, map_work
from plenipot.tables.rows import Family, read_rows

TABLES = release_files.root() / "data" / "tables"


@functools.cache
def raw(table: str) -> list[dict[str, str]]:
    with (TABLES / "recommendations" / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def values(triples: set[Triple], subject: str, predicate: URIRef) -> list[str]:
    return sorted(str(o) for s, p, o in triples if s == RES[subject] and p == predicate)


def test_every_edition_of_the_catalogue_has_an_identifier_of_its_own() -> None:
    editions = [f"{row['work']}/{row['edition']}" for table in ("edition_itu_t", "edition_itu_r") for row in raw(table)]
    works = [row["id"] for row in raw("work")]
    assert len(editions) == 21293
    assert len(set(editions) | set(works)) == len(editions) + len(works)
    assert all(name.isascii() and name == name.lower() for name in (*editions, *works))


def test_the_identifier_of_every_row_is_kept_once() -> None:
    printed = [row["identifier"] for table in ("edition_itu_t", "edition_itu_r") for row in raw(table)]
    assert len(set(printed)) == len(printed)


def test_an_edition_maps_as_the_catalogue_has_it() -> None:
    facts = Facts(frozenset({"relaton-itu"}))
    (row,) = [row for row in raw("edition_itu_t") if row["identifier"] == "ITU-T X.1205 (04/2008)"]
    map_edition(EditionRow.model_validate(row), facts)
    name = "recommendation/itu-t/x.1205/2008-04"
    assert (RES[name], RDF.type, PLEN.Edition) in facts.triples
    assert (RES[name], PLEN.published, Literal("2008-04-18", datatype=XSD.date)) in facts.triples
    assert (RES[name], PLEN.inForce, Literal(True)) in facts.triples
    assert values(facts.triples, name, PLEN.editionOf) == [str(RES["recommendation/itu-t/x.1205"])]
    assert values(facts.triples, name, PLEN.responsibleGroup) == []


def test_a_corrigendum_names_the_edition_that_it_corrects() -> None:
    facts = Facts(frozenset({"relaton-itu"}))
    (row,) = [row for row in raw("work") if row["number"] == "X.682 (2015) Cor. 2"]
    map_work(WorkRow.model_validate(row), facts)
    found = values(facts.triples, row["id"], PLEN.concernsEdition)
    assert found == [str(RES["recommendation/itu-t/x.682/2015-08"])]


@pytest.mark.parametrize(
    ("column", "value"),
    [("status", "Lost"), ("published", "2008-13"), ("edition", "2008/04"), ("work", "recommendation/X.1205")],
)
def test_a_wrong_cell_of_an_edition_is_named(column: str, value: str, tmp_path: Path) -> None:
    row = {**raw("edition_itu_t")[0], column: value}
    path = tmp_path / "edition.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerow(row)
    (refusal,) = read_rows(path, EditionRow, "edition.csv").refusals
    assert (refusal.line, refusal.column) == (2, column)


def test_every_kind_of_work_is_there() -> None:
    assert {row["kind"] for row in raw("work")} == set(CLASSES)


def _texts() -> set[Triple]:
    family: Family = texts.FAMILY
    return map_tables(release_files.root(), [family]).graphs["texts"]


def test_duties_are_read_with_their_provision_and_summarized() -> None:
    triples = _texts()
    assert len({s for s, p, o in triples if p == RDF.type and o == PLEN.Duty}) == 574
    duty = "duty/cv/61b/1"
    assert values(triples, duty, PLEN.bearer) == [str(RES["body/council"])]
    assert values(triples, duty, PLEN.modality) == ["shall"]
    assert max(len(str(o).split()) for _, p, o in triples if p == PLEN.dutyObject) < 25


def test_large_families_have_parts() -> None:
    assert recommendations.FAMILY.part is not None
    assert texts.FAMILY.part is None
