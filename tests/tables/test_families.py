"""All families on the small release: every table has rows, and all rows are mapped."""

from __future__ import annotations

from plenipot.graph.mapping import map_tables
from tests.tables import small_release

MADE = map_tables(small_release.ROOT)


def test_every_row_of_every_table_is_mapped() -> None:
    assert MADE.refusals == []
    assert [report.name for report in MADE.reports if not report.read == report.mapped > 0] == []
