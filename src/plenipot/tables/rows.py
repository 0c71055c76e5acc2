"""Typed rows: what a table is, and how its cells are read and refused."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from plenipot.tables.dates import PartialDate

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
    """Read a cell that answers a question with yes or no.

    Raises:
        ValueError: it is neither.
    """
    known = {"yes": True, "no": False, "true": True, "false": False}
    if value not in known:
        raise ValueError(f"{value!r} is neither yes nor no")
    return known[value]


def _boolean(value: object) -> object:
    return parse_boolean(value) if isinstance(value, str) else value


_ISO3 = StringConstraints(pattern=r"^[a-z]{3}$")

optional = BeforeValidator(_optional)
"""Makes an empty cell a missing value."""

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
    """One fact, or the facts of one thing, with the keys of the sources that state it."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, arbitrary_types_allowed=True)

    source: Keys


RowT = TypeVar("RowT", bound=BaseModel)


@dataclass(frozen=True)
class Refusal:
    """A cell, or a whole row, that cannot be used, and why."""

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: column {self.column!r}: {self.reason}"


@dataclass
class Reading(Generic[RowT]):
    """What came of reading a file: the rows with their line, and the refusals."""

    rows: list[tuple[int, RowT]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    read: int = 0


def read_rows(path: Path, model: type[RowT], shown: str) -> Reading[RowT]:
    """Read a CSV file through its row model; ``shown`` is how messages name the file.

    Every row counts as read; a row that the model refuses is listed with line and column, never dropped.
    """
    reading: Reading[RowT] = Reading()
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle, strict=True)
        missing = [
            name
            for name, info in model.model_fields.items()
            if info.is_required() and name not in (reader.fieldnames or ())
        ]
        if missing:
            reading.refusals.append(Refusal(shown, 1, ", ".join(missing), "column missing in the header"))
            return reading
        line = reader.line_num
        try:
            for raw in reader:
                first, line = line + 1, reader.line_num
                reading.read += 1
                _read_row(raw, model, shown, first, reading)
        except csv.Error as error:
            reading.refusals.append(Refusal(shown, line + 1, "(row)", f"not CSV: {error}"))
    return reading


def _read_row(raw: dict[str | Any, Any], model: type[RowT], shown: str, line: int, reading: Reading[RowT]) -> None:
    if None in raw or None in raw.values():
        reading.refusals.append(Refusal(shown, line, "(row)", "the row has not as many cells as the header"))
        return
    take(raw, model, shown, line, reading)


def take(cells: dict[str, Any], model: type[RowT], shown: str, line: int, reading: Reading[RowT]) -> None:
    """Check the cells of a row: it is added to the rows, or refused by column."""
    try:
        reading.rows.append((line, model.model_validate(cells)))
    except ValidationError as error:
        for problem in error.errors():
            column = str(problem["loc"][0]) if problem["loc"] else "(row)"
            given = f" (the cell is {problem['input']!r})" if isinstance(problem["input"], str) else ""
            reading.refusals.append(Refusal(shown, line, column, problem["msg"] + given))


@dataclass(frozen=True)
class Table(Generic[RowT]):
    """A file of a family: its row model, the mapping of a row to triples and, where it is not a CSV file in the
    folder of the family, where it stands and how it is read."""

    name: str
    model: type[RowT]
    map: Callable[[RowT, Facts], None]
    path: str | None = None
    read: Callable[[Path, type[RowT], str], Reading[RowT]] = read_rows

    def file(self, family: str) -> str:
        """The file, from the root of the checkout."""
        return self.path or f"data/tables/{family}/{self.name}.csv"


@dataclass(frozen=True)
class Family:
    """The tables that together make one named graph, and one Turtle file unless the family has parts."""

    name: str
    tables: tuple[Table[Any], ...]
    part: Callable[[URIRef], str] | None = None
    """The file of a subject. A family with parts is large: nothing else may need it, and `serve` can leave it out."""
