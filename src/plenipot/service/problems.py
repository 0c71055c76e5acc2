"""Errors as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi.responses import JSONResponse
from starlette.responses import Response

from plenipot.service.diagnosis import diagnose
from plenipot.store.base import NotInFormat


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


def not_in_format(error: NotInFormat) -> Problem:
    """An answer that its format cannot carry (RFC 9110, section 15.5.7)."""
    return Problem(406, "Not in this format", f"The answer cannot be written in this format. {error}")


def bad_query(query: str, message: str) -> Problem:
    """A query that is not SPARQL, with the line and column of its mistake.

    >>> bad_query("SELECT * {\\n ?s ?p }", "error at 2:9: expected [_]").detail
    'Line 2, column 8: the triple ?s ?p has no object before this }.'
    """
    mistake = diagnose(query, message)
    if mistake is None:
        return Problem(400, "The query cannot be run", message)
    detail = f"Line {mistake.line}, column {mistake.column}: {mistake.what}."
    place: dict[str, object] = {"line": mistake.line, "column": mistake.column}
    return Problem(400, "The query is not valid SPARQL 1.1", detail, place)
