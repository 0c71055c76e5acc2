"""The rows of a question as JSON Schema, made from its columns and their types.

No model of pydantic is made of a row: no row is ever read by it, and to make 190 of them takes a second.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, NotRequired

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from plenipot.model.questions import TYPES, Question

# A type checker cannot know types that are made of a table.
_typed_dict: Any = TypedDict


class Head(TypedDict):
    """The names of the columns."""

    vars: list[str]


class Iri(TypedDict):
    """A thing, by its identifier."""

    type: Literal["uri"]
    value: str


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


def column_type(question: Question, column: str) -> str:
    """The type of a column: one of `plenipot.model.questions.TYPES`, or ``any``.

    A question declares the types of its parameters only; of its columns those are known that count or join texts.

    >>> question = Question("q", "", "", (), (), "SELECT ?a (COUNT(DISTINCT STR(?x)) AS ?n) { ?a ?b ?x } GROUP BY ?a")
    >>> column_type(question, "a"), column_type(question, "n")
    ('any', 'integer')
    """
    found = re.search(rf"\bAS\s+\?{column}\s*\)", question.text.partition("WHERE")[0], re.IGNORECASE)
    if not found:
        return "any"
    aggregate = re.fullmatch(r"\s*(\w+)\s*\(.*\)\s*", _opened(question.text[: found.start()]), re.DOTALL)
    return _AGGREGATES.get(aggregate[1].upper(), "any") if aggregate else "any"


_AGGREGATES: Mapping[str, str] = {"COUNT": "integer", "GROUP_CONCAT": "string"}
"""The types of aggregates (SPARQL 1.1, section 18.5.1)."""


def _opened(text: str) -> str:
    """What follows the last parenthesis that is not closed."""
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(text[place], 0)
        if depth < 0:
            return text[place + 1 :]
    return text


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
    cells = {each: _reference(_CELLS[column_type(question, each)].__name__) for each in question.columns}
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


def _literal(kind: str) -> Any:
    """A literal of a type of `plenipot.model.questions.TYPES`; a text may have a language, and has no datatype."""
    members: dict[str, Any] = {"type": Literal["literal"], "value": str}
    if kind == "string":
        members["xml:lang"] = NotRequired[str]
    else:
        members["datatype"] = Literal[TYPES[kind][1]]
    return _typed_dict(f"{kind.capitalize()}Literal", members)


_CELLS: Mapping[str, Any] = {"any": Term, "iri": Iri, **{kind: _literal(kind) for kind in TYPES if kind != "iri"}}
"""The schema of a cell by the type of its column."""
