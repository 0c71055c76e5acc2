"""The tables of the import: every row names its source, and only the rows of one source are replaced."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from plenipot.sources.akn.model import ImportRefused

Cells = dict[str, str]


def cells(row: Any) -> Cells:
    """A row of a dataclass as it stands in a table."""
    return {name: str(value) for name, value in asdict(row).items()}


def read_table(path: Path, kind: type[Any]) -> list[Cells]:
    """The rows of a table; none if there is no such file.

    Raises:
        ImportRefused: the file is not this table: it has other columns, or is no CSV in UTF-8.
    """
    if not path.exists():
        return []
    columns = [field.name for field in fields(kind)]
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle, strict=True)
            if reader.fieldnames != columns:
                raise ImportRefused(f"{path.name} is there already, and has not the columns {', '.join(columns)}")
            rows = list(reader)
    except (csv.Error, UnicodeDecodeError) as error:
        raise ImportRefused(f"{path.name} is there already, and is no CSV in UTF-8: {error}") from None
    if any(None in row or None in row.values() for row in rows):
        raise ImportRefused(f"{path.name} is there already, and has a row without as many cells as the header")
    return rows


def table_bytes(kind: type[Any], rows: Iterable[Cells]) -> bytes:
    """A CSV table: header, LF, UTF-8."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in fields(kind)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def others(rows: Sequence[Cells], source: str) -> list[Cells]:
    """The rows that do not rest on a source alone."""
    return [row for row in rows if row["source"] != source]


def other_disagreements(rows: Sequence[Cells], source: str) -> list[Cells]:
    """The disagreements without those of a source, by what they are about.

    The row of the curated table names the sources of the table. It stays while a row of another file contradicts it.

    >>> table = {"subject": "a", "attribute": "", "property": "title", "followed": "yes", "source": "curated"}
    >>> one, two = ({**table, "followed": "no", "source": source} for source in ("one", "two"))
    >>> other_disagreements([table, one], "one")
    []
    >>> other_disagreements([table, one, two], "one") == [table, two]
    True
    """
    groups: dict[tuple[str, str, str], list[Cells]] = {}
    for row in rows:
        groups.setdefault((row["subject"], row["property"], row["attribute"]), []).append(row)
    kept: list[Cells] = []
    for group in groups.values():
        left = others(group, source)
        if not any(row["followed"] == "no" for row in left):
            continue
        followed = [row for row in left if row["followed"] == "yes"] or [r for r in group if r["followed"] == "yes"]
        kept += [*followed, *(row for row in left if row["followed"] == "no")]
    return kept
