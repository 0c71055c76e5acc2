"""Find documents that are cited by name, without kind and number: patterns, and paths of the graph."""

from __future__ import annotations

import re

_NAMED: tuple[tuple[str, str], ...] = (
    (r"Tunis Agenda(?: for the Information Society)?", "text/wsis/tunis-agenda"),
    (r"Tunis Commitment", "text/wsis/tunis-commitment"),
    (r"Geneva Declaration of Principles", "text/wsis/geneva-declaration"),
    (r"Geneva Plan of Action", "text/wsis/geneva-plan"),
    (r"WSIS\+10 [Ss]tatement", "text/wsis/plus-10-statement"),
    (r"(?:WSIS\+10 )?[Vv]ision for WSIS beyond 2015|WSIS\+10 [Vv]ision", "text/wsis/plus-10-vision"),
    (r"2030 (?:Agenda for Sustainable Development|Sustainable Development Agenda)", "text/un/2030-agenda"),
    (r"Universal Declaration of Human Rights", "text/udhr"),
    (r"Charter of the United Nations|United Nations Charter|UN Charter", "text/un/charter"),
    (r"Convention on the Rights of Persons with Disabilities", "text/un/crpd"),
    (r"Convention on the Rights of the Child", "text/un/crc"),
    (r"Tampere Convention", "text/tampere-convention"),
    (r"Buenos Aires Action Plan", "text/wtdc-buenos-aires-action-plan"),
    (r"Space Protocol|Protocol on Matters specific to Space Assets", "text/unidroit-space-protocol"),
    (r"International Telecommunication Regulations|\bITRs\b", "text/itr"),
    (r"Radio Regulations(?! Board)", "text/radio-regulations"),
)
NAMED = tuple((re.compile(pattern), target) for pattern, target in _NAMED)

# Documents of the General Assembly by symbol: A/72/492.
_SYMBOL = re.compile(r"\bA/(\d{2})/(\d+)\b")
_LINES = re.compile(r"[Aa]ction [Ll]ines?\s+(?P<list>C\d{1,2}(?:(?:,\s*(?:and\s+)?|\s+and\s+)C\d{1,2})*)")
_LINE = re.compile(r"C(\d{1,2})")


def find_named_texts(text: str) -> list[tuple[int, int, str]]:
    """Return start, end and target of each document cited by name; each WSIS action line of a list is an entry."""
    matches = [(match.start(), match.end(), target) for pattern, target in NAMED for match in pattern.finditer(text)]
    matches.extend((m.start(), m.end(), f"text/un/a-{m[1]}-{m[2]}") for m in _SYMBOL.finditer(text))
    for lines in _LINES.finditer(text):
        offset = lines.start("list")
        matches.extend(
            (offset + line.start(), offset + line.end(), f"text/wsis/action-line-c{line[1]}")
            for line in _LINE.finditer(lines["list"])
        )
    return sorted(matches)
