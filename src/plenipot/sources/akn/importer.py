"""``plenipot import akn``: write the rows of an Akoma Ntoso file to tables; the output is deterministic."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from plenipot.model.files import write_files
from plenipot.sources.akn.calendar import Calendar
from plenipot.sources.akn.compare import Addition, Comparison, ImportDisagreement, Tables, Unresolved, compare, summary
from plenipot.sources.akn.files import Cells, cells, other_disagreements, read_table, rows_of_other_sources, table_bytes
from plenipot.sources.akn.model import AknDocument, ImportRefused
from plenipot.sources.akn.reader import read_akn
from plenipot.sources.akn.rows import (
    AknRows,
    ImportedCitationRow,
    ImportedClauseRow,
    ImportedDocumentRow,
    ImportedVersionRow,
    rows_of,
)


@dataclass(frozen=True)
class _Table:
    """A table of the import: file name without ".csv", row class (columns), and sort key of the rows."""

    name: str
    kind: type[Any]
    order: Callable[[Cells], tuple[str | int, ...]]


_TABLES = (
    _Table("document", ImportedDocumentRow, lambda row: (row["id"],)),
    _Table("version", ImportedVersionRow, lambda row: (row["version"], row["action"])),
    _Table(
        "citation",
        ImportedCitationRow,
        lambda row: (row["citing"], row["context"], row["cited_version"] or row["cited"], row["printed"]),
    ),
    _Table("clause", ImportedClauseRow, lambda row: (row["clause_of"], int(row["position"]))),
    _Table("addition", Addition, lambda row: (row["id"],)),
    _Table("unresolved", Unresolved, lambda row: (row["printed"], row["cited"])),
    _Table(
        "disagreement",
        ImportDisagreement,
        lambda row: (row["subject"], row["property"], row["attribute"], row["value"]),
    ),
)


@dataclass(frozen=True)
class ImportReport:
    """Numbers of imported rows per table, and documents and citations that could not be identified."""

    file: str
    documents: int
    versions: int
    citations: int
    clauses: int
    without_instrument: tuple[str, ...]
    unknown_citations: int
    comparison: Comparison | None = None

    def __str__(self) -> str:
        lines = [self._counts(), *(summary(self.comparison) if self.comparison else ())]
        return "\n".join(lines)

    def _counts(self) -> str:
        return (
            f"{self.file}: {self.documents} documents, {self.versions} versions, {self.citations} citations "
            f"({self.unknown_citations} of unknown texts), {self.clauses} operative headings"
        )


def import_akn(file: Path, out: Path, *, source: str, tables: Path, replace: bool = False) -> ImportReport:
    """Write the rows of a file to ``document.csv``, ``version.csv``, ``citation.csv`` and ``clause.csv`` of ``out``.

    If there are curated tables of texts, compare their rows of the same source with the file, and write the result to
    ``addition.csv``, ``unresolved.csv`` and ``disagreement.csv``. Rows of other sources are not changed.

    Args:
        file: an Akoma Ntoso 3.0 file.
        out: the folder of the written tables; it is created if it does not exist.
        source: the key of the file in the table of sources, for all rows.
        tables: the folder of the curated tables, usually ``data/tables``.
        replace: allow the removal of rows of the source that are in ``out`` but not in the file.

    Raises:
        AknError: the file is not valid Akoma Ntoso.
        ImportRefused: the source is unknown, no document of the file is an ITU text, or rows of the source would be
            removed without ``replace``. Nothing was written.
        FileNotFoundError: the table of sources or of conferences is missing.
        OSError: the tables cannot be written. None was changed.
    """
    _check_source(source, tables)
    calendar = Calendar.load(tables / "conferences")
    if not calendar.meetings:
        raise FileNotFoundError(f"{tables.name}/conferences: no table of conferences with id, city and start")
    document = read_akn(file)
    rows = rows_of(document, calendar, source)
    if not rows.versions:
        raise ImportRefused(_no_text_of_the_itu(file.name, document))
    comparison = None
    if (tables / "resolutions" / "version.csv").exists():
        comparison = compare(rows, Tables(tables, source))
    write_files(_contents(rows, comparison, out, source, replace))
    return ImportReport(
        file=file.name,
        documents=len(rows.documents),
        versions=len(rows.versions),
        citations=len(rows.citations),
        clauses=len(rows.clauses),
        without_instrument=tuple(row.id for row in rows.documents if not row.version),
        unknown_citations=sum(1 for row in rows.citations if not row.cited),
        comparison=comparison,
    )


def _check_source(source: str, tables: Path) -> None:
    """Raise ImportRefused for a key that is not in the table of sources."""
    path = tables / "sources" / "source.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        known = [row["key"] for row in csv.DictReader(handle)]
    if source not in known:
        near = "".join(f"; did you mean {match}?" for match in get_close_matches(source, known, 1))
        raise ImportRefused(f"sources/source.csv has no source {source!r}: add the file to it first{near}")


def _no_text_of_the_itu(file_name: str, document: AknDocument) -> str:
    """Write the message for a file without ITU text: what the import expects, and what the file has."""
    names = [f"{part.doc_type} {part.doc_number}".strip() or part.title or part.tag for part in document.walk()]
    listed = ", ".join(f'"{name[:60]}"' for name in names[:3]) + (", …" if len(names) > 3 else "")
    return (
        f"{file_name}: no document in it is a resolution, decision, recommendation or opinion of a plenipotentiary "
        "conference, a WTSA or a WTDC. It would be known by a type and a number such as "
        f'"RESOLUTION 101 (REV. DUBAI, 2018)", with the city and year of a conference of the tables; there is {listed}'
    )


def _contents(rows: AknRows, comparison: Comparison | None, out: Path, source: str, replace: bool) -> dict[Path, bytes]:
    """Return the content of each table, with the rows of the file in place of the previous rows of its source.

    Raises:
        ImportRefused: rows of the source would be removed, and ``replace`` is false.
    """
    contents: dict[Path, bytes] = {}
    removed: list[str] = []
    for table, new_rows in _rows_by_table(rows, comparison):
        path = out / f"{table.name}.csv"
        present = read_table(path, table.kind)
        remaining = (
            other_disagreements(present, source)
            if table.kind is ImportDisagreement
            else rows_of_other_sources(present, source)
        )
        merged = [*remaining, *(row for row in new_rows if row not in remaining)]
        removed += [path.name for row in present if row not in merged]
        contents[path] = table_bytes(table.kind, sorted(merged, key=lambda row: (*table.order(row), row["source"])))
    if removed and not replace:
        where = ", ".join(f"{removed.count(name)} in {name}" for name in dict.fromkeys(removed))
        raise ImportRefused(
            f"rows of {source} that the file does not give would go: {where}. Name the source that this file has "
            "in sources/source.csv, or let them go with --replace"
        )
    return contents


def _rows_by_table(rows: AknRows, comparison: Comparison | None) -> Iterator[tuple[_Table, list[Cells]]]:
    """Yield each table with its rows; tables of the comparison only if there was one."""
    parts: list[Iterable[Any]] = [rows.documents, rows.versions, rows.citations, rows.clauses]
    if comparison:
        parts += [comparison.additions, comparison.unresolved, comparison.disagreements]
    for table, table_rows in zip(_TABLES, parts, strict=False):
        yield table, [cells(row) for row in table_rows]
