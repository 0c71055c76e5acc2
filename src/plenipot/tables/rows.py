"""Typed rows of CSV tables: column types, reading with validation, and the declarations of tables and families."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from plenipot.model.dates import PartialDate

if TYPE_CHECKING:
    from rdflib import URIRef

    from plenipot.tables.facts import Facts


def _optional(value: object) -> object:
    return None if value == "" else value


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split("|") if part.strip()) if isinstance(value, str) else value


def _keys(value: object) -> object:
    keys = _split(value)
    if keys == ():
        raise ValueError("a row needs at least one source key")
    return keys


def _date(value: object) -> object:
    return PartialDate.parse(value) if isinstance(value, str) else value


def parse_boolean(value: str) -> bool:
    """Parse a boolean cell: yes or no, true or false.

    Raises:
        ValueError: the cell has any other text.
    """
    booleans = {"yes": True, "no": False, "true": True, "false": False}
    if value not in booleans:
        raise ValueError(f"{value!r} is neither yes nor no")
    return booleans[value]


def _boolean(value: object) -> object:
    return parse_boolean(value) if isinstance(value, str) else value


_ISO3 = StringConstraints(pattern=r"^[a-z]{3}$")

optional = BeforeValidator(_optional)
"""Validator that turns an empty cell into None."""

Text = Annotated[str, StringConstraints(min_length=1)]
Iso3 = Annotated[str, _ISO3]
Values = Annotated[tuple[str, ...], BeforeValidator(_split)]
Keys = Annotated[tuple[str, ...], BeforeValidator(_keys)]
Date = Annotated[PartialDate, BeforeValidator(_date)]
OptText = Annotated[str | None, optional]
OptInt = Annotated[int | None, optional]
OptFloat = Annotated[float | None, optional]
OptIso3 = Annotated[Annotated[str, _ISO3] | None, optional]
OptDate = Annotated[PartialDate | None, BeforeValidator(lambda value: None if value == "" else _date(value))]
Bool = Annotated[bool, BeforeValidator(_boolean)]
OptBool = Annotated[bool | None, BeforeValidator(lambda value: None if value == "" else _boolean(value))]


class Row(BaseModel):
    """Base of all rows: every row has the keys of the sources that state it, separated by ``|``."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, arbitrary_types_allowed=True)

    source: Keys


RowT = TypeVar("RowT", bound=BaseModel)


@dataclass(frozen=True)
class Refusal:
    """An invalid cell or row, with the reason; ``line`` is the line in the file, from 1."""

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: column {self.column!r}: {self.reason}"


@dataclass
class RowsRead(Generic[RowT]):
    """Result of reading a file: valid rows with their line, invalid ones, and the number of all rows (``read``)."""

    rows: list[tuple[int, RowT]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    read: int = 0


def read_rows(path: Path, model: type[RowT], file_name: str) -> RowsRead[RowT]:
    """Read a CSV file and validate its rows with a model; ``file_name`` names the file in messages.

    An invalid row is never dropped silently: it becomes a refusal with line and column.
    """
    result: RowsRead[RowT] = RowsRead()
    if refusal := not_utf8(path, file_name):
        result.refusals.append(refusal)
        return result
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle, strict=True)
        missing = [
            name
            for name, info in model.model_fields.items()
            if info.is_required() and name not in (reader.fieldnames or ())
        ]
        if missing:
            result.refusals.append(Refusal(file_name, 1, ", ".join(missing), "column missing in the header"))
            return result
        line = reader.line_num
        try:
            for raw in reader:
                first, line = line + 1, reader.line_num
                result.read += 1
                _read_row(raw, model, file_name, first, result)
        except csv.Error as error:
            result.refusals.append(Refusal(file_name, line + 1, "(row)", f"not CSV: {error}"))
    return result


def not_utf8(path: Path, file_name: str) -> Refusal | None:
    """Check the encoding, because spreadsheets may save others; return None if the file is UTF-8 without BOM."""
    content = path.read_bytes()
    if content.startswith(codecs.BOM_UTF8):
        reason = "a byte order mark stands before the header: save the table as UTF-8 without it"
        return Refusal(file_name, 1, "(header)", reason)
    try:
        content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Refusal(
            file_name, line, "(row)", f"not UTF-8 (byte {content[error.start]:#04x}): save the table as UTF-8"
        )
    return None


def _read_row(raw: dict[str | Any, Any], model: type[RowT], file_name: str, line: int, result: RowsRead[RowT]) -> None:
    if None in raw or None in raw.values():
        result.refusals.append(Refusal(file_name, line, "(row)", "the row has not as many cells as the header"))
        return
    add_row(raw, model, file_name, line, result)


def add_row(cells: dict[str, Any], model: type[RowT], file_name: str, line: int, result: RowsRead[RowT]) -> None:
    """Validate the cells of a row; add the row to the result, or one refusal per invalid column."""
    try:
        result.rows.append((line, model.model_validate(cells)))
    except ValidationError as error:
        for problem in error.errors():
            column = str(problem["loc"][0]) if problem["loc"] else "(row)"
            cell_text = f" (the cell is {problem['input']!r})" if isinstance(problem["input"], str) else ""
            result.refusals.append(Refusal(file_name, line, column, problem["msg"] + cell_text))


@dataclass(frozen=True)
class Table(Generic[RowT]):
    """A table of a family: its row model, and the function that maps a row to triples.

    ``path`` and ``read`` are for a file that is not a CSV file in the folder of the family.
    """

    name: str
    model: type[RowT]
    map: Callable[[RowT, Facts], None]
    path: str | None = None
    read: Callable[[Path, type[RowT], str], RowsRead[RowT]] = read_rows

    def file(self, family: str) -> str:
        """Return the path of the file, relative to the root of the checkout."""
        return self.path or f"data/tables/{family}/{self.name}.csv"


@dataclass(frozen=True)
class Family:
    """A family of tables: it makes one named graph, in one Turtle file or (with ``part``) several."""

    name: str
    tables: tuple[Table[Any], ...]
    part: Callable[[URIRef], str] | None = None
    """Returns the name of a subject's file. Such a family is large and optional: no other family may refer to it, so
    that `serve` can omit it."""
