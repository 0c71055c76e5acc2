"""The rows of a question as JSON Schema, made from its columns and their types.

No model of pydantic is made of a row: no row is ever read by it, and to make 190 of them takes a second.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, NotRequired

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from plenipot.model.questions import Question
from plenipot.model.vocabulary import PREFIXES

# A type checker cannot know types that are made of a table.
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
"""A value of SPARQL 1.1 Query Results JSON Format, section 3.2.2: an identifier, a text with or without a language, or
a value whose datatype is named."""
Term.__doc__ = "A thing by its identifier, or a text, a number, a day …, by its datatype."


REFERENCE = "#/components/schemas/"


def results_name(question: Question) -> str:
    """What the schema of an answer is called.

    >>> results_name(Question("council-on-a-day", "", "", (), (), ""))
    'CouncilOnADayResults'
    """
    return "".join(word.capitalize() for word in re.split(r"[^A-Za-z0-9]+", question.name)) + "Results"


def results_schemas(question: Question) -> dict[str, Any]:
    """The schemas of the answer to a question, of its rows and of one row, by their names.

    They are named after the question, so that a client that is generated from the description has classes for them. A
    cell that is empty is absent from its row. What refers to other schemas refers to those of `shared_schemas`.
    """
    name = results_name(question)
    rows, row = name.removesuffix("Results") + "Rows", name.removesuffix("Results") + "Row"
    cells = {each: _reference(_CELLS[kind].__name__) for each, kind in question.column_types.items()}
    return {
        name: _object(head=_reference(Head.__name__), results=_reference(rows)),
        rows: _object(bindings={"type": "array", "items": _reference(row)}),
        row: {"type": "object", "properties": cells},
    }


def shared_schemas() -> dict[str, Any]:
    """The schemas that those of all questions refer to."""
    return {each.__name__: TypeAdapter(each).json_schema() for each in (Head, *_CELLS.values())}


def _object(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": [*members]}


def _reference(name: str) -> dict[str, str]:
    return {"$ref": REFERENCE + name}


def _literal(name: str, *datatypes: str) -> Any:
    """A literal with one of some datatypes, or with none: some years are texts in the data."""
    names = tuple(PREFIXES["xsd"] + each for each in datatypes)
    return _typed_dict(name, {"type": Literal["literal"], "value": str, "datatype": NotRequired[Literal[names]]})


_CELLS: Mapping[str, Any] = {
    "text": Term,
    "integer": _literal("IntegerLiteral", "integer"),
    "decimal": _literal("DecimalLiteral", "decimal", "integer", "double"),
    "boolean": _literal("BooleanLiteral", "boolean"),
    "date": _literal("DateLiteral", "date"),
    "year": _literal("YearLiteral", "gYear"),
}
"""The schema of a cell by the type of its column, of `plenipot.model.questions.COLUMN_TYPES`."""
