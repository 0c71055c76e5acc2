"""Extract rows from documents: versions, citations and operative headings. Rows contain no sentences of the texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plenipot.sources.akn.addressees import find_addressees
from plenipot.sources.akn.calendar import Ambiguous, Calendar
from plenipot.sources.akn.citations import KINDS, Citation, find_citations, resolve_bare_numbers
from plenipot.sources.akn.headings import Heading, opening_addressee, own_text, parse_heading, split
from plenipot.sources.akn.marks import Mark, match_mark, parse_mark
from plenipot.sources.akn.model import AknDocument, AknPart

# A number may itself have brackets: "12(a) (Rev. Dubai, 2018)".
_NUMBER = re.compile(r"(?P<number>[^\s(]++(?>(?:\([^\s()]*+\)[^\s(]*+)*))\s*+(?P<mark>\(.+\))?$")
_ABROGATED = re.compile(r"ABROGATED BY THE PLENIPOTENTIARY CONFERENCE \([^()]*+\)")
_LISTED = re.compile(r"(?P<kind>RESOLUTION|DECISION|RECOMMENDATION|OPINION)\s+(?P<number>\d+)\s+(?=\()")
_SELF = re.compile(r"\b(?:resolves|decides|recommends)\b")
_PAGE = re.compile(r"(?<!\s)\s++\d{1,4}$")
_CUT = re.compile(r"(?:\.\.\.|…)$")
_TEXTS = frozenset({"p", "listIntroduction", "listConclusion", "block"})


@dataclass(frozen=True)
class ImportedDocumentRow:
    """A document of the file with its FRBR addresses."""

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
class ImportedVersionRow:
    """A version of an instrument, or the abrogation of one."""

    instrument: str
    version: str
    mark: str
    conference: str
    title: str
    title_basis: str
    action: str
    source: str


@dataclass(frozen=True)
class ImportedCitationRow:
    """A citation; one row per target and heading, with the number of occurrences."""

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
class ImportedClauseRow:
    """An operative heading: verb and addressee, with the offices and bodies that the addressee names."""

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

    documents: tuple[ImportedDocumentRow, ...]
    versions: tuple[ImportedVersionRow, ...]
    citations: tuple[ImportedCitationRow, ...]
    clauses: tuple[ImportedClauseRow, ...]


@dataclass(frozen=True)
class Instrument:
    """The instrument and version of a document."""

    work: str
    mark: Mark
    conference: str

    @property
    def version(self) -> str:
        return f"{self.work}/{self.mark.slug}"


def rows_of(root: AknDocument, calendar: Calendar, source: str) -> AknRows:
    """Extract the rows of a document and of all documents inside it."""
    documents: list[ImportedDocumentRow] = []
    versions: list[ImportedVersionRow] = []
    citations: list[ImportedCitationRow] = []
    clauses: list[ImportedClauseRow] = []
    for document in root.walk():
        instrument = instrument_of(document, calendar)
        documents.append(_document_row(document, instrument, source))
        if instrument is None:
            continue
        versions.append(_version_row(document, instrument, source))
        pieces = list(split_by_heading(document))
        citations += _citation_rows(pieces, instrument, calendar, source)
        clauses += _clause_rows(pieces, instrument, source)
        versions += _abrogations(document, instrument.conference, calendar, source)
    return AknRows(tuple(documents), tuple(versions), tuple(citations), tuple(clauses))


def instrument_of(document: AknDocument, calendar: Calendar) -> Instrument | None:
    """Identify a document by type and number, such as "RESOLUTION" and "101 (REV. DUBAI, 2018)".

    Returns None for another type, for a number or mark of another form, and for a conference that is not in the
    tables; the import reports such documents.
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
class HeadingPiece:
    """A text with its heading, or (without text) the heading itself."""

    heading: Heading | None
    text: str = ""
    place: str = ""


def split_by_heading(document: AknDocument) -> Iterator[HeadingPiece]:
    """Yield the headings of a document and the texts under them, up to the next part of the volume."""
    current: Heading | None = None
    verb_only: Heading | None = None
    for text, is_heading, preamble in _iter_texts(document):
        own, rest = own_text(text)
        if is_heading:
            current = parse_heading(own) or Heading("operative", own)
            verb_only = current if _wants_addressee(current) else None
            yield HeadingPiece(current, place="heading")
            continue
        if verb_only and (addressee := opening_addressee(own)):
            current = Heading("operative", verb_only.verb, addressee)
            yield HeadingPiece(current, place="heading and text")
        for piece in split(own, preamble and (current is None or current.kind != "operative")):
            if isinstance(piece, Heading):
                current, verb_only = piece, None
                yield HeadingPiece(piece, place="inside a paragraph")
            else:
                yield HeadingPiece(current, piece)
        if rest:
            return


