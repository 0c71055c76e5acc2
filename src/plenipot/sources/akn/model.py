"""Data model of Akoma Ntoso files without XML: documents, FRBR identification, and text as nested parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


class AknError(ValueError):
    """A file is not valid Akoma Ntoso; the message has file and line."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file, self.line, self.reason = file, line, reason


class ImportRefused(ValueError):
    """A file has no rows to import, or the import would remove other rows; nothing was written."""


@dataclass(frozen=True)
class FrbrDate:
    """A date of a FRBR level with its name (``adoption``, ``publication``, ...)."""

    date: str
    name: str


@dataclass(frozen=True)
class FrbrLevel:
    """A FRBR level: work, expression, manifestation or item."""

    uri: str
    dates: tuple[FrbrDate, ...] = ()
    aliases: tuple[str, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    """Pairs of ``value`` and ``showAs``."""
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
    """A reference in the text: ``<ref href>``, ``mref`` or ``rref``."""

    href: str
    text: str
    line: int


@dataclass(frozen=True)
class AknPart:
    """A structural element, from a chapter down to a paragraph of text.

    ``text`` is the running text of an element such as ``p``, ``heading`` or ``num``, with collapsed white space; it is
    empty for elements that only contain other elements.
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
        """Yield this part and all its descendants, in document order."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def find(self, *tags: str) -> Iterator[AknPart]:
        """Yield this part and its descendants that have one of the tags."""
        return (part for part in self.walk() if part.tag in tags)


@dataclass(frozen=True)
class AknDocument:
    """A document, such as an act, a statement or a doc; or a collection of documents."""

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
    """The ``references`` of the metadata: eId -> href."""

    def walk(self) -> Iterator[AknDocument]:
        """Yield this document and all documents inside it, in document order."""
        yield self
        for document in self.documents:
            yield from document.walk()

    def refs(self) -> tuple[Ref, ...]:
        """Return the references of this document, without those of documents inside it."""
        areas = [part for part in (self.preface, self.preamble, self.body, *self.annexes) if part is not None]
        return tuple(ref for area in areas for part in area.walk() for ref in part.refs)
