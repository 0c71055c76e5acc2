"""On what each triple rests: the rows of the tables that say it, or the rules that infer it.

The index is made once for a release (`write`) and asked by the page that tells why a fact is believed.
It holds hashes, not triples: small, and only good for what is asked of it.
"""

from __future__ import annotations

import csv
import hashlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True)
class StatingRow:
    """A row of a table: the file from the root of the checkout, the line where it begins, and its filled cells."""

    file: str
    line: int
    cells: dict[str, str]

    def sources(self) -> list[str]:
        """The keys of the sources that the row names."""
        return [key for part in self.cells.get("source", "").split("|") if (key := part.strip())]


@dataclass(frozen=True)
class Rule:
    """An axiom as a rule: in words, and its conclusion and condition as graph patterns."""

    words: str
    conclusion: str
    condition: str


def key(subject: str, property: str = "", value: str = "", lang: str = "", datatype: str = "") -> int:
    """The number of a triple in the index; with a subject alone, that of all that is said of it.

    >>> key("https://example.org/a") == key("https://example.org/a"), key("a", "b", "c") == key("a", "b", "d")
    (True, False)
    """
    shown = "" if datatype == _XSD_STRING else datatype
    text = "\n".join((subject, property, value, lang.lower(), shown))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), signed=True)


class ProvenanceIndex:
    """The index, opened for reading; used in threads of their own, each call opens it."""

    def __init__(self, path: Path, root: Path) -> None:
        self._path, self._root = path, root

    def release(self) -> str:
        """The id of the release that the index was made of; nothing if the file is no index."""
        try:
            with sqlite3.connect(f"file:{self._path}?mode=ro", uri=True) as store:
                return str(store.execute("SELECT id FROM release").fetchone()[0])
        except (sqlite3.Error, TypeError):
            return ""

    def rows(self, wanted: int, family: str, most: int = 20) -> tuple[list[StatingRow], int]:
        """The first rows of a family that say something, with their cells, and how many there are."""
        with sqlite3.connect(f"file:{self._path}?mode=ro", uri=True) as store:
            found = store.execute(
                "SELECT path, line FROM said JOIN file ON file.id = said.file WHERE key = ? AND family = ? "
                "ORDER BY path, line",
                (wanted, family),
            ).fetchall()
        return [StatingRow(path, line, self._cells(path, line)) for path, line in found[:most]], len(found)

    def rules(self, slug: str) -> list[Rule]:
        """The axioms that made a graph of inferred triples."""
        with sqlite3.connect(f"file:{self._path}?mode=ro", uri=True) as store:
            found = store.execute("SELECT words, conclusion, condition FROM rule WHERE slug = ? ORDER BY 1", (slug,))
            return [Rule(*each) for each in found]

    def _cells(self, path: str, line: int) -> dict[str, str]:
        """The filled cells of a row; nothing of what is no CSV table."""
        file = self._root / path
        if file.suffix != ".csv":
            return {}
        with file.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle)
            # To name the columns is to read the header: a row begins in the line after the one before.
            before = reader.line_num if reader.fieldnames else 0
            for row in reader:
                first, before = before + 1, reader.line_num
                if first == line:
                    return {name: cell for name, cell in row.items() if cell}
        return {}
