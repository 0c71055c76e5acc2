"""Serialize results of questions as Parquet; the header of the question declares the column types."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from plenipot.engine.errors import NotInFormat
from plenipot.model.terms import text_of

_INTEGER = re.compile("[+-]?[0-9]{1,40}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|INF)|NaN", re.ASCII)
_BOOLEAN = re.compile("true|false|1|0")
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_INT64_RANGE, _INT32_RANGE = range(-(2**63), 2**63), range(-(2**31), 2**31)


def parquet(results: Mapping[str, Any], types: Mapping[str, str]) -> bytes:
    """Serialize rows as one Parquet file; an unbound cell is null.

    Args:
        results: parsed SPARQL JSON results.
        types: the type of each column, from ``plenipot.model.questions.COLUMN_TYPES``.

    Raises:
        NotInFormat: a value does not have the type of its column.
    """
    # Imported on demand: the import takes longer than the start of the rest of the service.
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = results["results"]["bindings"]
    arrays = {
        name: pa.array(_column(name, kind, rows), type=getattr(pa, _TYPES[kind][0])()) for name, kind in types.items()
    }
    out = pa.BufferOutputStream()
    pq.write_table(pa.table(arrays), out)
    return bytes(out.getvalue())


def _column(name: str, kind: str, rows: Sequence[Mapping[str, Mapping[str, Any]]]) -> list[Any]:
    convert = _TYPES[kind][1]
    values: list[Any] = []
    for row in rows:
        text = text_of(row[name]) if name in row else None
        try:
            values.append(None if text is None else convert(text))
        except ValueError:
            detail = f"The column {name} has {(text or '')[:100]!r}, which is no {kind} that Parquet can hold."
            raise NotInFormat(f"{detail} Ask for CSV or JSON.") from None
    return values


def _integer(bounds: range) -> Callable[[str], int]:
    def convert(text: str) -> int:
        number = int(_match(_INTEGER, text))
        if number not in bounds:
            raise ValueError(text)
        return number

    return convert


def _number(text: str) -> float:
    number = float(_match(_DECIMAL, text))
    if math.isinf(number) and "INF" not in text:
        raise ValueError(text)
    return number


def _boolean(text: str) -> bool:
    return _match(_BOOLEAN, text) in ("true", "1")


def _day(text: str) -> date:
    return date.fromisoformat(_match(_DATE, text))


def _match(pattern: re.Pattern[str], text: str) -> str:
    """The text, if it is in the lexical space of XML Schema; the parsers of Python accept more.

    Raises:
        ValueError: the text does not match.
    """
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


_TYPES: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "text": ("string", str),
    "integer": ("int64", _integer(_INT64_RANGE)),
    "decimal": ("float64", _number),
    "boolean": ("bool_", _boolean),
    "date": ("date32", _day),
    "year": ("int32", _integer(_INT32_RANGE)),
}
"""By column type: the name of the Arrow type, and the function that parses the text of a value."""
