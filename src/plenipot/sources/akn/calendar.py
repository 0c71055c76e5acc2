"""Find the conference of a version mark such as "(Rev. Dubai, 2018)" by its city and year.

The conferences, their cities and their dates come from ``data/tables/conferences``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

# Prefix of the conference id -> body that numbers the texts of the conference.
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
    """Several bodies had conferences in the same city and year."""


def fold(text: str) -> str:
    """Normalize a name for comparison: lower case ASCII letters, without accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]+", " ", plain.lower()).strip()


@dataclass(frozen=True)
class Meeting:
    """A conference with its id, the body that numbers its texts, its city and its years."""

    id: str
    body: str
    city: str
    years: tuple[int, ...]


class Calendar:
    """The conferences that version marks can refer to."""

    def __init__(self, meetings: list[Meeting]) -> None:
        self.meetings = meetings

    @classmethod
    def load(cls, directory: Path) -> Calendar:
        """Read all CSV files of a folder that have the columns id, city and start."""
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
        """Return the id of a conference by code ("wrc-2015" or "wrc-15"); the code itself if it is unknown."""
        prefix, _, digits = code.rpartition("-")
        year = int(digits) if len(digits) == 4 else None
        ids = [m.id for m in self.meetings if m.id == code or (m.id.startswith(prefix + "-") and year in m.years)]
        return ids[0] if len(ids) == 1 else code

    def find(self, city: str, year: int, bodies: frozenset[str] | None = None) -> Meeting | None:
        """Find the conference of a city and year, among those of ``bodies``; None if there is none.

        The city may be a part of the name in the table ("Hammamet" for "Yasmine Hammamet").

        Raises:
            Ambiguous: several bodies had a conference there in that year.
        """
        folded = fold(city)
        matches = [
            m
            for m in self.meetings
            if year in m.years and _same_city(folded, fold(m.city)) and (bodies is None or m.body in bodies)
        ]
        if len({m.body for m in matches}) > 1:
            raise Ambiguous(f"({city}, {year}) can be {', '.join(sorted(m.id for m in matches))}")
        return matches[0] if matches else None


def _same_city(city: str, name_in_table: str) -> bool:
    return city == name_in_table or (bool(city) and city in name_in_table.split(" "))


def _meeting(row: dict[str, str]) -> Meeting | None:
    prefix = row["id"].split("-")[0]
    body = next((body for kind, body in _BODY_OF_KIND if kind == prefix), None)
    years = [int(value[:4]) for value in (row["start"], row.get("end") or "") if re.match(r"\d{4}", value)]
    if body is None or not row["city"] or not years:
        return None
    return Meeting(row["id"], body, row["city"], tuple(range(min(years), max(years) + 1)))
