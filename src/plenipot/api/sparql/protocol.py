"""The SPARQL 1.1 Protocol, query operations only."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import State
from starlette.types import Receive, Scope

from plenipot.api.sparql.service_description import service_description
from plenipot.engine.errors import LimitExceeded, NotInFormat, QueryError, ServiceRefused
from plenipot.engine.evaluate import is_deterministic
from plenipot.engine.federation.errors import FederationError
from plenipot.engine.interface import Engine
from plenipot.engine.interface import Request as QueryRequest
from plenipot.engine.sparql.tokens import query_form
from plenipot.engine.stream import StreamedResult, read_answer
from plenipot.http.etags import etag_of, etag_of_digest
from plenipot.http.metrics import QUERIES
from plenipot.http.negotiation import accept_header_of, choose
from plenipot.http.problems.federation import federation_problem, service_refused
from plenipot.http.problems.limits import limit_problem
from plenipot.http.problems.problem import Problem, bad_query, not_in_format
from plenipot.http.replies import Headers, Reply
from plenipot.http.requests.parameters import not_utf8
from plenipot.http.requests.percent import decode_pairs
from plenipot.http.settings import Settings

T = TypeVar("T")
MAX_BUFFERED_BYTES = 4 * 1024 * 1024
"""Maximum size of a result that is sent in one piece, so that it can be compressed and cached as a whole."""
METHODS = ("GET", "HEAD", "POST")
BUFFER_SECONDS = 1.0
"""How long a result is buffered before streaming: a limit exceeded in this time becomes a problem document."""
MAX_FIELDS = 500
"""Maximum number of fields of a form, or of parameters of a URL; each graph of a dataset is one."""
Fields = dict[str, list[str]]
"""The values of each parameter of a request."""


async def sparql(scope: Scope, receive: Receive) -> Reply:
    """Answer a query, or a request for the service description.

    Raises:
        Problem: the request is invalid, or the query exceeded a limit.
    """
    state = scope["app"].state
    settings: Settings = state.settings
    fields = _url_fields(scope["query_string"])
    query = None
    if scope["method"] == "POST":
        query = await _read_body(Request(scope, receive), fields, settings)
    if "update" in fields:
        raise _read_only()
    query_field = _single(fields, "query")
    formats = fields.get("format", ())
    if query is not None and query_field is not None:
        raise Problem(400, "Two queries", "One query stands in the address and one in the body; send one of them.")
    query = query if query is not None else query_field
    if query is None:
        if scope["method"] == "POST":
            raise Problem(400, "No query", "The form has no query=….")
        return Reply.from_response(service_description(Request(scope), *formats))
    form_name = await checked_form(query, settings)
    name, media = choose(form_name, accept_header_of(scope), *formats)
    request = QueryRequest(query, name, _iris(fields, "default-graph-uri"), _iris(fields, "named-graph-uri"))
    request, engine = await federate(state, request)
    cacheable = is_deterministic(query) and request.query is query
    result = await within_bounds(engine.open(request), settings)
    if isinstance(result, bytes):
        return _complete_reply(cacheable, media, etag_of(result), result)
    try:
        if await within_bounds(result.wait_complete(BUFFER_SECONDS), settings):
            return _complete_reply(cacheable, media, etag_of_digest(result.digest), result)
    except BaseException:
        result.close()
        raise
    return Reply(200, _headers(False, media), result)  # not cacheable, because it may turn out to be incomplete


def _complete_reply(cacheable: bool, media: str, etag: str, result: bytes | StreamedResult) -> Reply:
    """The reply with a complete result, whose size is known."""
    body = result
    if isinstance(result, StreamedResult) and result.size <= MAX_BUFFERED_BYTES:
        body = result.read()
        result.close()
    size = body.size if isinstance(body, StreamedResult) else len(body)
    return Reply(200, [*_headers(cacheable, media, etag), (b"content-length", b"%d" % size)], body)


def _headers(cacheable: bool, media: str, etag: str | None = None) -> Headers:
    """The headers of a result except Content-Length."""
    headers = [(b"content-type", media.encode()), (b"vary", b"Accept"), (b"access-control-allow-origin", b"*")]
    if not cacheable:
        return [*headers, (b"cache-control", b"no-store")]
    headers.append((b"cache-control", b"public, max-age=3600"))
    return [*headers, (b"etag", etag.encode())] if etag else headers


async def checked_form(query: str, settings: Settings) -> str:
    """Check a query before it runs, and return its query form.

    Raises:
        Problem: 413 if the query is too long, 400 if it is an update.
    """
    if len(query) > settings.query_bytes or (
        3 * len(query) > settings.query_bytes and len(query.encode(errors="replace")) > settings.query_bytes
    ):
        raise _too_long("Query too long", settings)
    form_name = query_form(query)
    if form_name == "UPDATE":
        raise _read_only()
    return form_name or "SELECT"  # a query without a form is a syntax error, which the engine reports


async def federate(state: State, request: QueryRequest) -> tuple[QueryRequest, Engine]:
    """Replace the SERVICE clauses of a query by the solutions of other endpoints, and choose the engine.

    Raises:
        Problem: see `within_bounds`; also if an endpoint is not allowed (403) or does not answer (502, 504).
    """
    if not state.federation.applies(request.query):
        return request, state.engine
    query = await within_bounds(state.federation.federate(request.query, state.pool), state.settings)
    if query is request.query:
        return request, state.engine
    # Bypass the cache: the results of other endpoints can change.
    return request._replace(query=query), state.remote or state.pool


async def run(engine: Engine, request: QueryRequest, settings: Settings) -> bytes:
    """Run a query within its limits, and return the complete result.

    Raises:
        Problem: see `within_bounds`.
    """
    if (count := QUERIES.get(None)) is not None:
        count[0] += 1
    return await within_bounds(_read_result(engine, request), settings)


async def _read_result(engine: Engine, request: QueryRequest) -> bytes:
    return await read_answer(await engine.open(request))


async def within_bounds(running: Awaitable[T], settings: Settings) -> T:
    """Await a query, and convert its errors to problems.

    Raises:
        Problem: 400 for an invalid query, 403 for a SERVICE clause, 503 (mostly) for an exceeded limit.
    """
    try:
        return await running
    except ServiceRefused:
        raise service_refused(settings.services) from None
    except NotInFormat as error:
        raise not_in_format(error) from None
    except QueryError as error:
        raise bad_query(error) from None
    except LimitExceeded as error:
        raise limit_problem(error, settings) from None
    except FederationError as error:
        raise federation_problem(error, settings) from None


async def _read_body(request: Request, fields: Fields, settings: Settings) -> str | None:
    """Read the body of a POST: return the query that it is, or add the fields of the form that it is."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/sparql-update":
        raise _read_only()
    if kind not in ("application/x-www-form-urlencoded", "application/sparql-query"):
        detail = "Post a form with query=…, or the query itself as application/sparql-query."
        raise Problem(415, "Unsupported content type", detail, headers={"Accept-Post": "application/sparql-query"})
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        detail = "Send the body as it is: no content coding is undone here."
        raise Problem(415, "Unsupported content coding", detail, headers={"Accept-Encoding": "identity"})
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        # A form can escape each byte of the query as three bytes.
        if len(body) > 3 * settings.query_bytes:
            raise _too_long("Request too large", settings)
    try:
        if kind == "application/sparql-query":
            return body.decode("utf-8")
        _add_fields(fields, bytes(body))
    except UnicodeDecodeError:
        raise Problem(400, "Not UTF-8", "The body is not UTF-8 text.") from None
    return None


