"""The number of seats of the Council over time as a bar chart, in SVG units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plenipot.model.terms import Cell
from plenipot.pages.drawings.year_scale import YearScale
from plenipot.pages.sections import FilledRow, FilledSection

WIDTH, HEIGHT = 1000, 300
LEFT, BOTTOM, TOP = 40, 40, 24
FIRST_YEAR, LAST_YEAR = 1947, 2027
MAX_SEATS = 50
OPEN_YEARS = 8
"""Length in years of a bar whose start or end is not known."""
REGIONS = "ABCDE"


@dataclass(frozen=True)
class SizePart:
    """A segment of a bar: the seats of a region, or (with an empty region) those whose region no source prints."""

    region: str
    seats: int
    y: float
    height: float


@dataclass(frozen=True)
class SizeBar:
    """The number of seats in a period."""

    period: str
    seats: int
    x: float
    width: float
    open: str
    """The end that is not known: ``start``, ``end`` or empty."""
    parts: Sequence[SizePart]
    cell: Cell


@dataclass(frozen=True)
class SizeChart:
    """The bars, and the ticks of both axes."""

    bars: Sequence[SizeBar]
    periods: Sequence[tuple[FilledRow, Sequence[FilledRow]]]
    """The row of each period, with the rows of disputed claims about it."""
    undated: Sequence[str]
    """Numbers of seats without any year."""
    years: Sequence[tuple[float, str]]
    levels: Sequence[tuple[int, float]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM


SCALE = YearScale(FIRST_YEAR, LAST_YEAR, LEFT, WIDTH)


def seats_y(seats: float) -> float:
    """Return the y of a number of seats."""
    return round(HEIGHT - BOTTOM - seats * (HEIGHT - BOTTOM - TOP) / MAX_SEATS, 1)


def by_region(text: str) -> dict[str, int]:
    """Parse the seats by region from the text of the result column.

    >>> by_region("A:9 C:5")
    {'A': 9, 'C': 5}
    """
    return {region: int(seats) for region, seats in re.findall(r"(\S+):([0-9]{1,4})(?!\S)", text)}


def chart(filled: FilledSection) -> SizeChart:
    """Make the chart; the result has several rows for a period with several claims."""
    by_size: dict[str | None, list[FilledRow]] = {}
    for row in filled.rows:
        by_size.setdefault(row.cells["size"].iri, []).append(row)
    rows = [size_rows[0] for size_rows in by_size.values()]
    dated = [row for row in rows if row.number("seats") and (row.year("start") or row.year("end"))]
    return SizeChart(
        tuple(_bar(row) for row in sorted(dated, key=lambda row: row.text("start") or row.text("end"))),
        tuple((same[0], [row for row in same if row.text("claimedValue")]) for same in by_size.values()),
        tuple(row.text("seats") for row in rows if row not in dated),
        SCALE.ticks,
        tuple((level, seats_y(level)) for level in range(0, MAX_SEATS + 1, 10)),
    )


def _bar(row: FilledRow) -> SizeBar:
    start, end, seats = row.year("start"), row.year("end"), row.number("seats") or 0
    first = start or max((end or 0) - OPEN_YEARS, FIRST_YEAR)
    last = end or first + OPEN_YEARS
    period = f"{start or '?'}–{end or '?'}"
    unknown = "" if start and end else "end" if start else "start"
    parts = _parts(by_region(row.text("byRegion")), seats)
    x = SCALE.at(first)
    return SizeBar(period, seats, x, round(SCALE.at(last) - x - 2, 1), unknown, parts, row.cells["size"])


def _parts(regions: dict[str, int], seats: int) -> tuple[SizePart, ...]:
    by_letter = {region: regions[region] for region in REGIONS if region in regions}
    rest = seats - sum(by_letter.values())
    segments, seats_below = [], 0
    for region, number in {**by_letter, **({"": rest} if rest > 0 else {})}.items():
        segments.append(
            SizePart(
                region,
                number,
                seats_y(seats_below + number),
                round(seats_y(seats_below) - seats_y(seats_below + number), 1),
            )
        )
        seats_below += number
    return tuple(segments)
