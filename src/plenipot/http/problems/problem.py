"""Errors as problem details (RFC 9457)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi.responses import JSONResponse
from starlette.responses import Response

from plenipot.engine.errors import BadSyntax, NotInFormat, QueryError

_PLACE = re.compile(r"Line ([0-9]+), column ([0-9]+): ")


@dataclass
class Problem(Exception):
    """An error for the client: status, title, and a detail that says what was wrong and what to do."""

    status: int
    title: str
    detail: str
    extra: dict[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """The problem as ``application/problem+json``."""
        body = {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail, **self.extra}
        return JSONResponse(
            body, self.status, {"Access-Control-Allow-Origin": "*", **self.headers}, "application/problem+json"
        )


def not_in_format(error: NotInFormat) -> Problem:
    """The problem (406) of an answer that its format cannot represent (RFC 9110, section 15.5.7)."""
    return Problem(406, "Not in this format", f"The answer cannot be written in this format. {error}")


def bad_query(error: QueryError) -> Problem:
    """The problem (400) of a query that cannot be run, with line and column of a syntax error.

    >>> problem = bad_query(BadSyntax("Line 2, column 8: the triple ?s ?p has no object before this }."))
    >>> problem.title, problem.extra
    ('The query is not valid SPARQL 1.1', {'line': 2, 'column': 8})
    """
    message = str(error)
    place = _PLACE.match(message)
    extra: dict[str, object] = {"line": int(place[1]), "column": int(place[2])} if place else {}
    is_syntax = place is not None and isinstance(error, BadSyntax)
    return Problem(400, "The query is not valid SPARQL 1.1" if is_syntax else "The query cannot be run", message, extra)
