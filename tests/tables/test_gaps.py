"""The family ``gaps``: a known gap has the searches that were made."""

from __future__ import annotations

from rdflib import XSD, Literal

from plenipot.model.vocabulary import PLEN, RES
from tests.tables import small_release

GRAPH = small_release.graph("gaps")


def test_a_gap_tells_where_it_was_looked_for_and_when() -> None:
    gap = RES["gap/pp-chairs"]
    assert (gap, PLEN.gapResult, Literal("found in part")) in GRAPH
    assert (gap, PLEN.triedOn, Literal("2026-11-24", datatype=XSD.date)) in GRAPH
    assert "lives of elected officials" in str(GRAPH.value(gap, PLEN.tried))
    assert str(GRAPH.value(gap, PLEN.stillMissing)).startswith("1868, 1872")
