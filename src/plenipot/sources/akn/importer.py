"""``plenipot import akn``: an Akoma Ntoso file becomes rows of tables, the same bytes on every run."""

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
from plenipot.sources.akn.files import Cells, cells, other_disagreements, others, read_table, table_bytes
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
    """A table of the import: its file without ".csv", its columns and the order of its rows."""

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
    """How many rows came of a file, per table, and what it could not tell."""

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
    """Put the rows of a file into ``document.csv``, ``version.csv``, ``citation.csv`` and ``clause.csv`` of ``out``.

    Where there are curated tables of texts, their rows that rest on the source are compared with what was read, and
    ``addition.csv``, ``unresolved.csv`` and ``disagreement.csv`` get what came of it. Rows of other sources stay.

    Args:
        file: an Akoma Ntoso 3.0 file.
        out: the folder of the tables that are written; it is made if there is none.
        source: the key of the file in the table of sources; every row names it.
        tables: the folder of the curated tables, usually ``data/tables``.
        replace: let rows of the source that ``out`` has and the file does not give go.

    Raises:
        AknError: the file cannot be read.
        ImportRefused: the source is not known, no document of the file is a text of the ITU, or rows of the source
            would go unasked. Nothing was written.
        FileNotFoundError: there is no table of sources or conferences.
        OSError: the tables cannot be written. None of them was changed.
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
    """Refuse a source that the table of sources does not have."""
    path = tables / "sources" / "source.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        known = [row["key"] for row in csv.DictReader(handle)]
    if source not in known:
        near = "".join(f"; did you mean {each}?" for each in get_close_matches(source, known, 1))
        raise ImportRefused(f"sources/source.csv has no source {source!r}: add the file to it first{near}")


def _no_text_of_the_itu(name: str, document: AknDocument) -> str:
    """What a document should have had, and what it has."""
    found = [f"{each.doc_type} {each.doc_number}".strip() or each.title or each.tag for each in document.walk()]
    shown = ", ".join(f'"{each[:60]}"' for each in found[:3]) + (", …" if len(found) > 3 else "")
    return (
        f"{name}: no document in it is a resolution, decision, recommendation or opinion of a plenipotentiary "
        "conference, a WTSA or a WTDC. It would be known by a type and a number such as "
        f'"RESOLUTION 101 (REV. DUBAI, 2018)", with the city and year of a conference of the tables; there is {shown}'
    )


def _contents(rows: AknRows, comparison: Comparison | None, out: Path, source: str, replace: bool) -> dict[Path, bytes]:
    """The tables with the rows of a file in place of those that its source had.

    Raises:
        ImportRefused: rows of the source would go, and nobody said that they may.
    """
    contents: dict[Path, bytes] = {}
    gone: list[str] = []
    for table, made in _made(rows, comparison):
        path = out / f"{table.name}.csv"
        present = read_table(path, table.kind)
        left = other_disagreements(present, source) if table.kind is ImportDisagreement else others(present, source)
        merged = [*left, *(row for row in made if row not in left)]
        gone += [path.name for row in present if row not in merged]
        contents[path] = table_bytes(table.kind, sorted(merged, key=lambda row: (*table.order(row), row["source"])))
    if gone and not replace:
        where = ", ".join(f"{gone.count(name)} in {name}" for name in dict.fromkeys(gone))
        raise ImportRefused(
            f"rows of {source} that the file does not give would go: {where}. Name the source that this file has "
            "in sources/source.csv, or let them go with --replace"
        )
    return contents


def _made(rows: AknRows, comparison: Comparison | None) -> Iterator[tuple[_Table, list[Cells]]]:
    """The rows of each table; those of a comparison only where there was one."""
    parts: list[Iterable[Any]] = [rows.documents, rows.versions, rows.citations, rows.clauses]
    if comparison:
        parts += [comparison.additions, comparison.unresolved, comparison.disagreements]
    for table, made in zip(_TABLES, parts, strict=False):
        yield table, [cells(row) for row in made]
