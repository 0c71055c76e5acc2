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
TYPES: dict[str, tuple[str, str | None, str]] = {
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
"""Type of a parameter: what its text may be, its datatype (none for an IRI), and what to call it."""


COLUMN_TYPES = ("text", "integer", "decimal", "boolean", "date", "year")
"""What a column of an answer has; a date is a whole one, and what may also be a month or a year is text."""


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


class BadHeader(ValueError):
    """A question whose header cannot be used."""


class BadValue(ValueError):
    """A value that does not fit its parameter."""


@dataclass(frozen=True)
class Parameter:
    """A value that the asker may choose; the query holds it in VALUES blocks, so that the file runs as it is.

    Without a default the parameter is optional: the blocks hold UNDEF, and the query asks whether it is bound.
    """

    name: str
    type: str
    default: str | None
    description: str
    example: str = ""
    """A value that gives rows; the default, if there is one."""

    def term(self, text: str) -> ox.NamedNode | ox.Literal:
        """The RDF term of a value that was asked for; an IRI of ours may be given without its base.

        >>> str(Parameter("state", "iri", "state/ken", "").term("state/che"))
        '<https://w3id.org/plenipot/state/che>'

        Raises:
            BadValue: the text is not of the type of the parameter.
        """
        if self.type not in TYPES:
            raise BadValue(f"{self.name}: unknown type {self.type}; known are {', '.join(TYPES)}")
        pattern, datatype, what = TYPES[self.type]
        if len(text) > 1000 or not re.fullmatch(pattern, text) or (self.type == "date" and not _is_day(text)):
            raise BadValue(f"{self.name} must be {what}; it is {text[:100]!r}")
        if datatype:
            return ox.Literal(text, datatype=ox.NamedNode(datatype))
        try:
            return ox.NamedNode(text if re.match("[A-Za-z][A-Za-z0-9+.-]*:", text) else BASE + text)
        except ValueError:
            raise BadValue(f"{self.name} must be {what}; it is {text[:100]!r}") from None

    @property
    def folder(self) -> str:
        """Where the thing is that a single word names; nothing if things of the kind are in several folders.

        >>> [Parameter("x", "iri", each, "", each).folder for each in ("conference/pp-18", "resolution/pp/102")]
        ['conference/', '']
        """
        parts = self.example.split("/")
        return f"{parts[0]}/" if self.type == "iri" and len(parts) == 2 else ""

    @property
    def block(self) -> re.Pattern[str]:
        """Where the query holds the value: once for each group that cannot see the others."""
        return re.compile(rf"VALUES\s+\?{self.name}\s*\{{[^{{}}]*\}}")

    @property
    def held(self) -> str:
        """What the blocks of the file hold."""
        return "UNDEF" if self.default is None else str(self.term(self.default))


@dataclass(frozen=True)
class Question:
    """A question, its query and what is said about it."""

    name: str
    title: str
    description: str
    keywords: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str
    declared: Mapping[str, str] = field(default_factory=dict)
    """The types of the columns that are not text, of ``COLUMN_TYPES``."""

    @property
    def names(self) -> frozenset[str]:
        """The names of the parameters."""
        return frozenset(each.name for each in self.parameters)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns of the answer."""
        solutions = ox.Store().query(self.text)
        assert isinstance(solutions, ox.QuerySolutions)
        return tuple(variable.value for variable in solutions.variables)

    @property
    def types(self) -> dict[str, str]:
        """The type of each column, whatever rows there are."""
        return {name: self.declared.get(name, "text") for name in self.columns}

    def bound(self, values: Mapping[str, str]) -> str:
        """The query with other values, each bound as a term.

        Raises:
            BadValue: a value does not fit its parameter, or there is no such parameter.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        text = self.text
        for name, value in values.items():
            if name not in known:
                names = ", ".join(known) or "none"
                raise BadValue(f"there is no parameter {name[:100]!r}; this question has: {names}")
            replacement = f"VALUES ?{name} {{ {known[name].term(value)} }}"
            text = known[name].block.sub(lambda _, new=replacement: new, text)  # type: ignore[misc]
        return text


def folders(questions: Iterable[Question]) -> frozenset[str]:
    """The first parts of the identifiers that questions ask about, such as ``state/``."""
    parameters = (each for question in questions for each in question.parameters)
    return frozenset(each.example.partition("/")[0] + "/" for each in parameters if each.type == "iri")


def read_question(path: Path) -> Question:
    """Read one file.

    Raises:
        BadHeader: no header, not YAML, a field missing, or one that does not fit the query; names the file.
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
            declared={str(name): str(kind) for name, kind in (header.get("types") or {}).items()},
        )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise BadHeader(f"{path.name}: the header needs title, description and keywords in YAML: {error}") from None
    for name, kind in question.declared.items():
        if name not in question.columns or kind not in COLUMN_TYPES:
            known = f"columns are {', '.join(question.columns)}; types are {', '.join(COLUMN_TYPES)}"
            raise BadHeader(f"{path.name}: types has {name}: {kind}; {known}")
    for parameter in question.parameters:
        try:
            parameter.term(parameter.example)
            block = f"VALUES ?{parameter.name} {{ {parameter.held} }}"
        except BadValue as error:
            raise BadHeader(f"{path.name}: the default or example of {error}") from None
        if not parameter.block.search(question.text):
            raise BadHeader(f"{path.name}: parameter {parameter.name} needs a block {block}")
    return question


def read_catalogue(folder: Path) -> tuple[Question, ...]:
    """All questions of a folder, by name."""
    return tuple(read_question(path) for path in sorted(folder.glob("*.rq")))
