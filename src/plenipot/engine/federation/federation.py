"""SERVICE: what a query asks of other endpoints is asked before the query runs.

The query processes can open no connection. So each SERVICE clause is asked here, of an endpoint on the list, and its
solutions take its place as a block of VALUES: the join of SPARQL 1.1 Federated Query, section 4. The query that runs
has no SERVICE; one that still has is refused by the query process, as ever.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from plenipot.engine.federation.bounds import ServiceBounds
from plenipot.engine.federation.clauses import Examination, ServiceClause, ServiceQuery
from plenipot.engine.federation.endpoints import (
    ByteBudget,
    EndpointClient,
    RemoteEndpoint,
    RemoteEndpointError,
    endpoint,
)
from plenipot.engine.federation.errors import (
    ClauseNotEvaluated,
    EndpointFailed,
    EndpointNotAllowed,
    EscapeInEscape,
    ServiceTimeout,
    TooManyCalls,
    TooManyClauses,
)
from plenipot.engine.federation.values import TooManySolutions, UnreadableResults, nothing_bound, values
from plenipot.engine.interface import CLAUSES_FORMAT, Engine, Request
from plenipot.engine.stream import whole

_SHOWN = 200


class Federation:
    """Asks the endpoints on the list; ``guard`` is a query process, whose parser says what is SPARQL."""

    def __init__(self, bounds: ServiceBounds, caller: EndpointClient | None = None) -> None:
        self._bounds = bounds
        self._endpoints = {each.iri: each for each in map(endpoint, bounds.endpoints)}
        self._caller = caller or (EndpointClient() if self._endpoints else None)
        self._calls = asyncio.Semaphore(bounds.calls)
        self._reading = asyncio.Lock()
        self.outcomes: Counter[str] = Counter()

    async def close(self) -> None:
        """Close the connections."""
        if self._caller:
            await self._caller.close()

    async def federate(self, query: str, guard: Engine) -> str:
        """The query with the solutions of its SERVICE clauses in their place; itself if it has none.

        Without endpoints it is left as it is: the query process refuses it.

        Raises:
            FederationError: an endpoint may not be asked or does not answer, or a bound of SERVICE was passed.
            QueryError: the query is wrong.
            LimitExceeded: a bound was passed while the query was read.
        """
        if not self._endpoints or not _may_name_a_service(query):
            return query
        ends = asyncio.get_running_loop().time() + self._bounds.seconds
        found = await self._examined(query, guard, ends)
        if found.escaped_twice:
            raise EscapeInEscape
        if found.reading is None or not found.count:
            return query
        self._check(found.reading, found.count)
        return found.reading.joined(await self._solutions(found.reading, self._names(found), ends))

    async def _examined(self, query: str, guard: Engine, ends: float) -> Examination:
        """What a query process says of the clauses: to read a query may take long, and only a process can be ended."""
        try:
            async with asyncio.timeout_at(ends):
                asked = Request(query, CLAUSES_FORMAT, rows=self._bounds.clauses)
                return Examination.decode(await whole(await guard.open(asked)))
        except TimeoutError:
            raise ServiceTimeout("The query could not be read in time.") from None

    def _check(self, reading: ServiceQuery, count: int) -> None:
        """Refuse what may not be asked, before anybody is."""
        if count > self._bounds.clauses:
            raise TooManyClauses(count)
        for clause in reading.clauses:
            if clause.endpoint not in self._endpoints:
                raise EndpointNotAllowed(clause.endpoint or clause.written)
            if clause.nested:
                raise EndpointNotAllowed(clause.endpoint, nested=True)

    def _names(self, found: Examination) -> list[Sequence[str]]:
        """The variables that each clause binds, as the engine sees them; the query and every part of it are SPARQL."""
        assert found.reading is not None
        if found.error is not None:
            raise found.error
        named: list[Sequence[str]] = []
        for clause, names in zip(found.reading.clauses, found.names, strict=True):
            if names is None:
                raise ClauseNotEvaluated(
                    f"The pattern of SERVICE {clause.written[:_SHOWN]} cannot be asked on its own."
                )
            if clause.correlated and (hidden := sorted(clause.shared - set(names))):
                raise ClauseNotEvaluated(
                    f"Inside EXISTS and LATERAL a SERVICE clause is evaluated once, not for each solution around it: "
                    f"?{hidden[0]} must be bound by its pattern."
                )
            named.append(names)
        return named

    async def _solutions(self, reading: ServiceQuery, named: Sequence[Sequence[str]], ends: float) -> list[str]:
        """A block of VALUES for each clause."""
        total = self._bounds.megabytes * 1024 * 1024
        read_budget, written_budget = ByteBudget(total), ByteBudget(total)
        tasks = [
            asyncio.create_task(self._one(reading, clause, names, ends, read_budget, written_budget))
            for clause, names in zip(reading.clauses, named, strict=True)
        ]
        try:
            return await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()

    async def _one(
        self,
        reading: ServiceQuery,
        clause: ServiceClause,
        names: Sequence[str],
        ends: float,
        to_read: ByteBudget,
        to_write: ByteBudget,
    ) -> str:
        assert clause.endpoint is not None
        asked = self._endpoints[clause.endpoint]
        try:
            body = await self._ask(asked, reading.asked(clause), ends, to_read)
            # Read, an answer takes many times its size: one at a time.
            async with self._reading:
                block = await asyncio.to_thread(values, names, body, self._bounds.rows, to_write.take)
            self.outcomes["answered"] += 1
            return block
        except RemoteEndpointError as error:
            failure = error
        except UnreadableResults:
            failure = RemoteEndpointError("answers what are not the SPARQL JSON results of a SELECT query")
        except TooManySolutions:
            failure = RemoteEndpointError(f"answers more than {self._bounds.rows:,} solutions", limit="service-rows")
        self.outcomes["failed"] += 1
        if clause.silent:
            return nothing_bound(names)
        if failure.limit == "service-timeout":
            raise ServiceTimeout(f"{asked.iri} {failure}.", asked.iri)
        raise EndpointFailed(asked.iri, str(failure), failure.limit)

    async def _ask(self, asked: RemoteEndpoint, query: str, ends: float, budget: ByteBudget) -> bytes:
        assert self._caller is not None
        try:
            async with asyncio.timeout_at(ends):
                await self._calls.acquire()
        except TimeoutError:
            raise TooManyCalls from None
        try:
            async with asyncio.timeout_at(ends):
                return await self._caller.ask(asked, query, budget)
        except TimeoutError:
            raise RemoteEndpointError("does not answer in time", "service-timeout") from None
        finally:
            self._calls.release()


def _may_name_a_service(query: str) -> bool:
    """Whether the word stands somewhere, or a codepoint escape, which may stand for any of its letters."""
    lower = query.lower()
    return "service" in lower or "\\u" in lower
