"""What stands in texts and treaties for whom: rows of one clause, topic, relation, duty or claim taken together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from plenipot.api.view import View
from plenipot.model.terms import Cell
from plenipot.pages.sections import Filled, FilledRow

_FROM = {
    "implements": "It carries out",
    "followed up by": "It is followed up by",
    "names the group": "It names the groups",
    "established by": "It was established by",
    "establishes": "It establishes",
    "refers to the action line": "It refers to the WSIS action lines",
    "refers to the goal": "It refers to the Sustainable Development Goals",
    "convened by": "It was convened by",
    "maintained by": "It is kept up by",
    "prepared by": "It was prepared by",
    "replaced by": "It was replaced by",
    "sets modalities of": "It sets the modalities of",
}
_TO = {
    "implements": "It is carried out by",
    "established by": "It established",
    "terms of reference cite": "The terms of reference of these cite it",
    "convened by": "It convened",
    "coordinates": "It is coordinated by",
    "theme set by": "It set the theme of",
    "maintained by": "It keeps up",
    "prepared by": "It prepared",
    "invites": "It is invited by",
    "refers to the action line": "These refer to it",
    "reviews": "It is reviewed by",
    "replaced by": "It replaces",
    "calls for": "It is called for by",
    "sets modalities of": "Its modalities are set by",
}
"""How a kind of relation is said from one end and from the other."""
_SMALL = {"AND", "AS", "BY", "FOR", "IN", "OF", "ON", "OR", "THE", "TO", "WITH"}


@dataclass(frozen=True)
class Together:
    """Rows that say one thing, or are about one thing."""

    name: str
    cell: Cell | None
    rows: tuple[FilledRow, ...]

    @property
    def first(self) -> FilledRow:
        """The first row: what all have in common can be read there."""
        return self.rows[0]

    def cells(self, name: str) -> tuple[Cell, ...]:
        """The different values of a column."""
        return tuple({(cell.iri, cell.text): cell for row in self.rows if (cell := row.cells.get(name))}.values())


@dataclass(frozen=True)
class TextPart:
    """Things that stand under one heading."""

    name: str
    cell: Cell | None
    things: tuple[Together, ...]
    open: bool = True
    """Whether it is shown at once."""


def together(rows: Iterable[FilledRow], column: str) -> tuple[Together, ...]:
    """Rows with the same value in a column, in the order of the first of each."""
    found: dict[str, list[FilledRow]] = {}
    for row in rows:
        cell = row.cells.get(column)
        found.setdefault((cell.iri or cell.text) if cell else "", []).append(row)
    return tuple(Together(group[0].text(column), group[0].cells.get(column), tuple(group)) for group in found.values())


def parts(
    rows: Iterable[FilledRow], outer: str, inner: str, shown: Callable[[int, Together], bool]
) -> tuple[TextPart, ...]:
    """Rows by one column, and in each part by another."""
    outside = together(rows, outer)
    return tuple(
        TextPart(each.name, each.cell, together(each.rows, inner), shown(index, each))
        for index, each in enumerate(outside)
    )


def clauses(filled: Filled, view: View, iri: str) -> tuple[TextPart, ...]:
    """The clauses by version, the latest first; that of the day that is looked at is open."""
    known = [row.text("day") for row in filled.rows if not view.as_of or row.text("day") <= view.as_of]
    newest = max(known, default="")
    return parts(filled.rows, "version", "clause", lambda _, each: each.first.text("day") == newest)


def topics(filled: Filled, view: View, iri: str) -> tuple[TextPart, ...]:
    """The statements by topic; what a source only prints, and no topic of the scheme stands for, comes last."""
    made = parts(filled.rows, "topic", "assignment", lambda *_: False)
    return tuple(sorted(made, key=lambda part: (not part.name, -len(part.things), part.name)))


def stands(filled: Filled, view: View, iri: str) -> tuple[TextPart, ...]:
    """The relations by what is said, and by the thing on the other side."""
    found: dict[str, list[FilledRow]] = {}
    for row in filled.rows:
        found.setdefault(_said(row.text("kind"), row.text("outgoing") == "true"), []).append(row)
    return tuple(TextPart(name, None, together(rows, "other")) for name, rows in found.items())


def _said(kind: str, outgoing: bool) -> str:
    """The kind of a relation in words.

    >>> _said("implements", False), _said("reviews", True), _said("welcomes", False)
    ('It is carried out by', 'It reviews', 'Of it is said: welcomes')
    """
    if outgoing:
        return _FROM.get(kind, f"It {kind}")
    return _TO.get(kind, f"Of it is said: {kind}")


def by_conference(filled: Filled, view: View, iri: str) -> tuple[TextPart, ...]:
    """Proposals by conference, the latest first."""
    return tuple(reversed(parts(filled.rows, "conference", "proposal", lambda *_: True)))


def statuses(filled: Filled, view: View, iri: str) -> tuple[TextPart, ...]:
    """Signatures by what is known."""
    return parts(filled.rows, "status", "signature", lambda *_: True)


def laid_down(filled: Filled, view: View, iri: str) -> tuple[TextPart, ...]:
    """Duties and mandates, each once."""
    return parts(filled.rows, "kind", "node", lambda *_: True)


def provisions(filled: Filled, view: View, iri: str) -> tuple[Together, ...]:
    """Provisions, each once."""
    return together(filled.rows, "provision")


def amendments(filled: Filled, view: View, iri: str) -> tuple[Together, ...]:
    """Provisions that a conference touched."""
    return together(filled.rows, "conference")


def references(filled: Filled, view: View, iri: str) -> tuple[TextPart, ...]:
    """References by direction."""
    return parts(filled.rows, "direction", "other", lambda *_: True)


@dataclass(frozen=True)
class Texts:
    """The texts of a body: those of a topic itself, and those of narrower ones only."""

    name: str
    direct: tuple[Together, ...]
    narrower: tuple[Together, ...]


def by_body(filled: Filled, view: View, iri: str) -> tuple[Texts, ...]:
    """Texts by the body that adopts them, those with most first, in the order of their numbers."""
    bodies = [_texts(each, iri) for each in parts(filled.rows, "body", "instrument", lambda *_: True)]
    return tuple(sorted(bodies, key=lambda body: (not body.name, -len(body.direct), -len(body.narrower), body.name)))


def _texts(part: TextPart, iri: str) -> Texts:
    ordered = sorted(part.things, key=lambda text: natural(text.name))
    direct = tuple(text for text in ordered if any(cell.iri == iri for cell in text.cells("directTopic")))
    return Texts(part.name, direct, tuple(text for text in ordered if text not in direct))


def natural(text: str) -> tuple[tuple[str, int], ...]:
    """A key that puts texts in the order of the numbers in them.

    >>> sorted(["Resolution 101", "Resolution 21", "Resolution 21 bis"], key=natural)
    ['Resolution 21', 'Resolution 21 bis', 'Resolution 101']
    """
    return tuple((words, int(number or 0)) for words, number in re.findall(r"(\D*)(\d*)", text))


def by_kind(filled: Filled, view: View, iri: str) -> tuple[TextPart, ...]:
    """Consultations and publications by kind."""
    return parts(filled.rows, "kind", "work", lambda *_: True)


@dataclass(frozen=True)
class Chapter:
    """The articles of a chapter, by section."""

    name: str
    rows: tuple[FilledRow, ...]


def chapters(filled: Filled, view: View, iri: str) -> tuple[Chapter, ...]:
    """The articles of a treaty by chapter and section."""
    found: dict[str, list[FilledRow]] = {}
    for row in filled.rows:
        found.setdefault(_heading(row), []).append(row)
    return tuple(Chapter(name, tuple(rows)) for name, rows in found.items())


def _heading(row: FilledRow) -> str:
    levels = (("Chapter", "chapter", "chapterTitle"), ("Section", "section", "sectionTitle"))
    named = [_level(word, row.text(number), row.text(title)) for word, number, title in levels]
    return ", ".join(level for level in named if level)


def _level(word: str, number: str, title: str) -> str:
    """
    >>> _level("Chapter", "I", "FUNCTIONING OF THE UNION"), _level("Section", "", "")
    ('Chapter I: Functioning of the Union', '')
    """
    words = [each.lower() if each in _SMALL else each.capitalize() for each in title.split()]
    shown = " ".join(words) if title.isupper() else title
    return ": ".join(part for part in (f"{word} {number}" if number else "", shown) if part)
