"""SPARQL results as Parquet: a column has the type of its values where they all have the same, else their text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from plenipot.model.vocabulary import PREFIXES

_XSD = PREFIXES["xsd"]
Cell = Mapping[str, str] | None
_LONG = range(-(2**63), 2**63)


def parquet(answer: Mapping[str, Any]) -> bytes:
    """The rows as one Parquet file. An empty cell is null; a column without any value is a column of texts."""
    # Loaded for those who ask for it: it takes longer to start than all the rest.
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = answer["results"]["bindings"]
    columns = {name: _column([row.get(name) for row in rows]) for name in answer["head"]["vars"]}
    arrays = {name: pa.array(values, type=getattr(pa, kind)()) for name, (values, kind) in columns.items()}
    out = pa.BufferOutputStream()
    pq.write_table(pa.table(arrays), out)
    return bytes(out.getvalue())


def _column(cells: Sequence[Cell]) -> tuple[list[Any], str]:
    """The values, and the name of their type in Arrow."""
    types = {cell.get("datatype", "") if cell["type"] != "uri" else "iri" for cell in cells if cell}
    for datatypes, kind, convert in _TYPES:
        if types and types <= datatypes:
            try:
                return [convert(cell["value"]) if cell else None for cell in cells], kind
            except (ValueError, OverflowError):
                break  # a number that fits no column: its text is right all the same
    return [cell["value"] if cell else None for cell in cells], "string"


def _integer(text: str) -> int:
    number = int(text)
    if number not in _LONG:
        raise OverflowError(text)
    return number


def _of(*names: str) -> frozenset[str]:
    return frozenset(_XSD + name for name in names)


_TYPES: tuple[tuple[frozenset[str], str, Callable[[str], Any]], ...] = (
    (_of("integer", "int", "long", "nonNegativeInteger", "positiveInteger"), "int64", _integer),
    (_of("integer", "decimal", "double", "float"), "float64", float),
    (_of("boolean"), "bool_", lambda text: text in ("true", "1")),
    (_of("date"), "date32", date.fromisoformat),
)
"""Datatypes that may share a column, the type of the column, and how a text becomes a value."""