def _wants_addressee(heading: Heading) -> bool:
    """Whether a heading is a bare "urges" or "invites": its addressees begin the clauses below. "resolves" has none."""
    return heading.kind == "operative" and not heading.addressee and not _SELF.search(heading.verb)


def _iter_texts(document: AknDocument) -> Iterator[tuple[str, bool, bool]]:
    """Yield the texts of preamble and body: the text, whether it is a heading, whether it is in the preamble."""
    for area, preamble in ((document.preamble, True), (document.body, False)):
        for part in area.parts if area else ():
            yield from _texts(part, preamble)


def _texts(part: AknPart, preamble: bool) -> Iterator[tuple[str, bool, bool]]:
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


def _document_row(document: AknDocument, instrument: Instrument | None, source: str) -> ImportedDocumentRow:
    identity = document.identification
    work = identity.work if identity else None
    expression = identity.expression if identity else None
    manifestation = identity.manifestation if identity else None
    date = work.dates[0] if work and work.dates else None
    name = work.uri.rsplit("/", 1)[-1] if work else document.name
    return ImportedDocumentRow(
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


def _version_row(document: AknDocument, instrument: Instrument, source: str) -> ImportedVersionRow:
    return ImportedVersionRow(
        instrument=instrument.work,
        version=instrument.version,
        mark=instrument.mark.label,
        conference=instrument.conference,
        title=document.title,
        title_basis="heading (cut)" if _CUT.search(document.title) else "heading",
        action="revised" if instrument.mark.revised else "adopted",
        source=source,
    )


def _abrogations(
    document: AknDocument, conference: str, calendar: Calendar, source: str
) -> Iterator[ImportedVersionRow]:
    """Yield the texts in lists of abrogated texts, which the converted files have at the end of another text."""
    for text, _, _ in _iter_texts(document):
        openings = list(_ABROGATED.finditer(text))
        list_ends = [opening.start() for opening in openings[1:]] + [len(text)]
        for opening, list_end in zip(openings, list_ends, strict=False):
            own, _ = own_text(text[opening.end() : list_end])
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
                yield ImportedVersionRow(
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
    pieces: list[HeadingPiece], instrument: Instrument, calendar: Calendar, source: str
) -> Iterator[ImportedCitationRow]:
    citations: list[Citation] = []
    contexts: list[str] = []
    for piece in pieces:
        heading = piece.heading.text if piece.heading else ""
        for citation in find_citations(piece.text or heading, calendar):
            citations.append(citation)
            contexts.append(heading)
    by_target: dict[tuple[str, str, str, str], list[Citation]] = {}
    for citation, context in zip(resolve_bare_numbers(citations), contexts, strict=True):
        if citation.target == instrument.work and citation.version in ("", instrument.mark.slug):
            continue  # a text that cites itself
        printed_if_unknown = "" if citation.target else citation.printed
        by_target.setdefault((context, citation.target, citation.version, printed_if_unknown), []).append(citation)
    for (context, target, version, _), occurrences in by_target.items():
        first = occurrences[0]
        yield ImportedCitationRow(
            citing=instrument.version,
            cited=target,
            cited_version=f"{target}/{version}" if version else "",
            mark=first.mark,
            printed=first.printed,
            context=context,
            basis=first.basis,
            times=len(occurrences),
            source=source,
        )


def _clause_rows(pieces: list[HeadingPiece], instrument: Instrument, source: str) -> Iterator[ImportedClauseRow]:
    headings = [p for p in pieces if not p.text and p.heading and p.heading.kind == "operative"]
    position = 0
    for index, piece in enumerate(headings):
        heading = piece.heading
        assert heading is not None
        next_heading = headings[index + 1] if index + 1 < len(headings) else None
        if _wants_addressee(heading) and next_heading and next_heading.place == "heading and text":
            continue  # a bare verb; the next heading has the verb with its addressee
        position += 1
        addressees, partners = find_addressees(heading.addressee)
        yield ImportedClauseRow(
            clause_of=instrument.version,
            position=position,
            verb=heading.verb,
            addressee=heading.addressee,
            addressed="|".join(addressees),
            acting_with="|".join(partners),
            place=piece.place,
            source=source,
        )
