"""The position of a topic in the topic tree, and a chart of the texts about it by body and year."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from plenipot.api.view import View
from plenipot.model.terms import Cell
from plenipot.pages.sections import FilledRow, FilledSection

EDGE, ROW, MAX_RADIUS = 16.0, 48.0, 13.0
"""Side margin, height of a body's row with its label, and radius of the largest circle."""
WIDTH = 760.0


@dataclass(frozen=True)
class Node:
    """A topic with the number of texts that concern it, and its narrower topics."""

    cell: Cell
    texts: str
    here: bool
    narrower: tuple[Node, ...]


@dataclass(frozen=True)
class PlaceInTree:
    """The ancestors of a topic (one path per broader topic), its subtree, and related topics."""

    paths: tuple[tuple[Node, ...], ...]
    itself: Node | None
    related: tuple[Node, ...]


def place(filled: FilledSection, view: View, iri: str) -> PlaceInTree:
    """Build the tree around the topic of the page from the rows."""
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
    return PlaceInTree(tuple(_paths(iri, rows, parents, frozenset())), itself, related)


def _iri(row: FilledRow, name: str) -> str:
    cell = row.cells.get(name)
    return (cell.iri or "") if cell else ""


def _node(row: FilledRow, here: str, narrower: tuple[Node, ...]) -> Node:
    return Node(row.cells["concept"], row.text("texts"), _iri(row, "concept") == here, narrower)


def _tree(
    concept: str, rows: Mapping[str, FilledRow], children: Mapping[str, Sequence[str]], here: str, seen: frozenset[str]
) -> Node:
    narrower = [child for child in children.get(concept, ()) if child in rows and child not in seen]
    nodes = (_tree(child, rows, children, here, seen | {concept}) for child in narrower)
    return _node(rows[concept], here, tuple(sorted(nodes, key=lambda node: node.cell.text.lower())))


def _paths(
    concept: str, rows: Mapping[str, FilledRow], parents: Mapping[str, Sequence[str]], seen: frozenset[str]
) -> Iterable[tuple[Node, ...]]:
    """Yield the paths from a top topic down to a topic, without that topic; ``seen`` breaks cycles."""
    broader = [parent for parent in parents.get(concept, ()) if parent in rows and parent not in seen]
    for parent in broader:
        node = _node(rows[parent], "", ())
        for path in list(_paths(parent, rows, parents, seen | {concept})) or [()]:
            yield (*path, node)


@dataclass(frozen=True)
class Dot:
    """A circle whose area is the number of versions of a body in a year."""

    x: float
    y: float
    radius: float
    count: int
    title: str


@dataclass(frozen=True)
class TopicYearsChart:
    """Number of versions by body and year, as circles and as a table."""

    bodies: tuple[tuple[Cell, float, int], ...]
    """Cell, y and total of each body."""
    years: tuple[int, ...]
    ticks: tuple[tuple[float, int], ...]
    dots: tuple[Dot, ...]
    counts: Mapping[tuple[int, str], FilledRow]
    """Result row by year and name of the body."""
    height: float
    width: float = WIDTH


def chart(filled: FilledSection, view: View, iri: str) -> TopicYearsChart | None:
    """Chart the versions that bodies adopted or revised by year; None without rows."""
    rows = {
        (year, row.text("body")): row
        for row in filled.rows
        if (year := row.year("year")) is not None and row.number("versions")
    }
    if not rows:
        return None
    sums: dict[str, int] = {}
    for (_, body), row in rows.items():
        sums[body] = sums.get(body, 0) + _count(row)
    cells = {row.text("body"): row.cells["body"] for row in rows.values()}
    order = sorted(sums, key=lambda name: (-sums[name], name))
    heights = {name: 34 + ROW * index for index, name in enumerate(order)}
    years = sorted({year for year, _ in rows})
    span = max(1, years[-1] - years[0])
    scale = (WIDTH - 2 * EDGE) / span
    largest = max(map(_count, rows.values()))

    def at(year: int) -> float:
        return EDGE + (year - years[0]) * scale

    dots = tuple(_dot(row, at(year), heights[body], largest) for (year, body), row in rows.items())
    step = 4 if span <= 40 else 10
    ticks = tuple((at(year), year) for year in range(years[0], years[-1] + 1) if (year - years[-1]) % step == 0)
    bodies = tuple((cells[name], heights[name], sums[name]) for name in order)
    return TopicYearsChart(bodies, tuple(reversed(years)), ticks, dots, rows, 34 + ROW * len(order))


def _count(row: FilledRow) -> int:
    return row.number("versions") or 0


def _dot(row: FilledRow, x: float, y: float, largest: int) -> Dot:
    count = _count(row)
    title = f"{row.text('body')}, {row.text('year')}: {count}"
    return Dot(x, y, max(3.0, MAX_RADIUS * math.sqrt(count / largest)), count, title)
