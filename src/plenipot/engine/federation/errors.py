"""Errors of queries with SERVICE."""

from __future__ import annotations


class FederationError(RuntimeError):
    """A query with SERVICE is refused, or another endpoint failed."""


class EndpointNotAllowed(FederationError):
    """A clause names an endpoint that is not on the list, or has a SERVICE clause inside.

    ``endpoint`` is the IRI, or the text in its place; ``nested`` is True for a clause inside of a clause.
    """

    def __init__(self, endpoint: str, nested: bool = False) -> None:
        super().__init__(endpoint)
        self.endpoint, self.nested = endpoint, nested


class EscapeInEscape(FederationError):
    """The query has a codepoint escape that is built from others; parsers disagree about its meaning."""


class TooManyClauses(FederationError):
    """The query has more SERVICE clauses than the limit; ``count`` is their number."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} SERVICE clauses")
        self.count = count


class ClauseNotEvaluated(FederationError):
    """The pattern of a clause cannot be evaluated on its own; the message says why."""


class TooManyCalls(FederationError):
    """The limit of concurrent requests to endpoints is reached, and none ended before the timeout."""


class ServiceTimeout(FederationError):
    """The clauses of a query exceeded their common timeout; the message says which step did."""

    def __init__(self, message: str, endpoint: str | None = None) -> None:
        super().__init__(message)
        self.endpoint = endpoint


class EndpointFailed(FederationError):
    """An endpoint did not answer, or its answer cannot be used; ``limit`` names the bound that it exceeded, if any."""

    def __init__(self, endpoint: str, message: str, limit: str | None = None) -> None:
        super().__init__(message)
        self.endpoint, self.limit = endpoint, limit
