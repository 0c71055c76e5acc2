"""Outgoing and incoming citations of a text: as lists by body, and as a picture with one side per direction."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plenipot.api.view import View
from plenipot.model.terms import Cell
from plenipot.pages.drawings.natural_sort import natural_key
from plenipot.pages.sections import FilledRow, FilledSection

WIDTH = 900.0
LEFT, RIGHT = 372.0, 528.0
"""x where the names of incoming citations end, and those of outgoing citations begin."""
STEP = 19.0
SHOWN = 26
"""Limit of texts per side of the picture; the list has all texts."""
LETTERS = 50
OTHERS = "Other organizations and conferences"
ITSELF = "Other versions of the same text"


@dataclass(frozen=True)
class Work:
    """Another text, with the citations between it and the text of the page."""

    cell: Cell
    title: str
    rows: tuple[FilledRow, ...]


@dataclass(frozen=True)
class Body:
    """The texts of one body, or the parts of one treaty."""

    name: str
    works: tuple[Work, ...]


@dataclass(frozen=True)
class Side:
    """All texts of one direction, ``cites`` or ``is cited by``."""

    direction: str
    bodies: tuple[Body, ...]
    citations: int

    @property
    def works(self) -> int:
        """The number of texts, without versions of the text itself."""
        return sum(len(body.works) for body in self.bodies if body.name != ITSELF)


@dataclass(frozen=True)
class Name:
    """A line of the picture: the name of a body, or of a text with the SVG path from the centre."""

    text: str
    y: float
    href: str | None = None
    curve: str = ""
    stroke: float = 1.0
    full: str = ""


@dataclass(frozen=True)
class Picture:
    """The two sides of the picture, and the number of texts that do not fit."""

    cites: tuple[Name, ...]
    cited_by: tuple[Name, ...]
    left_out: int
    height: float
    width: float = WIDTH
    left: float = LEFT
    right: float = RIGHT


@dataclass(frozen=True)
class Citations:
    """The citations in both directions, as lists and as a picture."""

    cites: Side
    cited_by: Side
    picture: Picture

    @staticmethod
    def mark(cell: Cell) -> str:
        """Return the version mark in the brackets of a name; the whole name if it has none.

        >>> Citations.mark(Cell("PP Resolution 180 (Rev. Busan, 2014 (draft DT/78))")), Citations.mark(Cell("CS 70"))
        ('Rev. Busan, 2014 (draft DT/78)', 'CS 70')
        """
        inner = cell.text.partition("(")[2].removesuffix(")")
        return inner or cell.text


def citations(filled: FilledSection, view: View, iri: str) -> Citations:
    """Group the citations of a section by direction, body and text."""
    cites, cited_by = (_side(direction, filled.rows, iri) for direction in ("cites", "is cited by"))
    return Citations(cites, cited_by, _picture(cites, cited_by))


def _side(direction: str, rows: Iterable[FilledRow], iri: str) -> Side:
    bodies: dict[str, dict[str, list[FilledRow]]] = {}
    citations = [row for row in rows if row.text("direction") == direction]
    for row in citations:
        work = row.cells["work"].iri or row.text("work")
        # The IRI of the page may be that of the text, or of one of its versions.
        itself = iri == work or iri.startswith(f"{work}/")
        works = bodies.setdefault(ITSELF if itself else row.text("group") or OTHERS, {})
        works.setdefault(work, []).append(row)
    sorted_bodies = [
        Body(name, tuple(sorted(map(_work, works.values()), key=lambda work: natural_key(work.cell.text))))
        for name, works in bodies.items()
    ]
    sorted_bodies.sort(key=lambda body: (body.name == ITSELF, body.name == OTHERS, -len(body.works), body.name))
    return Side(direction, tuple(sorted_bodies), len(citations))


def _work(rows: Sequence[FilledRow]) -> Work:
    return Work(rows[0].cells["work"], rows[0].text("title"), tuple(rows))


def _picture(cites: Side, cited_by: Side) -> Picture:
    sides = [_lines(side) for side in (cites, cited_by)]
    height = STEP * max(len(lines) for lines in sides) + 2 * STEP
    outgoing, incoming = (
        _names(lines, height, edge) for lines, edge in zip(sides, ((RIGHT, 34.0), (LEFT, -34.0)), strict=True)
    )
    left_out = sum(max(0, side.works - SHOWN) for side in (cites, cited_by))
    return Picture(outgoing, incoming, left_out, height)


def _lines(side: Side) -> list[str | Work]:
    """Return each body's name followed by its texts, up to the limit of texts per side."""
    lines: list[str | Work] = []
    remaining = SHOWN
    for body in side.bodies:
        if remaining <= 0 or body.name == ITSELF:
            break
        lines += [body.name, *body.works[:remaining]]
        remaining -= len(body.works)
    return lines


def _names(lines: Sequence[str | Work], height: float, edge: tuple[float, float]) -> tuple[Name, ...]:
    x, offset = edge
    start = (height - STEP * len(lines)) / 2 + STEP / 2
    names: list[Name] = []
    for index, entry in enumerate(lines):
        y = start + index * STEP
        if isinstance(entry, str):
            names.append(Name(entry, y))
            continue
        centre, near = WIDTH / 2 + offset, x - math.copysign(6, offset)
        bend = (centre + near) / 2
        curve = f"M{centre:g} {height / 2:g}C{bend:g} {height / 2:g} {bend:g} {y:g} {near:g} {y:g}"
        text = entry.cell.text
        short = text if len(text) <= LETTERS else text[: LETTERS - 1] + "…"
        names.append(Name(short, y, entry.cell.href, curve, min(4.0, 0.75 + len(entry.rows) / 3), entry.title))
    return tuple(names)
