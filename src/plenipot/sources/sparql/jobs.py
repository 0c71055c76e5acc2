"""Refresh jobs: query files with a YAML header that names the endpoint and the table to compare with."""

from __future__ import annotations

import csv
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import curies
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from plenipot.sources.sparql.client import Row

QUERIES = Path(__file__).parent / "queries"
_FILL_MARK = "#FILL#"


class BadJob(ValueError):
    """The header of a query file is invalid, or its table does not match it."""


class Fill(BaseModel):
    """Values from columns of a table that fill the VALUES block of a query, in batches."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    columns: dict[str, str]
    where: dict[str, str] = {}

    def batches(self, root: Path, size: int) -> Iterator[str]:
        """Yield the bodies of the VALUES blocks; they are sorted, so that batches are deterministic."""
        rows = read_table(root / self.file, self.where)
        lines = sorted({" ".join(_term(pattern, row) for pattern in self.columns.values()) for row in rows})
        for start in range(0, len(lines), size):
            yield "\n    ".join(f"({line})" for line in lines[start : start + size])


class Job(BaseModel):
    """A query and the table to compare with; the fields are those of the YAML header.

    ``key`` are the columns that identify a row, ``cells`` the patterns that make cells from variables, ``values`` the
    columns to compare, and ``page`` the page size in rows. ``known`` names a column: solutions with a value that is not
    in the table are ignored. ``removals`` says whether to report rows that are not in the result.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    endpoint: Annotated[str, Field(pattern=r"^https?://\S+$")]
    file: str
    key: tuple[str, ...]
    cells: dict[str, str]
    page: Annotated[int, Field(ge=1)] = 500
    values: tuple[str, ...] = ()
    where: dict[str, str] = {}
    known: str | None = None
    tolerance: float = 0.0
    removals: bool = True
    fill: Fill | None = None
    text: str

    def pages(self, root: Path) -> Iterator[tuple[str, bool]]:
        """Yield the query of each page, and whether an empty page is the last one.

        The number of batches is known. Pages by OFFSET continue until one is empty, because an endpoint may return
        fewer rows than LIMIT.
        """
        if self.fill is not None:
            for batch in self.fill.batches(root, self.page):
                yield self.text.replace(_FILL_MARK, batch), False
            return
        offset = 0
        while True:
            yield f"{self.text}LIMIT {self.page}\nOFFSET {offset}\n", True
            offset += self.page

    def cells_of(self, solution: Row) -> Row | None:
        """Make the cells of a solution; None if a column of the key is empty."""
        cells = {}
        for column, pattern in self.cells.items():
            try:
                cells[column] = _FORMATTER.vformat(pattern, (), solution)
            except KeyError:
                cells[column] = ""
        return cells if all(cells[column] for column in self.key) else None


class _Formatter(string.Formatter):
    """Format specifications: ``{iso3:lower}`` for lower case, ``{item:local}`` for the text after the last / or #."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "lower":
            return str(value).lower()
        if format_spec == "local":
            return re.split(r"[/#]", str(value))[-1]
        if format_spec:
            raise BadJob(f"no such format: {format_spec}")
        return str(value)


_FORMATTER = _Formatter()


def _term(pattern: str, row: Row) -> str:
    """Make a term of a VALUES block from a pattern, ``"{name}"@en`` or ``<{concept}>``, with escaped cells."""
    escaped = {
        column: value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        if pattern.startswith('"')
        else re.sub(r"[<>\"{}|\\^`\s]", lambda match: f"%{ord(match[0]):02X}", value)
        for column, value in row.items()
    }
    return _FORMATTER.vformat(pattern, (), escaped)


def read_table(path: Path, where: dict[str, str]) -> list[Row]:
    """Read the rows of a CSV or SSSOM file that match ``where`` (cell by column).

    Rows of SSSOM get a column ``object_iri``, the expanded CURIE of ``object_id``.

    Raises:
        BadJob: a column is missing, or a CURIE has a prefix that the file does not declare.
    """
    sssom = path.suffix == ".tsv"
    with path.open(encoding="utf-8", newline="") as handle:
        lines = list(handle)
    # The metadata of an SSSOM file are lines with #, before the table.
    table = (line for line in lines if not (sssom and line.startswith("#")))
    rows = [dict(row) for row in csv.DictReader(table, delimiter="\t" if sssom else ",")]
    missing = [column for column in where if rows and column not in rows[0]]
    if missing:
        raise BadJob(f"{path.name} has no column {', '.join(missing)}")
    matches = [row for row in rows if all(row[column] == value for column, value in where.items())]
    return _with_iris(path, lines, matches) if sssom else matches


def _with_iris(path: Path, lines: list[str], rows: list[Row]) -> list[Row]:
    metadata = yaml.safe_load("".join(line[1:] for line in lines if line.startswith("#"))) or {}
    converter = curies.Converter.from_prefix_map(metadata.get("curie_map", {}))
    expanded = [{**row, "object_iri": converter.expand(row["object_id"]) or ""} for row in rows]
    if unexpanded := [row["object_id"] for row in expanded if not row["object_iri"]]:
        raise BadJob(f"{path.name} does not declare the prefix of {unexpanded[0]}")
    return expanded


def read_job(path: Path) -> Job:
    """Read a query file (``.rq``); its header is YAML in lines with ``#+``.

    Raises:
        BadJob: the header is not YAML, or lacks a field; the message names the file.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    header = "\n".join(line[2:].removeprefix(" ") for line in lines if line.startswith("#+"))
    text = "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"
    try:
        fields: Any = yaml.safe_load(header)
        job = Job(name=path.stem, text=text, **fields)
    except (yaml.YAMLError, TypeError, ValidationError) as error:
        raise BadJob(f"{path.name}: {error}") from None
    if (job.fill is None) == (_FILL_MARK in text):
        raise BadJob(f"{path.name}: {_FILL_MARK} in the query and fill in the header go together")
    if job.fill is None and "ORDER BY" not in text:
        raise BadJob(f"{path.name}: pages by offset need ORDER BY")
    return job


def read_jobs(folder: Path = QUERIES) -> dict[str, Job]:
    """Read all query files of a folder; return the jobs by name."""
    return {path.stem: read_job(path) for path in sorted(folder.glob("*.rq"))}
