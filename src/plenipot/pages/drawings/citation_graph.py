"""What a text cites and what cites it: as a list by body, and as a picture with a side for each direction."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plenipot.api.view import View
from plenipot.model.terms import Cell
from plenipot.pages.drawings.provision_rows import natural
from plenipot.pages.sections import Filled, FilledRow

WIDTH = 900.0
LEFT, RIGHT = 372.0, 528.0
"""Where the names of the two sides end and begin."""
STEP = 19.0
SHOWN = 26
"""Texts of a side that the picture has; the list has all."""
LETTERS = 50
OTHERS = "Other organizations and conferences"
ITSELF = "Other versions of the same text"


@dataclass(frozen=True)
class Work:
    """A text on the other side, with the citations between the two."""

    cell: Cell
    title: str
    rows: tuple[FilledRow, ...]


@dataclass(frozen=True)
class Body:
    """The texts of a body, or the parts of a treaty."""

    name: str
    works: tuple[Work, ...]


@dataclass(frozen=True)
class Side:
    """All texts of a direction."""

    direction: str
    bodies: tuple[Body, ...]
    citations: int

    @property
    def works(self) -> int:
        """How many other texts."""
        return sum(len(body.works) for body in self.bodies if body.name != ITSELF)


@dataclass(frozen=True)
class Name:
    """A line of the picture: the name of a body, or a text with its curve to the middle."""

    text: str
    y: float
    href: str | None = None
    curve: str = ""
    stroke: float = 1.0
    full: str = ""


@dataclass(frozen=True)
class Picture:
    """The two sides of the picture, and how many texts of each are left out."""

    cites: tuple[Name, ...]
    cited_by: tuple[Name, ...]
    left_out: int
    height: float
    width: float = WIDTH
    left: float = LEFT
    right: float = RIGHT


@dataclass(frozen=True)
class Citations:
    """Both directions."""

    cites: Side
    cited_by: Side
    picture: Picture

    @staticmethod
    def mark(cell: Cell) -> str:
        """The mark of a version in its name, where that has one.

        >>> Citations.mark(Cell("PP Resolution 180 (Rev. Busan, 2014 (draft DT/78))")), Citations.mark(Cell("CS 70"))
        ('Rev. Busan, 2014 (draft DT/78)', 'CS 70')
        """
        inner = cell.text.partition("(")[2].removesuffix(")")
        return inner or cell.text


def citations(filled: Filled, view: View, iri: str) -> Citations:
    """The citations of a section by direction, body and text."""
    cites, cited_by = (_side(direction, filled.rows, iri) for direction in ("cites", "is cited by"))
    return Citations(cites, cited_by, _picture(cites, cited_by))


def _side(direction: str, rows: Iterable[FilledRow], iri: str) -> Side:
    bodies: dict[str, dict[str, list[FilledRow]]] = {}
    found = [row for row in rows if row.text("direction") == direction]
    for row in found:
        work = row.cells["work"].iri or row.text("work")
        # The page is that of the text itself, or of one of its versions.
        itself = iri == work or iri.startswith(f"{work}/")
        works = bodies.setdefault(ITSELF if itself else row.text("group") or OTHERS, {})
        works.setdefault(work, []).append(row)
    made = [
        Body(name, tuple(sorted(map(_work, works.values()), key=lambda work: natural(work.cell.text))))
        for name, works in bodies.items()
    ]
    made.sort(key=lambda body: (body.name == ITSELF, body.name == OTHERS, -len(body.works), body.name))
    return Side(direction, tuple(made), len(found))


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
    """The names of bodies and, below each, its texts: as many of each as are its share."""
    lines: list[str | Work] = []
    left = SHOWN
    for body in side.bodies:
        if left <= 0 or body.name == ITSELF:
            break
        lines += [body.name, *body.works[:left]]
        left -= len(body.works)
    return lines


def _names(lines: Sequence[str | Work], height: float, edge: tuple[float, float]) -> tuple[Name, ...]:
    x, offset = edge
    start = (height - STEP * len(lines)) / 2 + STEP / 2
    names: list[Name] = []
    for index, each in enumerate(lines):
        y = start + index * STEP
        if isinstance(each, str):
            names.append(Name(each, y))
            continue
        middle, near = WIDTH / 2 + offset, x - math.copysign(6, offset)
        bend = (middle + near) / 2
        curve = f"M{middle:g} {height / 2:g}C{bend:g} {height / 2:g} {bend:g} {y:g} {near:g} {y:g}"
        text = each.cell.text
        short = text if len(text) <= LETTERS else text[: LETTERS - 1] + "…"
        names.append(Name(short, y, each.cell.href, curve, min(4.0, 0.75 + len(each.rows) / 3), each.title))
    return tuple(names)
