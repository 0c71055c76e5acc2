"""Charts on the pages of bodies: the organization chart as a tree, and publications by year as columns."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from plenipot.api.view import View
from plenipot.model.terms import Cell
from plenipot.model.vocabulary import BASE
from plenipot.pages.drawings.natural_sort import natural_key
from plenipot.pages.sections import FilledRow, FilledSection

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 220, 44, 24, 8
PARTS = (
    ("ofRecommendations", "of Recommendations"),
    ("ofAdditions", "of what amends them"),
    ("others", "of other works"),
)
"""Result column and title of the segments of a column, from bottom to top."""
STRUCTURE = (
    "body/itu",
    "body/pp",
    "body/council",
    "body/wcit",
    "body/itu-r",
    "body/itu-t",
    "body/itu-d",
    "body/general-secretariat",
)
"""Sort order of the bodies that the Constitution names (CS 39 to 46); other bodies follow."""


@dataclass(frozen=True)
class Branch:
    """A body in the chart with its parts; ``aside`` are those outside the main tree."""

    row: FilledRow
    here: bool
    open: bool
    """Whether the page shows its parts: it is an ancestor of the page's body, or that body."""
    parts: tuple[Branch, ...]
    aside: tuple[Branch, ...]


@dataclass(frozen=True)
class Organization:
    """The chart of today, with former bodies aside; or of a day, with bodies of unknown start aside."""

    parts: tuple[Branch, ...]
    aside: tuple[Branch, ...]
    aside_reason: str
    """Why the bodies aside are there, as the end of a sentence."""


def organization(filled: FilledSection, view: View, iri: str) -> Organization:
    """Build the tree of all bodies, opened down to that of the page (or to the study group of a study period)."""
    rows = {_iri(row, "body"): row for row in filled.rows}
    parts: dict[str, list[str]] = {}
    for body, row in rows.items():
        parent = _iri(row, "parent")
        parts.setdefault(parent if parent in rows else "", []).append(body)
    here = iri if iri in rows else iri.rpartition("/")[0]
    open_bodies, step = {here}, here
    while (step := _iri(rows[step], "parent") if step in rows else "") and step not in open_bodies:
        open_bodies.add(step)
    tree = _Tree(rows, parts, here, open_bodies, dated=bool(view.as_of))
    aside_reason = "whose first year is not known" if view.as_of else "no more"
    return Organization(*tree.split(parts.get("", ()), frozenset()), aside_reason)


def _iri(row: FilledRow, name: str) -> str:
    cell = row.cells.get(name)
    return (cell.iri or "") if cell else ""


@dataclass(frozen=True)
class _Tree:
    rows: Mapping[str, FilledRow]
    parts: Mapping[str, Sequence[str]]
    here: str
    open_bodies: Collection[str]
    dated: bool
    """Whether the rows are those of a chosen day: then no body has ended, and one without a start may be later."""

    def split(self, bodies: Iterable[str], above: frozenset[str]) -> tuple[tuple[Branch, ...], tuple[Branch, ...]]:
        """Return the branches of the main tree and those aside; ``above`` are the ancestors, to break cycles."""
        ordered = sorted(bodies, key=lambda body: (_rank(body), natural_key(named(self.rows[body]))))
        branches = [self._branch(body, above) for body in ordered if body not in above]
        inside = tuple(each for each in branches if not self._is_aside(each.row))
        return inside, tuple(each for each in branches if self._is_aside(each.row))

    def _branch(self, body: str, above: frozenset[str]) -> Branch:
        parts = self.split(self.parts.get(body, ()), above | {body})
        return Branch(self.rows[body], body == self.here, body in self.open_bodies, *parts)

    def _is_aside(self, row: FilledRow) -> bool:
        return not row.text("start") if self.dated else row.text("former") == "true" or bool(row.text("end"))


def _rank(body: str) -> int:
    name = body.removeprefix(BASE)
    return STRUCTURE.index(name) if name in STRUCTURE else len(STRUCTURE)


def articles(filled: FilledSection, view: View, iri: str) -> list[tuple[Cell, list[FilledRow]]]:
    """Group the provisions of a mandate by article, in the order of the rows."""
    by_article: dict[str, tuple[Cell, list[FilledRow]]] = {}
    for row in filled.rows:
        by_article.setdefault(_iri(row, "article"), (row.cells["article"], []))[1].append(row)
    return list(by_article.values())


def named(row: FilledRow) -> str:
    """Return the abbreviation and the name of a body."""
    return f"{row.text('abbreviation')} {row.text('body')}".strip()


@dataclass(frozen=True)
class ColumnPart:
    """A segment of a column."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True)
class Column:
    """The column of a year."""

    year: int
    x: float
    total: int
    title: str
    pieces: tuple[ColumnPart, ...]


@dataclass(frozen=True)
class Columns:
    """A column for every year from the first to the last, with empty columns for years without publications."""

    columns: tuple[Column, ...]
    width: float
    """Width of a column."""
    ticks: tuple[tuple[float, int], ...]
    """y and number of the horizontal grid lines."""
    years: tuple[tuple[float, int], ...]
    """x and number of the years on the axis."""
    parts: tuple[tuple[str, str], ...]


def years(filled: FilledSection, view: View, iri: str) -> Columns:
    """Chart the editions by year: of Recommendations, of their amendments, and of other works."""
    counts = {year: _counts(row) for row in filled.rows if (year := row.year("year")) is not None}
    if not counts:
        return Columns((), 0, (), (), PARTS)
    span = range(min(counts), max(counts) + 1)
    most, step = _scale(max(sum(numbers) for numbers in counts.values()))
    width = (WIDTH - LEFT) / len(span)
    room = HEIGHT - TOP - BOTTOM
    columns = tuple(
        _column(year, LEFT + index * width, counts.get(year, (0, 0, 0)), room / most) for index, year in enumerate(span)
    )
    interval = next(years for years in (1, 2, 5, 10, 20, 50) if len(span) / years <= 12)
    marks = tuple((column.x + width / 2, column.year) for column in columns if column.year % interval == 0)
    ticks = tuple((HEIGHT - BOTTOM - value * room / most, value) for value in range(0, most + 1, step))
    return Columns(columns, width, ticks, marks, PARTS)


def _counts(row: FilledRow) -> tuple[int, int, int]:
    total, of_recommendations, of_additions = (
        row.number(name) or 0 for name in ("editions", "ofRecommendations", "ofAdditions")
    )
    return of_recommendations, of_additions, max(0, total - of_recommendations - of_additions)


def _column(year: int, x: float, counts: tuple[int, int, int], unit: float) -> Column:
    pieces, y = [], float(HEIGHT - BOTTOM)
    for (name, _), count in zip(PARTS, counts, strict=True):
        y -= count * unit
        if count:
            pieces.append(ColumnPart(name, y, count * unit))
    title = ", ".join(f"{count} {part_title}" for (_, part_title), count in zip(PARTS, counts, strict=True) if count)
    return Column(year, x, sum(counts), f"{year}: {title or 'nothing'}", tuple(pieces))


def _scale(most: int) -> tuple[int, int]:
    """Return a round maximum of the axis, and the step of its grid lines.

    >>> _scale(3), _scale(64), _scale(412)
    ((3, 1), (80, 20), (500, 100))
    """
    size: int = 10 ** max(0, math.floor(math.log10(max(most, 1) / 2)))
    step = next(factor * size for factor in (1, 2, 5, 10) if most / (factor * size) <= 5)
    return math.ceil(max(most, 1) / step) * step, step
