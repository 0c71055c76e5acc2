"""Data of the shape templates of texts and treaties: result rows merged by clause, topic, relation or duty."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from plenipot.api.view import View
from plenipot.model.terms import Cell
from plenipot.pages.drawings.natural_sort import natural_key
from plenipot.pages.sections import FilledRow, FilledSection

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
"""Phrases for the kinds of relations, from the subject (``_FROM``) and from the object (``_TO``)."""
_LOWERCASE = {"AND", "AS", "BY", "FOR", "IN", "OF", "ON", "OR", "THE", "TO", "WITH"}


@dataclass(frozen=True)
class ThingRows:
    """All result rows about one thing, such as a clause."""

    name: str
    cell: Cell | None
    rows: tuple[FilledRow, ...]

    @property
    def first(self) -> FilledRow:
        """The first row, to read the columns that have the same value in all rows."""
        return self.rows[0]

    def cells(self, name: str) -> tuple[Cell, ...]:
        """Return the distinct values of a column."""
        return tuple({(cell.iri, cell.text): cell for row in self.rows if (cell := row.cells.get(name))}.values())


@dataclass(frozen=True)
class TextPart:
    """Things with a common heading."""

    name: str
    cell: Cell | None
    things: tuple[ThingRows, ...]
    open: bool = True
    """Whether the page shows the part opened."""


def rows_by_thing(rows: Iterable[FilledRow], column: str) -> tuple[ThingRows, ...]:
    """Merge the rows with the same value in a column, in the order of their first rows."""
    by_value: dict[str, list[FilledRow]] = {}
    for row in rows:
        cell = row.cells.get(column)
        by_value.setdefault((cell.iri or cell.text) if cell else "", []).append(row)
    return tuple(
        ThingRows(members[0].text(column), members[0].cells.get(column), tuple(members))
        for members in by_value.values()
    )


def parts(
    rows: Iterable[FilledRow], outer: str, inner: str, is_open: Callable[[int, ThingRows], bool]
) -> tuple[TextPart, ...]:
    """Group rows by the column ``outer``, and each part by the column ``inner``.

    Args:
        rows: the rows.
        outer: the column of the parts.
        inner: the column of the things in a part.
        is_open: whether to open a part, by its index and rows.
    """
    return tuple(
        TextPart(part.name, part.cell, rows_by_thing(part.rows, inner), is_open(index, part))
        for index, part in enumerate(rows_by_thing(rows, outer))
    )


def clauses(filled: FilledSection, view: View, iri: str) -> tuple[TextPart, ...]:
    """Group clauses by version; the version in force on the chosen day is open."""
    days = [row.text("day") for row in filled.rows if not view.as_of or row.text("day") <= view.as_of]
    newest = max(days, default="")
    return parts(filled.rows, "version", "clause", lambda _, part: part.first.text("day") == newest)


def topics(filled: FilledSection, view: View, iri: str) -> tuple[TextPart, ...]:
    """Group topic assignments by topic; printed topics outside the scheme come last."""
    topic_parts = parts(filled.rows, "topic", "assignment", lambda *_: False)
    return tuple(sorted(topic_parts, key=lambda part: (not part.name, -len(part.things), part.name)))


def relations(filled: FilledSection, view: View, iri: str) -> tuple[TextPart, ...]:
    """Group relations by phrase, and by the thing at the other end."""
    by_phrase: dict[str, list[FilledRow]] = {}
    for row in filled.rows:
        by_phrase.setdefault(_phrase(row.text("kind"), row.text("outgoing") == "true"), []).append(row)
    return tuple(TextPart(name, None, rows_by_thing(rows, "other")) for name, rows in by_phrase.items())


def _phrase(kind: str, outgoing: bool) -> str:
    """Return the phrase for a kind of relation.

    >>> _phrase("implements", False), _phrase("reviews", True), _phrase("welcomes", False)
    ('It is carried out by', 'It reviews', 'Of it is said: welcomes')
    """
    if outgoing:
        return _FROM.get(kind, f"It {kind}")
    return _TO.get(kind, f"Of it is said: {kind}")


def by_conference(filled: FilledSection, view: View, iri: str) -> tuple[TextPart, ...]:
    """Group proposals by conference, the latest first."""
    return tuple(reversed(parts(filled.rows, "conference", "proposal", lambda *_: True)))


def statuses(filled: FilledSection, view: View, iri: str) -> tuple[TextPart, ...]:
    """Group signatures by status."""
    return parts(filled.rows, "status", "signature", lambda *_: True)


def laid_down(filled: FilledSection, view: View, iri: str) -> tuple[TextPart, ...]:
    """Group duties and mandates by kind."""
    return parts(filled.rows, "kind", "node", lambda *_: True)


def provisions(filled: FilledSection, view: View, iri: str) -> tuple[ThingRows, ...]:
    """Merge the rows of each provision."""
    return rows_by_thing(filled.rows, "provision")


def amendments(filled: FilledSection, view: View, iri: str) -> tuple[ThingRows, ...]:
    """Group provisions by the conference that amended them."""
    return rows_by_thing(filled.rows, "conference")


def references(filled: FilledSection, view: View, iri: str) -> tuple[TextPart, ...]:
    """Group references by direction."""
    return parts(filled.rows, "direction", "other", lambda *_: True)


@dataclass(frozen=True)
class Texts:
    """The texts of a body about a topic: with the topic itself, or only with a narrower one."""

    name: str
    direct: tuple[ThingRows, ...]
    narrower: tuple[ThingRows, ...]


def by_body(filled: FilledSection, view: View, iri: str) -> tuple[Texts, ...]:
    """Group texts by adopting body, the body with most texts first, in order of their numbers."""
    bodies = [_texts(part, iri) for part in parts(filled.rows, "body", "instrument", lambda *_: True)]
    return tuple(sorted(bodies, key=lambda body: (not body.name, -len(body.direct), -len(body.narrower), body.name)))


def _texts(part: TextPart, iri: str) -> Texts:
    ordered = sorted(part.things, key=lambda text: natural_key(text.name))
    direct = tuple(text for text in ordered if any(cell.iri == iri for cell in text.cells("directTopic")))
    return Texts(part.name, direct, tuple(text for text in ordered if text not in direct))


def by_kind(filled: FilledSection, view: View, iri: str) -> tuple[TextPart, ...]:
    """Group consultations and publications by kind."""
    return parts(filled.rows, "kind", "work", lambda *_: True)


@dataclass(frozen=True)
class Chapter:
    """The articles of a chapter, or of a section of a chapter."""

    name: str
    rows: tuple[FilledRow, ...]


def chapters(filled: FilledSection, view: View, iri: str) -> tuple[Chapter, ...]:
    """Group the articles of a treaty by chapter and section."""
    by_heading: dict[str, list[FilledRow]] = {}
    for row in filled.rows:
        by_heading.setdefault(_heading(row), []).append(row)
    return tuple(Chapter(name, tuple(rows)) for name, rows in by_heading.items())


def _heading(row: FilledRow) -> str:
    levels = (("Chapter", "chapter", "chapterTitle"), ("Section", "section", "sectionTitle"))
    headings = [_level(word, row.text(number), row.text(title)) for word, number, title in levels]
    return ", ".join(level for level in headings if level)


def _level(kind: str, number: str, title: str) -> str:
    """Write the heading of a chapter or section, with titles in capitals changed to title case.

    >>> _level("Chapter", "I", "FUNCTIONING OF THE UNION"), _level("Section", "", "")
    ('Chapter I: Functioning of the Union', '')
    """
    words = [word.lower() if word in _LOWERCASE else word.capitalize() for word in title.split()]
    shown = " ".join(words) if title.isupper() else title
    return ": ".join(part for part in (f"{kind} {number}" if number else "", shown) if part)
