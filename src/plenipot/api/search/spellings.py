"""Read ``spellings.csv``: other spellings of cities, States and the Union, each with its source."""

from __future__ import annotations

import csv
from pathlib import Path

from plenipot.api.search.words import words

FILE = Path(__file__).with_name("spellings.csv")


def read_spellings() -> dict[tuple[str, ...], list[str]]:
    """The labels in the data for each spelling; the spelling is split into words.

    >>> read_spellings()["ginebra",], read_spellings()["uk",]
    (['Geneva'], ['United Kingdom'])
    """
    labels: dict[tuple[str, ...], list[str]] = {}
    for row in read_rows():
        for spelling in row["written"].split("|"):
            labels.setdefault(tuple(words(spelling)), []).append(row["name"])
    return labels


def read_rows() -> list[dict[str, str]]:
    """The rows of the file: a label in the data, its identifier in the source, the source, and other spellings."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
