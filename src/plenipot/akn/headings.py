"""Headings of a resolution: "considering", "resolves", "instructs the Secretary-General".

A converter that works from print often leaves a heading at the end, or in the middle, of the paragraph before
it. ``split`` finds those again. A heading is recognized only behind a mark of punctuation, by its verb, and by
what comes after it: the end of the paragraph, or the words "to" or "that" with which its clauses begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ADVERB = r"(?:further\s+|also\s+)?"
_ADDRESSING = (
    r"(?:resolves\s+to\s+(?:instruct|invite|request|urge|encourage|call\s+upon)"
    r"|instructs|invites|requests|urges|encourages|authorizes|calls\s+upon|appeals\s+to|charges)"
)
_PLAIN = r"(?:resolves|decides|recommends)(?:\s+further|\s+also)?"
_MOTIVE = (
    r"(?:considering|recognizing|recalling|noting|acknowledging|bearing\s+in\s+mind|taking\s+into\s+account|"
    r"taking\s+into\s+consideration|aware|conscious|convinced|concerned|mindful|welcoming|emphasizing|stressing|"
    r"appreciating|reaffirming|observing|highlighting|underlining|having\s+(?:considered|noted|examined|regard))"
    r"(?:\s+(?:further|also|with\s+(?:appreciation|concern|satisfaction)(?:\s+and\s+appreciation)?))?"
)
# The longest addressee of the Final Acts has 206 characters. A bound keeps a text with many verbs and no end of an
# addressee from being read to its end for each of them.
_ADDRESSEE = (
    r"(?P<addressee>(?:the|all|its|least|regional|organizations|interested|other|those|[A-Z]\w*+(?:-\w++)*+)\b"
    r"[^;:]{0,500}?)"
)
_BEGIN = r"(?<!\bParties)(?=,?\s+(?:\d+(?:\.\d+)*\s+)?(?:to|that)\s)"
_BOUND = r"(?:^|(?<=[,.;:)\"”])\s+)"

_RUN_IN = re.compile(
    rf"{_BOUND}(?P<heading>(?P<verb>{_ADVERB}{_ADDRESSING})\s+{_ADDRESSEE})(?:{_BEGIN}|,?$)"
    rf"|{_BOUND}(?P<plain>{_ADVERB}{_PLAIN})(?:(?=\s+(?:\d+\s+)?(?:to|that)\s)|$)"
)
_MOTIVE_END = re.compile(rf"(?<=[,;])\s+(?P<motive>{_MOTIVE})$")
_MOTIVE_ONLY = re.compile(_MOTIVE)
_OPERATIVE_ONLY = re.compile(
    rf"(?P<verb>{_ADVERB}{_ADDRESSING})(?:\s+(?P<addressee>.+?))?|(?P<plain>{_ADVERB}{_PLAIN})"
)
_OPENING_ADDRESSEE = re.compile(rf"{_ADDRESSEE}(?:{_BEGIN}|,?$)")
_ANNEX = re.compile(
    r"(?:^|\s)(?P<annex>ANNEX(?:\s+[0-9A-Z]{1,2})?)\s+TO\s+(?:RESOLUTION|DECISION|RECOMMENDATION|OPINION)\b"
)
_CITES = re.compile(r"\b(?:Resolutions?|Decisions?|Recommendations?|Opinions?|Articles?|Nos?\.)\s")
_NUMBERED = re.compile(r",?\s+1\s+(?:to|that)\s")
_OUTSIDE = re.compile(r"(?:^|\s)(?:\d+\s+)?PART\s+[IVX]+\s+[-–—]\s+[A-Z]")


@dataclass(frozen=True)
class Heading:
    """A heading: the verb with its adverb, and the addressee where it has one."""

    kind: str
    """``motive`` (preamble), ``operative`` or ``annex``."""
    verb: str
    addressee: str = ""

    @property
    def text(self) -> str:
        return f"{self.verb} {self.addressee}".strip()


def parse_heading(text: str) -> Heading | None:
    """Read a text that is a heading as a whole; None where it is not one.

    >>> parse_heading("instructs the Secretary-General").addressee
    'the Secretary-General'
    """
    clean = " ".join(text.split()).strip(" ,:;.")
    if _MOTIVE_ONLY.fullmatch(clean):
        return Heading("motive", clean)
    match = _OPERATIVE_ONLY.fullmatch(clean)
    if match is None:
        return None
    return Heading("operative", match["plain"] or match["verb"], match["addressee"] or "")


def opening_addressee(text: str) -> str:
    """The addressee with which a text begins that stands under a bare verb ("urges"); empty if there is none."""
    match = _OPENING_ADDRESSEE.match(re.sub(r"^\d+\s+", "", " ".join(text.split())))
    return match["addressee"].rstrip(", ") if match else ""


def split(text: str, preamble: bool) -> Iterator[str | Heading]:
    """The pieces of a paragraph, and the headings that the converter left in it, in order.

    ``preamble`` is true as long as no operative heading has been met. A run of white space becomes one space.
    """
    text = " ".join(text.split())
    position = 0
    for start, end, heading, certain in sorted(_run_in(text), key=lambda found: found[0]):
        if start < position or (preamble and not certain):
            continue
        preamble = preamble and heading.kind != "operative"
        if before := text[position:start].strip():
            yield before
        yield heading
        position = end
    if rest := text[position:].strip():
        yield rest


def _run_in(text: str) -> Iterator[tuple[int, int, Heading, bool]]:
    """Start, end, heading, and whether it is one even in a preamble.

    There a verb may tell what another text does ("Resolution 5 ..., invites Member States to ..."), so that it
    counts only where nothing follows, where numbered clauses begin, as "resolves to instruct", or in the last
    paragraph of a group (it ends with a comma or colon) that cites no text just before.
    """
    for match in _RUN_IN.finditer(text):
        field = "plain" if match["plain"] else "heading"
        addressee = (match["addressee"] or "").rstrip(", ")
        heading = Heading("operative", match["plain"] or match["verb"], addressee)
        end = match.end(field)
        certain = (
            heading.verb.startswith("resolves to")
            or not text[end:].strip(" ,")
            or _NUMBERED.match(text, end) is not None
            or (text.endswith((",", ":")) and not _CITES.search(text[: match.start(field)][-200:]))
        )
        yield match.start(field), end, heading, certain
    for match in _ANNEX.finditer(text):
        yield match.start("annex"), match.end("annex"), Heading("annex", match["annex"].lower()), True
    if last := _MOTIVE_END.search(text):
        yield last.start("motive"), last.end("motive"), Heading("motive", last["motive"]), True


def own_text(text: str) -> tuple[str, str]:
    """The text up to where another part of the volume begins ("PART VI - SIGNATORIES"), and the rest."""
    text = " ".join(text.split())
    match = _OUTSIDE.search(text)
    return (text, "") if match is None else (text[: match.start()].strip(), text[match.start() :].strip())