def _url_fields(query_string: bytes) -> Fields:
    """Parse the query string of a URL.

    Raises:
        Problem: 400 if an escape is not UTF-8, or if there are too many parameters.
    """
    fields: Fields = {}
    try:
        _add_fields(fields, query_string)
    except UnicodeDecodeError:
        raise not_utf8() from None
    return fields


def _add_fields(fields: Fields, encoded: bytes) -> None:
    """Parse a form or a query string, and add its fields.

    Raises:
        UnicodeDecodeError: an escape is not UTF-8.
        Problem: 400 if there are too many fields.
    """
    if encoded.count(b"&") >= MAX_FIELDS:
        detail = f"A request may have {MAX_FIELDS} parameters; this one has more."
        raise Problem(400, "Too many parameters", detail, {"limit": "parameters", "parameters": MAX_FIELDS})
    for name, value in decode_pairs(encoded):
        fields.setdefault(name, []).append(value)


def _single(fields: Fields, name: str) -> str | None:
    values = fields.get(name, ())
    if len(values) > 1:
        raise Problem(400, "Parameter given twice", f"{name} stands {len(values)} times in the request; give it once.")
    return values[0] if values else None


def _iris(fields: Fields, name: str) -> tuple[str, ...]:
    if name not in fields:
        return ()
    # HTML forms also send empty fields.
    values = tuple(value for value in fields[name] if value)
    for value in values:
        if not urlsplit(value).scheme or any(character in value for character in '<>"{}|^`\\ \t\r\n'):
            raise Problem(400, "Not an IRI", f"{name} must be an absolute IRI; it is {value[:200]!r}.")
    return values


def _read_only() -> Problem:
    return Problem(
        400, "Updates are refused", "The endpoint is read-only: it answers SELECT, ASK, CONSTRUCT and DESCRIBE."
    )


def _too_long(title: str, settings: Settings) -> Problem:
    detail = f"A query may have {settings.query_bytes} bytes. Ask in parts, or take the whole graph at /dataset."
    return Problem(413, title, detail, {"limit": "query-bytes", "bytes": settings.query_bytes})
