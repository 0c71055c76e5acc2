"""The family ``members``: triples of its rows."""

from __future__ import annotations

from rdflib import Literal

from plenipot.model.vocabulary import PLEN, RES
from tests.tables import small_release

TRIPLES = small_release.triples("members")


def test_inferred_regions_stand_apart_from_stated_ones() -> None:
    stated = {s: o for s, p, o in TRIPLES if p == PLEN.region}
    inferred = {s: o for s, p, o in TRIPLES if p == PLEN.inferredRegion}
    assert stated
    assert inferred.keys() - stated.keys()


def test_dates_keep_their_precision() -> None:
    palau = {o for s, p, o in TRIPLES if s == RES["membership/itu/plw"] and p == PLEN.start}
    year = {o for s, p, o in TRIPLES if s == RES["membership/itu/afg"] and p == PLEN.start}
    assert [str(value.datatype).rpartition("#")[2] for value in (*palau, *year) if isinstance(value, Literal)] == [
        "date",
        "gYear",
    ]
