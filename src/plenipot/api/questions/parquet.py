"""SPARQL results as Parquet: each column has the type that the question declares, whatever rows there are."""

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
_TRUTH = re.compile("true|false|1|0")
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_LONG, _INT = range(-(2**63), 2**63), range(-(2**31), 2**31)


def parquet(answer: Mapping[str, Any], types: Mapping[str, str]) -> bytes:
    """The rows as one Parquet file; an empty cell is null.

    Args:
        answer: SPARQL results as JSON has them.
        types: the type of each column, of ``plenipot.model.questions.COLUMN_TYPES``.

    Raises:
        NotInFormat: a value is not of the type of its column.
    """
    # Loaded for those who ask for it: it takes longer to start than all the rest.
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = answer["results"]["bindings"]
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


def _within(bounds: range) -> Callable[[str], int]:
    def convert(text: str) -> int:
        number = int(_checked(_INTEGER, text))
        if number not in bounds:
            raise ValueError(text)
        return number

    return convert


def _number(text: str) -> float:
    number = float(_checked(_DECIMAL, text))
    if math.isinf(number) and "INF" not in text:
        raise ValueError(text)
    return number


def _truth(text: str) -> bool:
    return _checked(_TRUTH, text) in ("true", "1")


def _day(text: str) -> date:
    return date.fromisoformat(_checked(_DATE, text))


def _checked(pattern: re.Pattern[str], text: str) -> str:
    """A text that XML Schema takes for a value of a datatype: Python takes more.

    Raises:
        ValueError: it is none.
    """
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


_TYPES: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "text": ("string", str),
    "integer": ("int64", _within(_LONG)),
    "decimal": ("float64", _number),
    "boolean": ("bool_", _truth),
    "date": ("date32", _day),
    "year": ("int32", _within(_INT)),
}
"""The name of a type in Arrow, and how the text of a value becomes one."""
