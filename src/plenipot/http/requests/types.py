"""Types of query parameters for FastAPI: each parses and validates the text of a value, and has a JSON Schema.

Use an instance in ``Annotated``: ``limit: Annotated[int, Integer(1, 100), Query()] = 20``. The types are stricter than
those of pydantic, which accepts ``1_000`` and ``5.0`` as integers, ``yes`` as a boolean, and seconds since 1970 as a
date: the service accepts exactly the values that the OpenAPI description allows.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from fastapi import Request
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from plenipot.http.problems.problem import Problem


class ParameterType(ABC):
    """A type of query parameters: parses the text of a value, and describes itself as JSON Schema."""

    @abstractmethod
    def read(self, text: str) -> Any:
        """Parse the text of a value.

        Raises:
            ValueError: the text is not allowed. The message says what is; callers put name and text before it.
        """

    @property
    @abstractmethod
    def json_schema(self) -> dict[str, Any]:
        """The type as JSON Schema."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._validate, core_schema.any_schema())

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        # The schema of the handler has the examples.
        return {**handler(schema), **self.json_schema}

    def _validate(self, text: str) -> Any:
        try:
            return self.read(text)
        except ValueError as error:
            raise PydanticCustomError("parameter", "{allowed}", {"allowed": str(error)}) from None


class Integer(ParameterType):
    """A whole number in decimal digits, from ``least`` to ``most``.

    >>> Integer(1, 100).read("20")
    20
    >>> Integer(1, 100).read("1_0")
    Traceback (most recent call last):
    ValueError: must be a whole number from 1 to 100
    """

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def read(self, text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) < 19 and self.least <= int(text) <= self.most:
            return int(text)
        raise ValueError(f"must be a whole number from {self.least} to {self.most}")

    @property
    def json_schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Choice(ParameterType):
    """One of several words (an enumeration)."""

    def __init__(self, values: Iterable[str]) -> None:
        self.values = tuple(values)

    def read(self, text: str) -> str:
        if text in self.values:
            return text
        raise ValueError(f"is none of the choices: choose one of {', '.join(self.values)}")

    @property
    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": [*self.values]}


class Boolean(ParameterType):
    """``true`` or ``false``."""

    def read(self, text: str) -> bool:
        if text in ("true", "false"):
            return text == "true"
        raise ValueError("must be true or false")

    @property
    def json_schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


class Date(ParameterType):
    """A day of the calendar as a full date (RFC 3339, section 5.6).

    >>> Date().read("2018-11-16")
    datetime.date(2018, 11, 16)
    >>> Date().read("20181116")
    Traceback (most recent call last):
    ValueError: must be a day as YYYY-MM-DD
    """

    def read(self, text: str) -> date:
        try:
            # Python reads other forms of ISO 8601, too: without hyphens, or by week.
            day = date.fromisoformat(text)
            if day.isoformat() == text:
                return day
            raise ValueError(text)
        except ValueError:
            raise ValueError("must be a day as YYYY-MM-DD") from None

    @property
    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


class Text(ParameterType):
    """A text with a maximum length in characters; ``schema`` has further members of its JSON Schema."""

    def __init__(self, most: int, **schema: str) -> None:
        self.most, self._schema = most, schema

    def read(self, text: str) -> str:
        if len(text) <= self.most:
            return text
        raise ValueError(f"may have {self.most} characters; it has {len(text)}")

    @property
    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.most, **self._schema}


def read_parameter(
    request: Request, name: str, kind: ParameterType, default: Any = None, title: str = "Wrong parameter"
) -> Any:
    """Parse a query parameter that is not in the signature of the route.

    Raises:
        Problem: 400 if its text is not allowed.
    """
    if not (text := request.query_params.get(name)):
        return default
    try:
        return kind.read(text)
    except ValueError as error:
        raise Problem(400, title, f"{error_message({'loc': (name,), 'input': text, 'msg': str(error)})}.") from None


def error_message(error: Mapping[str, Any]) -> str:
    """Format an error of pydantic: name and text of the parameter, and what is allowed.

    >>> error_message({"loc": ("query", "limit"), "input": "0", "msg": "must be a whole number from 1 to 100"})
    "limit='0' must be a whole number from 1 to 100"
    """
    name, text = str(error["loc"][-1])[:100], error.get("input")
    return f"{name}={text[:50]!r} {error['msg']}" if isinstance(text, str) else f"{name}: {error['msg']}"
