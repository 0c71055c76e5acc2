"""Claims of sources that disagree: all families share one row model and one mapping."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, XSD, Literal
from rdflib.namespace import PROV

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.claims import ClaimRow, claim_table, map_claim
from plenipot.tables.facts import Facts, Triple
from plenipot.tables.families import FAMILIES
from plenipot.tables.rows import RowsRead, read_rows

CELLS = {
    "subject": "body/board",
    "attribute": "founded",
    "property": "start",
    "value": "1947",
    "value_printed": "",
    "followed": "yes",
    "reason": "the founding act is dated",
    "source": "act|journal",
}


def read(folder: Path, **changed: str) -> RowsRead[ClaimRow]:
    path = folder / "conflict.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, CELLS, lineterminator="\n")
        writer.writeheader()
        writer.writerow({**CELLS, **changed})
    return read_rows(path, ClaimRow, "conflict.csv")


def mapped(**changed: str) -> set[Triple]:
    facts = Facts(frozenset({"act", "journal"}))
    map_claim(ClaimRow.model_validate({**CELLS, **changed}), facts)
    return facts.triples


def value(triples: set[Triple]) -> Literal:
    (found,) = (o for _, p, o in triples if p == PLEN.value)
    assert isinstance(found, Literal)
    return found


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"subject": "Board"}, "subject"),
        ({"attribute": ""}, "attribute"),
        ({"property": "begin"}, "property"),
        ({"value": ""}, "value"),
        ({"value": "in autumn"}, "value"),
        ({"property": "seats", "value": "forty-one"}, "value"),
        ({"property": "figureValue", "value": "about 89"}, "value"),
        ({"property": "inForce", "value": "perhaps"}, "value"),
        ({"followed": "maybe"}, "followed"),
        ({"reason": ""}, "reason"),
        ({"source": ""}, "source"),
    ],
)
def test_a_wrong_cell_is_refused_by_line_and_column(tmp_path: Path, changed: dict[str, str], column: str) -> None:
    reading = read(tmp_path, **changed)
    assert [(refusal.line, refusal.column) for refusal in reading.refusals] == [(2, column)]
    assert not reading.rows


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, Literal("1947", datatype=XSD.gYear)),
        ({"value": "1947-07-02"}, Literal("1947-07-02", datatype=XSD.date)),
        ({"property": "votes", "value": "83"}, Literal(83)),
        ({"property": "inForce", "value": "no"}, Literal(False)),
        ({"property": "title", "value": "1947"}, Literal("1947")),
        ({"property": ""}, Literal("1947")),
    ],
)
def test_a_value_has_the_type_of_the_property_in_dispute(changed: dict[str, str], expected: Literal) -> None:
    assert value(mapped(**changed)) == expected


def test_a_claim_says_who_says_what_and_whether_the_data_follow_it() -> None:
    triples = mapped()
    (claim,) = {s for s, p, o in triples if (p, o) == (RDF.type, PLEN.Claim)}
    assert {(p, o) for s, p, o in triples if s == claim} >= {
        (PLEN.subject, RES["body/board"]),
        (PLEN.attribute, PLEN.start),
        (PLEN.attributeName, Literal("start")),
        (PLEN.followed, Literal(True)),
        (PLEN.reason, Literal("the founding act is dated")),
        (PROV.wasDerivedFrom, RES["source/act"]),
        (PROV.wasDerivedFrom, RES["source/journal"]),
    }


def test_what_no_property_says_is_named_in_words() -> None:
    triples = mapped(property="")
    assert {o for _, p, o in triples if p == PLEN.attributeName} == {Literal("founded")}
    assert not [o for _, p, o in triples if p == PLEN.attribute]


def test_two_values_of_one_attribute_are_two_claims() -> None:
    claims = {s for text in ("1947", "1948") for s, p, _ in mapped(value=text) if p == PLEN.value}
    assert len(claims) == 2


def test_the_longer_wording_stays_beside_the_value() -> None:
    assert {o for _, p, o in mapped(value_printed="founded in 1947") if p == PLEN.valueAsPrinted} == {
        Literal("founded in 1947")
    }


def test_a_family_may_keep_the_words_of_the_attribute() -> None:
    facts = Facts(frozenset({"act", "journal"}))
    claim_table(wording=RDFS.comment).map(ClaimRow.model_validate(CELLS), facts)
    assert {o for _, p, o in facts.triples if p == RDFS.comment} == {Literal("founded")}


def test_every_family_reads_its_claims_with_the_same_columns() -> None:
    tables = [table for family in FAMILIES for table in family.tables if table.name in ("conflict", "disagreement")]
    assert len(tables) == 11
    assert {table.model for table in tables} == {ClaimRow}
    assert set(ClaimRow.model_fields) == set(CELLS)
