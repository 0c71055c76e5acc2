"""The number of seats of the Council over time, as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plenipot.model.terms import Cell
from plenipot.pages.drawings.year_scale import YearScale
from plenipot.pages.sections import Filled, FilledRow

WIDTH, HEIGHT = 1000, 300
LEFT, BOTTOM, TOP = 40, 40, 24
FIRST_YEAR, LAST_YEAR = 1947, 2027
MOST = 50
OPEN_YEARS = 8
"""How far a bar goes on of which one end is not known: it is drawn open there."""
REGIONS = "ABCDE"


@dataclass(frozen=True)
class SizePart:
    """Seats of a region, or those of which the region is not printed."""

    region: str
    seats: int
    y: float
    height: float


@dataclass(frozen=True)
class SizeBar:
    """A number of seats for some years."""

    period: str
    seats: int
    x: float
    width: float
    open: str
    """Which end is not known: ``start``, ``end`` or none."""
    parts: Sequence[SizePart]
    cell: Cell


@dataclass(frozen=True)
class SizeChart:
    """The bars, and the marks of both axes."""

    bars: Sequence[SizeBar]
    periods: Sequence[tuple[FilledRow, Sequence[FilledRow]]]
    """Each period, with the claims about it where sources disagree."""
    undated: Sequence[str]
    """Numbers of which no year is known."""
    years: Sequence[tuple[float, str]]
    levels: Sequence[tuple[int, float]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM


SCALE = YearScale(FIRST_YEAR, LAST_YEAR, LEFT, WIDTH)


def up(seats: float) -> float:
    """Where a number of seats stands."""
    return round(HEIGHT - BOTTOM - seats * (HEIGHT - BOTTOM - TOP) / MOST, 1)


def by_region(text: str) -> dict[str, int]:
    """The seats of each region as the question prints them.

    >>> by_region("A:9 C:5")
    {'A': 9, 'C': 5}
    """
    pairs = (part.split(":") for part in text.split())
    return {region: int(seats) for region, seats in pairs}


def chart(filled: Filled) -> SizeChart:
    """The bars of the periods; a period that several claims are about is one bar."""
    by_size: dict[str | None, list[FilledRow]] = {}
    for row in filled.rows:
        by_size.setdefault(row.cells["size"].iri, []).append(row)
    rows = [each[0] for each in by_size.values()]
    dated = [row for row in rows if row.text("start") or row.text("end")]
    return SizeChart(
        tuple(_bar(row) for row in sorted(dated, key=lambda row: row.text("start") or row.text("end"))),
        tuple((each[0], [row for row in each if row.text("claimedValue")]) for each in by_size.values()),
        tuple(row.text("seats") for row in rows if row not in dated),
        SCALE.ticks,
        tuple((level, up(level)) for level in range(0, MOST + 1, 10)),
    )


def _bar(row: FilledRow) -> SizeBar:
    start, end, seats = row.text("start")[:4], row.text("end")[:4], int(row.text("seats"))
    first = int(start) if start else max(int(end) - OPEN_YEARS, FIRST_YEAR)
    last = int(end) if end else int(start) + OPEN_YEARS
    period = f"{start or '?'}–{end or '?'}"
    unknown = "" if start and end else "end" if start else "start"
    parts = _parts(by_region(row.text("byRegion")), seats)
    x = SCALE.at(first)
    return SizeBar(period, seats, x, round(SCALE.at(last) - x - 2, 1), unknown, parts, row.cells["size"])


def _parts(regions: dict[str, int], seats: int) -> tuple[SizePart, ...]:
    named = {region: regions[region] for region in REGIONS if region in regions}
    rest = seats - sum(named.values())
    found, below = [], 0
    for region, number in {**named, **({"": rest} if rest > 0 else {})}.items():
        found.append(SizePart(region, number, up(below + number), round(up(below) - up(below + number), 1)))
        below += number
    return tuple(found)
