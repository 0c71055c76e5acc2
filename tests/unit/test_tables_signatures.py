"""The signatures family: only who signed has signed, and an error in a cell is named by file, line and column."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rdflib import RDF, Literal, URIRef

from plenipot import release
from plenipot.build import map_tables
from plenipot.tables.facts import Triple
from plenipot.tables.signatures import FAMILY
from plenipot.vocabulary import PLEN, RES

TABLES = release.root() / "data" / "tables"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("signatures", "sources"):
        shutil.copytree(TABLES / name, tmp_path / "data" / "tables" / name)
    return tmp_path


@pytest.mark.parametrize(
    ("table", "good", "bad", "column"),
    [
        ("signature", ",qat,,Qatar,announced that it would not sign,", ",qat,,Qatar,refused,", "status"),
        ("signature", ",che,,Switzerland,", ",Switzerland,,Switzerland,", "state"),
        ("signature", ",2012-12-13,", ",2012-13-12,", "date"),
        ("declaration", "pp-18/52,", "pp-18/D-52,", "id"),
        ("declarant", "pp-18/1,geo,", "pp-18/1,Georgia,", "state"),
        ("figure", ",89,89,", ",about 89,89,", "value"),
        ("signature", ",soumu-wcit|pl-wcit", ",no-such-source", "source"),
    ],
)
def test_a_seeded_error_is_named(folder: Path, table: str, good: str, bad: str, column: str) -> None:
    path = folder / "data" / "tables" / "signatures" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert good in text, "the seed must hit a row"
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    line = text[: text.index(good) + 1].count("\n") + 1
    refusals = map_tables(folder, [FAMILY]).refusals
    assert [(each.file, each.line, each.column) for each in refusals] == [
        (f"data/tables/signatures/{table}.csv", line, column)
    ]


def test_a_signature_is_of_a_state_or_of_a_group(folder: Path) -> None:
    path = folder / "data" / "tables" / "signatures" / "signature.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("group/eu-member-states,", ",", 1), encoding="utf-8")
    (refusal,) = map_tables(folder, [FAMILY]).refusals
    assert "either state or group is filled" in refusal.reason


@pytest.fixture(scope="module")
def triples() -> set[Triple]:
    return map_tables(release.root(), [FAMILY]).graphs["signatures"]


def signatures(triples: set[Triple], conference: str, term: str) -> set[str]:
    at = {s for s, p, o in triples if p == PLEN.signedAt and o == RES[f"conference/{conference}"]}
    return {str(o).rpartition("/")[2] for s, p, o in triples if s in at and p == PLEN[term]}


def test_only_who_signed_has_signed(triples: set[Triple]) -> None:
    # The counts of the data note: 45 of 89 signatories are named, and 19 of those that did not sign.
    signed = signatures(triples, "wcit-12", "signedBy")
    withheld = signatures(triples, "wcit-12", "withheldBy")
    assert (len(signed), len(withheld)) == (45, 19)
    assert signed.isdisjoint(withheld)
    # Announced, or disagreed: neither the one nor the other. Egypt announced it, and signed.
    assert {"qat", "ita", "che", "fra"}.isdisjoint(signed | withheld)
    assert "egy" in signed


def test_a_group_is_no_state(triples: set[Triple]) -> None:
    group = RES["signature/wcit-12/eu-member-states"]
    known = {p: o for s, p, o in triples if s == group}
    assert known[PLEN.signatoryGroup] == RES["group/eu-member-states"]
    assert PLEN.signatory not in known


def test_pp_18_is_complete(triples: set[Triple]) -> None:
    assert len(signatures(triples, "pp-18", "signedBy")) == 145
    declarations = {s for s, p, o in triples if p == RDF.type and o == PLEN.Declaration}
    assert len(declarations) == 84
    assert sum(1 for s, p, o in triples if p == PLEN.declarant) == 268
    joint = {o for s, p, o in triples if s == RES["declaration/pp-18/53"] and p == PLEN.declarant}
    assert joint == {RES[f"state/{each}"] for each in ("can", "mex", "nld", "swe")}


def test_plenipotentiaries_stay_as_printed(triples: set[Triple]) -> None:
    albania = {(p, o) for s, p, o in triples if s == RES["signature/pp-18/alb"]}
    assert (PLEN.plenipotentiariesText, Literal("ERMAL DREDHA")) in albania


def test_a_figure_that_is_no_number_keeps_its_words(triples: set[Triple]) -> None:
    def known(figure: str, term: URIRef) -> list[str]:
        return [str(o) for s, p, o in triples if s == RES[f"figure/wcit-12/{figure}"] and p == term]

    assert known("population-of-signatories", PLEN.figureText) == ["3.8 billion (over 60 % of the world)"]
    assert known("population-of-signatories", PLEN.figureValue) == ["3800000000"]
    assert known("provisional-application", PLEN.figureValue) == []
    assert known("participants", PLEN.figureQualifier) == ["about"]


def test_both_sides_of_a_dispute_stay(triples: set[Triple]) -> None:
    claims = {s for s, p, o in triples if p == PLEN.subject and o == RES["figure/wcit-12/not-signed"]}
    assert {str(o) for s, p, o in triples if s in claims and p == PLEN.value} == {"55", "57"}
    assert {str(o) for s, p, o in triples if s in claims and p == PLEN.followed} == {"true", "false"}
