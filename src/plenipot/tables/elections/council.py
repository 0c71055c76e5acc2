"""Terms and seats of the Council, its size over time, and the seats of the Radio Regulations Board."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import field_validator

from plenipot.model.dates import PartialDate
from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.elections.people import Basis, conference, state
from plenipot.tables.facts import Facts
from plenipot.tables.rows import Bool, Date, Iso3, OptDate, OptInt, OptText, Row, Table, Text, Values

Region = Literal["a", "b", "c", "d", "e"]


class CouncilTermRow(Row):
    """The time between two elections of the Council; ``complete`` tells whether every seat was found."""

    id: Text
    start: Date
    end: Date
    bounds: Text
    elected_at: Text
    complete: Bool


class CouncilSeatRow(Row):
    """A State on the Council for a term; a derived seat follows from another statement and is never a plain fact."""

    id: Text
    term: Text
    state: Iso3
    state_printed: Text
    region: Region
    region_basis: Literal["stated", "as drawn later"]
    elected_at: Text
    votes: OptInt
    basis: Basis
    statement: Values
    candidacy: OptText
    remark: OptText

    @field_validator("term")
    @classmethod
    def _two_years(cls, term: str) -> str:
        _bounds(term)
        return term


class CouncilStatementRow(Row):
    """What a source says about a run of terms, in few words."""

    id: Text
    state: Iso3
    state_printed: Text
    start: OptDate
    end: OptDate
    said: Text
    said_on: OptDate
    remark: OptText


class CouncilSizeRow(Row):
    """How many seats the Council had, by region where printed."""

    id: Text
    start: OptDate
    end: OptDate
    term: OptText
    seats: int
    region_a: OptInt
    region_b: OptInt
    region_c: OptInt
    region_d: OptInt
    region_e: OptInt
    decided_at: OptText
    remark: OptText


class BoardSeatRow(Row):
    """A member of the Radio Regulations Board or of its predecessor."""

    id: Text
    body: Literal["rrb", "ifrb"]
    person: Text
    person_name: Text
    state: Iso3
    region: Region
    region_basis: Text
    elected_at: Text
    start: Date
    end: Date
    votes: OptInt
    basis: Basis
    candidacy: OptText
    remark: OptText


def _bounds(term: str) -> tuple[PartialDate, PartialDate]:
    start, dash, end = term.partition("-")
    if not dash:
        raise ValueError(f"{term!r} is not a term of the form YYYY-YYYY")
    return PartialDate.parse(start), PartialDate.parse(end)


def map_council_term(row: CouncilTermRow, facts: Facts) -> None:
    t = facts.entity(RES[f"term/council/{row.id}"], PLEN.CouncilTerm, f"Council term {row.id}", row.source)
    facts.period(t, row.start, row.end)
    facts.add(t, PLEN.boundsBasis, row.bounds)
    facts.add(t, PLEN.electedAt, conference(row.elected_at))
    facts.add(t, PLEN.completeRecord, row.complete)


def map_council_seat(row: CouncilSeatRow, facts: Facts) -> None:
    """A derived seat, and a region drawn later, have properties of their own."""
    derived = row.basis == "derived"
    s = facts.entity(
        RES[f"tenure/council/{row.id}"],
        PLEN.DerivedCouncilSeat if derived else PLEN.StatedCouncilSeat,
        label=f"{row.state_printed}, Council {row.term}",
        sources=row.source,
    )
    facts.add(s, PLEN.inferredSeatHolder if derived else PLEN.seatHolder, state(row.state))
    facts.add(s, PLEN.inTerm, RES[f"term/council/{row.term}"])
    region = PLEN.seatRegion if row.region_basis == "stated" else PLEN.inferredSeatRegion
    facts.add(s, region, RES[f"region/{row.region}"])
    facts.period(s, *_bounds(row.term))
    facts.add(s, PLEN.seatBasis, row.basis)
    facts.add(s, PLEN.electedAt, conference(row.elected_at))
    facts.add(s, PLEN.votes, row.votes)
    for statement in row.statement:
        facts.add(s, PLEN.inferredFrom, RES[f"council-statement/{statement}"])
    facts.add(s, PLEN.wonThrough, RES[f"candidacy/{row.candidacy}"] if row.candidacy else None)
    facts.add(s, PLEN.remark, row.remark)


def map_council_statement(row: CouncilStatementRow, facts: Facts) -> None:
    s = facts.entity(
        RES[f"council-statement/{row.id}"],
        PLEN.CouncilStatement,
        label=f"{row.state_printed} on the Council: {row.said}",
        sources=row.source,
    )
    facts.add(s, PLEN.statementAbout, state(row.state))
    facts.period(s, row.start, row.end)
    facts.add(s, PLEN.statedText, row.said)
    facts.add(s, PLEN.statedOn, row.said_on)
    facts.add(s, PLEN.remark, row.remark)


def map_council_size(row: CouncilSizeRow, facts: Facts) -> None:
    """The number, and a node for the seats of each region that a source gives."""
    s = facts.entity(RES[f"council-size/{row.id}"], PLEN.CouncilSize, f"Seats of the Council, {row.id}", row.source)
    facts.add(s, PLEN.seats, row.seats)
    facts.period(s, row.start, row.end)
    facts.add(s, PLEN.duringTerm, RES[f"term/council/{row.term}"] if row.term else None)
    facts.add(s, PLEN.decidedAt, conference(row.decided_at))
    facts.add(s, PLEN.remark, row.remark)
    regions = {"a": row.region_a, "b": row.region_b, "c": row.region_c, "d": row.region_d, "e": row.region_e}
    for region, seats in regions.items():
        if seats is not None:
            label = f"Seats of Region {region.upper()} in the Council, {row.id}"
            a = facts.entity(
                RES[f"council-size/{row.id}/region-{region}"], PLEN.SeatAllocation, label=label, sources=row.source
            )
            facts.add(a, PLEN.allocationOf, s)
            facts.add(a, PLEN.allocatedTo, RES[f"region/{region}"])
            facts.add(a, PLEN.allocatedSeats, seats)


def map_board_seat(row: BoardSeatRow, facts: Facts) -> None:
    """A seat that only follows from a later re-election has its holder in a property of its own."""
    s = facts.entity(
        RES[f"tenure/{row.id}"],
        PLEN.BoardSeat,
        label=f"{row.person_name}, {row.body.upper()} {row.start}–{row.end}",
        sources=row.source,
    )
    facts.add(s, PLEN.onBoard, RES[f"body/{row.body}"])
    facts.add(s, PLEN.holder if row.basis == "stated" else PLEN.inferredHolder, RES[f"person/{row.person}"])
    facts.add(s, PLEN.nationality, state(row.state))
    region = PLEN.seatRegion if row.region_basis == "stated" else PLEN.inferredSeatRegion
    facts.add(s, region, RES[f"region/{row.region}"])
    if row.region_basis != "stated":
        facts.add(s, PLEN.seatRegionBasis, row.region_basis)
    facts.period(s, row.start, row.end)
    facts.add(s, PLEN.seatBasis, row.basis)
    facts.add(s, PLEN.electedAt, conference(row.elected_at))
    facts.add(s, PLEN.votes, row.votes)
    facts.add(s, PLEN.wonThrough, RES[f"candidacy/{row.candidacy}"] if row.candidacy else None)
    facts.add(s, PLEN.remark, row.remark)


TABLES: tuple[Table[Any], ...] = (
    Table("council_term", CouncilTermRow, map_council_term),
    Table("council_seat", CouncilSeatRow, map_council_seat),
    Table("council_statement", CouncilStatementRow, map_council_statement),
    Table("council_size", CouncilSizeRow, map_council_size),
    Table("board_seat", BoardSeatRow, map_board_seat),
)
