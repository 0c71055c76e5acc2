"""Bodies of the Union, its treaties and their provisions, mandates, and categories of membership."""

from __future__ import annotations

from plenipot.tables.facts import Facts
from plenipot.tables.rows import Bool, Family, OptText, Row, Table, Text
from plenipot.tables.structure_bodies import TABLES as BODIES
from plenipot.tables.structure_membership import TABLES as MEMBERSHIP
from plenipot.tables.structure_treaties import TABLES as TREATIES
from plenipot.vocabulary import PLEN, RES


class ConflictRow(Row):
    """One of the values on which two sources differ."""

    subject: Text
    attribute: Text
    property: OptText
    value: Text
    followed: Bool
    reason: OptText


def map_conflict(row: ConflictRow, facts: Facts) -> None:
    facts.claim(
        subject=RES[row.subject],
        attribute=PLEN[row.property] if row.property else row.attribute,
        value=row.value,
        sources=row.source,
        followed=row.followed,
        reason=row.reason,
    )


FAMILY = Family("structure", (*BODIES, *TREATIES, *MEMBERSHIP, Table("conflict", ConflictRow, map_conflict)))
