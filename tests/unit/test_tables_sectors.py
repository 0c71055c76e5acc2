"""The family of the other bodies' texts: what a wrong cell does, and what a row becomes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from rdflib import RDF, RDFS, XSD, Literal, URIRef
from rdflib.namespace import PROV

from plenipot import release
from plenipot.tables import sectors, sectors_relations, sectors_wsis
from plenipot.tables.facts import Facts, Triple
from plenipot.tables.rows import Row, Table, read_rows
from plenipot.vocabulary import PLEN, RES

TABLES = {table.name: table for table in sectors.FAMILY.tables}
DIRECTORY = release.root() / "data" / "tables" / "sectors"


def rows_of(family: str, name: str) -> list[dict[str, str]]:
    with (DIRECTORY.parent / family / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


KEYS = frozenset(row["key"] for row in rows_of("sources", "source"))


def triples_of(name: str, wanted: str, column: str = "id") -> set[Triple]:
    """The triples of the row of a table of the release that has the wanted id."""
    table: Table[Any] = TABLES[name]
    rows = read_rows(DIRECTORY / f"{name}.csv", table.model, name).rows
    facts = Facts(KEYS)
    (found,) = (row for _, row in rows if getattr(row, column) == wanted)
    table.map(found, facts)
    return facts.triples


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("instrument", "id", "resolution/WTSA/1"),
        ("instrument", "kind", "Resolutoin"),
        ("instrument", "title_basis", "hearsay"),
        ("instrument", "revision_chain", "almost"),
        ("instrument", "source", ""),
        ("version", "action", "listed"),
        ("version", "status", "unknown"),
        ("version", "previous_basis", "perhaps"),
        ("listing", "conference", "WTSA 12"),
        ("citation", "cited", "Resolution 102"),
        ("citation_again", "why", "perhaps"),
        ("relation", "relation", "likes"),
        ("relation", "from_version", "2011"),
        ("wsis_text", "role", "speech"),
        ("wsis_text", "date", "18.11.2005"),
        ("action_line", "code", "C12"),
        ("facilitation", "role", "boss"),
        ("goal", "number", "18"),
    ],
)
def test_a_wrong_cell_is_refused_by_file_line_and_column(tmp_path: Path, name: str, column: str, value: str) -> None:
    with (DIRECTORY / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        rows, header = list(reader)[:4], reader.fieldnames
    assert header is not None
    rows[2][column] = value
    path = tmp_path / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    reading = read_rows(path, TABLES[name].model, f"data/tables/sectors/{name}.csv")
    assert [str(refusal).split(": ")[0:2] for refusal in reading.refusals] == [
        [f"data/tables/sectors/{name}.csv:4", f"column {column!r}"]
    ]
    assert len(reading.rows) == 3


def changed(name: str, wanted: str, **cells: str) -> Row:
    """A row of the release with other cells, read again."""
    (found,) = (row for row in rows_of("sectors", name) if row["id"] == wanted)
    model: type[Row] = TABLES[name].model
    return model.model_validate({**found, **cells})


@pytest.mark.parametrize(
    ("name", "wanted", "cells", "reason"),
    [
        ("version", "resolution/wtsa/52/dubai-2012", {"previous": "resolution/wtsa/50/dubai-2012"}, "not a version of"),
        ("version", "resolution/wtsa/52/dubai-2012", {"previous_basis": ""}, "go together"),
        ("instrument", "resolution/wtsa/52", {"title": ""}, "a title has a basis"),
        ("instrument", "resolution/wtsa/52", {"latest_version": ""}, "the chain is"),
        ("instrument", "resolution/wtsa/52", {"title_version": "resolution/wtsa/50/geneva-2022"}, "not a version of"),
    ],
)
def test_cells_that_do_not_agree_are_refused(name: str, wanted: str, cells: dict[str, str], reason: str) -> None:
    assert changed(name, wanted)
    with pytest.raises(ValidationError, match=reason):
        changed(name, wanted, **cells)


def test_an_instrument_has_body_number_title_and_latest_version() -> None:
    triples = triples_of("instrument", "resolution/wtsa/64")
    work = RES["resolution/wtsa/64"]
    assert {
        (work, RDF.type, PLEN.Resolution),
        (work, RDFS.label, Literal("WTSA Resolution 64", lang="en")),
        (work, PLEN.adoptedBy, RES["body/wtsa"]),
        (work, PLEN.number, Literal("64")),
        (work, PLEN.firstAdoptedAt, RES["conference/wtsa-08"]),
        (work, PLEN.titleVersion, RES["resolution/wtsa/64/dubai-2012"]),
        (work, PLEN.latestKnownVersion, RES["resolution/wtsa/64/hammamet-2016"]),
    } <= triples


@pytest.mark.parametrize(
    ("version", "term", "previous"),
    [
        ("resolution/wtsa/1/hammamet-2016", PLEN.revises, "resolution/wtsa/1/dubai-2012"),
        ("resolution/wtdc/45/dubai-2014", PLEN.revises, "resolution/wtdc/45/hyderabad-2010"),
        # A version of 2017 can lie between the two.
        ("resolution/wtdc/45/kigali-2022", PLEN.laterVersionOf, "resolution/wtdc/45/dubai-2014"),
        ("resolution/itu-r/50/dubai-2023", PLEN.revises, "resolution/itu-r/50/2019"),
    ],
)
def test_a_version_revises_only_the_one_directly_before_it(version: str, term: URIRef, previous: str) -> None:
    triples = triples_of("version", version)
    assert [predicate for _, predicate, value in triples if value == RES[previous]] == [term]


def test_the_latest_version_in_the_catalogue_has_its_address() -> None:
    address = Literal("http://www.itu.int/dms_pub/itu-r/opb/res/R-RES-R.1-9-2023-PDF-E.pdf", datatype=XSD.anyURI)
    version = RES["resolution/itu-r/1/dubai-2023"]
    assert (version, PLEN.documentUrl, address) in triples_of("version", "resolution/itu-r/1/dubai-2023")


def test_a_listing_is_no_version() -> None:
    triples = triples_of("listing", "listing/wtsa-12/resolution-wtsa-34")
    listing = RES["listing/wtsa-12/resolution-wtsa-34"]
    assert (listing, RDF.type, PLEN.Listing) in triples
    assert (listing, PLEN.listedInstrument, RES["resolution/wtsa/34"]) in triples
    assert (listing, PLEN.title, Literal("Voluntary contributions", lang="en")) in triples
    assert PLEN.versionOf not in {predicate for _, predicate, _ in triples}


def test_a_relation_names_the_versions_and_the_works_that_the_direct_property_joins() -> None:
    path = "text-relation/implements/resolution-council-1336-2011/resolution-pp-102"
    triples = triples_of("relation", path)
    node = RES[path]
    assert {
        (node, RDF.type, PLEN.Implementation),
        (node, PLEN.relationFrom, RES["resolution/council/1336/2011"]),
        (node, PLEN.relationTo, RES["resolution/pp/102/guadalajara-2010"]),
        (node, PLEN.implementer, RES["resolution/council/1336"]),
        (node, PLEN.implementedText, RES["resolution/pp/102"]),
        (node, PLEN.relationContext, Literal("in accordance with")),
        (node, PROV.wasDerivedFrom, RES["source/sr-dw-cwg-int"]),
    } <= triples


def test_a_relation_of_another_kind_is_a_plain_text_relation() -> None:
    path = "text-relation/replaced-by/body-dedicated-group/body-cwg-internet"
    triples = triples_of("relation", path)
    assert (RES[path], RDF.type, PLEN.TextRelation) in triples
    assert (RES[path], PLEN.relationKind, Literal("replaced by")) in triples


def test_a_citation_seen_again_adds_only_its_further_sources() -> None:
    facts = Facts(frozenset({"k1", "k2"}))
    row = sectors_relations.CitationAgainRow(
        citation="resolution/wtsa/48/dubai-2012/citation/recognizing/x", heading=None, cited="resolution/pp/102",
        why="same", new_source=("k2",), source=("k1", "k2"),
    )  # fmt: skip
    sectors_relations.map_citation_again(row, facts)
    assert facts.triples == {(RES[row.citation], PROV.wasDerivedFrom, RES["source/k2"])}


def test_an_action_line_belongs_to_the_plan_of_action_and_its_parts_to_it() -> None:
    triples = triples_of("action_line", "text/wsis/action-line-c7-e-learning")
    line = RES["text/wsis/action-line-c7-e-learning"]
    assert {
        (line, RDF.type, PLEN.WsisActionLine),
        (line, PLEN.actionLineCode, Literal("C7-E-LEARNING")),
        (line, PLEN.partOfActionLine, RES["text/wsis/action-line-c7"]),
        (line, PLEN.setOutIn, RES["text/wsis/geneva-plan"]),
    } <= triples


def test_a_facilitation_says_who_and_in_what_role() -> None:
    triples = triples_of("facilitation", "facilitation/c5/itu-facilitator")
    node = RES["facilitation/c5/itu-facilitator"]
    assert {
        (node, PLEN.facilitatedLine, RES["text/wsis/action-line-c5"]),
        (node, PLEN.facilitator, RES["body/itu"]),
        (node, PLEN.facilitatorRole, Literal("facilitator")),
        (node, PLEN.roleAsPrinted, Literal("moderator/facilitator")),
    } <= triples


def test_a_goal_has_its_number() -> None:
    facts = Facts(frozenset({"k1"}))
    sectors_wsis.map_goal(sectors_wsis.GoalRow(id="sdg/9", number=9, label="Goal 9", source=("k1",)), facts)
    assert (RES["sdg/9"], PLEN.goalNumber, Literal(9)) in facts.triples
    with pytest.raises(ValidationError):
        sectors_wsis.GoalRow(id="sdg/18", number=18, label="Goal 18", source=("k1",))


def test_every_conflict_has_one_value_that_the_data_follow() -> None:
    sides: dict[tuple[str, str], list[str]] = {}
    for row in rows_of("sectors", "conflict"):
        sides.setdefault((row["subject"], row["attribute"]), []).append(row["followed"])
    assert {key: sorted(value) for key, value in sides.items() if sorted(value) != ["no", "yes"]} == {}


def test_no_stub_is_left_of_what_the_family_describes() -> None:
    described = {
        row["id"] for name in ("instrument", "version", "wsis_text", "action_line") for row in rows_of("sectors", name)
    }
    stubs = {
        row["id"]
        for name in ("cited_instrument", "cited_version", "external_text")
        for row in rows_of("resolutions", name)
    }
    assert described & stubs == set()
