"""The SPARQL 1.1 Protocol, for queries only."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request, Response

from plenipot.lexer import form, may_ask_a_service, names_service
from plenipot.service.description import service_description
from plenipot.service.limits import explain
from plenipot.service.negotiation import accepted, choose
from plenipot.service.problems import Problem, bad_query
from plenipot.service.responses import CORS, respond
from plenipot.service.settings import Settings
from plenipot.store.base import Engine, LimitExceeded, QueryError, ServiceRefused
from plenipot.store.base import Request as QueryRequest
from plenipot.store.cache import steady

METHODS = ("GET", "HEAD", "POST")
Pairs = Sequence[tuple[str, str]]


async def sparql(request: Request) -> Response:
    """Answer a query, or describe the service when there is none."""
    settings: Settings = request.app.state.settings
    pairs: Pairs = parse_qsl(request.url.query, keep_blank_values=True)
    query = None
    if request.method == "POST":
        pairs, query = await _posted(request, pairs, settings)
    if any(name == "update" for name, _ in pairs):
        raise _read_only()
    query = query if query is not None else _single(pairs, "query")
    if query is None:
        if request.method == "POST":
            raise Problem(400, "No query", "The form has no query=….")
        return service_description(request, _single(pairs, "format"))
    found = await checked_form(query, settings)
    name, media = choose(found, accepted(request), _single(pairs, "format"))
    asked = QueryRequest(query, name, _iris(pairs, "default-graph-uri"), _iris(pairs, "named-graph-uri"))
    body = await run(request.app.state.engine, asked, settings)
    if not steady(query):
        return Response(body, media_type=media, headers={"Vary": "Accept", "Cache-Control": "no-store", **CORS})
    return respond(request, body, media, {"Vary": "Accept"})


async def checked_form(query: str, settings: Settings) -> str:
    """The form of a query that may run here.

    Raises:
        Problem: too long, an update, or with SERVICE.
    """
    if len(query.encode(errors="replace")) > settings.max_query_bytes:
        raise Problem(413, "Query too long", f"A query may have {settings.max_query_bytes} bytes.")
    # Tokens of a long query take a while; others need not wait for them.
    found, asks_a_service = await asyncio.to_thread(_look_at, query) if len(query) > 10_000 else _look_at(query)
    if found == "UPDATE":
        raise _read_only()
    if asks_a_service:
        raise _no_service()
    return found or "SELECT"  # the engine says what is wrong with a query of no form


def _look_at(query: str) -> tuple[str | None, bool]:
    return form(query), names_service(query)


async def run(engine: Engine, asked: QueryRequest, settings: Settings) -> bytes:
    """Run a query within the bounds.

    Raises:
        Problem: the query is wrong (400), asks another endpoint (403), or passed a bound (503 mostly).
    """
    try:
        return await engine.run(asked)
    except ServiceRefused as error:
        # The engine's parser is the judge; whether "service" is what it stumbled on, the tokens tell.
        raise (_no_service() if may_ask_a_service(asked.query) else bad_query(asked.query, str(error))) from None
    except QueryError as error:
        raise bad_query(asked.query, str(error)) from None
    except LimitExceeded as error:
        raise explain(error, settings) from None


async def _posted(request: Request, pairs: Pairs, settings: Settings) -> tuple[Pairs, str | None]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/sparql-update":
        raise _read_only()
    if kind not in ("application/x-www-form-urlencoded", "application/sparql-query"):
        detail = "Post a form with query=…, or the query itself as application/sparql-query."
        raise Problem(415, "Unsupported content type", detail, headers={"Accept-Post": "application/sparql-query"})
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        # A form escapes a byte as three characters.
        if len(body) > 3 * settings.max_query_bytes:
            raise Problem(413, "Request too large", f"A query may have {settings.max_query_bytes} bytes.")
    try:
        text = body.decode("utf-8")
        if kind == "application/sparql-query":
            return pairs, text
        return [*pairs, *parse_qsl(text, keep_blank_values=True, errors="strict")], None
    except UnicodeDecodeError:
        raise Problem(400, "Not UTF-8", "The body is not UTF-8 text.") from None
    except ValueError as error:
        raise Problem(400, "Not a form", f"The body cannot be read as a form: {error}.") from None


def _single(pairs: Pairs, name: str) -> str | None:
    values = [value for key, value in pairs if key == name]
    if len(values) > 1:
        raise Problem(400, "Parameter given twice", f"{name} stands {len(values)} times in the request; give it once.")
    return values[0] if values else None


def _iris(pairs: Pairs, name: str) -> tuple[str, ...]:
    values = tuple(value for key, value in pairs if key == name)
    for value in values:
        if not urlsplit(value).scheme or any(character in value for character in '<>"{}|^`\\ \t\r\n'):
            raise Problem(400, "Not an IRI", f"{name} must be an absolute IRI; it is {value[:200]!r}.")
    return values


def _read_only() -> Problem:
    return Problem(
        400, "Updates are refused", "The endpoint is read-only: it answers SELECT, ASK, CONSTRUCT and DESCRIBE."
    )


def _no_service() -> Problem:
    return Problem(403, "SERVICE is refused", "This endpoint asks no other one. Ask that one directly.")
