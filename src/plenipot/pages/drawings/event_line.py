"""Events on a line of time, with labels that do not lie on each other: the numbers of a picture drawn on the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH = 760.0
EDGE = 14.0
CHARACTER = 7.6
"""Width of a character of a label."""
LANE = 34.0
"""Height of a label of two lines, with the space around it."""
LANES = 6


@dataclass(frozen=True)
class Event:
    """Something that happened on a day."""

    day: date
    label: str
    note: str = ""
    state: str = "past"
    """``current``, ``ended`` or ``past``; ``here`` for the thing of the page."""


@dataclass(frozen=True)
class EventMark:
    """Where an event and its label stand."""

    event: Event
    x: float
    label_x: float
    label_y: float
    """The first line of the label; the second is a line below it."""
    above: bool


@dataclass(frozen=True)
class EventLine:
    """A line of time."""

    marks: tuple[EventMark, ...]
    axis: float
    height: float
    span: tuple[float, float] | None
    """From where to where the current event lasts."""
    width: float = WIDTH


def line(events: Sequence[Event], until: date | None = None) -> EventLine | None:
    """A line of the events, in order of time, to a day or somewhat beyond the last one; None without events.

    >>> drawn = line([Event(date(1998, 11, 6), "Minneapolis, 1998"), Event(date(2002, 10, 18), "Marrakesh, 2002")])
    >>> [round(mark.x) for mark in drawn.marks], [mark.above for mark in drawn.marks]
    ([14, 598], [True, True])
    """
    if not events:
        return None
    ordered = sorted(events, key=lambda event: event.day)
    first, last = ordered[0].day, max(ordered[-1].day, until or ordered[-1].day)
    end = last + timedelta(days=max(365, (last - first).days // 10))
    scale = (WIDTH - 2 * EDGE) / (end - first).days
    points = [EDGE + (event.day - first).days * scale for event in ordered]
    lanes, labels = _placed(ordered, points)
    above, below = (1 + max((lane // 2 for lane in lanes if lane % 2 == side), default=-1) for side in (0, 1))
    axis = LANE * above + 10
    marks = tuple(
        EventMark(event, x, at, _height(axis, lane), lane % 2 == 0)
        for event, x, at, lane in zip(ordered, points, labels, lanes, strict=True)
    )
    return EventLine(marks, axis, axis + LANE * below + 14, _span(ordered, points))


def _placed(events: Sequence[Event], points: Sequence[float]) -> tuple[list[int], list[float]]:
    """For each event the lane of its label (even ones above the line, odd ones below) and the middle of the label."""
    taken = [-1.0] * LANES
    lanes: list[int] = []
    labels: list[float] = []
    for event, x in zip(events, points, strict=True):
        half = max(len(event.label), len(event.note)) * CHARACTER / 2
        middle = min(max(x, half), WIDTH - half)
        lane = next((lane for lane in range(LANES) if taken[lane] < middle - half), LANES - 1)
        taken[lane] = middle + half
        lanes.append(lane)
        labels.append(middle)
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
