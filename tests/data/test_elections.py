"""The elections of the release: cells point to rows, terms and votes add up, what is derived is no plain fact."""

from __future__ import annotations

import pytest
from rdflib import RDF
from rdflib.namespace import PROV

from plenipot.model.vocabulary import PLEN
from tests.data.mapping import graph, rows


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
    known = {row["id"] for row in rows("elections", target)}
    named = {value for row in rows("elections", name) for value in row[column].split("|") if value}
    assert named
    assert named <= known


def test_names_beside_a_person_are_those_of_the_person() -> None:
    names = {row["id"]: row["name"] for row in rows("elections", "person")}
    for name in ("tenure", "candidacy", "board_seat", "chair"):
        for row in rows("elections", name):
            if row["person"]:
                assert row["person_name"] == names[row["person"]]


def test_complete_terms_have_all_their_seats() -> None:
    sizes = {row["term"]: row for row in rows("elections", "council_size") if row["term"]}
    for term in rows("elections", "council_term"):
        found = [row for row in rows("elections", "council_seat") if row["term"] == term["id"]]
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
    rounds = {row["id"]: row for row in rows("elections", "round")}
    winners: dict[str, list[str]] = {}
    for row in rows("elections", "result"):
        majority = rounds[row["round"]]["majority_required"] if row["round"] else ""
        if row["elected"] == "yes" and row["round"]:
            winners.setdefault(rounds[row["round"]]["election"], []).append(row["candidacy"])
        if majority and row["votes"]:
            assert (int(row["votes"]) >= int(majority)) == (row["elected"] == "yes"), row["id"]
    assert winners
    assert all(len(names) == 1 for names in winners.values())


def test_a_derived_seat_is_never_a_plain_fact() -> None:
    found = graph("elections")
    by_basis: dict[str, int] = {}
    for row in rows("elections", "council_seat"):
        by_basis[row["basis"]] = by_basis.get(row["basis"], 0) + 1
    derived = set(found.subjects(RDF.type, PLEN.DerivedCouncilSeat))
    assert len(derived) == by_basis["derived"] > 0
    assert len(set(found.subjects(RDF.type, PLEN.StatedCouncilSeat))) == by_basis["stated"] > 0
    for seat in derived:
        assert not list(found.objects(seat, PLEN.seatHolder))
        assert len(list(found.objects(seat, PLEN.inferredSeatHolder))) == 1
        assert found.value(seat, PLEN.remark)


def test_everything_has_a_type_and_a_source() -> None:
    found = graph("elections")
    # A conference is described by its own family: here it only has its chairs.
    elsewhere = (PLEN.hasChairmanship, PLEN.hasDesignatedChairmanship, PLEN.hasViceChairmanship)
    for subject in set(found.subjects()):
        if any((subject, predicate, None) in found for predicate in elsewhere):
            continue
        assert (subject, RDF.type, None) in found
        assert (subject, PROV.wasDerivedFrom, None) in found
