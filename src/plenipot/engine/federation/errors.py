"""Why a query with SERVICE is not evaluated."""

from __future__ import annotations


class FederationError(RuntimeError):
    """A query with SERVICE clauses is refused, or another endpoint gave nothing that can be joined."""


class EndpointNotAllowed(FederationError):
    """A clause asks an endpoint that is not on the list, or one that would ask others itself.

    ``endpoint`` is that endpoint, or what stands in its place; ``nested`` whether the clause has one inside.
    """

    def __init__(self, endpoint: str, nested: bool = False) -> None:
        super().__init__(endpoint)
        self.endpoint, self.nested = endpoint, nested


class EscapeInEscape(FederationError):
    """The query has a codepoint escape that is made of others: what it asks would depend on the reader."""


class TooManyClauses(FederationError):
    """The query has more SERVICE clauses than allowed: ``count``."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} SERVICE clauses")
        self.count = count


class ClauseNotEvaluated(FederationError):
    """The pattern of a clause cannot be endpoint by itself; the message says why."""


class TooManyCalls(FederationError):
    """As many endpoints are endpoint as may be at a time, and none of them answered in time."""


class ServiceTimeout(FederationError):
    """The clauses needed more time than they have together; the message says what was not done."""

    def __init__(self, what: str, endpoint: str | None = None) -> None:
        super().__init__(what)
        self.endpoint = endpoint


class EndpointFailed(FederationError):
    """An endpoint does not answer, or not what can be joined; ``limit`` names the bound that its answer passed."""

    def __init__(self, endpoint: str, what: str, limit: str | None = None) -> None:
        super().__init__(what)
        self.endpoint, self.limit = endpoint, limit
