"""Most requests: a GET with headers that came before. It is answered without being parsed, from memory if it can be.

A query of ``/sparql`` goes to a query process as it stands in the address and comes back as the answer that is sent.
What turns out to be longer, wrong or unusual goes the way of everything else, with what is known of it already.
"""

from __future__ import annotations

import asyncio
import time
from functools import lru_cache
from typing import Protocol

from starlette.datastructures import State

from plenipot.service.blocks import Block, Blocks
from plenipot.service.clients import Clients
from plenipot.service.generation import Generation
from plenipot.service.kept import Keeper, Kept, Key
from plenipot.service.metrics import Metrics
from plenipot.service.negotiation import GRAPH_TYPES, RESULT_TYPES
from plenipot.service.protocol import answer_headers
from plenipot.service.reply import finished, head
from plenipot.service.responses import knows
from plenipot.service.settings import Settings
from plenipot.store.arrival import Arrival
from plenipot.store.base import LimitExceeded, QueryError, Request
from plenipot.store.plain import Whole
from plenipot.store.pool import Outcome, Query
from plenipot.store.worker import Kind, frame

_BEGIN, _END = b"GET /sparql?query=", b" HTTP/1.1"
_PLAIN = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%+!$'()*,;:@/?="
"""What an encoded value may have (RFC 3986, section 3.4), but for what ends it."""


class Caller(Protocol):
    """The connection that a request came by."""

    def answer(self, head: bytes, body: bytes) -> None:
        """Send an answer."""

    def go_on(self, asked: Asked, request: bytes) -> None:
        """Let a request go the way of everything else; what is known of it is there, if it has an outcome."""


class Asked:
    """A request that waits for an answer; then an engine that gives the outcome that is known already."""

    __slots__ = ("caller", "client", "generation", "outcome", "request", "shared", "started")

    def __init__(self, caller: Caller, client: str, request: bytes, generation: Generation) -> None:
        self.caller, self.client, self.request = caller, client, request
        self.generation = generation
        self.started = time.perf_counter()
        self.shared: _Shared | None = None
        self.outcome: Arrival | LimitExceeded | QueryError | None = None

    async def open(self, request: Request) -> Arrival:
        """The answer to its query."""
        outcome, self.outcome = self.outcome, None
        if isinstance(outcome, Arrival):
            return outcome
        assert outcome is not None
        raise outcome

    def close(self) -> None:
        """Nobody wants the outcome any more."""
        outcome, self.outcome = self.outcome, None
        if isinstance(outcome, Arrival):
            outcome.close()


class _Shared:
    """A query for all who ask the same at a time."""

    __slots__ = ("asked", "generation", "hot", "key", "query")

    def __init__(self, hot: Hot, key: Key, generation: Generation, client: str, message: bytes) -> None:
        self.hot, self.key, self.generation = hot, key, generation
        self.asked: list[Asked] = []
        self.query = Query(client, message, self.told)

    def told(self, outcome: Outcome) -> None:
        self.hot.told(self, outcome)


