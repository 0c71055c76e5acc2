"""The family ``structure``: triples of its rows."""

from __future__ import annotations

from plenipot.model.vocabulary import PLEN, RES
from tests.tables import small_release


def test_a_study_period_belongs_to_its_group() -> None:
    assert (RES["body/itu-t/sg17/2013-2016"], PLEN.periodOf, RES["body/itu-t/sg17"]) in small_release.graph("structure")
