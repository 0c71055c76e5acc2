"""Exception handlers: errors as an HTML page for browsers, as problem details for programs."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from plenipot.http import preflight
from plenipot.http.negotiation import accept_header, prefers_html
from plenipot.http.problems.problem import Problem
from plenipot.http.requests.types import error_message
from plenipot.model.terms import link


def problem_response(request: Request, problem: Problem) -> Response:
    """Render a problem: as a page if the client prefers HTML, else as JSON (RFC 9457)."""
    problem.headers = {"Vary": "Accept", **problem.headers}
    if not prefers_html(accept_header(request)):
        return problem.response()
    state = request.app.state
    context = {"problem": problem, "link": link}
    page: Response = state.templates.TemplateResponse(
        request, "problem.html", context, status_code=problem.status, headers=dict(problem.headers)
    )
    return page


async def handle_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return problem_response(request, error)


async def handle_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = f"{request.method} {request.url.path[:200]} cannot be answered: {error.detail}."
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = preflight.allowed(request.url.path)
    return problem_response(request, Problem(error.status_code, error.detail, detail, headers=headers))


async def handle_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    messages = "; ".join(map(error_message, error.errors()))
    return problem_response(request, Problem(400, "Wrong parameter", f"{messages[:500]}."))


async def handle_exception(request: Request, error: Exception) -> Response:
    return Problem(500, "Internal error", "Something went wrong here, not in your request.").response()
