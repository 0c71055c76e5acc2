"""What the service asks of an engine, whichever engine it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from plenipot.engine.stream import StreamedResult
from plenipot.model.vocabulary import BASE

QUERY_BASE = BASE + "sparql"
"""Against what a relative IRI of a query is resolved that has no BASE of its own (RFC 3986, section 5.1.3): the
address of the endpoint, on whatever host it runs. ``<state/che>`` is Switzerland."""

Files = Sequence[tuple[Path, str | None]]
"""RDF files, each with the named graph of its triples; None for a file that names its graphs itself."""

RESULT_FORMATS = ("json", "xml", "csv", "tsv")
GRAPH_FORMATS = ("turtle", "jsonld", "nt", "rdf", "trig", "nq")
TABLE_FORMAT = "table"
"""The first rows of a SELECT or ASK as JSON, with the number of all: what a page shows."""
CLAUSES_FORMAT = "clauses"
"""No answer, but the SERVICE clauses of the query, as `engine.federation.clauses.Examination` encodes them."""


class Request(NamedTuple):
    """A query with its dataset and the format of its answer."""

    query: str
    format: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    rows: int = 0
    """Rows of the format ``table``; clauses of the format ``clauses``."""


class Engine(Protocol):
    """Answers queries; a pool of Oxigraph processes, or an endpoint elsewhere."""

    async def open(self, request: Request) -> bytes | StreamedResult:
        """The serialized answer of a query; one that is long, while it comes.

        Raises:
            QueryError: the query is wrong.
            LimitExceeded: the query was ended, or not started.
        """
