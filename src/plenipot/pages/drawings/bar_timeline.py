"""Charts over time: bars in rows, and the terms of the Council as a band, in SVG units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from plenipot.api.view import View
from plenipot.pages.drawings.year_scale import YearScale
from plenipot.pages.sections import Drawing, FilledRow, FilledSection

WIDTH = 800
ROW = 24
TOP = 26
_OPEN = 1.0
"""Length in years of a bar whose start or end is not known."""


@dataclass(frozen=True)
class Span:
    """A bar of a timeline with its text, which is beside the bar."""

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
    on_day: bool
    """Whether the bar covers the chosen day."""


@dataclass(frozen=True)
class Timeline:
    """Bars on an axis of years."""

    height: float
    ticks: Sequence[tuple[float, str]]
    spans: Sequence[Span]
    day: float | None
    """x of the chosen day; None if there is none, or it is outside the axis."""
    width: int = WIDTH


def years(text: str) -> float | None:
    """Convert an ISO day to years with a fraction; return None for any other text.

    >>> years("2000-01-01"), years("")
    (2000.0, None)
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return round(day.year + (day.timetuple().tm_yday - 1) / 366, 3)


def timeline(label: str | Callable[[FilledRow], str]) -> Drawing:
    """Make a drawing of rows with the columns ``first`` and ``last``.

    Args:
        label: the column with the text of the bar, or a function that makes the text from the row.
    """

    def draw(filled: FilledSection, view: View, iri: str) -> Timeline | None:
        bounded = [(row, *bounds) for row in filled.rows if (bounds := _bounds(row))]
        if not bounded:
            return None
        low, high = min(start for _, start, _ in bounded), max(end for _, _, end in bounded)
        margin = max((high - low) * 0.02, 0.5)
        scale = YearScale(low - margin, high + margin, 0, WIDTH)
        spans = [
            _span(row, start, end, scale, index, row.text(label) if isinstance(label, str) else label(row), view)
            for index, (row, start, end) in enumerate(bounded)
        ]
        return Timeline(TOP + ROW * len(bounded) + 6, scale.ticks, spans, scale.within(years(view.as_of)))

    return draw


def _bounds(row: FilledRow) -> tuple[float, float] | None:
    start, end = years(row.text("first")), years(row.text("last"))
    if start is None and end is None:
        return None
    if end is not None:
        end += 1 / 366  # the period includes its last day
    if start is None:
        start = end - _OPEN if end is not None else 0.0
    return start, end if end is not None else start + _OPEN


def _span(row: FilledRow, start: float, end: float, scale: YearScale, index: int, text: str, view: View) -> Span:
    x, width = scale.at(start), max(scale.at(end) - scale.at(start), 3)
    text_after = x + width < WIDTH * 0.6
    when = f"{row.text('start') or 'not known'} to {row.text('end') or 'not known'}"
    open_start, open_end = not row.text("first"), not row.text("last")
    day = years(view.as_of)
    on_day = day is not None and not open_start and not open_end and start <= day < end
    text_place = (x + width + 6, "start") if text_after else (x - 6, "end")
    return Span(x, TOP + ROW * index, width, text, *text_place, f"{text}: {when}", open_start, open_end, row, on_day)


# The Council ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TermOnBand:
    """A term of the Council, and whether a State had a seat in it."""

    row: FilledRow
    x: float
    width: float
    kind: str
    """One of ``stated``, ``derived``, ``absent``, ``unknown``."""
    text: str
    on_day: bool
    """Whether the term includes the chosen day."""


@dataclass(frozen=True)
class Band:
    """The terms of the Council since 1947, with the number of terms of each kind."""

    terms: Sequence[TermOnBand]
    ticks: Sequence[tuple[float, str]]
    day: float | None
    counts: dict[str, int]


KIND_TEXTS = {
    "stated": "on the Council: a source names the State",
    "derived": "on the Council: it follows from another statement",
    "absent": "not on the Council: the record of the term is complete",
    "unknown": "not known: the record of the term has gaps",
}


def council_band(filled: FilledSection, view: View, iri: str) -> Band | None:
    """Lay out the terms of the Council, coloured by whether the State of the page had a seat."""
    if not filled.rows:
        return None
    low = min(years(row.text("first")) or 2000 for row in filled.rows)
    high = max(years(row.text("last")) or 2000 for row in filled.rows)
    scale, day = YearScale(low, high + 0.1, 0, WIDTH), years(view.as_of)
    terms = []
    for row in filled.rows:
        start, end = years(row.text("first")) or low, (years(row.text("last")) or high) + 1 / 366
        kind = row.text("basis") or ("absent" if row.text("complete") == "true" else "unknown")
        on_day = day is not None and start <= day < end
        x = scale.at(start)
        terms.append(TermOnBand(row, x, round(scale.at(end) - x - 2, 1), kind, KIND_TEXTS.get(kind, kind), on_day))
    counts = {kind: sum(term.kind == kind for term in terms) for kind in KIND_TEXTS}
    return Band(terms, scale.ticks, scale.within(day), counts)
