"""What is known to be missing."""

from __future__ import annotations

from plenipot.tables.facts import Facts
from plenipot.tables.rows import Family, OptInt, OptText, Row, Table, Text
from plenipot.vocabulary import PLEN, RES


class GapRow(Row):
    """A set of which part was not found, and what was tried."""

    id: Text
    subject: Text
    missing: Text
    have: OptInt
    expected: OptInt
    tried: OptText


def map_gap(row: GapRow, facts: Facts) -> None:
    gap = facts.entity(RES[f"gap/{row.id}"], PLEN.KnownGap, label=row.missing, sources=row.source)
    facts.add(gap, PLEN.gapSubject, row.subject)
    facts.add(gap, PLEN.have, row.have)
    facts.add(gap, PLEN.expected, row.expected)
    facts.add(gap, PLEN.tried, row.tried)


FAMILY = Family("gaps", (Table("gap", GapRow, map_gap),))
