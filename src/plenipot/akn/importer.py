"""``plenipot import-akn``: an Akoma Ntoso file becomes tables, the same bytes on every run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plenipot.akn.calendar import Calendar
from plenipot.akn.compare import Comparison, Tables, compare, summary
from plenipot.akn.files import write_table
from plenipot.akn.reader import read_akn
from plenipot.akn.rows import AknRows, CitationRow, ClauseRow, DocumentRow, VersionRow, rows_of

PP18_SOURCE = "itu-pp18-fa"


@dataclass(frozen=True)
class ImportReport:
    """How many rows an import wrote, per table, and what it could not tell."""

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


def import_akn(file: Path, out: Path, *, conferences: Path | None = None, source: str = PP18_SOURCE) -> ImportReport:
    """Write ``document.csv``, ``version.csv``, ``citation.csv`` and ``clause.csv`` into ``out``.

    Where the curated tables of the resolutions stand beside ``out``, the rows are compared with them and
    ``addition.csv``, ``unresolved.csv`` and ``disagreement.csv`` are written as well.

    Args:
        file: an Akoma Ntoso 3.0 file.
        out: the directory of the tables, usually ``data/tables/akn``.
        conferences: the tables that tell cities and years; by default the neighbour ``conferences`` of ``out``.
        source: the key of the file in ``sources.csv``.

    Raises:
        AknError: the file cannot be read.
        FileNotFoundError: there is no table of conferences.
    """
    directory = conferences or out.parent / "conferences"
    calendar = Calendar.load(directory)
    if not calendar.meetings:
        raise FileNotFoundError(f"{directory}: no table of conferences with id, city and start")
    rows = rows_of(read_akn(file), calendar, source)
    write_rows(rows, out)
    comparison = None
    if (out.parent / "resolutions" / "version.csv").exists():
        comparison = compare(rows, Tables(out.parent, source))
        comparison.write(out)
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


def write_rows(rows: AknRows, out: Path) -> None:
    """Write the four tables, sorted."""
    out.mkdir(parents=True, exist_ok=True)
    write_table(out / "document.csv", DocumentRow, sorted(rows.documents, key=lambda r: r.id))
    write_table(out / "version.csv", VersionRow, sorted(rows.versions, key=lambda r: (r.version, r.action)))
    write_table(
        out / "citation.csv",
        CitationRow,
        sorted(rows.citations, key=lambda r: (r.citing, r.context, r.cited_version or r.cited, r.printed)),
    )
    write_table(out / "clause.csv", ClauseRow, sorted(rows.clauses, key=lambda r: (r.clause_of, r.position)))
