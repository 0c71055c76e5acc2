"""Documents into rows: versions, citations and operative headings. No sentence of a text goes into a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plenipot.akn.addressees import addressed
from plenipot.akn.calendar import Ambiguous, Calendar
from plenipot.akn.citations import KINDS, Citation, find_citations, settle
from plenipot.akn.headings import Heading, opening_addressee, own_text, parse_heading, split
from plenipot.akn.marks import Mark, match_mark, parse_mark
from plenipot.akn.model import Document, Part

# A number may end in brackets itself: "12(a) (Rev. Dubai, 2018)".
_NUMBER = re.compile(r"(?P<number>[^\s(]++(?:\([^\s()]*+\)[^\s(]*+)*+)\s*+(?P<mark>\(.+\))?$")
_ABROGATED = re.compile(r"ABROGATED BY THE PLENIPOTENTIARY CONFERENCE \([^()]*+\)")
_LISTED = re.compile(r"(?P<kind>RESOLUTION|DECISION|RECOMMENDATION|OPINION)\s+(?P<number>\d+)\s+(?=\()")
_SELF = re.compile(r"\b(?:resolves|decides|recommends)\b")
_PAGE = re.compile(r"(?<!\s)\s++\d{1,4}$")
_CUT = re.compile(r"(?:\.\.\.|…)$")
_TEXTS = frozenset({"p", "listIntroduction", "listConclusion", "block"})


@dataclass(frozen=True)
class DocumentRow:
    """A document of the file and its addresses."""

    id: str
    version: str
    work: str
    expression: str
    manifestation: str
    element: str
    name: str
    date: str
    date_of: str
    language: str
    number_shown: str
    title: str
    source: str


@dataclass(frozen=True)
class VersionRow:
    """A version of an instrument, or its abrogation, as the file has it."""

    instrument: str
    version: str
    mark: str
    conference: str
    title: str
    title_basis: str
    action: str
    source: str


@dataclass(frozen=True)
class CitationRow:
    """A text cites something, under a heading; one row per target and heading."""

    citing: str
    cited: str
    cited_version: str
    mark: str
    printed: str
    context: str
    basis: str
    times: int
    source: str


@dataclass(frozen=True)
class ClauseRow:
    """An operative heading: verb and addressee, with the offices and bodies that it names."""

    clause_of: str
    position: int
    verb: str
    addressee: str
    addressed: str
    acting_with: str
    place: str
    source: str


@dataclass(frozen=True)
class AknRows:
    """All rows of a file."""

    documents: tuple[DocumentRow, ...]
    versions: tuple[VersionRow, ...]
    citations: tuple[CitationRow, ...]
    clauses: tuple[ClauseRow, ...]


@dataclass(frozen=True)
class Instrument:
    """Which version of which instrument a document is."""

    work: str
    mark: Mark
    conference: str

    @property
    def version(self) -> str:
        return f"{self.work}/{self.mark.slug}"


def rows_of(root: Document, calendar: Calendar, source: str) -> AknRows:
    """The rows of a document and of all inside it."""
    documents: list[DocumentRow] = []
    versions: list[VersionRow] = []
    citations: list[CitationRow] = []
    clauses: list[ClauseRow] = []
    for document in root.walk():
        instrument = instrument_of(document, calendar)
        documents.append(_document_row(document, instrument, source))
        if instrument is None:
            continue
        versions.append(_version_row(document, instrument, source))
        pieces = list(pieces_of(document))
        citations += _citation_rows(pieces, instrument, calendar, source)
        clauses += _clause_rows(pieces, instrument, source)
        versions += _abrogated(document, instrument.conference, calendar, source)
    return AknRows(tuple(documents), tuple(versions), tuple(citations), tuple(clauses))


def instrument_of(document: Document, calendar: Calendar) -> Instrument | None:
    """Read "RESOLUTION" and "101 (REV. DUBAI, 2018)"; None for a document that is not such a text.

    A number or mark of another form, or of a conference that the tables do not have, gives None too: the import
    lists such documents.
    """
    kind = KINDS.get(document.doc_type.lower())
    match = _NUMBER.match(document.doc_number)
    if kind is None or match is None or not match["mark"]:
        return None
    try:
        mark = parse_mark(match["mark"])
        meeting = calendar.find(mark.city, mark.year, frozenset({"pp", "wtsa", "wtdc"}))
    except (ValueError, Ambiguous):
        return None
    if meeting is None:
        return None
    return Instrument(f"{kind}/{meeting.body}/{match['number'].lower()}", mark, meeting.id)


@dataclass(frozen=True)
class Piece:
    """A text with the heading under which it stands, or (without text) a heading itself."""

    heading: Heading | None
    text: str = ""
    place: str = ""


def pieces_of(document: Document) -> Iterator[Piece]:
    """The text of a document under its headings, up to where another part of the volume begins."""
    current: Heading | None = None
    bare: Heading | None = None
    for text, is_heading, preamble in _stream(document):
        own, rest = own_text(text)
        if is_heading:
            current = parse_heading(own) or Heading("operative", own)
            bare = current if _wants_addressee(current) else None
            yield Piece(current, place="heading")
            continue
        if bare and (addressee := opening_addressee(own)):
            current = Heading("operative", bare.verb, addressee)
            yield Piece(current, place="heading and text")
        for piece in split(own, preamble and (current is None or current.kind != "operative")):
            if isinstance(piece, Heading):
                current, bare = piece, None
                yield Piece(piece, place="inside a paragraph")
            else:
                yield Piece(current, piece)
        if rest:
            return


def _wants_addressee(heading: Heading) -> bool:
    """A bare "urges" or "invites", whose addressees open the clauses below it; "resolves" has none."""
    return heading.kind == "operative" and not heading.addressee and not _SELF.search(heading.verb)


def _stream(document: Document) -> Iterator[tuple[str, bool, bool]]:
    """Texts of preamble and body in order: the text, whether it is a heading, whether it is in the preamble."""
    for area, preamble in ((document.preamble, True), (document.body, False)):
        for part in area.parts if area else ():
            yield from _texts(part, preamble)


def _texts(part: Part, preamble: bool) -> Iterator[tuple[str, bool, bool]]:
    if part.tag == "intro":
        for text in part.find(*_TEXTS):
            yield text.text, parse_heading(text.text) is not None, preamble
        return
    if part.heading and parse_heading(part.heading):
        yield part.heading, True, preamble
    if part.tag in _TEXTS or (part.text and part.tag not in {"num", "heading"}):
        yield part.text, False, preamble
    for child in part.parts:
        if child.tag not in {"num", "heading"}:
            yield from _texts(child, preamble)


def _document_row(document: Document, instrument: Instrument | None, source: str) -> DocumentRow:
    identity = document.identification
    work = identity.work if identity else None
    expression = identity.expression if identity else None
    manifestation = identity.manifestation if identity else None
    date = work.dates[0] if work and work.dates else None
    name = work.uri.rsplit("/", 1)[-1] if work else document.name
    return DocumentRow(
        id=(instrument.conference + "/" if instrument else "") + name,
        version=instrument.version if instrument else "",
        work=work.uri if work else "",
        expression=expression.uri if expression else "",
        manifestation=manifestation.uri if manifestation else "",
        element=document.tag,
        name=document.name,
        date=date.date if date else "",
        date_of=date.name if date else "",
        language=expression.language if expression else document.language,
        number_shown=work.numbers[0][1] if work and work.numbers else "",
        title=f"{document.doc_type} {document.title}" if document.title[:1].islower() else document.title,
        source=source,
    )


def _version_row(document: Document, instrument: Instrument, source: str) -> VersionRow:
    return VersionRow(
        instrument=instrument.work,
        version=instrument.version,
        mark=instrument.mark.label,
        conference=instrument.conference,
        title=document.title,
        title_basis="heading (cut)" if _CUT.search(document.title) else "heading",
        action="revised" if instrument.mark.revised else "adopted",
        source=source,
    )


def _abrogated(document: Document, conference: str, calendar: Calendar, source: str) -> Iterator[VersionRow]:
    """The lists of texts abrogated by the conference, which a converter leaves behind the text before them."""
    for text, _, _ in _stream(document):
        openings = list(_ABROGATED.finditer(text))
        borders = [opening.start() for opening in openings[1:]] + [len(text)]
        for opening, border in zip(openings, borders, strict=False):
            own, _ = own_text(text[opening.end() : border])
            items = list(_LISTED.finditer(own))
            ends = [item.start() for item in items[1:]] + [len(own)]
            for item, end in zip(items, ends, strict=True):
                marked = match_mark(own, item.end())
                if marked is None:
                    continue
                mark, begin = marked
                meeting = calendar.find(mark.city, mark.year, frozenset({"pp"}))
                if meeting is None:
                    continue
                work = f"{KINDS[item['kind'].lower()]}/{meeting.body}/{item['number']}"
                title = _PAGE.sub("", own[begin:end].strip())
                yield VersionRow(
                    work,
                    f"{work}/{mark.slug}",
                    mark.label,
                    conference,
                    title,
                    "heading (list of abrogated instruments)",
                    "abrogated",
                    source,
                )


def _citation_rows(
    pieces: list[Piece], instrument: Instrument, calendar: Calendar, source: str
) -> Iterator[CitationRow]:
    found: list[Citation] = []
    contexts: list[str] = []
    for piece in pieces:
        heading = piece.heading.text if piece.heading else ""
        for citation in find_citations(piece.text or heading, calendar):
            found.append(citation)
            contexts.append(heading)
    counted: dict[tuple[str, str, str, str], list[Citation]] = {}
    for citation, context in zip(settle(found), contexts, strict=True):
        if citation.target == instrument.work and citation.version in ("", instrument.mark.slug):
            continue  # a text that names itself
        unknown = "" if citation.target else citation.printed
        counted.setdefault((context, citation.target, citation.version, unknown), []).append(citation)
    for (context, target, version, _), same in counted.items():
        first = same[0]
        yield CitationRow(
            citing=instrument.version,
            cited=target,
            cited_version=f"{target}/{version}" if version else "",
            mark=first.mark,
            printed=first.printed,
            context=context,
            basis=first.basis,
            times=len(same),
            source=source,
        )


def _clause_rows(pieces: list[Piece], instrument: Instrument, source: str) -> Iterator[ClauseRow]:
    headings = [p for p in pieces if not p.text and p.heading and p.heading.kind == "operative"]
    position = 0
    for place, piece in enumerate(headings):
        heading = piece.heading
        assert heading is not None
        following = headings[place + 1] if place + 1 < len(headings) else None
        if _wants_addressee(heading) and following and following.place == "heading and text":
            continue  # the bare verb, completed by the next
        position += 1
        first, others = addressed(heading.addressee)
        yield ClauseRow(
            clause_of=instrument.version,
            position=position,
            verb=heading.verb,
            addressee=heading.addressee,
            addressed="|".join(first),
            acting_with="|".join(others),
            place=piece.place,
            source=source,
        )
