"""Seats of the Council as a matrix: a row per State, a column per term."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plenipot.model.terms import Cell
from plenipot.pages.sections import FilledRow, FilledSection
from plenipot.pages.views.query_choice import alphabetical_key


@dataclass(frozen=True)
class CouncilTerm:
    """A term of the Council, and how many of its seats the data have."""

    key: str
    """First and last year, such as ``2019-2022``."""
    href: str | None
    first: str
    last: str
    seats: int | None
    """The number of seats; None if no source gives it."""
    stated: int
    derived: int
    is_current: bool = False
    """Whether the term includes the chosen day."""

    @property
    def known(self) -> int:
        """The number of members in the data."""
        return self.stated + self.derived

    @property
    def complete(self) -> bool:
        """Whether the data have all members, so that a State without a seat had none."""
        return self.seats is not None and self.known >= self.seats


@dataclass(frozen=True)
class Seat:
    """A seat of a State in a term; ``basis`` is ``stated`` or ``derived``."""

    basis: str
    why: str | None
    votes: str


@dataclass(frozen=True)
class Run:
    """Consecutive terms of a State with the same basis."""

    first: str
    last: str
    basis: str


@dataclass(frozen=True)
class SeatLine:
    """A row of the matrix: a State with its seats by key of the term."""

    state: Cell
    region: Cell | None
    seats: Mapping[str, Seat]
    runs: Sequence[Run]

    @property
    def letter(self) -> str:
        """The letter of the State's administrative region; empty if it is not known."""
        return self.region.iri[-1].upper() if self.region and self.region.iri else ""

    @property
    def first(self) -> str:
        """The first year of the first term."""
        return min(self.seats)[:4]

    @property
    def last(self) -> str:
        """The last year of the last term."""
        return max(self.seats)[5:]


_SORT_KEYS: Mapping[str, Callable[[SeatLine], tuple[object, ...]]] = {
    "name": lambda line: (alphabetical_key(line.state.text),),
    "region": lambda line: (line.letter or "~", alphabetical_key(line.state.text)),
    "seats": lambda line: (-len(line.seats), alphabetical_key(line.state.text)),
    "first": lambda line: (line.first, alphabetical_key(line.state.text)),
    "last": lambda line: (
        -int(line.last),
        -len(line.seats),
        alphabetical_key(line.state.text),
    ),
}
SORTS = {
    "name": "name",
    "region": "region",
    "seats": "most terms",
    "first": "first term",
    "last": "latest term",
}
"""Titles of the sort orders by name."""


def read_terms(filled: FilledSection, day: str) -> list[CouncilTerm]:
    """Read the terms in chronological order; ``day`` (an ISO date) is the chosen day."""
    return [_term(row, day) for row in filled.rows if _has_years(row)]


def _has_years(row: FilledRow) -> bool:
    return row.year("start") is not None and row.year("end") is not None


def _term(row: FilledRow, day: str) -> CouncilTerm:
    first, last = row.text("start")[:4], row.text("end")[:4]
    return CouncilTerm(
        f"{first}-{last}",
        row.cells["term"].href,
        first,
        last,
        row.number("seats"),
        row.number("stated") or 0,
        row.number("derived") or 0,
        first <= day[:4] <= last,
    )


def gaps(terms: Sequence[CouncilTerm]) -> list[tuple[str, str]]:
    """Return the last and the first year around each period without any term in the data."""
    return [
        (term.last, next_term.first) for term, next_term in pairwise(terms) if int(next_term.first) > int(term.last) + 1
    ]


def matrix(filled: FilledSection, sort: str) -> list[SeatLine]:
    """Make the rows of the matrix in a sort order, a key of :data:`SORTS`."""
    by_state: dict[str, list[FilledRow]] = {}
    for row in filled.rows:
        if _has_years(row):
            by_state.setdefault(row.cells["state"].iri or "", []).append(row)
    return sorted((_line(rows) for rows in by_state.values()), key=_SORT_KEYS[sort])


def _line(rows: Sequence[FilledRow]) -> SeatLine:
    seats = {_key(row): Seat(row.text("basis"), row.why, row.text("votes")) for row in rows}
    latest = max(rows, key=_key)
    return SeatLine(latest.cells["state"], latest.cells.get("seatRegion"), seats, runs(seats))


def _key(row: FilledRow) -> str:
    return f"{row.text('start')[:4]}-{row.text('end')[:4]}"


def runs(seats: Mapping[str, Seat]) -> list[Run]:
    """Merge consecutive terms with the same basis.

    >>> seat = Seat("stated", None, "")
    >>> [(run.first, run.last) for run in runs({"2015-2018": seat, "2019-2022": seat, "1965-1973": seat})]
    [('1965', '1973'), ('2015', '2022')]
    """
    merged: list[Run] = []
    for key in sorted(seats):
        first, last = key.split("-")
        previous = merged[-1] if merged else None
        if previous and previous.basis == seats[key].basis and int(first) <= int(previous.last) + 1:
            merged[-1] = Run(previous.first, last, previous.basis)
        else:
            merged.append(Run(first, last, seats[key].basis))
    return merged
