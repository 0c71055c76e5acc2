"""What the pages of bodies draw from: the organization chart as a tree, and publications by year as columns."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from plenipot.api.view import View
from plenipot.model.terms import Cell
from plenipot.model.vocabulary import BASE
from plenipot.pages.sections import Filled, FilledRow

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 220, 44, 24, 8
PARTS = (
    ("ofRecommendations", "of Recommendations"),
    ("ofAdditions", "of what amends them"),
    ("others", "of other works"),
)
"""What a column is made of, from below."""
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
"""The structure of the Union as its Constitution has it (CS 39 to 46): other bodies follow."""


@dataclass(frozen=True)
class Branch:
    """A body in the chart, with what is a part of it, and what stands aside."""

    row: FilledRow
    here: bool
    open: bool
    """Whether what is below it is shown: on the way to the body of the page, and directly below that."""
    parts: tuple[Branch, ...]
    aside: tuple[Branch, ...]


@dataclass(frozen=True)
class Organization:
    """The chart of today, with the past aside; or that of a day, with those aside of which no first day is known."""

    parts: tuple[Branch, ...]
    aside: tuple[Branch, ...]
    why: str
    """What those have in common that stand aside."""


def organization(filled: Filled, view: View, iri: str) -> Organization:
    """The tree of all bodies, open on the way to one of them; a study period stands for its study group."""
    rows = {_iri(row, "body"): row for row in filled.rows}
    below: dict[str, list[str]] = {}
    for body, row in rows.items():
        parent = _iri(row, "parent")
        below.setdefault(parent if parent in rows else "", []).append(body)
    here = iri if iri in rows else iri.rpartition("/")[0]
    way, step = {here}, here
    while (step := _iri(rows[step], "parent") if step in rows else "") and step not in way:
        way.add(step)
    tree = _Tree(rows, below, here, way, dated=bool(view.as_of))
    why = "whose first year is not known" if view.as_of else "no more"
    return Organization(*tree.split(below.get("", ()), frozenset()), why)


def _iri(row: FilledRow, name: str) -> str:
    found = row.cells.get(name)
    return (found.iri or "") if found else ""


@dataclass(frozen=True)
class _Tree:
    rows: Mapping[str, FilledRow]
    below: Mapping[str, Sequence[str]]
    here: str
    way: Collection[str]
    dated: bool
    """Whether the rows are those of one day: then there is nothing of the past among them, but what may be later."""

    def split(self, bodies: Iterable[str], above: frozenset[str]) -> tuple[tuple[Branch, ...], tuple[Branch, ...]]:
        """Those that stand in the chart and those aside, each in their order."""
        ordered = sorted(bodies, key=lambda body: (_rank(body), _natural(named(self.rows[body]))))
        branches = [self._branch(body, above) for body in ordered if body not in above]
        inside = tuple(each for each in branches if not self._is_aside(each.row))
        return inside, tuple(each for each in branches if self._is_aside(each.row))

    def _branch(self, body: str, above: frozenset[str]) -> Branch:
        parts = self.split(self.below.get(body, ()), above | {body})
        return Branch(self.rows[body], body == self.here, body in self.way, *parts)

    def _is_aside(self, row: FilledRow) -> bool:
        return not row.text("start") if self.dated else row.text("former") == "true" or bool(row.text("end"))


def _rank(body: str) -> int:
    name = body.removeprefix(BASE)
    return STRUCTURE.index(name) if name in STRUCTURE else len(STRUCTURE)


def articles(filled: Filled, view: View, iri: str) -> list[tuple[Cell, list[FilledRow]]]:
    """The provisions of a mandate by their articles, in the order of the rows."""
    found: dict[str, tuple[Cell, list[FilledRow]]] = {}
    for row in filled.rows:
        found.setdefault(_iri(row, "article"), (row.cells["article"], []))[1].append(row)
    return list(found.values())


def named(row: FilledRow) -> str:
    """A body by its short name, if that is not in its name already."""
    return f"{row.text('abbreviation')} {row.text('body')}".strip()


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """A text so that its numbers are sorted by size.

    >>> sorted(["SG 17", "SG 3"], key=_natural)
    ['SG 3', 'SG 17']
    """
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", text.casefold()))


@dataclass(frozen=True)
class ColumnPart:
    """A part of a column."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True)
class Column:
    """A year."""

    year: int
    x: float
    total: int
    said: str
    pieces: tuple[ColumnPart, ...]


@dataclass(frozen=True)
class Columns:
    """A column for every year from the first to the last, also for those without anything."""

    columns: tuple[Column, ...]
    width: float
    """Of a column."""
    ticks: tuple[tuple[float, int], ...]
    """Height and number of the lines across."""
    years: tuple[tuple[float, int], ...]
    """Place and number of the years below."""
    parts: tuple[tuple[str, str], ...]


def years(filled: Filled, view: View, iri: str) -> Columns:
    """Editions by year: of Recommendations, of what amends them, and of the rest."""
    counts = {int(row.text("year")): _counts(row) for row in filled.rows}
    if not counts:
        return Columns((), 0, (), (), PARTS)
    span = range(min(counts), max(counts) + 1)
    most, step = _scale(max(sum(each) for each in counts.values()))
    width = (WIDTH - LEFT) / len(span)
    room = HEIGHT - TOP - BOTTOM
    columns = tuple(
        _column(year, LEFT + index * width, counts.get(year, (0, 0, 0)), room / most) for index, year in enumerate(span)
    )
    every = next(each for each in (1, 2, 5, 10, 20, 50) if len(span) / each <= 12)
    marks = tuple((column.x + width / 2, column.year) for column in columns if column.year % every == 0)
    ticks = tuple((HEIGHT - BOTTOM - value * room / most, value) for value in range(0, most + 1, step))
    return Columns(columns, width, ticks, marks, PARTS)


def _counts(row: FilledRow) -> tuple[int, int, int]:
    total, of_recommendations, of_additions = (
        int(row.text(name) or 0) for name in ("editions", "ofRecommendations", "ofAdditions")
    )
    return of_recommendations, of_additions, max(0, total - of_recommendations - of_additions)


def _column(year: int, x: float, counts: tuple[int, int, int], unit: float) -> Column:
    pieces, y = [], float(HEIGHT - BOTTOM)
    for (name, _), count in zip(PARTS, counts, strict=True):
        y -= count * unit
        if count:
            pieces.append(ColumnPart(name, y, count * unit))
    said = ", ".join(f"{count} {what}" for (_, what), count in zip(PARTS, counts, strict=True) if count)
    return Column(year, x, sum(counts), f"{year}: {said or 'nothing'}", tuple(pieces))


def _scale(most: int) -> tuple[int, int]:
    """A round number above all, and the step of the lines below it.

    >>> _scale(3), _scale(64), _scale(412)
    ((3, 1), (80, 20), (500, 100))
    """
    size: int = 10 ** max(0, math.floor(math.log10(max(most, 1) / 2)))
    step = next(each * size for each in (1, 2, 5, 10) if most / (each * size) <= 5)
    return math.ceil(max(most, 1) / step) * step, step
