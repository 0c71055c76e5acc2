"""Layout of the timeline: positions of bars, points and labels in lanes without overlaps, in SVG units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plenipot.pages.drawings.timeline_events import FIRST_YEAR, LAST_YEAR, TimelineEvent
from plenipot.pages.drawings.year_scale import YearScale
from plenipot.pages.sections import FilledRow, FilledSection

WIDTH = 1200
EDGE = 16
ROW = 22
LETTER = 7.2
"""Average width of a letter of a label, with a margin."""
GAP = 10
CURVE = 160


@dataclass(frozen=True)
class PlacedEvent:
    """An event with its position, and that of its label."""

    event: TimelineEvent
    x: float
    width: float | None
    """Width of a bar; None for a point."""
    text_x: float
    anchor: str
    y: float


@dataclass(frozen=True)
class Lane:
    """A lane with its events."""

    name: str
    title: str
    events: Sequence[PlacedEvent]
    y: float
    height: float


def lane(name: str, title: str, events: Iterable[TimelineEvent], scale: YearScale, y: float) -> Lane:
    """Lay out the events in range; each is in the first row with enough room for it and its label."""
    row_ends: list[float] = []
    placed = []
    in_range = (event for event in events if reaches_into(event, scale))
    for event in sorted(in_range, key=lambda event: (event.start, event.last)):
        x = max(scale.at(event.start), EDGE)
        width = None if event.end is None else max(min(scale.at(event.end), WIDTH - EDGE) - x, 3)
        label_width = len(event.short) * LETTER
        right = x + (width or 0) + 8
        inside = width is not None and width > label_width + 8
        # Near the right edge, a label is left of its point.
        before = not inside and right + label_width > WIDTH
        left = x - 8 - label_width if before else x - 6
        until = (x + (width or 6)) if before or inside else right + label_width
        row = next((index for index, end in enumerate(row_ends) if end + GAP <= left), len(row_ends))
        if row == len(row_ends):
            row_ends.append(until)
        else:
            row_ends[row] = until
        text_x = x + 5 if inside else x - 8 if before else right
        placed.append(PlacedEvent(event, x, width, round(text_x, 1), "end" if before else "start", y + 34 + row * ROW))
    return Lane(name, title, tuple(placed), y, 34 + max(len(row_ends), 1) * ROW + 8)


@dataclass(frozen=True)
class Curve:
    """A series of numbers over time, with a point per number that a source gives."""

    title: str
    mark: str
    """Shape of the points: ``circle`` or ``square``."""
    points: Sequence[tuple[float, float, FilledRow]]

    @property
    def line(self) -> str:
        """The ``points`` attribute of an SVG polyline."""
        return " ".join(f"{x},{y}" for x, y, _ in self.points)


MAX_MEMBERS = 200


def _number_y(number: int) -> float:
    """Return the y of a number of States."""
    return round(CURVE - number * (CURVE - 40) / MAX_MEMBERS, 1)


def member_curves(filled: FilledSection, scale: YearScale) -> list[Curve]:
    """Return the number of Member States over time: as printed by sources, and as computed from a data set."""
    curves = []
    for series, title, mark in (
        ("Member States", "as sources print it", "circle"),
        ("member states in the Correlates of War data (computed)", "computed from a data set of States", "square"),
    ):
        points = tuple(
            (scale.at(year), _number_y(number), row)
            for row in filled.rows
            if row.text("what") == series
            and (year := row.year("date")) is not None
            and scale.first <= year <= scale.last
            and (number := row.number("number")) is not None
        )
        curves.append(Curve(title, mark, points))
    return curves


def council_steps(filled: FilledSection, scale: YearScale) -> list[tuple[float, float, FilledRow]]:
    """Return x, y and row of each change of the number of Council seats."""
    rows = {row.cells["size"].iri: row for row in filled.rows if row.text("start")}
    return [
        (scale.at(year), _number_y(number), row)
        for row in rows.values()
        if (year := row.year("start")) is not None
        and scale.first <= year <= scale.last
        and (number := row.number("seats")) is not None
    ]


def years(first: int = FIRST_YEAR - 1, last: int = LAST_YEAR + 1) -> YearScale:
    """Return the scale of the axis; by default from the founding of the Union to the last year."""
    return YearScale(first, last, EDGE, WIDTH - EDGE, max_ticks=20)


def reaches_into(event: TimelineEvent, scale: YearScale) -> bool:
    """Whether an event overlaps the years of a scale."""
    return event.start < scale.last and event.last >= scale.first
