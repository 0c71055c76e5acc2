"""The seats of the Council as a matrix of States and terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plenipot.model.terms import Cell
from plenipot.pages.sections import Filled, FilledRow
from plenipot.pages.views.query_choice import alphabetical


@dataclass(frozen=True)
class CouncilTerm:
    """A term of the Council, and how much of its record is known."""

    key: str
    """Its years, as in ``2019-2022``."""
    href: str | None
    first: str
    last: str
    seats: int | None
    """How many seats there were, if a source tells it."""
    stated: int
    derived: int
    chosen: bool = False
    """Whether the day that is looked at lies in it."""

    @property
    def known(self) -> int:
        """How many of its members are known."""
        return self.stated + self.derived

    @property
    def complete(self) -> bool:
        """Whether a State without a seat in the data had none."""
        return self.seats is not None and self.known >= self.seats


@dataclass(frozen=True)
class Seat:
    """A seat of a State in a term."""

    basis: str
    why: str | None
    votes: str


@dataclass(frozen=True)
class Run:
    """Terms in a row that a State sat in, all stated or all derived."""

    first: str
    last: str
    basis: str


@dataclass(frozen=True)
class SeatLine:
    """A State with its seats by the key of the term."""

    state: Cell
    region: Cell | None
    seats: Mapping[str, Seat]
    runs: Sequence[Run]

    @property
    def letter(self) -> str:
        """The letter of the region."""
        return self.region.iri[-1].upper() if self.region and self.region.iri else ""

    @property
    def first(self) -> str:
        """The year in which the first known term began."""
        return min(self.seats)[:4]

    @property
    def last(self) -> str:
        """The year in which the last known term ended."""
        return max(self.seats)[5:]


_BY: Mapping[str, Callable[[SeatLine], tuple[object, ...]]] = {
    "name": lambda line: (alphabetical(line.state.text),),
    "region": lambda line: (line.letter or "~", alphabetical(line.state.text)),
    "seats": lambda line: (-len(line.seats), alphabetical(line.state.text)),
    "first": lambda line: (line.first, alphabetical(line.state.text)),
    "last": lambda line: (-int(line.last), -len(line.seats), alphabetical(line.state.text)),
}
SORTS = {
    "name": "name",
    "region": "region",
    "seats": "most terms",
    "first": "first term",
    "last": "latest term",
}
"""The orders of the matrix, and what they are called."""


def read_terms(filled: Filled, day: str) -> list[CouncilTerm]:
    """The terms in the order of time; ``day`` is the one that is looked at."""
    return [_term(row, day) for row in filled.rows]


def _term(row: FilledRow, day: str) -> CouncilTerm:
    first, last = row.text("start"), row.text("end")
    seats = row.text("seats")
    return CouncilTerm(
        f"{first}-{last}",
        row.cells["term"].href,
        first,
        last,
        int(seats) if seats else None,
        int(row.text("stated") or 0),
        int(row.text("derived") or 0),
        first <= day[:4] <= last,
    )


def gaps(terms: Sequence[CouncilTerm]) -> list[tuple[str, str]]:
    """Years between terms of which the data have no term at all."""
    return [(before.last, after.first) for before, after in pairwise(terms) if int(after.first) > int(before.last) + 1]


def matrix(filled: Filled, sort: str) -> list[SeatLine]:
    """The States that sat, in an order."""
    by_state: dict[str, list[FilledRow]] = {}
    for row in filled.rows:
        by_state.setdefault(row.cells["state"].iri or "", []).append(row)
    return sorted((_line(rows) for rows in by_state.values()), key=_BY[sort])


def _line(rows: Sequence[FilledRow]) -> SeatLine:
    seats = {_key(row): Seat(row.text("basis"), row.why, row.text("votes")) for row in rows}
    latest = max(rows, key=_key)
    return SeatLine(latest.cells["state"], latest.cells.get("seatRegion"), seats, runs(seats))


def _key(row: FilledRow) -> str:
    return f"{row.text('start')}-{row.text('end')}"


def runs(seats: Mapping[str, Seat]) -> list[Run]:
    """Terms that follow on each other become one run.

    >>> seat = Seat("stated", None, "")
    >>> [(run.first, run.last) for run in runs({"2015-2018": seat, "2019-2022": seat, "1965-1973": seat})]
    [('1965', '1973'), ('2015', '2022')]
    """
    found: list[Run] = []
    for key in sorted(seats):
        first, last = key.split("-")
        before = found[-1] if found else None
        if before and before.basis == seats[key].basis and int(first) <= int(before.last) + 1:
            found[-1] = Run(before.first, last, before.basis)
        else:
            found.append(Run(first, last, seats[key].basis))
    return found
