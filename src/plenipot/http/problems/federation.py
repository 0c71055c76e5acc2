"""Problem details for queries with SERVICE: refused endpoints, exceeded bounds, endpoints that fail."""

from __future__ import annotations

from collections.abc import Sequence

from plenipot.engine.federation.errors import (
    EndpointFailed,
    EndpointNotAllowed,
    EscapeInEscape,
    FederationError,
    ServiceTimeout,
    TooManyCalls,
    TooManyClauses,
)
from plenipot.http.problems.problem import Problem
from plenipot.http.settings import Settings

_MAX_SHOWN = 200
"""Characters of an endpoint in a message."""
_LESS = "Ask it for less, with a LIMIT inside the clause."


def federation_problem(error: FederationError, settings: Settings) -> Problem:
    """Make the problem of a failed query with SERVICE: 400, 403, or 502 to 504 if another endpoint fails.

    >>> federation_problem(TooManyClauses(9), Settings()).detail
    'A query may have 8 SERVICE clauses; this one has 9.'
    """
    extra: dict[str, object]
    if isinstance(error, EndpointNotAllowed):
        problem = service_refused(settings.services, error.endpoint)
        if error.nested:
            problem.detail = f"{error.endpoint} is not asked to ask others: no SERVICE inside of SERVICE."
        return problem
    if isinstance(error, EscapeInEscape):
        detail = "In a query with SERVICE a codepoint escape must stand for a character and not be made of others."
        return Problem(400, "Escape in an escape", detail)
    if isinstance(error, TooManyClauses):
        max_clauses = settings.service_clauses
        extra = {"limit": "service-clauses", "clauses": max_clauses}
        detail = f"A query may have {max_clauses} SERVICE clauses; this one has {error.count}."
        return Problem(400, "Too many SERVICE clauses", detail, extra)
    if isinstance(error, TooManyCalls):
        extra = {"limit": "service-calls", "calls": settings.service_calls}
        detail = "Too many queries ask other endpoints just now. Try again in a few seconds."
        return Problem(503, "Too busy", detail, extra, {"Retry-After": "5"})
    if isinstance(error, ServiceTimeout):
        return _timeout_problem(error, settings)
    if isinstance(error, EndpointFailed):
        return _endpoint_problem(error, settings)
    return Problem(400, "The query cannot be run", str(error))


def _timeout_problem(error: ServiceTimeout, settings: Settings) -> Problem:
    seconds = settings.service_timeout
    extra: dict[str, object] = {"limit": "service-timeout", "seconds": seconds}
    if error.endpoint:
        extra["endpoint"] = error.endpoint
    detail = f"{error} All SERVICE clauses of a query together have {seconds:g} seconds. Ask for less."
    return Problem(504, "Time limit exceeded", detail, extra)


def _endpoint_problem(error: EndpointFailed, settings: Settings) -> Problem:
    bounds: dict[str, tuple[str, int]] = {
        "service-mb": ("megabytes", settings.service_mb),
        "service-rows": ("rows", settings.service_rows),
    }
    extra: dict[str, object] = {"endpoint": error.endpoint}
    advice = "With SERVICE SILENT the query is answered without it."
    if error.limit in bounds:
        (name, limit), advice = bounds[error.limit], _LESS
        extra |= {"limit": error.limit, name: limit}
    return Problem(502, "Another endpoint does not answer", f"{error.endpoint} {error}. {advice}", extra)


def service_refused(allowed: Sequence[str], endpoint: str | None = None) -> Problem:
    """Make the problem (403) of a SERVICE clause whose endpoint is not on the list.

    >>> service_refused((), "http://example.org/").detail
    'This endpoint asks no other one. Ask that one directly.'
    """
    if not allowed:
        return Problem(403, "SERVICE is refused", "This endpoint asks no other one. Ask that one directly.")
    extra: dict[str, object] = {"allowed": list(allowed)}
    if endpoint:
        extra["endpoint"] = endpoint[:_MAX_SHOWN]
    reason = (
        f"{endpoint[:_MAX_SHOWN]} is not asked from here"
        if endpoint
        else "This SERVICE is no clause that can be evaluated"
    )
    detail = f"{reason}. Write SERVICE <endpoint> {{ … }} with one of: {', '.join(allowed)}."
    return Problem(403, "SERVICE is refused", detail, extra)
