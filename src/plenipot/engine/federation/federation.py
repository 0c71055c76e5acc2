"""Federated queries: evaluate the SERVICE clauses of a query before the query runs.

Workers cannot open connections. So the service sends the pattern of each SERVICE clause to its endpoint, and replaces
the clause by a VALUES block with the solutions: the join of SPARQL 1.1 Federated Query, section 4. Workers refuse
queries that still have SERVICE.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from plenipot.engine.federation.bounds import ServiceBounds
from plenipot.engine.federation.clauses import ServiceAnalysis, ServiceClause, ServiceQuery
from plenipot.engine.federation.endpoints import (
    ByteBudget,
    EndpointClient,
    RemoteEndpoint,
    RemoteEndpointError,
    parse_endpoint,
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
from plenipot.engine.federation.values import TooManySolutions, UnreadableResults, unbound_block, values_block
from plenipot.engine.interface import CLAUSES_FORMAT, Engine, Request
from plenipot.engine.stream import read_answer

_MAX_SHOWN = 200
"""Characters of an endpoint in a message."""


class Federation:
    """Evaluates SERVICE clauses at the endpoints on the list."""

    def __init__(self, bounds: ServiceBounds, client: EndpointClient | None = None) -> None:
        self._bounds = bounds
        self._endpoints = {endpoint.iri: endpoint for endpoint in map(parse_endpoint, bounds.endpoints)}
        self._client = client or (EndpointClient() if self._endpoints else None)
        self._calls = asyncio.Semaphore(bounds.calls)
        self._parsing = asyncio.Lock()
        self.outcomes: Counter[str] = Counter()

    async def close(self) -> None:
        """Close the connections."""
        if self._client:
            await self._client.close()

    def applies(self, query: str) -> bool:
        """Whether a query may have SERVICE clauses, and there are endpoints for them."""
        return bool(self._endpoints) and _may_have_service(query)

    async def federate(self, query: str, guard: Engine) -> str:
        """Replace the SERVICE clauses of a query by their solutions. A query without SERVICE is returned unchanged.

        Without endpoints on the list every query is returned unchanged, and a worker refuses SERVICE.

        Args:
            query: the query.
            guard: an engine whose workers parse the query.

        Raises:
            FederationError: an endpoint is not allowed or failed, or a bound of SERVICE was exceeded.
            QueryError: the query is invalid.
            LimitExceeded: a bound was exceeded while a worker parsed the query.
        """
        if not self.applies(query):
            return query
        deadline = asyncio.get_running_loop().time() + self._bounds.seconds
        analysis = await self._analyze(query, guard, deadline)
        if analysis.nested_escape:
            raise EscapeInEscape
        if analysis.query is None or not analysis.count:
            return query
        self._check(analysis.query, analysis.count)
        blocks = await self._evaluate(analysis.query, self._clause_variables(analysis), deadline)
        return analysis.query.with_values(blocks)

    async def _analyze(self, query: str, guard: Engine, deadline: float) -> ServiceAnalysis:
        """Let a worker parse the clauses: parsing may take long, and only a process can be killed at a timeout."""
        try:
            async with asyncio.timeout_at(deadline):
                request = Request(query, CLAUSES_FORMAT, rows=self._bounds.clauses)
                return ServiceAnalysis.decode(await read_answer(await guard.open(request)))
        except TimeoutError:
            raise ServiceTimeout("The query could not be read in time.") from None

    def _check(self, query: ServiceQuery, count: int) -> None:
        """Check the limits and all endpoints before the first request is sent."""
        if count > self._bounds.clauses:
            raise TooManyClauses(count)
        for clause in query.clauses:
            if clause.endpoint not in self._endpoints:
                raise EndpointNotAllowed(clause.endpoint or clause.endpoint_text)
            if clause.nested:
                raise EndpointNotAllowed(clause.endpoint, nested=True)

    def _clause_variables(self, analysis: ServiceAnalysis) -> list[Sequence[str]]:
        """The variables that each clause binds; raises if the query or a pattern is invalid."""
        assert analysis.query is not None
        if analysis.error is not None:
            raise analysis.error
        result: list[Sequence[str]] = []
        for clause, names in zip(analysis.query.clauses, analysis.variables, strict=True):
            if names is None:
                raise ClauseNotEvaluated(
                    f"The pattern of SERVICE {clause.endpoint_text[:_MAX_SHOWN]} cannot be asked on its own."
                )
            if clause.correlated and (hidden := sorted(clause.shared - set(names))):
                raise ClauseNotEvaluated(
                    f"Inside EXISTS and LATERAL a SERVICE clause is evaluated once, not for each solution around it: "
                    f"?{hidden[0]} must be bound by its pattern."
                )
            result.append(names)
        return result

    async def _evaluate(self, query: ServiceQuery, variables: Sequence[Sequence[str]], deadline: float) -> list[str]:
        """Evaluate all clauses concurrently; the result has the VALUES block of each."""
        total = self._bounds.megabytes * 1024 * 1024
        read_budget, write_budget = ByteBudget(total), ByteBudget(total)
        tasks = [
            asyncio.create_task(self._evaluate_clause(query, clause, names, deadline, read_budget, write_budget))
            for clause, names in zip(query.clauses, variables, strict=True)
        ]
        try:
            return await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()

    async def _evaluate_clause(
        self,
        query: ServiceQuery,
        clause: ServiceClause,
        names: Sequence[str],
        deadline: float,
        read_budget: ByteBudget,
        write_budget: ByteBudget,
    ) -> str:
        assert clause.endpoint is not None
        endpoint = self._endpoints[clause.endpoint]
        try:
            body = await self._request(endpoint, query.endpoint_query(clause), deadline, read_budget)
            # Parsed results take many times their size in memory: parse one at a time.
            async with self._parsing:
                block = await asyncio.to_thread(values_block, names, body, self._bounds.rows, write_budget.take)
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
            return unbound_block(names)
        if failure.limit == "service-timeout":
            raise ServiceTimeout(f"{endpoint.iri} {failure}.", endpoint.iri)
        raise EndpointFailed(endpoint.iri, str(failure), failure.limit)

    async def _request(self, endpoint: RemoteEndpoint, query: str, deadline: float, budget: ByteBudget) -> bytes:
        assert self._client is not None
        try:
            async with asyncio.timeout_at(deadline):
                await self._calls.acquire()
        except TimeoutError:
            raise TooManyCalls from None
        try:
            async with asyncio.timeout_at(deadline):
                return await self._client.query(endpoint, query, budget)
        except TimeoutError:
            raise RemoteEndpointError("does not answer in time", "service-timeout") from None
        finally:
            self._calls.release()


def _may_have_service(query: str) -> bool:
    """Whether a query contains "service", or a codepoint escape, which may stand for any of its letters."""
    lower = query.lower()
    return "service" in lower or "\\u" in lower
