"""JSON Schemas of the results of questions, from the types of their columns.

The rows have no pydantic models: nothing would validate with them, and to create 190 models takes a second.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, NotRequired

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from plenipot.model.questions import Question
from plenipot.model.vocabulary import PREFIXES

# A type checker cannot follow the dynamic creation of types.
_typed_dict: Any = TypedDict


class Head(TypedDict):
    """The names of the columns."""

    vars: list[str]


Term = TypedDict(
    "Term",
    {
        "type": Literal["uri", "literal", "bnode"],
        "value": str,
        "xml:lang": NotRequired[str],
        "datatype": NotRequired[str],
    },
)
"""A term of the SPARQL 1.1 Query Results JSON Format, section 3.2.2: an IRI, a blank node or a literal."""
Term.__doc__ = "A thing by its identifier, or a text, a number, a day …, by its datatype."


REFERENCE = "#/components/schemas/"


def results_name(question: Question) -> str:
    """The name of the schema of the results of a question.

    >>> results_name(Question("council-on-a-day", "", "", (), (), ""))
    'CouncilOnADayResults'
    """
    return "".join(word.capitalize() for word in re.split(r"[^A-Za-z0-9]+", question.name)) + "Results"


def results_schemas(question: Question) -> dict[str, Any]:
    """Make the schemas of the results of a question, of its rows and of one row, by name.

    The names contain that of the question, so that generated clients have a class for each. A row omits unbound
    columns. The schemas refer to each other and to those of `shared_schemas`.
    """
    name = results_name(question)
    rows, row = name.removesuffix("Results") + "Rows", name.removesuffix("Results") + "Row"
    cells = {column: _reference(_CELLS[kind].__name__) for column, kind in question.column_types.items()}
    return {
        name: _object(head=_reference(Head.__name__), results=_reference(rows)),
        rows: _object(bindings={"type": "array", "items": _reference(row)}),
        row: {"type": "object", "properties": cells},
    }


def shared_schemas() -> dict[str, Any]:
    """Make the schemas that all questions share: the head, and a cell of each column type."""
    return {cell.__name__: TypeAdapter(cell).json_schema() for cell in (Head, *_CELLS.values())}


def _object(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": [*members]}


def _reference(name: str) -> dict[str, str]:
    return {"$ref": REFERENCE + name}


def _literal(name: str, *datatypes: str) -> Any:
    """Create the type of a literal with one of these datatypes, or without: the data have some years as plain texts."""
    iris = tuple(PREFIXES["xsd"] + datatype for datatype in datatypes)
    return _typed_dict(name, {"type": Literal["literal"], "value": str, "datatype": NotRequired[Literal[iris]]})


_CELLS: Mapping[str, Any] = {
    "text": Term,
    "integer": _literal("IntegerLiteral", "integer"),
    "decimal": _literal("DecimalLiteral", "decimal", "integer", "double"),
    "boolean": _literal("BooleanLiteral", "boolean"),
    "date": _literal("DateLiteral", "date"),
    "year": _literal("YearLiteral", "gYear"),
}
"""The type of a cell by the type of its column, from `plenipot.model.questions.COLUMN_TYPES`."""
