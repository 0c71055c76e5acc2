"""Read the provenance index: the table rows that state a triple, and the rules that infer it.

``write`` makes the index once per release; the page ``/why`` reads it. To stay small, the index has a hash of each
triple instead of its terms, so it can be looked up but not listed.
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
    """A table row: its file relative to the root of the checkout, its first line, and its non-empty cells."""

    file: str
    line: int
    cells: dict[str, str]

    def sources(self) -> list[str]:
        """The source keys in the cell ``source``."""
        return [key for part in self.cells.get("source", "").split("|") if (key := part.strip())]


@dataclass(frozen=True)
class Rule:
    """An axiom as a rule: the axiom in words, and conclusion and condition as graph patterns."""

    words: str
    conclusion: str
    condition: str


def triple_key(subject: str, property: str = "", value: str = "", lang: str = "", datatype: str = "") -> int:
    """The key of a triple in the index, a hash of 64 bits; with the subject only, the key of all its triples.

    >>> triple_key("https://example.org/a") == triple_key("https://example.org/a")
    True
    >>> triple_key("a", "b", "c") == triple_key("a", "b", "d")
    False
    """
    datatype = "" if datatype == _XSD_STRING else datatype
    text = "\n".join((subject, property, value, lang.lower(), datatype))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), signed=True)


class ProvenanceIndex:
    """Reads the index. Each call opens the file, so one object can serve several threads."""

    def __init__(self, path: Path, root: Path) -> None:
        self._path, self._root = path, root

    def release(self) -> str:
        """The id of the release that the index was made from; empty if the file is not an index."""
        try:
            with sqlite3.connect(f"file:{self._path}?mode=ro", uri=True) as store:
                return str(store.execute("SELECT id FROM release").fetchone()[0])
        except (sqlite3.Error, TypeError):
            return ""

    def rows(self, key: int, family: str, limit: int = 20) -> tuple[list[StatingRow], int]:
        """Look up the rows of a family that state a triple.

        Args:
            key: from :func:`triple_key`.
            family: the name of the family.
            limit: the number of rows to return.

        Returns:
            The first rows, and the number of all rows.
        """
        with sqlite3.connect(f"file:{self._path}?mode=ro", uri=True) as store:
            matches = store.execute(
                "SELECT path, line FROM said JOIN file ON file.id = said.file WHERE key = ? AND family = ? "
                "ORDER BY path, line",
                (key, family),
            ).fetchall()
        return [StatingRow(path, line, self._cells(path, line)) for path, line in matches[:limit]], len(matches)

    def rules(self, slug: str) -> list[Rule]:
        """The rules that inferred the triples of a named graph; ``slug`` is the last segment of its IRI."""
        with sqlite3.connect(f"file:{self._path}?mode=ro", uri=True) as store:
            rows = store.execute("SELECT words, conclusion, condition FROM rule WHERE slug = ? ORDER BY 1", (slug,))
            return [Rule(*row) for row in rows]

    def _cells(self, path: str, line: int) -> dict[str, str]:
        """The non-empty cells of a row; empty if the file is not CSV."""
        file = self._root / path
        if file.suffix != ".csv":
            return {}
        with file.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle)
            # `fieldnames` reads the header. A row starts one line after the end of the previous row.
            previous_end = reader.line_num if reader.fieldnames else 0
            for row in reader:
                first, previous_end = previous_end + 1, reader.line_num
                if first == line:
                    return {name: cell for name, cell in row.items() if cell}
        return {}
