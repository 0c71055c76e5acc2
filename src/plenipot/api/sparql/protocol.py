"""The SPARQL 1.1 Protocol, for queries only."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
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
WHOLE = 4 * 1024 * 1024
"""Bytes of an answer that are sent in one piece, packed, and remembered."""
METHODS = ("GET", "HEAD", "POST")
HOLD = 1.0
"""Seconds that an answer is held back for its end: until then a bound that it passes can still be told as a problem."""
MAX_FIELDS = 500
"""Fields of a form, or parameters of an address: each graph of a dataset is one."""
Pairs = Sequence[tuple[str, str]]


async def sparql(scope: Scope, receive: Receive) -> Reply:
    """Answer a query, or describe the service when there is none.

    Raises:
        Problem: the request is wrong, or passed a bound.
    """
    state = scope["app"].state
    settings: Settings = state.settings
    pairs = _pairs(scope["query_string"])
    query = None
    if scope["method"] == "POST":
        pairs, query = await _posted(Request(scope, receive), pairs, settings)
    if any(name == "update" for name, _ in pairs):
        raise _read_only()
    in_form = _single(pairs, "query")
    if query is not None and in_form is not None:
        raise Problem(400, "Two queries", "One query stands in the address and one in the body; send one of them.")
    query = query if query is not None else in_form
    if query is None:
        if scope["method"] == "POST":
            raise Problem(400, "No query", "The form has no query=….")
        return Reply.from_response(service_description(Request(scope), *_values(pairs, "format")))
    found = await checked_form(query, settings)
    name, media = choose(found, accept_header_of(scope), *_values(pairs, "format"))
    asked = QueryRequest(query, name, _iris(pairs, "default-graph-uri"), _iris(pairs, "named-graph-uri"))
    asked, engine = await federate(state, asked)
    cached = is_deterministic(query) and asked.query is query
    answer = await within_bounds(engine.open(asked), settings)
    if isinstance(answer, bytes):
        return _reply(cached, media, etag_of(answer), answer)
    try:
        if await within_bounds(answer.wait_complete(HOLD), settings):
            return _reply(cached, media, etag_of_digest(answer.digest), answer)
    except BaseException:
        answer.close()
        raise
    return Reply(200, _answer_headers(False, media), answer)  # it may turn out not to be whole


def _reply(cached: bool, media: str, etag: str, answer: bytes | StreamedResult) -> Reply:
    """The reply with an answer that is all there."""
    body = answer
    if isinstance(answer, StreamedResult) and answer.size <= WHOLE:
        body = answer.read()
        answer.close()
    size = body.size if isinstance(body, StreamedResult) else len(body)
    return Reply(200, [*_answer_headers(cached, media, etag), (b"content-length", b"%d" % size)], body)


def _answer_headers(cached: bool, media: str, etag: str | None = None) -> Headers:
    """What the head of an answer says besides its length."""
    headers = [(b"content-type", media.encode()), (b"vary", b"Accept"), (b"access-control-allow-origin", b"*")]
    if not cached:
        return [*headers, (b"cache-control", b"no-store")]
    headers.append((b"cache-control", b"public, max-age=3600"))
    return [*headers, (b"etag", etag.encode())] if etag else headers


async def checked_form(query: str, settings: Settings) -> str:
    """The form of a query that may run here.

    Raises:
        Problem: too long, or an update.
    """
    if len(query) > settings.query_bytes or (
        3 * len(query) > settings.query_bytes and len(query.encode(errors="replace")) > settings.query_bytes
    ):
        raise _too_long("Query too long", settings)
    found = query_form(query)
    if found == "UPDATE":
        raise _read_only()
    return found or "SELECT"  # the engine says what is wrong with a query of no form


async def federate(state: State, asked: QueryRequest) -> tuple[QueryRequest, Engine]:
    """A query with the solutions of other endpoints in the place of SERVICE, and the engine for it.

    Raises:
        Problem: as of `within_bounds`; an endpoint may not be asked (403), or does not answer (502, 504).
    """
    joined = await within_bounds(state.federation.federate(asked.query, state.pool), state.settings)
    if joined is asked.query:
        return asked, state.engine
    # What others answer may change: it is not remembered.
    return asked._replace(query=joined), state.remote or state.pool


async def run(engine: Engine, asked: QueryRequest, settings: Settings) -> bytes:
    """Run a query within the bounds, and give its answer in one piece.

    Raises:
        Problem: the query is wrong (400), asks another endpoint (403), or passed a bound (503 mostly).
    """
    if (count := QUERIES.get(None)) is not None:
        count[0] += 1
    return await within_bounds(_whole(engine, asked), settings)


async def _whole(engine: Engine, asked: QueryRequest) -> bytes:
    return await read_answer(await engine.open(asked))


async def within_bounds(running: Awaitable[T], settings: Settings) -> T:
    """What a query gives, or the problem of what went wrong with it.

    Raises:
        Problem: the query is wrong (400), asks another endpoint (403), or passed a bound (503 mostly).
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


async def _posted(request: Request, pairs: Pairs, settings: Settings) -> tuple[Pairs, str | None]:
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
        # A form escapes a byte as three characters.
        if len(body) > 3 * settings.query_bytes:
            raise _too_long("Request too large", settings)
    try:
        if kind == "application/sparql-query":
            return pairs, body.decode("utf-8")
        return [*pairs, *_fields(bytes(body))], None
    except UnicodeDecodeError:
        raise Problem(400, "Not UTF-8", "The body is not UTF-8 text.") from None


def _pairs(query_string: bytes) -> Pairs:
    """The parameters of an address.

    Raises:
        Problem: they are not UTF-8.
    """
    try:
        return _fields(query_string)
    except UnicodeDecodeError:
        raise not_utf8() from None


def _values(pairs: Pairs, name: str) -> list[str]:
    return [value for key, value in pairs if key == name]


def _fields(encoded: bytes) -> Pairs:
    """The fields of a form or of a query string.

    Raises:
        UnicodeDecodeError: an escape is not UTF-8.
        Problem: there are too many.
    """
    if encoded.count(b"&") >= MAX_FIELDS:
        detail = f"A request may have {MAX_FIELDS} parameters; this one has more."
        raise Problem(400, "Too many parameters", detail, {"limit": "parameters", "parameters": MAX_FIELDS})
    return decode_pairs(encoded)


def _single(pairs: Pairs, name: str) -> str | None:
    values = _values(pairs, name)
    if len(values) > 1:
        raise Problem(400, "Parameter given twice", f"{name} stands {len(values)} times in the request; give it once.")
    return values[0] if values else None


def _iris(pairs: Pairs, name: str) -> tuple[str, ...]:
    # A form sends the fields that nobody filled in, too.
    values = tuple(value for value in _values(pairs, name) if value)
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
