"""SERVICE: what a query asks of other endpoints is asked before the query runs.

The query processes can open no connection. So each SERVICE clause is asked here, of an endpoint on the list, and its
solutions take its place as a block of VALUES: the join of SPARQL 1.1 Federated Query, section 4. The query that runs
has no SERVICE; one that still has is refused by the query process, as ever.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any

from plenipot.service.limits import explain
from plenipot.service.outside import Budget, Caller, Endpoint, EndpointError, endpoint
from plenipot.service.problems import Problem, bad_query
from plenipot.service.settings import Settings
from plenipot.service.solutions import TooManyRows, Unreadable, nothing_bound, values
from plenipot.store.arrival import whole
from plenipot.store.base import CLAUSES_FORMAT, Engine, LimitExceeded, Request, ServiceRefused
from plenipot.store.clauses import Clause, Examination, Reading

_SHOWN = 200


class Federation:
    """Asks the endpoints on the list; ``guard`` is a query process, whose parser says what is SPARQL."""

    def __init__(self, settings: Settings, caller: Caller | None = None) -> None:
        self._settings = settings
        self._endpoints = {each.iri: each for each in map(endpoint, settings.services)}
        self._caller = caller or (Caller() if self._endpoints else None)
        self._calls = asyncio.Semaphore(settings.service_calls)
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
            Problem: an endpoint may not be asked (403), does not answer (502, 504), or a bound was passed.
        """
        if not self._endpoints or not _may_name_a_service(query):
            return query
        ends = asyncio.get_running_loop().time() + self._settings.service_timeout
        found = await self._examined(query, guard, ends)
        if found.escaped_twice:
            detail = "In a query with SERVICE a codepoint escape must stand for a character and not be made of others."
            raise Problem(400, "Escape in an escape", detail)
        if found.reading is None or not found.reading.clauses:
            return query
        self._check(found.reading)
        return found.reading.joined(await self._solutions(found.reading, self._names(found), ends))

    async def _examined(self, query: str, guard: Engine, ends: float) -> Examination:
        """What a query process says of the clauses: to read a query may take long, and only a process can be ended."""
        try:
            async with asyncio.timeout_at(ends):
                asked = Request(query, CLAUSES_FORMAT, rows=self._settings.service_clauses)
                return Examination.decode(await whole(await guard.open(asked)))
        except TimeoutError:
            raise self._late("The query could not be read in time.") from None
        except LimitExceeded as error:
            raise explain(error, self._settings) from None

    def _check(self, reading: Reading) -> None:
        """Refuse what may not be asked, before anybody is."""
        most = self._settings.service_clauses
        if len(reading.clauses) > most:
            detail = f"A query may have {most} SERVICE clauses; this one has {len(reading.clauses)}."
            extra: dict[str, object] = {"limit": "service-clauses", "clauses": most}
            raise Problem(400, "Too many SERVICE clauses", detail, extra)
        for clause in reading.clauses:
            if clause.endpoint not in self._endpoints:
                raise not_asked(self._settings.services, clause.endpoint or clause.written)
            if clause.nested:
                problem = not_asked(self._settings.services, clause.endpoint)
                problem.detail = f"{clause.endpoint} is not asked to ask others: no SERVICE inside of SERVICE."
                raise problem

    def _names(self, found: Examination) -> list[Sequence[str]]:
        """The variables that each clause binds, as the engine sees them; the query and every part of it are SPARQL."""
        assert found.reading is not None
        if isinstance(found.error, ServiceRefused):
            raise not_asked(self._settings.services)
        if found.error is not None:
            raise bad_query(found.error)
        named: list[Sequence[str]] = []
        for clause, names in zip(found.reading.clauses, found.names, strict=True):
            if names is None:
                detail = f"The pattern of SERVICE {clause.written[:_SHOWN]} cannot be asked on its own."
                raise Problem(400, "The query cannot be run", detail)
            if clause.correlated and (hidden := sorted(clause.shared - set(names))):
                detail = (
                    f"Inside EXISTS and LATERAL a SERVICE clause is evaluated once, not for each solution around it: "
                    f"?{hidden[0]} must be bound by its pattern."
                )
                raise Problem(400, "The query cannot be run", detail)
            named.append(names)
        return named

    async def _solutions(self, reading: Reading, named: Sequence[Sequence[str]], ends: float) -> list[str]:
        """A block of VALUES for each clause."""
        total = self._settings.service_mb * 1024 * 1024
        read_budget, written_budget = Budget(total), Budget(total)
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
        self, reading: Reading, clause: Clause, names: Sequence[str], ends: float, to_read: Budget, to_write: Budget
    ) -> str:
        assert clause.endpoint is not None
        asked = self._endpoints[clause.endpoint]
        try:
            body = await self._ask(asked, reading.asked(clause), ends, to_read)
            # Read, an answer takes many times its size: one at a time.
            async with self._reading:
                block = await asyncio.to_thread(values, names, body, self._settings.service_rows, to_write.take)
            self.outcomes["answered"] += 1
            return block
        except EndpointError as error:
            failure = error
        except Unreadable:
            failure = EndpointError("answers what are not the SPARQL JSON results of a SELECT query")
        except TooManyRows:
            failure = EndpointError(
                f"answers more than {self._settings.service_rows:,} solutions", limit="service-rows"
            )
        self.outcomes["failed"] += 1
        if clause.silent:
            return nothing_bound(names)
        raise self._problem(asked, failure)

    async def _ask(self, asked: Endpoint, query: str, ends: float, budget: Budget) -> bytes:
        assert self._caller is not None
        try:
            async with asyncio.timeout_at(ends):
                await self._calls.acquire()
        except TimeoutError:
            detail = "Too many queries ask other endpoints just now. Try again in a few seconds."
            extra: dict[str, object] = {"limit": "service-calls", "calls": self._settings.service_calls}
            raise Problem(503, "Too busy", detail, extra, {"Retry-After": "5"}) from None
        try:
            async with asyncio.timeout_at(ends):
                return await self._caller.ask(asked, query, budget)
        except TimeoutError:
            raise EndpointError("does not answer in time", 504, "service-timeout") from None
        finally:
            self._calls.release()

    def _problem(self, asked: Endpoint, failure: EndpointError) -> Problem:
        if failure.limit == "service-timeout":
            return self._late(f"{asked.iri} {failure}.", asked.iri)
        bounds: dict[str, tuple[str, Any, str]] = {
            "service-mb": ("megabytes", self._settings.service_mb, "Ask it for less, with a LIMIT inside the clause."),
            "service-rows": ("rows", self._settings.service_rows, "Ask it for less, with a LIMIT inside the clause."),
        }
        extra: dict[str, object] = {"endpoint": asked.iri}
        advice = "With SERVICE SILENT the query is answered without it."
        if failure.limit in bounds:
            name, height, advice = bounds[failure.limit]
            extra |= {"limit": failure.limit, name: height}
        return Problem(failure.status, "Another endpoint does not answer", f"{asked.iri} {failure}. {advice}", extra)

    def _late(self, what: str, asked: str | None = None) -> Problem:
        seconds = self._settings.service_timeout
        extra: dict[str, object] = {"limit": "service-timeout", "seconds": seconds}
        if asked:
            extra["endpoint"] = asked
        detail = f"{what} All SERVICE clauses of a query together have {seconds:g} seconds. Ask for less."
        return Problem(504, "Time limit exceeded", detail, extra)


def _may_name_a_service(query: str) -> bool:
    """Whether the word stands somewhere, or a codepoint escape, which may stand for any of its letters."""
    lower = query.lower()
    return "service" in lower or "\\u" in lower


def not_asked(allowed: Sequence[str], asked: str | None = None) -> Problem:
    """The problem of a query that asks what is not on the list.

    >>> not_asked((), "http://example.org/").detail
    'This endpoint asks no other one. Ask that one directly.'
    """
    if not allowed:
        return Problem(403, "SERVICE is refused", "This endpoint asks no other one. Ask that one directly.")
    extra: dict[str, object] = {"allowed": list(allowed)}
    if asked:
        extra["endpoint"] = asked[:_SHOWN]
    whom = f"{asked[:_SHOWN]} is not asked from here" if asked else "This SERVICE is no clause that can be evaluated"
    detail = f"{whom}. Write SERVICE <endpoint> {{ … }} with one of: {', '.join(allowed)}."
    return Problem(403, "SERVICE is refused", detail, extra)