class Hot:
    """Answers the requests that need not be parsed."""

    def __init__(self, state: State, settings: Settings, clients: Clients) -> None:
        self._state, self._settings, self._clients = state, settings, clients
        self._keeper: Keeper = state.keeper
        self._metrics: Metrics = state.metrics
        self.blocks = Blocks()

    def kept(self, line: bytes, block: Block, client: str) -> tuple[bytes, bytes] | None:
        """Head and body of the response to a request, if they are in memory and its client may ask now."""
        started = time.perf_counter()
        found = self._keeper.get((line, block.variant))
        if found is None or self._clients.enter(client):
            return None
        self._clients.leave(client)
        status, answer = 200, (found.head, found.body)
        if block.tags and knows(block.tags, found.etag):
            status, answer = 304, (head(304, found.unchanged), b"")
        path = line[4:].partition(b" ")[0].partition(b"?")[0].decode("latin-1")
        self._metrics.answered(path, status, time.perf_counter() - started)
        return answer

    def ask(self, caller: Caller, request: bytes, line: bytes, block: Block, client: str) -> Asked | None:
        """Ask a query process, if the request is a plain query whose client may ask now."""
        generation: Generation = self._state.generation
        if block.tags or generation.remote or (encoded := query_of(line)) is None:
            return None
        # Why one is refused is told on the way of everything else.
        if len(encoded) > self._settings.query_bytes or self._clients.enter(client):
            return None
        generation.enter()
        asked = Asked(caller, client, request, generation)
        key = line, block.variant
        shared = generation.asked.get(key)
        if shared is None:
            message = frame(Kind.PLAIN, block.wanted + encoded)
            shared = generation.asked[key] = _Shared(self, key, generation, client, message)
            generation.pool.submit(shared.query)
        elif (arrival := shared.query.arrival) and not arrival.abandoned:
            arrival.users += 1
            asked.outcome = arrival
            asyncio.get_running_loop().call_soon(caller.go_on, asked, request)
            return asked
        asked.shared = shared
        shared.asked.append(asked)
        return asked

    def told(self, shared: _Shared, outcome: Outcome) -> None:
        """The outcome of a query is known."""
        all_asked, shared.asked = shared.asked, []
        if isinstance(outcome, Arrival):
            outcome.users = len(all_asked)
            # Who asks the same until its end shares it.
            outcome.on_end = lambda _: self._forget(shared)
        else:
            self._forget(shared)
        if not isinstance(outcome, tuple):
            for asked in all_asked:
                asked.shared, asked.outcome = None, outcome
                asked.caller.go_on(asked, asked.request)
        elif outcome[0] == Kind.WHOLE:
            self._answer(shared, all_asked, Whole.decode(outcome[1]))
        else:
            for asked in all_asked:
                self._pass_on(asked)

    def _answer(self, shared: _Shared, all_asked: list[Asked], whole: Whole) -> None:
        form, steady = _head(whole.kind)
        size = len(whole.body)
        if steady:
            made = form % (whole.tag, size)
            # An answer of the release before must not outlive it.
            if shared.generation is self._state.generation:
                self._keeper.keep(shared.key, Kept(whole.tag.decode("ascii"), made, whole.body))
        else:
            made = form % size
            # It is for one alone.
            for asked in all_asked[1:]:
                self._pass_on(asked)
            del all_asked[1:]
        for asked in all_asked:
            self.leave(asked)
            asked.caller.answer(made, whole.body)
            self._metrics.answered("/sparql", 200, time.perf_counter() - asked.started)

    def gone(self, asked: Asked) -> None:
        """Nobody waits for the answer to a request any more."""
        shared = asked.shared
        if shared is not None:
            shared.asked.remove(asked)
            if not shared.asked:
                self._forget(shared)
                shared.generation.pool.give_up(shared.query)
        asked.close()
        self.leave(asked)
        self._metrics.vanished()

    def leave(self, asked: Asked) -> None:
        """A request has been answered."""
        asked.shared = None
        asked.generation.leave()
        self._clients.leave(asked.client)

    def _pass_on(self, asked: Asked) -> None:
        """Nothing is known of a request: it begins anew on the way of everything else."""
        self.leave(asked)
        asked.caller.go_on(asked, asked.request)

    @staticmethod
    def _forget(shared: _Shared) -> None:
        if shared.generation.asked.get(shared.key) is shared:
            del shared.generation.asked[shared.key]


def query_of(line: bytes) -> bytes | None:
    """The query of the line of a request, as it is encoded there; None if there is more than that, or anything odd.

    >>> query_of(b"GET /sparql?query=ASK+%7B%7D HTTP/1.1")
    b'ASK+%7B%7D'
    >>> [query_of(b"GET /sparql?query=" + rest) for rest in (b" HTTP/1.1", b"a&b=c HTTP/1.1", b"a#b HTTP/1.1", b"a")]
    [None, None, None, None]
    """
    if not line.startswith(_BEGIN) or not line.endswith(_END):
        return None
    encoded = line[len(_BEGIN) : -len(_END)]
    return encoded if encoded and not encoded.translate(None, _PLAIN) else None


@lru_cache(maxsize=256)
def _head(kind: bytes) -> tuple[bytes, bool]:
    """The head of an answer with places for its tag and its length; without a tag for one that is not steady."""
    whole = Whole(kind, b"", b"")
    media = {**RESULT_TYPES, **GRAPH_TYPES}[whole.format]
    headers = answer_headers(whole.steady, media, "%b")
    if whole.large:
        headers.append((b"vary", b"Accept-Encoding"))
    if whole.packed:
        headers.append((b"content-encoding", b"gzip"))
    return head(200, finished([*headers, (b"content-length", b"%d")])), whole.steady
