"""The tables of elections: every row maps, a seeded error is refused by file, line and column."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import OWL, PROV, SKOS, XSD

from plenipot.tables.elections import FAMILY
from plenipot.tables.facts import Facts
from plenipot.tables.rows import Table, read_rows
from plenipot.tables.sources import SourceRow
from plenipot.vocabulary import PLEN, RES

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "data" / "tables" / "elections"
NAMES = [table.name for table in FAMILY.tables]


def table(name: str) -> Table[Any]:
    return next(table for table in FAMILY.tables if table.name == name)


def rows_of(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def source_keys() -> frozenset[str]:
    path = ROOT / "data" / "tables" / "sources" / "source.csv"
    return frozenset(row.key for _, row in read_rows(path, SourceRow, path.name).rows)


@pytest.fixture(scope="module")
def graph() -> Graph:
    facts = Facts(source_keys())
    for part in FAMILY.tables:
        reading = read_rows(TABLES / f"{part.name}.csv", part.model, part.name)
        assert not reading.refusals
        for _, row in reading.rows:
            part.map(row, facts)
    made = Graph()
    for triple in facts.triples:
        made.add(triple)
    return made


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology" / "elections.ttl")


def seeded(folder: Path, name: str, changes: dict[str, str], line: int) -> Path:
    """A copy of a table with some cells of one line replaced."""
    rows = rows_of(name)
    rows[line - 2] |= changes
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize(
    ("name", "column", "value", "line", "words"),
    [
        ("person", "nationality", "Mali", 4, "three letters"),
        ("tenure", "start", "1967-02-30", 9, "1967-02-30"),
        ("tenure", "term_basis", "guessed", 3, "stated"),
        ("tenure", "votes", "many", 5, "integer"),
        ("chair", "role", "king", 6, "chair"),
        ("round", "number", "first", 2, "integer"),
        ("candidacy", "region", "f", 7, "'a'"),
        ("result", "elected", "perhaps", 8, "neither yes nor no"),
        ("council_term", "complete", "", 3, "neither yes nor no"),
        ("council_seat", "term", "2019", 11, "YYYY-YYYY"),
        ("council_seat", "basis", "assumed", 12, "derived"),
        ("council_size", "seats", "forty-eight", 4, "integer"),
        ("board_seat", "source", "", 5, "at least one source"),
    ],
)
def test_a_seeded_error_is_named_and_loses_nothing_else(
    tmp_path: Path, name: str, column: str, value: str, line: int, words: str
) -> None:
    path = seeded(tmp_path, name, {column: value}, line)
    shown = f"data/tables/elections/{name}.csv"
    reading = read_rows(path, table(name).model, shown)
    (refusal,) = reading.refusals
    assert (refusal.file, refusal.line, refusal.column) == (shown, line, column)
    assert words in refusal.reason
    assert len(reading.rows) == reading.read - 1


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("election", {"office": "secretary-general", "body": "council"}, "for an office or for a body"),
        ("candidacy", {"person": "", "state": ""}, "names a person or a State"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(
    tmp_path: Path, name: str, changes: dict[str, str], words: str
) -> None:
    (refusal,) = read_rows(seeded(tmp_path, name, changes, 3), table(name).model, name).refusals
    assert (refusal.line, refusal.column) == (3, "(row)")
    assert words in refusal.reason


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique_and_sources_are_known(name: str) -> None:
    rows = rows_of(name)
    assert rows
    assert {key for row in rows for key in row["source"].split("|")} <= source_keys()
    if "id" in rows[0]:
        assert len({row["id"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("name", "column", "target"),
    [
        ("tenure", "person", "person"),
        ("tenure", "candidacy", "candidacy"),
        ("chair", "person", "person"),
        ("candidacy", "person", "person"),
        ("candidacy", "election", "election"),
        ("round", "election", "election"),
        ("result", "candidacy", "candidacy"),
        ("result", "round", "round"),
        ("council_seat", "term", "council_term"),
        ("council_seat", "statement", "council_statement"),
        ("council_seat", "candidacy", "candidacy"),
        ("council_size", "term", "council_term"),
        ("board_seat", "person", "person"),
        ("board_seat", "candidacy", "candidacy"),
    ],
)
def test_cells_point_to_rows(name: str, column: str, target: str) -> None:
    known = {row["id"] for row in rows_of(target)}
    named = {value for row in rows_of(name) for value in row[column].split("|") if value}
    assert named
    assert named <= known


def test_names_beside_a_person_are_those_of_the_person() -> None:
    names = {row["id"]: row["name"] for row in rows_of("person")}
    for name in ("tenure", "candidacy", "board_seat", "chair"):
        for row in rows_of(name):
            if row["person"]:
                assert row["person_name"] == names[row["person"]]


def test_complete_terms_have_all_their_seats() -> None:
    sizes = {row["term"]: row for row in rows_of("council_size") if row["term"]}
    seats = rows_of("council_seat")
    for term in rows_of("council_term"):
        found = [row for row in seats if row["term"] == term["id"]]
        stated = [row for row in found if row["basis"] == "stated"]
        if term["complete"] == "yes":
            assert len(stated) == len(found) == int(sizes[term["id"]]["seats"])
            for region in "abcde":
                printed = sizes[term["id"]][f"region_{region}"]
                if printed:
                    assert len([row for row in found if row["region"] == region]) == int(printed)
        elif term["id"] in sizes:
            assert len(stated) < int(sizes[term["id"]]["seats"])


def test_a_winner_has_the_majority_and_only_one_wins() -> None:
    rounds = {row["id"]: row for row in rows_of("round")}
    winners: dict[str, list[str]] = {}
    for row in rows_of("result"):
        majority = rounds[row["round"]]["majority_required"] if row["round"] else ""
        if row["elected"] == "yes" and row["round"]:
            winners.setdefault(rounds[row["round"]]["election"], []).append(row["candidacy"])
        if majority and row["votes"]:
            assert (int(row["votes"]) >= int(majority)) == (row["elected"] == "yes"), row["id"]
    assert all(len(names) == 1 for names in winners.values())


def test_a_derived_seat_is_never_a_plain_fact(graph: Graph) -> None:
    derived = set(graph.subjects(RDF.type, PLEN.DerivedCouncilSeat))
    assert len(derived) == 49
    for seat in derived:
        assert not list(graph.objects(seat, PLEN.seatHolder))
        assert len(list(graph.objects(seat, PLEN.inferredSeatHolder))) == 1
        assert graph.value(seat, PLEN.remark)
    assert len(set(graph.subjects(RDF.type, PLEN.StatedCouncilSeat))) == 289


def test_a_seat_is_bound_by_the_days_of_its_term(graph: Graph) -> None:
    seat = RES["tenure/council/2019-2022/che"]
    assert (seat, PLEN.seatHolder, RES["state/che"]) in graph
    assert (seat, PLEN.inTerm, RES["term/council/2019-2022"]) in graph
    assert (seat, PLEN.seatRegion, RES["region/b"]) in graph
    assert (seat, PLEN.firstDay, Literal("2019-01-01", datatype=XSD.date)) in graph
    assert (seat, PLEN.lastDay, Literal("2022-12-31", datatype=XSD.date)) in graph


def test_both_sizes_of_2013_stay(graph: Graph) -> None:
    size = RES["council-size/2010-2014"]
    claims = {
        (str(graph.value(claim, PLEN.value)), bool(graph.value(claim, PLEN.followed)))
        for claim in graph.subjects(PLEN.subject, size)
    }
    assert claims == {("48", True), ("41", False)}
    assert (size, PLEN.seats, Literal(48)) in graph


def test_an_unknown_result_is_neither_elected_nor_defeated(graph: Graph) -> None:
    for candidacy in graph.subjects(PLEN.standsIn, RES["election/pp-26/director-br"]):
        assert not list(graph.subjects(PLEN.resultOf, candidacy))
        assert not list(graph.objects(candidacy, PLEN.candidacyOutcome))


def test_everything_has_a_type_and_a_source(graph: Graph) -> None:
    elsewhere = (PLEN.hasChairmanship, PLEN.hasDesignatedChairmanship, PLEN.hasViceChairmanship)
    for subject in set(graph.subjects()):
        if any((subject, predicate, None) in graph for predicate in elsewhere):
            continue
        assert (subject, RDF.type, None) in graph
        assert (subject, PROV.wasDerivedFrom, None) in graph


def test_every_term_of_the_ontology_is_documented(ontology: Graph) -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    terms = {s for kind in kinds for s in ontology.subjects(RDF.type, kind) if isinstance(s, URIRef)}
    assert len(terms) > 50
    for term in terms:
        for wanted in (RDFS.label, SKOS.definition, SKOS.example, RDFS.isDefinedBy):
            assert (term, wanted, None) in ontology, (term, wanted)
        if (term, RDF.type, OWL.Class) not in ontology:
            assert (term, RDFS.domain, None) in ontology or (term, PLEN.noDomainBecause, None) in ontology
            assert (term, RDFS.range, None) in ontology or (term, PLEN.noRangeBecause, None) in ontology
