"""The picture of the timeline: where bars, points and their names stand, so that none covers another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plenipot.pages.drawings.timeline_events import FIRST_YEAR, LAST_YEAR, TimelineEvent
from plenipot.pages.drawings.year_scale import YearScale
from plenipot.pages.sections import Filled, FilledRow

WIDTH = 1200
EDGE = 16
ROW = 22
LETTER = 7.2
"""Width of a letter of a name, on average and with some room."""
GAP = 10
CURVE = 160


@dataclass(frozen=True)
class Placed:
    """An event in its lane."""

    event: TimelineEvent
    x: float
    width: float | None
    """Of a bar."""
    text_x: float
    anchor: str
    y: float


@dataclass(frozen=True)
class Lane:
    """A lane of the picture."""

    name: str
    title: str
    placed: Sequence[Placed]
    y: float
    height: float


def lane(name: str, title: str, events: Iterable[TimelineEvent], scale: YearScale, y: float) -> Lane:
    """Each event in the first row in which it and its name have room."""
    ends: list[float] = []
    placed = []
    seen = (each for each in events if reaches_into(each, scale))
    for event in sorted(seen, key=lambda each: (each.start, each.last)):
        x = max(scale.at(event.start), EDGE)
        width = None if event.end is None else max(min(scale.at(event.end), WIDTH - EDGE) - x, 3)
        long = len(event.short) * LETTER
        right = x + (width or 0) + 8
        inside = width is not None and width > long + 8
        # At the right edge a name stands before its point.
        before = not inside and right + long > WIDTH
        left = x - 8 - long if before else x - 6
        until = (x + (width or 6)) if before or inside else right + long
        row = next((index for index, end in enumerate(ends) if end + GAP <= left), len(ends))
        if row == len(ends):
            ends.append(until)
        else:
            ends[row] = until
        text_x = x + 5 if inside else x - 8 if before else right
        placed.append(Placed(event, x, width, round(text_x, 1), "end" if before else "start", y + 34 + row * ROW))
    return Lane(name, title, tuple(placed), y, 34 + max(len(ends), 1) * ROW + 8)


@dataclass(frozen=True)
class Curve:
    """Numbers over time: points where a source gives one."""

    title: str
    mark: str
    """The shape of the points: ``circle`` or ``square``."""
    points: Sequence[tuple[float, float, FilledRow]]

    @property
    def line(self) -> str:
        """The way from point to point."""
        return " ".join(f"{x},{y}" for x, y, _ in self.points)


MEMBERS_MOST = 200


def _level(number: str) -> float:
    """Where a number of States stands."""
    return round(CURVE - int(number) * (CURVE - 40) / MEMBERS_MOST, 1)


def member_curves(filled: Filled, scale: YearScale) -> list[Curve]:
    """The number of Member States: as sources print it, and as it was computed from a data set."""
    found = []
    for what, title, mark in (
        ("Member States", "as sources print it", "circle"),
        ("member states in the Correlates of War data (computed)", "computed from a data set of States", "square"),
    ):
        points = tuple(
            (scale.at(int(row.text("date")[:4])), _level(row.text("number")), row)
            for row in filled.rows
            if row.text("what") == what and scale.first <= int(row.text("date")[:4]) <= scale.last
        )
        found.append(Curve(title, mark, points))
    return found


def council_steps(filled: Filled, scale: YearScale) -> list[tuple[float, float, FilledRow]]:
    """The year from which the Council had a number of seats, on the same scale."""
    rows = {row.cells["size"].iri: row for row in filled.rows if row.text("start")}
    return [
        (scale.at(int(row.text("start")[:4])), _level(row.text("seats")), row)
        for row in rows.values()
        if scale.first <= int(row.text("start")[:4]) <= scale.last
    ]


def years(first: int = FIRST_YEAR - 1, last: int = LAST_YEAR + 1) -> YearScale:
    """The years that are looked at; all since the Union was founded, if no others are given."""
    return YearScale(first, last, EDGE, WIDTH - EDGE, most_ticks=20)


def reaches_into(event: TimelineEvent, scale: YearScale) -> bool:
    """Whether an event lies in the years of a scale, or reaches into them."""
    return event.start < scale.last and event.last >= scale.first
