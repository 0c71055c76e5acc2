"""Charts over time: bars in rows, and the terms of the Council as a band."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from plenipot.api.view import View
from plenipot.pages.drawings.year_scale import YearScale
from plenipot.pages.sections import Drawing, Filled, FilledRow

WIDTH = 800
ROW = 24
TOP = 26
_OPEN = 1.0
"""Years that a bar with an unknown end is drawn."""


@dataclass(frozen=True)
class Span:
    """A bar of a timeline."""

    x: float
    y: float
    width: float
    text: str
    text_x: float
    anchor: str
    title: str
    open_start: bool
    open_end: bool
    row: FilledRow
    held: bool
    """Whether it was so on the day that is looked at."""


@dataclass(frozen=True)
class Timeline:
    """Bars over years."""

    height: float
    ticks: Sequence[tuple[float, str]]
    spans: Sequence[Span]
    day: float | None
    """Where the day that is looked at lies."""
    width: int = WIDTH


def years(text: str) -> float | None:
    """A day as years; nothing for what is no day.

    >>> years("2000-01-01"), years("")
    (2000.0, None)
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return round(day.year + (day.timetuple().tm_yday - 1) / 366, 3)


def timeline(label: str | Callable[[FilledRow], str]) -> Drawing:
    """A drawing of rows with first and last days; each bar has the text of a column."""

    def draw(filled: Filled, view: View, iri: str) -> Timeline | None:
        placed = [(row, *bounds) for row in filled.rows if (bounds := _bounds(row))]
        if not placed:
            return None
        low, high = min(each[1] for each in placed), max(each[2] for each in placed)
        margin = max((high - low) * 0.02, 0.5)
        scale = YearScale(low - margin, high + margin, 0, WIDTH)
        spans = [
            _span(row, start, end, scale, index, row.text(label) if isinstance(label, str) else label(row), view)
            for index, (row, start, end) in enumerate(placed)
        ]
        return Timeline(TOP + ROW * len(placed) + 6, scale.ticks, spans, scale.within(years(view.as_of)))

    return draw


def _bounds(row: FilledRow) -> tuple[float, float] | None:
    first, last = years(row.text("first")), years(row.text("last"))
    if first is None and last is None:
        return None
    if last is not None:
        last += 1 / 366  # the last day belongs to it
    start = first if first is not None else last - _OPEN if last is not None else 0.0
    return start, last if last is not None else start + _OPEN


def _span(row: FilledRow, start: float, end: float, scale: YearScale, index: int, text: str, view: View) -> Span:
    x, width = scale.at(start), max(scale.at(end) - scale.at(start), 3)
    right = x + width < WIDTH * 0.6
    when = f"{row.text('start') or 'not known'} to {row.text('end') or 'not known'}"
    open_start, open_end = not row.text("first"), not row.text("last")
    day = years(view.as_of)
    held = day is not None and not open_start and not open_end and start <= day < end
    place = (x + width + 6, "start") if right else (x - 6, "end")
    return Span(x, TOP + ROW * index, width, text, *place, f"{text}: {when}", open_start, open_end, row, held)


# The Council ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TermOnBand:
    """A term of the Council and a State."""

    row: FilledRow
    x: float
    width: float
    kind: str
    """One of ``stated``, ``derived``, ``absent``, ``unknown``."""
    said: str
    now: bool


@dataclass(frozen=True)
class Band:
    """The terms of the Council since 1947."""

    terms: Sequence[TermOnBand]
    ticks: Sequence[tuple[float, str]]
    day: float | None
    counts: dict[str, int]


SAID = {
    "stated": "on the Council: a source names the State",
    "derived": "on the Council: it follows from another statement",
    "absent": "not on the Council: the record of the term is complete",
    "unknown": "not known: the record of the term has gaps",
}


def council_band(filled: Filled, view: View, iri: str) -> Band | None:
    """The terms of the Council, by whether a State sat in them."""
    if not filled.rows:
        return None
    low = min(years(row.text("first")) or 2000 for row in filled.rows)
    high = max(years(row.text("last")) or 2000 for row in filled.rows)
    scale, day = YearScale(low, high + 0.1, 0, WIDTH), years(view.as_of)
    terms = []
    for row in filled.rows:
        start, end = years(row.text("first")) or low, (years(row.text("last")) or high) + 1 / 366
        kind = row.text("basis") or ("absent" if row.text("complete") == "true" else "unknown")
        now = day is not None and start <= day < end
        x = scale.at(start)
        terms.append(TermOnBand(row, x, round(scale.at(end) - x - 2, 1), kind, SAID.get(kind, kind), now))
    counts = {kind: sum(term.kind == kind for term in terms) for kind in SAID}
    return Band(terms, scale.ticks, scale.within(years(view.as_of)), counts)
