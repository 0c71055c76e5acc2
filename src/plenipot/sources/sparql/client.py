"""A polite client of a SPARQL endpoint: it names itself, waits between tries, and believes no half answer."""

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
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_MEDIA_TYPES = ("application/sparql-results+json", "application/json")
_LARGEST = 64 * 1024 * 1024

Row = dict[str, str]
"""Variable to the text of its value; an unbound variable is missing."""


class SparqlClientError(Exception):
    """The endpoint refused the query, or did not answer it in all tries."""


class _Passing(Exception):
    """A fault that may be gone at the next try, and how long the endpoint asks to wait."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass
class SparqlClient:
    """A SPARQL endpoint.

    ``patience`` is the longest wait that is accepted, whoever asks for it; ``sleep`` is there for tests.
    """

    url: str
    timeout: int = 60
    tries: int = 6
    pause: float = 2.0
    patience: float = 300.0
    sleep: Callable[[float], None] = time.sleep
    waits: list[float] = field(default_factory=list)

    def select(self, query: str) -> list[Row]:
        """The solutions of a query.

        Raises:
            EndpointError: the endpoint says that the query is wrong, or every try failed.
        """
        for attempt in range(1, self.tries + 1):
            try:
                return self._try(query)
            except _Passing as fault:
                if attempt == self.tries:
                    raise SparqlClientError(f"{self.url}: {fault}, in {self.tries} tries") from fault
                self._wait(attempt, fault)
        raise SparqlClientError(f"{self.url}: no try was made")

    def _wait(self, attempt: int, fault: _Passing) -> None:
        # The jitter keeps clients that failed together from coming back together.
        wait = self.pause * 2 ** (attempt - 1) * random.uniform(1.0, 1.5)  # noqa: S311
        wait = min(wait, self.patience) if fault.wait is None else fault.wait
        if wait > self.patience:
            raise SparqlClientError(f"{self.url}: {fault}, and asks to wait {wait:.0f} seconds") from fault
        self.waits.append(wait)
        self.sleep(wait)

    def _try(self, query: str) -> list[Row]:
        wrapper = SPARQLWrapper(self.url, agent=AGENT)
        wrapper.setMethod(POST)
        wrapper.setReturnFormat(JSON)
        wrapper.setTimeout(self.timeout)
        wrapper.setQuery(query)
        try:
            answer = wrapper.query()
            media_type = str(answer.info().get("content-type", "")).partition(";")[0].strip().lower()
            body: bytes = answer.response.read(_LARGEST + 1)
        except EndPointInternalError as error:
            raise _Passing(_first_line(error)) from error
        except SPARQLWrapperException as error:  # the query, the address or the permission is wrong
            raise SparqlClientError(f"{self.url}: {_first_line(error)}") from error
        except HTTPError as error:
            if error.code not in _PASSING:
                raise SparqlClientError(f"{self.url}: HTTP {error.code} {error.reason}") from error
            raise _Passing(f"HTTP {error.code}", retry_after(error.headers.get("Retry-After"))) from error
        except (OSError, HTTPException) as error:  # time-outs, lost connections, fewer bytes than announced
            raise _Passing(f"{type(error).__name__}: {error}") from error
        if len(body) > _LARGEST:
            raise SparqlClientError(f"{self.url}: the answer is larger than {_LARGEST} bytes: ask for smaller pages")
        return _solutions(media_type, body)


def _first_line(error: Exception) -> str:
    text = str(error).strip()
    return f"{type(error).__name__}: {text.splitlines()[0]}" if text else type(error).__name__


def retry_after(header: str | None, now: datetime | None = None) -> float | None:
    """Seconds that a ``Retry-After`` header asks for, given as seconds or as a date.

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
        raise _Passing(f"an answer of type {media_type or '(none)'} instead of results in JSON")
    try:
        document: Any = json.loads(body)
        names = document["head"]["vars"]
        return [{name: str(solution[name]["value"]) for name in names if name in solution} for solution in
                document["results"]["bindings"]]  # fmt: skip
    except (ValueError, KeyError, TypeError) as error:  # cut off, or an error message in the middle of the results
        raise _Passing(f"half an answer: {error}") from error
