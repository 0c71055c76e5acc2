"""The tables of conferences: every row maps, a seeded error is refused by file, line and column."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, get_args

import pyshacl
import pytest
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import OWL, PROV, SKOS, XSD

from plenipot.tables.conferences import FAMILY, KINDS, PARTS, ConferenceRow, Kind, Part, map_conference
from plenipot.tables.conferences_actions import ACTIONS, ROLES, Relation
from plenipot.tables.facts import Facts
from plenipot.tables.rows import Table, read_rows
from plenipot.tables.sources import SourceRow
from plenipot.vocabulary import PLEN, RES

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "data" / "tables" / "conferences"
NAMES = [table.name for table in FAMILY.tables]


def table(name: str) -> Table[Any]:
    return next(table for table in FAMILY.tables if table.name == name)


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
    return Graph().parse(ROOT / "ontology" / "conferences.ttl")


def seeded(folder: Path, name: str, column: str, value: str, line: int) -> Path:
    """A copy of a table with one cell replaced; the copied rows must stand on one line each."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    rows[line - 2][column] = value
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize(
    ("name", "column", "value", "line", "words"),
    [
        ("conference", "start", "1865-02-30", 7, "1865-02-30"),
        ("conference", "kind", "congress", 12, "plenipotentiary"),
        ("conference", "ordinal", "fifth", 3, "integer"),
        ("council_session", "part", "secret", 4, "ordinary"),
        ("chair", "role", "king", 5, "chair"),
        ("action", "date", "last year", 9, "last year"),
        ("action", "relation", "ignored", 2, "adopted"),
        ("deadline", "date", "", 3, "YYYY"),
        ("preparatory_meeting", "state", "Romania", 2, "Romania"),
        ("preparatory_group", "source", "", 3, "at least one source"),
        ("referenced", "year", "MMXV", 2, "MMXV"),
    ],
)
def test_a_seeded_error_is_named_and_loses_nothing_else(
    tmp_path: Path, name: str, column: str, value: str, line: int, words: str
) -> None:
    path = seeded(tmp_path, name, column, value, line)
    shown = f"data/tables/conferences/{name}.csv"
    reading = read_rows(path, table(name).model, shown)
    (refusal,) = reading.refusals
    assert (refusal.file, refusal.line, refusal.column) == (shown, line, column)
    assert words in refusal.reason
    assert len(reading.rows) == reading.read - 1


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique_and_sorted_rows_have_known_sources(name: str) -> None:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    known = source_keys()
    assert rows
    assert {key for row in rows for key in row["source"].split("|")} <= known
    if "id" in rows[0]:
        assert len({row["id"] for row in rows}) == len(rows)


def test_conferences_of_all_tables_have_different_ids() -> None:
    ids = []
    for name in ("conference", "council_session", "referenced"):
        with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            ids += [row["id"] for row in csv.DictReader(handle)]
    assert len(ids) == len(set(ids))


def test_every_kind_has_a_class() -> None:
    assert set(get_args(Kind)) == set(KINDS)
    assert set(get_args(Part)) == set(PARTS)
    assert set(get_args(Relation)) == set(ACTIONS)


def test_every_term_used_is_declared(graph: Graph, ontology: Graph) -> None:
    core = Graph().parse(ROOT / "ontology" / "core.ttl")
    declared = {s for g in (ontology, core) for s in g.subjects(RDF.type, None)} | {PLEN.Person}
    terms = {*graph.predicates(), *graph.objects(None, RDF.type)}
    used = {term for term in terms if str(term).startswith(str(PLEN))}
    assert used <= declared
    assert {PLEN[prop] for prop in ROLES.values()} <= declared


def test_every_term_is_explained(ontology: Graph) -> None:
    terms = set(ontology.subjects(RDF.type, OWL.Class))
    properties = {s for kind in (OWL.ObjectProperty, OWL.DatatypeProperty) for s in ontology.subjects(RDF.type, kind)}
    assert len(terms) > 40
    assert len(properties) > 65
    for term in terms | properties:
        for wanted in (RDFS.label, SKOS.definition, SKOS.example, RDFS.isDefinedBy):
            assert (term, wanted, None) in ontology, f"{term} lacks {wanted}"
    for term in properties:
        assert (term, RDFS.domain, None) in ontology or (term, PLEN.noDomainBecause, None) in ontology, term
        assert (term, RDFS.range, None) in ontology or (term, PLEN.noRangeBecause, None) in ontology, term


