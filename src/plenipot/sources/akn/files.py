"""CSV tables of the import: a run replaces only the rows of its source."""

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
    """Convert a dataclass row to the cells of a table."""
    return {name: str(value) for name, value in asdict(row).items()}


def read_table(path: Path, kind: type[Any]) -> list[Cells]:
    """Read the rows of a table; none if the file does not exist.

    Raises:
        ImportRefused: the file has other columns, or is not CSV in UTF-8.
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
    """Serialize a CSV table with header, line feeds and UTF-8."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in fields(kind)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def rows_of_other_sources(rows: Sequence[Cells], source: str) -> list[Cells]:
    """Return the rows whose only source is not ``source``."""
    return [row for row in rows if row["source"] != source]


def other_disagreements(rows: Sequence[Cells], source: str) -> list[Cells]:
    """Return the disagreements without those of a source.

    The followed row of a disagreement has the sources of the curated table. It remains as long as a row of another
    file contradicts it.

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
    remaining: list[Cells] = []
    for group in groups.values():
        of_others = rows_of_other_sources(group, source)
        if not any(row["followed"] == "no" for row in of_others):
            continue
        followed = [row for row in of_others if row["followed"] == "yes"] or [
            r for r in group if r["followed"] == "yes"
        ]
        remaining += [*followed, *(row for row in of_others if row["followed"] == "no")]
    return remaining
