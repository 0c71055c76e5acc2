"""Documents that are cited by name, without kind and number: patterns and the ids they stand for."""

from __future__ import annotations

import re

_NAMED: tuple[tuple[str, str], ...] = (
    (r"Tunis Agenda(?: for the Information Society)?", "document/wsis-tunis-agenda"),
    (r"Tunis Commitment", "document/wsis-tunis-commitment"),
    (r"Geneva Declaration of Principles", "document/wsis-geneva-declaration-of-principles"),
    (r"Geneva Plan of Action", "document/wsis-geneva-plan-of-action"),
    (r"WSIS\+10 Statement", "document/wsis-10-statement"),
    (r"WSIS\+10 Vision", "document/wsis-10-vision"),
    (r"2030 (?:Agenda for Sustainable Development|Sustainable Development Agenda)", "document/un-2030-agenda"),
    (r"Universal Declaration of Human Rights", "document/udhr"),
    (r"Charter of the United Nations|United Nations Charter|UN Charter", "document/un-charter"),
    (r"Convention on the Rights of Persons with Disabilities", "document/un-crpd"),
    (r"Convention on the Rights of the Child", "document/un-crc"),
    (r"Tampere Convention", "document/tampere-convention"),
    (r"Buenos Aires Action Plan", "document/wtdc-buenos-aires-action-plan"),
    (r"Space Protocol|Protocol on Matters specific to Space Assets", "document/unidroit-space-protocol"),
    (r"International Telecommunication Regulations|\bITRs\b", "document/itr"),
    (r"Radio Regulations", "document/radio-regulations"),
)
NAMED = tuple((re.compile(pattern), target) for pattern, target in _NAMED)

_LINES = re.compile(r"[Aa]ction [Ll]ines?\s+(?P<list>C\d{1,2}(?:(?:,\s*(?:and\s+)?|\s+and\s+)C\d{1,2})*)")
_LINE = re.compile(r"C(\d{1,2})")


def find_named(text: str) -> list[tuple[int, int, str]]:
    """Start, end and target of each document cited by name; WSIS action lines one by one."""
    found = [(match.start(), match.end(), target) for pattern, target in NAMED for match in pattern.finditer(text)]
    for lines in _LINES.finditer(text):
        offset = lines.start("list")
        found.extend((offset + line.start(), offset + line.end(), f"document/wsis-action-line-c{line[1]}")
                     for line in _LINE.finditer(lines["list"]))
    return sorted(found)
