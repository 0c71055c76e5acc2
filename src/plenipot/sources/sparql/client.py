"""SPARQL client with a User-Agent, retries with exponential back-off, and detection of truncated responses."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError

from SPARQLWrapper import JSON, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointInternalError, SPARQLWrapperException

from plenipot import __version__

AGENT = f"Plenipot/{__version__} (https://w3id.org/plenipot/; links to open data) SPARQLWrapper"
_RETRY_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
_MEDIA_TYPES = ("application/sparql-results+json", "application/json")
_MAX_BYTES = 64 * 1024 * 1024

Row = dict[str, str]
"""A solution: lexical forms by variable; unbound variables are missing."""


class SparqlClientError(Exception):
    """The endpoint rejected the query, or all tries failed."""


class _TransientError(Exception):
    """A failure that a retry may solve; ``wait`` is the ``Retry-After`` of the endpoint in seconds, if any."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass
class SparqlClient:
    """A client of a SPARQL endpoint.

    Times are in seconds: ``pause`` is the wait before the first retry, which doubles with each one; ``max_wait`` limits
    a wait, also that of ``Retry-After``. ``waits`` records the waits; tests replace ``sleep``.
    """

    url: str
    timeout: int = 60
    tries: int = 6
    pause: float = 2.0
    max_wait: float = 300.0
    sleep: Callable[[float], None] = time.sleep
    waits: list[float] = field(default_factory=list)

    def select(self, query: str) -> list[Row]:
        """Run a SELECT query and return its solutions.

        Raises:
            SparqlClientError: the endpoint rejected the query, or all tries failed.
        """
        for attempt in range(1, self.tries + 1):
            try:
                return self._try(query)
            except _TransientError as error:
                if attempt == self.tries:
                    raise SparqlClientError(f"{self.url}: {error}, in {self.tries} tries") from error
                self._wait(attempt, error)
        raise SparqlClientError(f"{self.url}: no try was made")

    def _wait(self, attempt: int, error: _TransientError) -> None:
        # Jitter, so that clients that failed together do not retry together.
        wait = self.pause * 2 ** (attempt - 1) * random.uniform(1.0, 1.5)  # noqa: S311
        wait = min(wait, self.max_wait) if error.wait is None else error.wait
        if wait > self.max_wait:
            raise SparqlClientError(f"{self.url}: {error}, and asks to wait {wait:.0f} seconds") from error
        self.waits.append(wait)
        self.sleep(wait)

    def _try(self, query: str) -> list[Row]:
        wrapper = SPARQLWrapper(self.url, agent=AGENT)
        wrapper.setMethod(POST)
        wrapper.setReturnFormat(JSON)
        wrapper.setTimeout(self.timeout)
        wrapper.setQuery(query)
        try:
            response = wrapper.query()
            media_type = str(response.info().get("content-type", "")).partition(";")[0].strip().lower()
            body: bytes = response.response.read(_MAX_BYTES + 1)
        except EndPointInternalError as error:
            raise _TransientError(_first_line(error)) from error
        except SPARQLWrapperException as error:  # the query, the address or the permission is wrong
            raise SparqlClientError(f"{self.url}: {_first_line(error)}") from error
        except HTTPError as error:
            if error.code not in _RETRY_STATUSES:
                raise SparqlClientError(f"{self.url}: HTTP {error.code} {error.reason}") from error
            raise _TransientError(f"HTTP {error.code}", retry_after(error.headers.get("Retry-After"))) from error
        except (OSError, HTTPException) as error:  # timeouts, lost connections, fewer bytes than Content-Length
            raise _TransientError(f"{type(error).__name__}: {error}") from error
        if len(body) > _MAX_BYTES:
            raise SparqlClientError(f"{self.url}: the answer is larger than {_MAX_BYTES} bytes: ask for smaller pages")
        return _solutions(media_type, body)


def _first_line(error: Exception) -> str:
    text = str(error).strip()
    return f"{type(error).__name__}: {text.splitlines()[0]}" if text else type(error).__name__


def retry_after(header: str | None, now: datetime | None = None) -> float | None:
    """Parse ``Retry-After`` (RFC 9110, section 10.2.3), seconds or a date, to seconds; None if it is invalid.

    >>> retry_after("120")
    120.0
    >>> retry_after("Tue, 24 Nov 2026 02:00:30 GMT", datetime(2026, 11, 24, 2, 0, 0, tzinfo=UTC))
    30.0
    >>> retry_after("soon") is None
    True
    """
    if header is None:
        return None
    text = header.strip()
    if text.isdigit():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (when - (now or datetime.now(UTC))).total_seconds())


def _solutions(media_type: str, body: bytes) -> list[Row]:
    if media_type not in _MEDIA_TYPES:
        raise _TransientError(f"an answer of type {media_type or '(none)'} instead of results in JSON")
    try:
        document: Any = json.loads(body)
        names = document["head"]["vars"]
        return [{name: str(solution[name]["value"]) for name in names if name in solution} for solution in
                document["results"]["bindings"]]  # fmt: skip
    except (ValueError, KeyError, TypeError) as error:  # truncated, or an error message in the middle of the results
        raise _TransientError(f"half an answer: {error}") from error
