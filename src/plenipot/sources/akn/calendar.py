"""Whose text a mark such as "(Rev. Dubai, 2018)" belongs to: city and year name one conference.

Nothing is hard-coded: the conferences, their cities and their dates come from ``data/tables/conferences``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

# The first part of a conference id and the body in whose numbering its texts stand.
_BODY_OF_KIND = (
    ("pp", "pp"),
    ("app", "pp"),
    ("wtsa", "wtsa"),
    ("wtsc", "wtsa"),
    ("wtdc", "wtdc"),
    ("wrc", "wrc"),
    ("ra", "itu-r"),
    ("wtpf", "wtpf"),
    ("wcit", "wcit"),
)


class Ambiguous(LookupError):
    """More than one conference fits."""


def fold(text: str) -> str:
    """A name without accents and case, for comparison."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]+", " ", plain.lower()).strip()


@dataclass(frozen=True)
class Meeting:
    """A conference by id, with the body that numbers its texts, its city and the years it lasted."""

    id: str
    body: str
    city: str
    years: tuple[int, ...]


class Calendar:
    """The conferences that can stand behind a mark."""

    def __init__(self, meetings: list[Meeting]) -> None:
        self.meetings = meetings

    @classmethod
    def load(cls, directory: Path) -> Calendar:
        """Read every table of the directory that has the columns id, city and start."""
        meetings: dict[str, Meeting] = {}
        for path in sorted(directory.glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as handle:
                reader = csv.DictReader(handle)
                if not {"id", "city", "start"} <= set(reader.fieldnames or ()):
                    continue
                for row in reader:
                    if meeting := _meeting(row):
                        meetings.setdefault(meeting.id, meeting)
        return cls(list(meetings.values()))

    def conference(self, code: str) -> str:
        """The id of a conference that is named by code: "wrc-2015" and "wrc-15" are one; the code if unknown."""
        prefix, _, digits = code.rpartition("-")
        year = int(digits) if len(digits) == 4 else None
        found = [m.id for m in self.meetings if m.id == code or (m.id.startswith(prefix + "-") and year in m.years)]
        return found[0] if len(found) == 1 else code

    def find(self, city: str, year: int, bodies: frozenset[str] | None = None) -> Meeting | None:
        """The one conference of the city and year, among those of the bodies; None where there is none.

        A city may be part of the name in the table ("Hammamet" for "Yasmine Hammamet").

        Raises:
            Ambiguous: several bodies met there that year.
        """
        wanted = fold(city)
        found = [
            m
            for m in self.meetings
            if year in m.years and _same_city(wanted, fold(m.city)) and (bodies is None or m.body in bodies)
        ]
        if len({m.body for m in found}) > 1:
            raise Ambiguous(f"({city}, {year}) can be {', '.join(sorted(m.id for m in found))}")
        return found[0] if found else None


def _same_city(wanted: str, known: str) -> bool:
    return wanted == known or (bool(wanted) and wanted in known.split(" "))


def _meeting(row: dict[str, str]) -> Meeting | None:
    prefix = row["id"].split("-")[0]
    body = next((body for kind, body in _BODY_OF_KIND if kind == prefix), None)
    years = [int(value[:4]) for value in (row["start"], row.get("end") or "") if re.match(r"\d{4}", value)]
    if body is None or not row["city"] or not years:
        return None
    return Meeting(row["id"], body, row["city"], tuple(range(min(years), max(years) + 1)))
