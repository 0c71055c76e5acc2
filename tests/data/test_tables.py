"""Every table of every family: all rows are mapped, and what they name is there."""

from __future__ import annotations

from typing import Any

import pytest
from rdflib import DCTERMS, RDF, RDFS, SKOS

from plenipot.graph.mapping import dangling
from plenipot.model.vocabulary import PLEN
from plenipot.tables.rows import Table
from tests.data.mapping import ROOT, TABLES, mapping, rows, triples

each_table = pytest.mark.parametrize(("family", "table"), TABLES, ids=lambda each: getattr(each, "name", each))


def test_every_row_is_mapped_and_every_thing_named_is_described() -> None:
    made = mapping()
    assert made.refusals == []
    assert all(report.read == report.mapped > 0 for report in made.reports)
    assert dangling(made.graphs.values()) == []


def test_every_thing_has_a_label() -> None:
    all_triples = triples()
    is_a, names = RDF.type, (RDFS.label, SKOS.prefLabel)
    labelled = {s for s, p, _ in all_triples if p in names}
    assert sorted({s for s, p, _ in all_triples if p == is_a} - labelled) == []


@each_table
def test_every_table_is_on_disk(family: str, table: Table[Any]) -> None:
    assert (ROOT / table.file(family)).is_file()


@each_table
def test_ids_are_unique(family: str, table: Table[Any]) -> None:
    if table.path is None and "id" in table.model.model_fields:
        ids = [row["id"] for row in rows(family, table.name)]
        assert len(ids) == len(set(ids))


def test_every_choice_between_sources_has_a_reason() -> None:
    all_triples = triples()
    claims = {s for s, p, o in all_triples if p == RDF.type and o == PLEN.Claim}
    assert claims
    assert sorted(claims - {s for s, p, _ in all_triples if p == PLEN.reason}) == []


@pytest.mark.parametrize(
    "family", ["conferences", "elections", "policy", "recommendations", "sectors", "signatures", "texts"]
)
def test_of_the_values_in_dispute_one_is_followed(family: str) -> None:
    sides: dict[tuple[str, str], list[str]] = {}
    for row in rows(family, "conflict"):
        sides.setdefault((row["subject"], row["attribute"]), []).append(row["followed"])
    assert {key: value for key, value in sides.items() if value.count("yes") != 1} == {}


def test_no_retired_identifier_is_used_in_the_graph() -> None:
    graphs = mapping().graphs
    retired = {s for s, p, _ in graphs["merges"] if p == DCTERMS.isReplacedBy}
    assert retired
    used = {term for name, made in graphs.items() if name != "merges" for s, _, o in made for term in (s, o)}
    assert not retired & used
