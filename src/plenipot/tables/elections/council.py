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
    """A term of the Council, between two elections; ``complete`` says whether the data have all seats."""

    id: Text
    start: Date
    end: Date
    bounds: Text
    elected_at: Text
    complete: Bool


class CouncilSeatRow(Row):
    """A seat of a State for a term; a derived seat follows from another statement, and no source states it."""

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
    """A statement of a source about the terms of a State on the Council."""

    id: Text
    state: Iso3
    state_printed: Text
    start: OptDate
    end: OptDate
    said: Text
    said_on: OptDate
    remark: OptText


class CouncilSizeRow(Row):
    """The number of seats of the Council in a period, by region if a source prints that."""

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
    term = facts.add_entity(RES[f"term/council/{row.id}"], PLEN.CouncilTerm, f"Council term {row.id}", row.source)
    facts.add_period(term, row.start, row.end)
    facts.add(term, PLEN.boundsBasis, row.bounds)
    facts.add(term, PLEN.electedAt, conference(row.elected_at))
    facts.add(term, PLEN.completeRecord, row.complete)


def map_council_seat(row: CouncilSeatRow, facts: Facts) -> None:
    """Write a seat; a derived seat and an inferred region have properties of their own."""
    derived = row.basis == "derived"
    seat = facts.add_entity(
        RES[f"tenure/council/{row.id}"],
        PLEN.DerivedCouncilSeat if derived else PLEN.StatedCouncilSeat,
        label=f"{row.state_printed}, Council {row.term}",
        sources=row.source,
    )
    facts.add(seat, PLEN.inferredSeatHolder if derived else PLEN.seatHolder, state(row.state))
    facts.add(seat, PLEN.inTerm, RES[f"term/council/{row.term}"])
    region = PLEN.seatRegion if row.region_basis == "stated" else PLEN.inferredSeatRegion
    facts.add(seat, region, RES[f"region/{row.region}"])
    facts.add_period(seat, *_bounds(row.term))
    facts.add(seat, PLEN.seatBasis, row.basis)
    facts.add(seat, PLEN.electedAt, conference(row.elected_at))
    facts.add(seat, PLEN.votes, row.votes)
    for statement in row.statement:
        facts.add(seat, PLEN.inferredFrom, RES[f"council-statement/{statement}"])
    facts.add(seat, PLEN.wonThrough, RES[f"candidacy/{row.candidacy}"] if row.candidacy else None)
    facts.add(seat, PLEN.remark, row.remark)


def map_council_statement(row: CouncilStatementRow, facts: Facts) -> None:
    statement = facts.add_entity(
        RES[f"council-statement/{row.id}"],
        PLEN.CouncilStatement,
        label=f"{row.state_printed} on the Council: {row.said}",
        sources=row.source,
    )
    facts.add(statement, PLEN.statementAbout, state(row.state))
    facts.add_period(statement, row.start, row.end)
    facts.add(statement, PLEN.statedText, row.said)
    facts.add(statement, PLEN.statedOn, row.said_on)
    facts.add(statement, PLEN.remark, row.remark)


def map_council_size(row: CouncilSizeRow, facts: Facts) -> None:
    """Write the number of seats, and a node per region that a source gives."""
    size = facts.add_entity(
        RES[f"council-size/{row.id}"], PLEN.CouncilSize, f"Seats of the Council, {row.id}", row.source
    )
    facts.add(size, PLEN.seats, row.seats)
    facts.add_period(size, row.start, row.end)
    facts.add(size, PLEN.duringTerm, RES[f"term/council/{row.term}"] if row.term else None)
    facts.add(size, PLEN.decidedAt, conference(row.decided_at))
    facts.add(size, PLEN.remark, row.remark)
    regions = {"a": row.region_a, "b": row.region_b, "c": row.region_c, "d": row.region_d, "e": row.region_e}
    for region, seats in regions.items():
        if seats is not None:
            label = f"Seats of Region {region.upper()} in the Council, {row.id}"
            region_seats = facts.add_entity(
                RES[f"council-size/{row.id}/region-{region}"], PLEN.SeatAllocation, label=label, sources=row.source
            )
            facts.add(region_seats, PLEN.allocationOf, size)
            facts.add(region_seats, PLEN.allocatedTo, RES[f"region/{region}"])
            facts.add(region_seats, PLEN.allocatedSeats, seats)


def map_board_seat(row: BoardSeatRow, facts: Facts) -> None:
    """Write a seat; if it only follows from a later re-election, its holder has a property of its own."""
    seat = facts.add_entity(
        RES[f"tenure/{row.id}"],
        PLEN.BoardSeat,
        label=f"{row.person_name}, {row.body.upper()} {row.start}–{row.end}",
        sources=row.source,
    )
    facts.add(seat, PLEN.onBoard, RES[f"body/{row.body}"])
    facts.add(seat, PLEN.holder if row.basis == "stated" else PLEN.inferredHolder, RES[f"person/{row.person}"])
    facts.add(seat, PLEN.nationality, state(row.state))
    region = PLEN.seatRegion if row.region_basis == "stated" else PLEN.inferredSeatRegion
    facts.add(seat, region, RES[f"region/{row.region}"])
    if row.region_basis != "stated":
        facts.add(seat, PLEN.seatRegionBasis, row.region_basis)
    facts.add_period(seat, row.start, row.end)
    facts.add(seat, PLEN.seatBasis, row.basis)
    facts.add(seat, PLEN.electedAt, conference(row.elected_at))
    facts.add(seat, PLEN.votes, row.votes)
    facts.add(seat, PLEN.wonThrough, RES[f"candidacy/{row.candidacy}"] if row.candidacy else None)
    facts.add(seat, PLEN.remark, row.remark)


TABLES: tuple[Table[Any], ...] = (
    Table("council_term", CouncilTermRow, map_council_term),
    Table("council_seat", CouncilSeatRow, map_council_seat),
    Table("council_statement", CouncilStatementRow, map_council_statement),
    Table("council_size", CouncilSizeRow, map_council_size),
    Table("board_seat", BoardSeatRow, map_board_seat),
)
