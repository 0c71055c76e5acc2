"""Any SPARQL 1.1 endpoint as the engine, behind the same checks and bounds as the query processes.

A query goes to the *guard* first: query processes whose store is empty. Their parser says what is wrong with it, with
line and column; it refuses SERVICE; and a query that ends its process ends nothing else. Then it goes to the endpoint.
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
from plenipot.engine.evaluate import Bounds, Counted, table
from plenipot.engine.interface import TABLE_FORMAT, Engine, Request
from plenipot.engine.pool.scheduler import CLIENT
from plenipot.engine.serializer import GRAPHS, RESULTS, write_graph, write_results
from plenipot.engine.sparql.tokens import unescape
from plenipot.engine.spill import SpillBudget
from plenipot.engine.stream import PART, StreamedResult, whole

RESULT_MEDIA: Mapping[str, str] = {name: each.media_type.partition(";")[0] for name, each in RESULTS.items()}
GRAPH_MEDIA: Mapping[str, str] = {name: each.media_type for name, each in GRAPHS.items()}
# What every engine has, and what an answer in another format is made from.
_SURE = {"json": RESULT_MEDIA["json"], "nt": GRAPH_MEDIA["nt"]}
_MADE_HERE = ("xml", "rdf")
"""Formats that engines write with characters and names that XML has not: they are made from the sure ones."""
_TRIPLE_TERM = re.compile(rb'"type"\s*:\s*"triple"|<triple|<<')
_NESTED = 1000
"""Triple terms in an answer that is read here; the release has none."""
_STATUS: Mapping[int, type[LimitExceeded]] = {
    408: DeadlineExceeded,
    413: AnswerTooLarge,
    429: QueueFull,
    504: DeadlineExceeded,
}


class RemoteEngine:
    """Asks an endpoint; at most ``connections`` queries at a time, and at most ``queue`` that wait."""

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
        # An answer is not unpacked here: its size on the wire is its size. A redirect could lead anywhere.
        self._client = httpx.AsyncClient(
            timeout=timeout,
            follow_redirects=False,
            trust_env=False,
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            headers={"Accept-Encoding": "identity", "User-Agent": "plenipot"},
            transport=transport,
        )

    async def close(self) -> None:
        """Close the connections."""
        for task in list(self._tasks):
            task.cancel()
        await self._client.aclose()

    async def open(self, request: Request) -> bytes | StreamedResult:
        """The serialized answer of a query; one that is long, while it comes.

        Raises:
            QueryError: the query is wrong, or the endpoint says so.
            DeadlineExceeded, MemoryExceeded, AnswerTooLarge, TooManyRows: the query was ended.
            QueueFull, Unavailable: it was not started, or the endpoint does not answer.
        """
        # Engines differ in whether codepoint escapes are replaced before a query is read: SERVICE is refused in both.
        for reading in dict.fromkeys((request.query, unescape(request.query))):
            await whole(await self._guard.open(request._replace(query=reading)))
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
        ends = asyncio.get_running_loop().time() + self._timeout
        try:
            async with contextlib.AsyncExitStack() as stack:
                async with _judged(ends):
                    answer, rest = await self._ask(request, stack)
                if rest is None:
                    return answer
                arrival = StreamedResult(CLIENT.get(), self._spill)
                task = asyncio.create_task(self._collect(arrival, answer, rest, stack.pop_all(), ends))
                collecting = True
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            # A task that is cancelled before its first step would give nothing back.
            arrival.on_abandon = lambda _: asyncio.get_running_loop().call_soon(task.cancel)
            return arrival
        finally:
            if not collecting:
                self._free.release()

    async def answers(self) -> bool:
        """Whether the endpoint answers now."""
        try:
            await whole(await self.open(Request("ASK {}", "json")))
        except (QueryError, LimitExceeded):
            return False
        return True

    async def _ask(
        self, request: Request, stack: contextlib.AsyncExitStack
    ) -> tuple[bytes, AsyncIterator[bytes] | None]:
        """An answer; or the beginning of a long one, with the rest of it."""
        form: dict[str, str | list[str]] = {"query": request.query}
        if request.default_graphs:
            form["default-graph-uri"] = list(request.default_graphs)
        if request.named_graphs:
            form["named-graph-uri"] = list(request.named_graphs)
        headers = {"Accept": accept(request.format)}
        sent = self._client.stream("POST", self._url, data=form, headers=headers)
        response = await stack.enter_async_context(sent)
        if response.status_code != 200:
            raise _refused(response.status_code, await _first(response))
        media = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        as_asked = media == _media(request.format) and request.format not in _MADE_HERE
        parts = self._counted(response.aiter_raw(), request.format)
        body = bytearray()
        async for part in parts:
            body += part
            if len(body) > PART and as_asked:
                return bytes(body), parts
        if as_asked:
            return bytes(body), None
        converted = await asyncio.to_thread(convert, bytes(body), media, request)
        if len(converted) > self._max_bytes:
            raise AnswerTooLarge
        return converted, None

    async def _counted(self, chunks: AsyncIterator[bytes], format: str) -> AsyncIterator[bytes]:
        counted = Counted(_Nowhere(), format, self._max_bytes, self._rows)
        async for chunk in chunks:
            counted.write(chunk)
            yield chunk

    async def _collect(
        self,
        arrival: StreamedResult,
        first: bytes,
        rest: AsyncIterator[bytes],
        stack: contextlib.AsyncExitStack,
        ends: float,
    ) -> None:
        """Take the parts of an answer, whoever reads them."""
        error: LimitExceeded | QueryError | None = None
        try:
            async with stack, _judged(ends):
                arrival.add(first)
                async for part in rest:
                    arrival.add(part)
        except (LimitExceeded, QueryError) as ended:
            error = ended
        except OSError:  # there is no room for the answer
            error = Unavailable()
        finally:
            self._free.release()
        arrival.end(error)


class _Nowhere:
    """Takes bytes that are only counted."""

    def write(self, data: bytes, /) -> None:
        pass


@contextlib.asynccontextmanager
async def _judged(ends: float) -> AsyncIterator[None]:
    """What happens until the deadline, told in the terms of an engine."""
    try:
        async with asyncio.timeout_at(ends):
            yield
    except (TimeoutError, httpx.TimeoutException):
        raise DeadlineExceeded from None
    except httpx.HTTPError:
        raise Unavailable from None


def _media(format: str) -> str | None:
    return RESULT_MEDIA.get(format) or GRAPH_MEDIA.get(format)


def accept(format: str) -> str:
    """The Accept header for a format: itself, else what it can be made from.

    >>> accept("csv")
    'text/csv, application/sparql-results+json;q=0.5'
    >>> accept("table")
    'application/sparql-results+json'
    """
    graph = format in GRAPH_MEDIA
    sure = _SURE["nt" if graph else "json"]
    wanted = sure if format in _MADE_HERE else (GRAPH_MEDIA if graph else RESULT_MEDIA).get(format, sure)
    return sure if wanted == sure else f"{wanted}, {sure};q=0.5"


def convert(body: bytes, media: str, request: Request) -> bytes:
    """An answer in the format of the request, from the format in which it came.

    Raises:
        QueryError: a graph where results were asked for, or the other way round.
        NotInFormat: the format cannot carry it.
        Unavailable: it came in no format that is known, or is not what it says.
    """
    results = {RESULT_MEDIA[name]: format for name, format in RESULTS.items()} | {
        "application/json": ox.QueryResultsFormat.JSON
    }
    graphs = {GRAPH_MEDIA[name]: format for name, format in GRAPHS.items()}
    if media in (graphs if request.format not in GRAPH_MEDIA else results):
        raise QueryError("Write SELECT, ASK, CONSTRUCT or DESCRIBE as a word of its own.")
    if len(_TRIPLE_TERM.findall(body)) > _NESTED:
        raise Unavailable  # the reader would go as deep as they are nested, and end this process
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


async def _first(response: httpx.Response) -> str:
    """The beginning of an error's text."""
    text = b""
    async for chunk in response.aiter_raw():
        text += chunk
        if len(text) > 2000:
            break
    return text[:2000].decode("utf-8", "replace")


