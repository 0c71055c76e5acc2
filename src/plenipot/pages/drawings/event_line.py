"""Events on a time axis with labels that do not overlap, in SVG units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH = 760.0
EDGE = 14.0
CHARACTER = 7.6
"""Average width of a character of a label."""
LANE = 34.0
"""Height of a lane: a label of two lines with its margin."""
LANES = 6


@dataclass(frozen=True)
class Event:
    """Something that happened on a day."""

    day: date
    label: str
    note: str = ""
    state: str = "past"
    """``current``, ``ended`` or ``past``; ``here`` for the thing of the page. It is a CSS class."""


@dataclass(frozen=True)
class EventMark:
    """The position of an event on the axis, and of its label."""

    event: Event
    x: float
    label_x: float
    label_y: float
    """y of the first line of the label; the second line is below it."""
    above: bool


@dataclass(frozen=True)
class EventLine:
    """A time axis with its events."""

    marks: tuple[EventMark, ...]
    axis: float
    height: float
    span: tuple[float, float] | None
    """x of the start and the end of the current event."""
    width: float = WIDTH


def line(events: Sequence[Event], until: date | None = None) -> EventLine | None:
    """Lay out events on an axis that ends after the last event, or after ``until`` if that is later.

    Returns None without events.

    >>> axis = line([Event(date(1998, 11, 6), "Minneapolis, 1998"), Event(date(2002, 10, 18), "Marrakesh, 2002")])
    >>> [round(mark.x) for mark in axis.marks], [mark.above for mark in axis.marks]
    ([14, 598], [True, True])
    """
    if not events:
        return None
    ordered = sorted(events, key=lambda event: event.day)
    first, last = ordered[0].day, max(ordered[-1].day, until or ordered[-1].day)
    end = last + timedelta(days=max(365, (last - first).days // 10))
    scale = (WIDTH - 2 * EDGE) / (end - first).days
    points = [EDGE + (event.day - first).days * scale for event in ordered]
    lanes, labels = _place_labels(ordered, points)
    above, below = (1 + max((lane // 2 for lane in lanes if lane % 2 == side), default=-1) for side in (0, 1))
    axis = LANE * above + 10
    marks = tuple(
        EventMark(event, x, at, _height(axis, lane), lane % 2 == 0)
        for event, x, at, lane in zip(ordered, points, labels, lanes, strict=True)
    )
    return EventLine(marks, axis, axis + LANE * below + 14, _span(ordered, points))


def _place_labels(events: Sequence[Event], points: Sequence[float]) -> tuple[list[int], list[float]]:
    """Return the lane and the centre x of each label; even lanes are above the axis, odd lanes below."""
    lane_ends = [-1.0] * LANES
    lanes: list[int] = []
    labels: list[float] = []
    for event, x in zip(events, points, strict=True):
        half = max(len(event.label), len(event.note)) * CHARACTER / 2
        centre = min(max(x, half), WIDTH - half)
        lane = next((lane for lane in range(LANES) if lane_ends[lane] < centre - half), LANES - 1)
        lane_ends[lane] = centre + half
        lanes.append(lane)
        labels.append(centre)
    return lanes, labels


def _height(axis: float, lane: int) -> float:
    steps = lane // 2
    return axis - 26 - LANE * steps if lane % 2 == 0 else axis + 24 + LANE * steps


def _span(events: Sequence[Event], points: Sequence[float]) -> tuple[float, float] | None:
    for index, event in enumerate(events):
        if event.state == "current":
            later = [x for x in points[index + 1 :] if x > points[index]]
            return points[index], later[0] if later else WIDTH
    return None
