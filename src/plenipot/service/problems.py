"""Errors as problem details (RFC 9457)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi.responses import JSONResponse
from starlette.responses import Response

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


@dataclass
class Problem(Exception):
    """What was wrong, with the status that says whose fault it is, and what to do."""

    status: int
    title: str
    detail: str
    extra: dict[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """The problem as JSON."""
        body = {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail, **self.extra}
        return JSONResponse(
            body, self.status, {"Access-Control-Allow-Origin": "*", **self.headers}, "application/problem+json"
        )


def bad_query(message: str) -> Problem:
    """A query that is not SPARQL, with its line and column.

    >>> bad_query("error at 3:2: expected OPTIONAL").extra
    {'line': 3, 'column': 2}
    """
    match = _PLACE.match(message)
    if match is None:
        return Problem(400, "The query cannot be run", message)
    line, column = int(match[1]), int(match[2])
    detail = f"Line {line}, column {column}: {match[3]}."
    return Problem(400, "The query is not valid SPARQL 1.1", detail, {"line": line, "column": column})
