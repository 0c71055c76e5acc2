"""What can be refreshed: a query with a header that says where to ask, and with which table the answer is compared."""

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
_PLACE = "#FILL#"


class BadJob(ValueError):
    """A query whose header cannot be used, or a table that it names and that is not as it says."""


class Fill(BaseModel):
    """Values that a query is asked about, taken from columns of a table, a batch at a time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    columns: dict[str, str]
    where: dict[str, str] = {}

    def batches(self, root: Path, size: int) -> Iterator[str]:
        """The bodies of VALUES blocks, sorted, so that the same table gives the same batches."""
        rows = read_table(root / self.file, self.where)
        lines = sorted({" ".join(_term(pattern, row) for pattern in self.columns.values()) for row in rows})
        for start in range(0, len(lines), size):
            yield "\n    ".join(f"({line})" for line in lines[start : start + size])


class Job(BaseModel):
    """A query and the table that its answers are compared with."""

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
        """The queries of the pages, and whether an empty answer ends them.

        Batches of values end by themselves; pages by offset go on until one is empty, for an endpoint may
        cap a page below the size that was asked for.
        """
        if self.fill is not None:
            for batch in self.fill.batches(root, self.page):
                yield self.text.replace(_PLACE, batch), False
            return
        offset = 0
        while True:
            yield f"{self.text}LIMIT {self.page}\nOFFSET {offset}\n", True
            offset += self.page

    def cells_of(self, solution: Row) -> Row | None:
        """The cells that a solution stands for; None where it leaves one of the key open."""
        cells = {}
        for column, pattern in self.cells.items():
            try:
                cells[column] = _FORMATTER.vformat(pattern, (), solution)
            except KeyError:
                cells[column] = ""
        return cells if all(cells[column] for column in self.key) else None


class _Formatter(string.Formatter):
    """``{iso3:lower}`` and ``{item:local}``: the value in lower case, or what follows its last ``/`` or ``#``."""

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
    """A term of a VALUES block: ``"{name}"@en`` or ``<{concept}>``, with the cell escaped."""
    escaped = {
        column: value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        if pattern.startswith('"')
        else re.sub(r"[<>\"{}|\\^`\s]", lambda found: f"%{ord(found[0]):02X}", value)
        for column, value in row.items()
    }
    return _FORMATTER.vformat(pattern, (), escaped)


def read_table(path: Path, where: dict[str, str]) -> list[Row]:
    """The rows of a CSV or SSSOM file that have the wanted cells.

    Rows of SSSOM have one more, ``object_iri``: what the CURIE in ``object_id`` stands for.

    Raises:
        BadJob: a column is missing, or a CURIE has a prefix that the file does not declare.
    """
    sssom = path.suffix == ".tsv"
    with path.open(encoding="utf-8", newline="") as handle:
        lines = list(handle)
    # The metadata of a mapping set stand in lines that begin with #, before the table.
    table = (line for line in lines if not (sssom and line.startswith("#")))
    rows = [dict(row) for row in csv.DictReader(table, delimiter="\t" if sssom else ",")]
    missing = [column for column in where if rows and column not in rows[0]]
    if missing:
        raise BadJob(f"{path.name} has no column {', '.join(missing)}")
    found = [row for row in rows if all(row[column] == value for column, value in where.items())]
    return _with_iris(path, lines, found) if sssom else found


def _with_iris(path: Path, lines: list[str], rows: list[Row]) -> list[Row]:
    metadata = yaml.safe_load("".join(line[1:] for line in lines if line.startswith("#"))) or {}
    converter = curies.Converter.from_prefix_map(metadata.get("curie_map", {}))
    made = [{**row, "object_iri": converter.expand(row["object_id"]) or ""} for row in rows]
    if unknown := [row["object_id"] for row in made if not row["object_iri"]]:
        raise BadJob(f"{path.name} does not declare the prefix of {unknown[0]}")
    return made


def read_job(path: Path) -> Job:
    """Read a query file.

    Raises:
        BadJob: the header is not YAML, or lacks something; names the file.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    header = "\n".join(line[2:].removeprefix(" ") for line in lines if line.startswith("#+"))
    text = "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"
    try:
        fields: Any = yaml.safe_load(header)
        job = Job(name=path.stem, text=text, **fields)
    except (yaml.YAMLError, TypeError, ValidationError) as error:
        raise BadJob(f"{path.name}: {error}") from None
    if (job.fill is None) == (_PLACE in text):
        raise BadJob(f"{path.name}: {_PLACE} in the query and fill in the header go together")
    if job.fill is None and "ORDER BY" not in text:
        raise BadJob(f"{path.name}: pages by offset need ORDER BY")
    return job


def read_jobs(folder: Path = QUERIES) -> dict[str, Job]:
    """All jobs by name."""
    return {path.stem: read_job(path) for path in sorted(folder.glob("*.rq"))}
