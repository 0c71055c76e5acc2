"""Other spellings of cities, States and the Union, each with its source: ``spellings.csv``."""

from __future__ import annotations

import csv
from pathlib import Path

from plenipot.search.words import words

FILE = Path(__file__).with_name("spellings.csv")


def read_spellings() -> dict[tuple[str, ...], list[str]]:
    """What is written, as words, and the names that the data have for it.

    >>> read_spellings()["ginebra",], read_spellings()["uk",]
    (['Geneva'], ['United Kingdom'])
    """
    found: dict[tuple[str, ...], list[str]] = {}
    for row in read_rows():
        for written in row["written"].split("|"):
            found.setdefault(tuple(words(written)), []).append(row["name"])
    return found


def read_rows() -> list[dict[str, str]]:
    """The rows of the file: a name of the data, its identifier in the source, the source, what else is written."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
