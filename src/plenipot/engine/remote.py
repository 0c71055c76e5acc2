"""A remote SPARQL 1.1 endpoint as the engine, with the same checks and bounds as the process pool.

A query goes first to the *guard*, a process pool with empty stores. Its parser reports syntax errors with line and
column and refuses SERVICE, and a query that crashes the parser crashes only a worker. The query then goes to the
endpoint.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pyoxigraph as ox

from plenipot.engine.errors import (
    AnswerTooLarge,
    DeadlineExceeded,
    LimitExceeded,
    NotInFormat,
    QueryError,
    QueueFull,
    Unavailable,
)
from plenipot.engine.evaluate import Bounds, LimitedWriter, table
from plenipot.engine.interface import TABLE_FORMAT, Engine, Request
from plenipot.engine.pool.scheduler import CLIENT
from plenipot.engine.serializer import GRAPHS, RESULTS, write_graph, write_results
from plenipot.engine.sparql.tokens import unescape
from plenipot.engine.spill import SpillBudget
from plenipot.engine.stream import READ_SIZE, StreamedResult, read_answer

RESULT_MEDIA: Mapping[str, str] = {name: format.media_type.partition(";")[0] for name, format in RESULTS.items()}
GRAPH_MEDIA: Mapping[str, str] = {name: format.media_type for name, format in GRAPHS.items()}
# Formats that every engine supports; answers are converted from them to other formats.
_FALLBACK_MEDIA = {"json": RESULT_MEDIA["json"], "nt": GRAPH_MEDIA["nt"]}
_CONVERTED = ("xml", "rdf")
"""Formats that are always converted here: some engines write invalid XML."""
_TRIPLE_TERM = re.compile(rb'"type"\s*:\s*"triple"|<triple|<<')
_MAX_TRIPLE_TERMS = 1000
"""Triple terms in an answer that is parsed here; the release has none."""
_STATUS: Mapping[int, type[LimitExceeded]] = {
    408: DeadlineExceeded,
    413: AnswerTooLarge,
    429: QueueFull,
    504: DeadlineExceeded,
}


class RemoteEngine:
    """Sends queries to an endpoint: at most ``connections`` at a time, and at most ``queue`` wait."""

    def __init__(
        self,
        url: str,
        guard: Engine,
        timeout: float,
        bounds: Bounds,
        queue: int,
        spill: SpillBudget | None = None,
        connections: int = 16,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._url, self._guard = url, guard
        self._timeout, self._rows, self._queue = timeout, bounds.rows, queue
        self._max_bytes, self._spill = bounds.answer_bytes, spill
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(connections)
        self._waiting = 0
        # Without content coding the bytes received are the bytes of the answer. A redirect could lead to any host.
        self._client = httpx.AsyncClient(
            timeout=timeout,
            follow_redirects=False,
            trust_env=False,
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            headers={"Accept-Encoding": "identity", "User-Agent": "plenipot"},
            transport=transport,
        )

    async def close(self) -> None:
        """Cancel the running queries and close the connections."""
        for task in list(self._tasks):
            task.cancel()
        await self._client.aclose()

    async def open(self, request: Request) -> bytes | StreamedResult:
        """Send a query to the endpoint. A short answer is returned as bytes, a long one as a stream that is arriving.

        Raises:
            QueryError: the query is invalid, or the endpoint refuses it.
            DeadlineExceeded, MemoryExceeded, AnswerTooLarge, TooManyRows: a bound was exceeded.
            QueueFull, Unavailable: the query was not started, or the endpoint does not answer.
        """
        # Some engines replace codepoint escapes before they parse a query, some do not: SERVICE is refused in both.
        for text in dict.fromkeys((request.query, unescape(request.query))):
            await read_answer(await self._guard.open(request._replace(query=text)))
        if self._waiting >= self._queue:
            raise QueueFull
        self._waiting += 1
        try:
            await asyncio.wait_for(self._free.acquire(), self._timeout)
        except TimeoutError:
            raise QueueFull from None
        finally:
            self._waiting -= 1
        collecting = False
        deadline = asyncio.get_running_loop().time() + self._timeout
        try:
            async with contextlib.AsyncExitStack() as stack:
                async with _engine_errors(deadline):
                    answer, rest = await self._request(request, stack)
                if rest is None:
                    return answer
                stream = StreamedResult(CLIENT.get(), self._spill)
                task = asyncio.create_task(self._collect(stream, answer, rest, stack.pop_all(), deadline))
                collecting = True
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            # A task that is cancelled before its first step would not release the semaphore.
            stream.on_abandon = lambda _: asyncio.get_running_loop().call_soon(task.cancel)
            return stream
        finally:
            if not collecting:
                self._free.release()

    async def is_available(self) -> bool:
        """Whether the endpoint answers a trivial query now."""
        try:
            await read_answer(await self.open(Request("ASK {}", "json")))
        except (QueryError, LimitExceeded):
            return False
        return True

    async def _request(
        self, request: Request, stack: contextlib.AsyncExitStack
    ) -> tuple[bytes, AsyncIterator[bytes] | None]:
        """Send the request: a short answer and None, or the beginning of a long answer and an iterator of its rest."""
        form: dict[str, str | list[str]] = {"query": request.query}
        if request.default_graphs:
            form["default-graph-uri"] = list(request.default_graphs)
        if request.named_graphs:
            form["named-graph-uri"] = list(request.named_graphs)
        headers = {"Accept": accept(request.format)}
        context = self._client.stream("POST", self._url, data=form, headers=headers)
        response = await stack.enter_async_context(context)
        if response.status_code != 200:
            raise _status_error(response.status_code, await _error_text(response))
        media = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        pass_through = media == _media(request.format) and request.format not in _CONVERTED
        parts = self._limited(response.aiter_raw(), request.format)
        body = bytearray()
        async for part in parts:
            body += part
            if len(body) > READ_SIZE and pass_through:
                return bytes(body), parts
        if pass_through:
            return bytes(body), None
        converted = await asyncio.to_thread(convert, bytes(body), media, request)
        if len(converted) > self._max_bytes:
            raise AnswerTooLarge
        return converted, None

    async def _limited(self, chunks: AsyncIterator[bytes], format: str) -> AsyncIterator[bytes]:
        limits = LimitedWriter(_NullSink(), format, self._max_bytes, self._rows)
        async for chunk in chunks:
            limits.write(chunk)
            yield chunk

    async def _collect(
        self,
        stream: StreamedResult,
        first: bytes,
        rest: AsyncIterator[bytes],
        stack: contextlib.AsyncExitStack,
        deadline: float,
    ) -> None:
        """Receive a long answer into its stream, then release the connection."""
        error: LimitExceeded | QueryError | None = None
        try:
            async with stack, _engine_errors(deadline):
                stream.add(first)
                async for part in rest:
                    stream.add(part)
        except (LimitExceeded, QueryError) as failure:
            error = failure
        except OSError:  # the disk is full
            error = Unavailable()
        finally:
            self._free.release()
        stream.finish(error)


class _NullSink:
    """Drops all bytes; the writer before it only counts them."""

    def write(self, data: bytes, /) -> None:
        pass


@contextlib.asynccontextmanager
async def _engine_errors(deadline: float) -> AsyncIterator[None]:
    """Set a timeout, and convert errors of HTTP and the timeout to errors of an engine."""
    try:
        async with asyncio.timeout_at(deadline):
            yield
    except (TimeoutError, httpx.TimeoutException):
        raise DeadlineExceeded from None
    except httpx.HTTPError:
        raise Unavailable from None


def _media(format: str) -> str | None:
    return RESULT_MEDIA.get(format) or GRAPH_MEDIA.get(format)


def accept(format: str) -> str:
    """The Accept header for a format: the format itself, and the fallback from which it can be converted.

    >>> accept("csv")
    'text/csv, application/sparql-results+json;q=0.5'
    >>> accept("table")
    'application/sparql-results+json'
    """
    graph = format in GRAPH_MEDIA
    fallback = _FALLBACK_MEDIA["nt" if graph else "json"]
    media = fallback if format in _CONVERTED else (GRAPH_MEDIA if graph else RESULT_MEDIA).get(format, fallback)
    return fallback if media == fallback else f"{media}, {fallback};q=0.5"


def convert(body: bytes, media: str, request: Request) -> bytes:
    """Convert an answer from the media type that the endpoint sent to the format of the request.

    Raises:
        QueryError: the answer is a graph and the format is for results, or the reverse.
        NotInFormat: the format cannot represent the answer.
        Unavailable: the media type is unknown, or the answer cannot be parsed.
    """
    results = {RESULT_MEDIA[name]: format for name, format in RESULTS.items()} | {
        "application/json": ox.QueryResultsFormat.JSON
    }
    graphs = {GRAPH_MEDIA[name]: format for name, format in GRAPHS.items()}
    if media in (graphs if request.format not in GRAPH_MEDIA else results):
        raise QueryError("Write SELECT, ASK, CONSTRUCT or DESCRIBE as a word of its own.")
    if len(_TRIPLE_TERM.findall(body)) > _MAX_TRIPLE_TERMS:
        raise Unavailable  # the parser recurses into nested terms, and would overflow the stack of this process
    out = io.BytesIO()
    try:
        if request.format not in GRAPHS and media in results:
            parsed: Any = ox.parse_query_results(body, format=results[media])
            if request.format == TABLE_FORMAT:
                return table(parsed, request.rows)
            write_results(parsed, request.format, out)
            return out.getvalue()
        if request.format in GRAPHS and media in graphs:
            triples = (quad.triple for quad in ox.parse(body, format=graphs[media]))
            write_graph(triples, request.format, out, {})
            return out.getvalue()
    except NotInFormat:
        raise
    except (ValueError, SyntaxError):
        raise Unavailable from None
    raise Unavailable


async def _error_text(response: httpx.Response) -> str:
    """Read the beginning of an error response."""
    text = b""
    async for chunk in response.aiter_raw():
        text += chunk
        if len(text) > 2000:
            break
    return text[:2000].decode("utf-8", "replace")


def _status_error(status: int, text: str) -> Exception:
    """Map a status other than 200 to an error of an engine.

    >>> _status_error(503, "Query timed out"), _status_error(503, "")
    (DeadlineExceeded(), Unavailable())
    """
    if status == 400:
        # The guard has parsed the query, so the engine does not support it. Its message may have private host names.
        return QueryError("The engine behind this endpoint refuses the query.")
    if status == 503 and "time" in text.lower():
        return DeadlineExceeded()
    return _STATUS.get(status, Unavailable)()


class BackendError(RuntimeError):
    """The endpoint behind the service does not answer."""


def backend_sizes(url: str, timeout: float = 120.0) -> tuple[int, dict[str, int]]:
    """Count the triples of the default graph and of each named graph of an endpoint.

    Raises:
        BackendError: the endpoint does not answer.
    """
    (row,) = _select(url, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", timeout)
    graphs = _select(url, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g", timeout)
    return int(row["n"]["value"]), {
        binding["g"]["value"]: int(binding["n"]["value"]) for binding in graphs if "g" in binding
    }


def _select(url: str, query: str, timeout: float) -> list[dict[str, dict[str, str]]]:
    headers = {"Accept": RESULT_MEDIA["json"]}
    try:
        response = httpx.post(url, data={"query": query}, headers=headers, timeout=timeout, trust_env=False)
        response.raise_for_status()
        rows: list[dict[str, dict[str, str]]] = response.json()["results"]["bindings"]
    except httpx.HTTPStatusError as error:
        raise BackendError(f"the backend answers {error.response.status_code} to a query") from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
        raise BackendError(f"the backend cannot be asked: {type(error).__name__}") from None
    return rows