def test_plenipotentiaries_are_numbered_1_to_22_in_one_sequence(graph: Graph) -> None:
    body = RES["body/pp"]
    members = set(graph.subjects(PLEN.conferenceOf, body))
    numbers = {
        int(str(value)): c
        for c in members
        for p in (PLEN.ordinal, PLEN.inferredOrdinal)
        for value in graph.objects(c, p)
    }
    assert sorted(numbers) == list(range(1, 23))
    for number in range(2, 23):
        assert graph.value(numbers[number], PLEN.precededBy) == numbers[number - 1]


def test_a_printed_and_an_inferred_number_are_told_apart(graph: Graph) -> None:
    assert graph.value(RES["conference/pp-14"], PLEN.ordinal) == Literal(19)
    assert graph.value(RES["conference/app-92"], PLEN.ordinal) is None
    assert graph.value(RES["conference/app-92"], PLEN.inferredOrdinal) == Literal(13)


def test_a_year_keeps_its_precision_and_has_bounds(graph: Graph) -> None:
    c = RES["conference/pp-1989"]
    assert graph.value(c, PLEN.start) == Literal("1989", datatype=XSD.gYear)
    assert graph.value(c, PLEN.firstDay) == Literal("1989-01-01", datatype=XSD.date)
    assert graph.value(c, PLEN.lastDay) == Literal("1989-12-31", datatype=XSD.date)


def test_an_action_is_tied_to_the_treaty_or_keeps_its_words(graph: Graph) -> None:
    tied = {graph.value(a, PLEN.adopts) for a in graph.subjects(PLEN.actionAt, RES["conference/pp-1965"])}
    assert RES["treaty/conv-1965"] in tied
    (vienna,) = (
        a for a in graph.subjects(PLEN.actionAt, RES["conference/pp-1868"]) if (a, RDF.type, PLEN.Adoption) in graph
    )
    assert graph.value(vienna, PLEN.adopts) is None
    assert str(graph.value(vienna, PLEN.actionObjectText)) == "International Telegraph Convention (Vienna, 1868)"


def test_everything_but_persons_has_a_source(graph: Graph) -> None:
    for subject in set(graph.subjects(RDF.type, None)) - set(graph.subjects(RDF.type, PLEN.Person)):
        assert (subject, PROV.wasDerivedFrom, None) in graph, subject


def test_optional_cells_add_nothing() -> None:
    empty = dict.fromkeys(ConferenceRow.model_fields, "") | {
        "id": "x-1", "kind": "wtpf", "name": "Forum", "source": "k",
    }  # fmt: skip
    facts = Facts(frozenset({"k"}))
    map_conference(ConferenceRow.model_validate(empty), facts)
    assert {str(p) for _, p, _ in facts.triples} == {str(RDF.type), str(RDFS.label), str(PROV.wasDerivedFrom)}
    assert all(isinstance(s, URIRef) for s, _, _ in facts.triples)


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        ("ex:c a plen:PlenipotentiaryConference .", "A plenipotentiary conference has a place."),
        (
            'ex:c a plen:WsisForum ; plen:firstDay "2012-05-18"^^xsd:date ; plen:lastDay "2012-05-14"^^xsd:date .',
            "A meeting does not end before it begins.",
        ),
        ("ex:d a plen:Deadline .", "A deadline is for one conference."),
        ('ex:m a plen:Chairmanship ; plen:chairRole "king" .', "The role is one of four."),
        ("ex:a a plen:Adoption ; plen:actionObject ex:x .", "An action on a treaty concerns treaties."),
    ],
)
def test_the_shapes_catch_what_is_wrong(ontology: Graph, statements: str, message: str) -> None:
    prefixes = f"@prefix plen: <{PLEN}> . @prefix xsd: <{XSD}> . @prefix ex: <https://example.org/> . "
    data = Graph().parse(data=prefixes + statements, format="turtle")
    shapes = Graph().parse(ROOT / "ontology" / "shapes" / "conferences.ttl")
    conforms, _, report = pyshacl.validate(data, shacl_graph=shapes, ont_graph=ontology)
    assert not conforms
    assert message in report
