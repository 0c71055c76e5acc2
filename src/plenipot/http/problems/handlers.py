"""What went wrong, told to a reader or to a program."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from plenipot.http import preflight
from plenipot.http.negotiation import accepted, prefers_html
from plenipot.http.problems.problem import Problem
from plenipot.http.requests.types import words_of
from plenipot.model.terms import link


def shown(request: Request, problem: Problem) -> Response:
    """A problem as a page for a reader, as JSON for a program."""
    problem.headers = {"Vary": "Accept", **problem.headers}
    if not prefers_html(accepted(request)):
        return problem.response()
    state = request.app.state
    context = {"problem": problem, "link": link}
    page: Response = state.templates.TemplateResponse(
        request, "problem.html", context, status_code=problem.status, headers=dict(problem.headers)
    )
    return page


async def problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return shown(request, error)


async def http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = f"{request.method} {request.url.path[:200]} cannot be answered: {error.detail}."
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = preflight.allowed(request.url.path)
    return shown(request, Problem(error.status_code, error.detail, detail, headers=headers))


async def invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = "; ".join(map(words_of, error.errors()))
    return shown(request, Problem(400, "Wrong parameter", f"{wrong[:500]}."))


async def unexpected(request: Request, error: Exception) -> Response:
    return Problem(500, "Internal error", "Something went wrong here, not in your request.").response()
