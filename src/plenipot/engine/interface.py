"""The interface of a SPARQL engine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from plenipot.engine.stream import StreamedResult
from plenipot.model.vocabulary import BASE

QUERY_BASE = BASE + "sparql"
"""Base IRI of queries without BASE (RFC 3986, section 5.1.3): the canonical address of the endpoint, whatever host
serves it. With it ``<state/che>`` is Switzerland."""

Files = Sequence[tuple[Path, str | None]]
"""RDF files, each with the named graph for its triples; None for a file of quads, which names its graphs."""

RESULT_FORMATS = ("json", "xml", "csv", "tsv")
GRAPH_FORMATS = ("turtle", "jsonld", "nt", "rdf", "trig", "nq")
TABLE_FORMAT = "table"
"""The first rows of a SELECT or the value of an ASK as JSON, with the number of all rows, for HTML pages."""
CLAUSES_FORMAT = "clauses"
"""Instead of an answer, the SERVICE clauses of the query, encoded by `engine.federation.clauses.ServiceAnalysis`."""


class Request(NamedTuple):
    """A query with its dataset and the format of its answer."""

    query: str
    format: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    rows: int = 0
    """The most rows of the format ``table``, or the most clauses of the format ``clauses``."""


class Engine(Protocol):
    """Evaluates SPARQL queries: a pool of Oxigraph processes, or a remote endpoint."""

    async def open(self, request: Request) -> bytes | StreamedResult:
        """Evaluate a query. A short answer is returned as bytes, a long one as a stream that is still arriving.

        Raises:
            QueryError: the query is invalid.
            LimitExceeded: the query exceeded a bound, or could not start.
        """
