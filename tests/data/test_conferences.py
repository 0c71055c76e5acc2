"""The conferences of the release: one sequence of plenipotentiaries, one identifier each."""

from __future__ import annotations

from rdflib import RDF
from rdflib.namespace import PROV

from plenipot.model.vocabulary import PLEN, RES
from tests.data.mapping import graph, rows


def test_conferences_of_all_tables_have_different_ids() -> None:
    ids = [row["id"] for name in ("conference", "council_session", "referenced") for row in rows("conferences", name)]
    assert len(ids) == len(set(ids))


def test_plenipotentiaries_are_numbered_in_one_sequence() -> None:
    found = graph("conferences")
    numbers = {
        int(str(value)): conference
        for conference in found.subjects(PLEN.conferenceOf, RES["body/pp"])
        for term in (PLEN.ordinal, PLEN.inferredOrdinal)
        for value in found.objects(conference, term)
    }
    assert sorted(numbers) == list(range(1, 23))
    for number in range(2, 23):
        assert found.value(numbers[number], PLEN.precededBy) == numbers[number - 1]


def test_everything_but_persons_has_a_source() -> None:
    found = graph("conferences")
    for subject in set(found.subjects(RDF.type, None)) - set(found.subjects(RDF.type, PLEN.Person)):
        assert (subject, PROV.wasDerivedFrom, None) in found, subject