def _refused(status: int, text: str) -> Exception:
    """What a status other than 200 means.

    >>> _refused(503, "Query timed out"), _refused(503, "")
    (DeadlineExceeded(), Unavailable())
    """
    if status == 400:
        # The guard's parser took it, so this is what the engine cannot do; its words may name its machine.
        return QueryError("The engine behind this endpoint refuses the query.")
    if status == 503 and "time" in text.lower():
        return DeadlineExceeded()
    return _STATUS.get(status, Unavailable)()


class BackendError(RuntimeError):
    """The endpoint behind the service cannot be asked."""


def sizes(url: str, timeout: float = 120.0) -> tuple[int, dict[str, int]]:
    """How many triples the default graph of an endpoint has, and each named graph.

    Raises:
        BackendError: it does not answer.
    """
    (row,) = _select(url, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", timeout)
    graphs = _select(url, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g", timeout)
    return int(row["n"]["value"]), {each["g"]["value"]: int(each["n"]["value"]) for each in graphs if "g" in each}


def _select(url: str, query: str, timeout: float) -> list[dict[str, dict[str, str]]]:
    headers = {"Accept": RESULT_MEDIA["json"]}
    try:
        answer = httpx.post(url, data={"query": query}, headers=headers, timeout=timeout, trust_env=False)
        answer.raise_for_status()
        rows: list[dict[str, dict[str, str]]] = answer.json()["results"]["bindings"]
    except httpx.HTTPStatusError as error:
        raise BackendError(f"the backend answers {error.response.status_code} to a query") from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
        raise BackendError(f"the backend cannot be asked: {type(error).__name__}") from None
    return rows
