"""The members of the release: every one has its admission, names, place and regions."""

from __future__ import annotations

from rdflib import SKOS, Literal, URIRef

from plenipot.model.vocabulary import BASE, PLEN, RES
from plenipot.tables.links.slices import GEO, LANGUAGES
from tests.data.mapping import mapping, members


def test_every_member_state_has_its_admission() -> None:
    found = mapping().graphs["members"]
    admitted = {o for s, p, o in found if p == PLEN.member and str(s).startswith(RES["membership/itu/"])}
    assert admitted
    assert members("members", PLEN.MemberState) == admitted


def test_no_stated_region_contradicts_an_inferred_one() -> None:
    found = mapping().graphs["members"]
    stated = {s: o for s, p, o in found if p == PLEN.region}
    inferred = {s: o for s, p, o in found if p == PLEN.inferredRegion}
    assert stated
    assert inferred
    assert all(stated[state] == inferred[state] for state in stated.keys() & inferred.keys())


def test_every_state_has_six_names_a_point_and_a_region() -> None:
    states = members("members", PLEN.MemberState)
    names: dict[URIRef, set[str | None]] = {}
    for subject, predicate, value in mapping().graphs["links"]:
        if predicate == SKOS.prefLabel and isinstance(value, Literal):
            names.setdefault(subject, set()).add(value.language)
    assert names.keys() == states
    assert {frozenset(languages) for languages in names.values()} == {frozenset(LANGUAGES)}
    for term in (GEO.lat, GEO.long):
        assert {s for s, p, _ in mapping().graphs["links"] if p == term} == states
    regions = {
        s for s, p, o in mapping().graphs["links"] if p == PLEN.inGroup and str(o).startswith(f"{BASE}group/m49/")
    }
    assert regions == states


def test_a_kind_of_state_is_one_only() -> None:
    kinds = [members("members", PLEN[kind]) for kind in ("MemberState", "FormerState", "OtherTerritory")]
    assert sum(len(each) for each in kinds) == len(set().union(*kinds))
