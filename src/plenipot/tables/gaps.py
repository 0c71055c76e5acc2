"""Known gaps of the data, and the searches for the missing part."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.rows import Family, OptDate, OptInt, OptText, Row, Table, Text


class GapRow(Row):
    """A gap: the members found and expected are in a coverage set (``measured_by``) or in the row itself."""

    id: Text
    subject: Text
    missing: Text
    measured_by: OptText
    have: OptInt
    expected: OptInt
    tried: OptText
    tried_on: OptDate
    result: Literal["nothing found", "found in part", "found", "not tried"]
    still_missing: OptText
    to_be_found_in: OptText

    @model_validator(mode="after")
    def _agrees(self) -> GapRow:
        if self.measured_by is not None and (self.have is not None or self.expected is not None):
            raise ValueError("measured_by: a set of the coverage counts what is there, so have and expected stay empty")
        untried = self.result == "not tried"
        if untried != (self.tried is None) or untried != (self.tried_on is None):
            raise ValueError(
                f"result is {self.result!r}: tried and tried_on are given if something was tried, else not"
            )
        return self


def map_gap(row: GapRow, facts: Facts) -> None:
    gap = facts.add_entity(RES[f"gap/{row.id}"], PLEN.KnownGap, label=row.missing, sources=row.source)
    facts.add(gap, PLEN.gapSubject, row.subject)
    facts.add(gap, PLEN.measuredBy, RES[f"coverage/{row.measured_by}"] if row.measured_by else None)
    facts.add(gap, PLEN.have, row.have)
    facts.add(gap, PLEN.expected, row.expected)
    facts.add(gap, PLEN.tried, row.tried)
    facts.add(gap, PLEN.triedOn, row.tried_on)
    facts.add(gap, PLEN.gapResult, row.result)
    facts.add(gap, PLEN.stillMissing, row.still_missing)
    facts.add(gap, PLEN.toBeFoundIn, row.to_be_found_in)


FAMILY = Family("gaps", (Table("gap", GapRow, map_gap),))
