"""Parse headings of resolutions: "considering", "resolves", "instructs the Secretary-General".

Files that were converted from print often have a heading inside the paragraph before it; ``split`` finds those. A
heading is recognized by a punctuation mark before it, by its verb, and by the text after it: the end of the paragraph,
or the word "to" or "that" that begins its clauses.
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
# The longest addressee of the Final Acts has 206 characters. The limit bounds the time for a text with many verbs and
# without the end of an addressee.
_ADDRESSEE = (
    r"(?P<addressee>(?:the|all|its|least|regional|organizations|interested|other|those|[A-Z]\w*+(?>(?:-\w++)*))\b"
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
    """A heading: the verb with its adverb, and the addressee if there is one."""

    kind: str
    """``motive`` (preamble), ``operative`` or ``annex``."""
    verb: str
    addressee: str = ""

    @property
    def text(self) -> str:
        return f"{self.verb} {self.addressee}".strip()


def parse_heading(text: str) -> Heading | None:
    """Parse a text that is only a heading; return None for any other text.

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
    """Return the addressee at the start of a text under a bare verb ("urges"); empty if there is none."""
    match = _OPENING_ADDRESSEE.match(re.sub(r"^\d+\s+", "", " ".join(text.split())))
    return match["addressee"].rstrip(", ") if match else ""


def split(text: str, preamble: bool) -> Iterator[str | Heading]:
    """Split a paragraph into texts and the headings inside it, in order; white space is collapsed.

    ``preamble`` is true before the first operative heading of the document.
    """
    text = " ".join(text.split())
    position = 0
    for start, end, heading, certain in sorted(_run_in(text), key=lambda match: match[0]):
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
    """Yield start, end and heading, and whether it counts as a heading in a preamble too.

    In a preamble, a verb may report what another text does ("Resolution 5 ..., invites Member States to ..."). There
    it is a heading only at the end of the text, before numbered clauses, as "resolves to instruct", or in the last
    paragraph of a group (which ends with a comma or colon) if no citation is just before it.
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
    """Split a text where another part of the volume begins ("PART VI - SIGNATORIES")."""
    text = " ".join(text.split())
    match = _OUTSIDE.search(text)
    return (text, "") if match is None else (text[: match.start()].strip(), text[match.start() :].strip())
