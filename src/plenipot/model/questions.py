"""The saved questions: ``queries/*.rq`` with a YAML header in ``#+`` lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import yaml

from plenipot.model.vocabulary import BASE, PREFIXES

_XSD = PREFIXES["xsd"]
PARAMETER_TYPES: dict[str, tuple[str, str | None, str]] = {
    "iri": (
        r"[^\x00-\x20<>\"{}|^`\\]+",
        None,
        "an identifier, such as state/che or https://w3id.org/plenipot/state/che",
    ),
    "string": (r"[^\x00-\x1f]*", _XSD + "string", "a text"),
    "integer": (r"[+-]?[0-9]{1,18}", _XSD + "integer", "a whole number"),
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", _XSD + "date", "a day as YYYY-MM-DD"),
    "boolean": (r"true|false", _XSD + "boolean", "true or false"),
}
"""The pattern of a value, its datatype IRI (None for an IRI) and its description, by the type of the parameter."""


COLUMN_TYPES = ("text", "integer", "decimal", "boolean", "date", "year")
"""Types of result columns. A ``date`` column has full dates only; partial dates (month, year) are ``text``."""


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


class BadHeader(ValueError):
    """The header of a question file is invalid."""


class BadValue(ValueError):
    """A value does not have the type of its parameter."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a question. The query has its default in VALUES blocks, so the file runs unchanged.

    A parameter without a default is optional: its blocks have UNDEF, and the query tests whether it is bound.
    """

    name: str
    type: str
    default: str | None
    description: str
    example: str = ""
    """A value for which the query returns rows; the default, if there is one."""

    def term(self, text: str) -> ox.NamedNode | ox.Literal:
        """Parse a value as an RDF term; an IRI may be relative to our base.

        >>> str(Parameter("state", "iri", "state/ken", "").term("state/che"))
        '<https://w3id.org/plenipot/state/che>'

        Raises:
            BadValue: the text does not have the type of the parameter.
        """
        if self.type not in PARAMETER_TYPES:
            raise BadValue(f"{self.name}: unknown type {self.type}; known are {', '.join(PARAMETER_TYPES)}")
        pattern, datatype, description = PARAMETER_TYPES[self.type]
        if len(text) > 1000 or not re.fullmatch(pattern, text) or (self.type == "date" and not _is_day(text)):
            raise BadValue(f"{self.name} must be {description}; it is {text[:100]!r}")
        if datatype:
            return ox.Literal(text, datatype=ox.NamedNode(datatype))
        try:
            return ox.NamedNode(text if re.match("[A-Za-z][A-Za-z0-9+.-]*:", text) else BASE + text)
        except ValueError:
            raise BadValue(f"{self.name} must be {description}; it is {text[:100]!r}") from None

    @property
    def folder(self) -> str:
        """The path before the last segment, with which one word names a thing; empty if the path is deeper.

        >>> [Parameter("x", "iri", path, "", path).folder for path in ("conference/pp-18", "resolution/pp/102")]
        ['conference/', '']
        """
        parts = self.example.split("/")
        return f"{parts[0]}/" if self.type == "iri" and len(parts) == 2 else ""

    @property
    def values_block(self) -> re.Pattern[str]:
        """Pattern of the VALUES blocks of the parameter: one for each group of the query with its own scope."""
        return re.compile(rf"VALUES\s+\?{self.name}\s*\{{[^{{}}]*\}}")

    @property
    def default_value(self) -> str:
        """The content of the VALUES blocks in the file: the default as a term, or UNDEF."""
        return "UNDEF" if self.default is None else str(self.term(self.default))


@dataclass(frozen=True)
class Question:
    """A saved question: its query with title, description, keywords and parameters."""

    name: str
    title: str
    description: str
    keywords: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str
    declared_types: Mapping[str, str] = field(default_factory=dict)
    """Types of the columns that are not text, from ``COLUMN_TYPES``."""

    @property
    def parameter_names(self) -> frozenset[str]:
        """The names of the parameters."""
        return frozenset(parameter.name for parameter in self.parameters)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the result columns."""
        solutions = ox.Store().query(self.text)
        assert isinstance(solutions, ox.QuerySolutions)
        return tuple(variable.value for variable in solutions.variables)

    @property
    def column_types(self) -> dict[str, str]:
        """The type of each column, independent of the rows."""
        return {name: self.declared_types.get(name, "text") for name in self.columns}

    def bind(self, values: Mapping[str, str]) -> str:
        """The query with these values instead of the defaults.

        Args:
            values: by the name of the parameter.

        Raises:
            BadValue: a value does not have the type of its parameter, or there is no such parameter.
        """
        parameters = {parameter.name: parameter for parameter in self.parameters}
        text = self.text
        for name, value in values.items():
            if name not in parameters:
                names = ", ".join(parameters) or "none"
                raise BadValue(f"there is no parameter {name[:100]!r}; this question has: {names}")
            replacement = f"VALUES ?{name} {{ {parameters[name].term(value)} }}"
            text = parameters[name].values_block.sub(lambda _, new=replacement: new, text)  # type: ignore[misc]
        return text


def folders(questions: Iterable[Question]) -> frozenset[str]:
    """The first path segments of the identifiers that questions take as parameters, such as ``state/``."""
    parameters = (parameter for question in questions for parameter in question.parameters)
    return frozenset(parameter.example.partition("/")[0] + "/" for parameter in parameters if parameter.type == "iri")


def read_question(path: Path) -> Question:
    """Read a question file.

    Raises:
        BadHeader: the header is missing, is not YAML, lacks a field, or contradicts the query; names the file.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    header_lines = [line[2:].removeprefix(" ") for line in lines if line.startswith("#+")]
    try:
        header: Any = yaml.safe_load("\n".join(header_lines))
        question = Question(
            name=path.stem,
            title=str(header["title"]),
            description=str(header["description"]).strip(),
            keywords=tuple(str(word) for word in header["keywords"]),
            parameters=tuple(
                Parameter(
                    str(p["name"]),
                    str(p["type"]),
                    str(p["default"]) if "default" in p else None,
                    str(p.get("description", "")),
                    str(p.get("example", p.get("default"))),
                )
                for p in header.get("parameters") or ()
            ),
            text="\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n",
            declared_types={str(name): str(kind) for name, kind in (header.get("types") or {}).items()},
        )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise BadHeader(f"{path.name}: the header needs title, description and keywords in YAML: {error}") from None
    for name, kind in question.declared_types.items():
        if name not in question.columns or kind not in COLUMN_TYPES:
            choices = f"columns are {', '.join(question.columns)}; types are {', '.join(COLUMN_TYPES)}"
            raise BadHeader(f"{path.name}: types has {name}: {kind}; {choices}")
    for parameter in question.parameters:
        try:
            parameter.term(parameter.example)
            block = f"VALUES ?{parameter.name} {{ {parameter.default_value} }}"
        except BadValue as error:
            raise BadHeader(f"{path.name}: the default or example of {error}") from None
        if not parameter.values_block.search(question.text):
            raise BadHeader(f"{path.name}: parameter {parameter.name} needs a block {block}")
    return question


def read_catalogue(folder: Path) -> tuple[Question, ...]:
    """Read all questions of a folder, sorted by file name."""
    return tuple(read_question(path) for path in sorted(folder.glob("*.rq")))
