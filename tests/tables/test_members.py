"""The members family: an error in a cell is named by file, line and column, and rows become what they say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rdflib import RDF, Literal

from plenipot.graph.mapping import map_tables
from plenipot.model import release_files
from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Triple
from plenipot.tables.members import FAMILY

TABLES = release_files.root() / "data" / "tables"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("members", "sources"):
        shutil.copytree(TABLES / name, tmp_path / "data" / "tables" / name)
    return tmp_path


@pytest.mark.parametrize(
    ("table", "good", "bad", "column"),
    [
        ("state", "\nche,", "\nswitzerland,", "id"),
        ("regional_membership", "apt/aus,apt,aus,", "apt/aus,apt,Australia,", "state"),
        ("membership_spell", ",1920,2014,", ",1920,after 2014,", "last_year"),
        ("former_state", ",igor-cow-igo", ",no-such-source", "source"),
        ("contribution", "2021-jpn,2021,jpn,30,", "2021-jpn,2021,jpn,thirty,", "units"),
        ("count", ",20,exact,", ",twenty,exact,", "value"),
        ("special_status", ",1998,", ",1998-13,", "year"),
        ("organization", "citel,", ",", "id"),
    ],
)
def test_a_seeded_error_is_named(folder: Path, table: str, good: str, bad: str, column: str) -> None:
    path = folder / "data" / "tables" / "members" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert good in text, "the seed must hit a row"
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    line = text[: text.index(good) + 1].count("\n") + 1
    refusals = map_tables(folder, [FAMILY]).refusals
    assert [(each.file, each.line, each.column) for each in refusals] == [
        (f"data/tables/members/{table}.csv", line, column)
    ]


@pytest.fixture(scope="module")
def triples() -> set[Triple]:
    return map_tables(release_files.root(), [FAMILY]).graphs["members"]


def test_every_member_state_has_its_admission(triples: set[Triple]) -> None:
    states = {s for s, p, o in triples if p == RDF.type and o == PLEN.MemberState}
    admitted = {o for s, p, o in triples if p == PLEN.member and str(s).startswith(RES["membership/itu/"])}
    assert len(states) == 194
    assert states == admitted


def test_inferred_regions_stand_apart_from_stated_ones(triples: set[Triple]) -> None:
    stated = {s: o for s, p, o in triples if p == PLEN.region}
    inferred = {s: o for s, p, o in triples if p == PLEN.inferredRegion}
    # The counts of the data note: 69 sourced, 167 sourced or inferred.
    assert len(stated) == 69
    assert len(stated | inferred) == 167
    # No stated region contradicts an inferred one.
    assert all(stated[state] == inferred[state] for state in stated.keys() & inferred.keys())


def test_dates_keep_their_precision(triples: set[Triple]) -> None:
    palau = {o for s, p, o in triples if s == RES["membership/itu/plw"] and p == PLEN.start}
    year = {o for s, p, o in triples if s == RES["membership/itu/afg"] and p == PLEN.start}
    assert [str(value.datatype).rpartition("#")[2] for value in (*palau, *year) if isinstance(value, Literal)] == [
        "date",
        "gYear",
    ]
