"""Where a topic stands among the others, and what bodies adopted on it over the years."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from plenipot.api.view import View
from plenipot.model.terms import Cell
from plenipot.pages.sections import Filled, FilledRow

EDGE, ROW, MOST = 16.0, 48.0, 13.0
"""Space at the sides, height of a body with its name above its line, and radius of the largest circle."""
WIDTH = 760.0


@dataclass(frozen=True)
class Node:
    """A topic, how many texts touch it, and what is narrower."""

    cell: Cell
    texts: str
    here: bool
    narrower: tuple[Node, ...]


@dataclass(frozen=True)
class PlaceInTree:
    """The ways down to a topic, what is below it, and what is related."""

    ways: tuple[tuple[Node, ...], ...]
    itself: Node | None
    related: tuple[Node, ...]


def place(filled: Filled, view: View, iri: str) -> PlaceInTree:
    """The tree around a topic."""
    rows = {_iri(row, "concept"): row for row in filled.rows}
    parents: dict[str, list[str]] = {}
    children: dict[str, list[str]] = {}
    for row in filled.rows:
        concept, parent = _iri(row, "concept"), _iri(row, "parent")
        if parent and parent not in parents.setdefault(concept, []):
            parents[concept].append(parent)
        if row.text("place") == "narrower" and concept not in children.setdefault(parent, []):
            children[parent].append(concept)
    related = tuple(_node(row, iri, ()) for row in filled.rows if row.text("place") == "related")
    itself = _tree(iri, rows, children, iri, frozenset()) if iri in rows else None
    return PlaceInTree(tuple(_ways(iri, rows, parents, frozenset())), itself, related)


def _iri(row: FilledRow, name: str) -> str:
    found = row.cells.get(name)
    return (found.iri or "") if found else ""


def _node(row: FilledRow, here: str, narrower: tuple[Node, ...]) -> Node:
    return Node(row.cells["concept"], row.text("texts"), _iri(row, "concept") == here, narrower)


def _tree(
    concept: str, rows: Mapping[str, FilledRow], children: Mapping[str, Sequence[str]], here: str, seen: frozenset[str]
) -> Node:
    below = [each for each in children.get(concept, ()) if each in rows and each not in seen]
    nodes = (_tree(each, rows, children, here, seen | {concept}) for each in below)
    return _node(rows[concept], here, tuple(sorted(nodes, key=lambda node: node.cell.text.lower())))


def _ways(
    concept: str, rows: Mapping[str, FilledRow], parents: Mapping[str, Sequence[str]], seen: frozenset[str]
) -> Iterable[tuple[Node, ...]]:
    """Every way from the top to the topic, without the topic."""
    above = [each for each in parents.get(concept, ()) if each in rows and each not in seen]
    for each in above:
        node = _node(rows[each], "", ())
        for way in list(_ways(each, rows, parents, seen | {concept})) or [()]:
            yield (*way, node)


@dataclass(frozen=True)
class Dot:
    """A circle: what a body did in a year."""

    x: float
    y: float
    radius: float
    count: int
    said: str


@dataclass(frozen=True)
class TopicYearsChart:
    """Bodies by year: circles to be drawn, and the same as a table."""

    bodies: tuple[tuple[Cell, float, int], ...]
    """Each with its height and the sum of its row."""
    years: tuple[int, ...]
    ticks: tuple[tuple[float, int], ...]
    dots: tuple[Dot, ...]
    counts: Mapping[tuple[int, str], FilledRow]
    """The row of a year and the name of a body."""
    height: float
    width: float = WIDTH


def chart(filled: Filled, view: View, iri: str) -> TopicYearsChart | None:
    """What bodies adopted or revised by year; None without rows."""
    if not filled.rows:
        return None
    sums: dict[str, int] = {}
    for row in filled.rows:
        sums[row.text("body")] = sums.get(row.text("body"), 0) + int(row.text("versions"))
    cells = {row.text("body"): row.cells["body"] for row in filled.rows}
    order = sorted(sums, key=lambda name: (-sums[name], name))
    heights = {name: 34 + ROW * index for index, name in enumerate(order)}
    years = sorted({int(row.text("year")) for row in filled.rows})
    span = max(1, years[-1] - years[0])
    scale = (WIDTH - 2 * EDGE) / span
    largest = max(int(row.text("versions")) for row in filled.rows)

    def at(year: int) -> float:
        return EDGE + (year - years[0]) * scale

    dots = tuple(_dot(row, at(int(row.text("year"))), heights[row.text("body")], largest) for row in filled.rows)
    step = 4 if span <= 40 else 10
    ticks = tuple((at(year), year) for year in range(years[0], years[-1] + 1) if (year - years[-1]) % step == 0)
    bodies = tuple((cells[name], heights[name], sums[name]) for name in order)
    counts = {(int(row.text("year")), row.text("body")): row for row in filled.rows}
    return TopicYearsChart(bodies, tuple(reversed(years)), ticks, dots, counts, 34 + ROW * len(order))


def _dot(row: FilledRow, x: float, y: float, largest: int) -> Dot:
    count = int(row.text("versions"))
    said = f"{row.text('body')}, {row.text('year')}: {count}"
    return Dot(x, y, max(3.0, MOST * math.sqrt(count / largest)), count, said)
