"""What an Akoma Ntoso file says, free of XML: documents, their identity, and their text as nested parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


class AknError(ValueError):
    """A file cannot be read as Akoma Ntoso; the message names file and line."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file, self.line, self.reason = file, line, reason


class ImportRefused(ValueError):
    """A document cannot become rows, or its rows would take the place of others; nothing was written."""


@dataclass(frozen=True)
class FrbrDate:
    """A date of a FRBR level and what it is the date of (``adoption``, ``publication``, ...)."""

    date: str
    name: str


@dataclass(frozen=True)
class FrbrLevel:
    """One of work, expression, manifestation or item."""

    uri: str
    dates: tuple[FrbrDate, ...] = ()
    aliases: tuple[str, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    """Pairs of the number and the form in which it is shown."""
    names: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Identification:
    """The FRBR metadata of a document."""

    work: FrbrLevel
    expression: FrbrLevel | None = None
    manifestation: FrbrLevel | None = None


@dataclass(frozen=True)
class Ref:
    """A ``<ref href>`` (or ``mref``, ``rref``) in the text."""

    href: str
    text: str
    line: int


@dataclass(frozen=True)
class AknPart:
    """A structural element, from a chapter down to a paragraph of text.

    ``text`` is the running text that stands directly in the element (``p``, ``heading``, ``num``, ...),
    white space collapsed; elements that only contain others have none.
    """

    tag: str
    line: int
    name: str = ""
    eid: str = ""
    wid: str = ""
    num: str = ""
    heading: str = ""
    text: str = ""
    refs: tuple[Ref, ...] = ()
    parts: tuple[AknPart, ...] = ()

    def walk(self) -> Iterator[AknPart]:
        """This part and all below it, in document order."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def find(self, *tags: str) -> Iterator[AknPart]:
        """The parts below (and this one) with one of the tags."""
        return (part for part in self.walk() if part.tag in tags)


@dataclass(frozen=True)
class AknDocument:
    """An act, statement, doc, ... or a collection of them."""

    tag: str
    line: int
    name: str = ""
    language: str = ""
    identification: Identification | None = None
    doc_type: str = ""
    doc_number: str = ""
    title: str = ""
    preface: AknPart | None = None
    preamble: AknPart | None = None
    body: AknPart | None = None
    annexes: tuple[AknPart, ...] = ()
    documents: tuple[AknDocument, ...] = ()
    references: dict[str, str] = field(default_factory=dict, hash=False)
    """What the ``#id`` of the metadata stand for: id -> href."""

    def walk(self) -> Iterator[AknDocument]:
        """This document and all inside it, in document order."""
        yield self
        for document in self.documents:
            yield from document.walk()

    def refs(self) -> tuple[Ref, ...]:
        """All references of the document itself, not of the documents inside it."""
        areas = [part for part in (self.preface, self.preamble, self.body, *self.annexes) if part is not None]
        return tuple(ref for area in areas for part in area.walk() for ref in part.refs)
