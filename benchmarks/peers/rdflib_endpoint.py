"""``python -m benchmarks.peers.rdflib_endpoint PORT [GRAPH=]FILE…``: serve files by rdflib-endpoint under uvicorn.

The default graph is the merge of the named graphs, which rdflib makes while it answers.
"""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn
from rdflib import Dataset, URIRef
from rdflib_endpoint import SparqlEndpoint

FORMATS = {".ttl": "turtle", ".trig": "trig", ".nq": "nquads", ".nt": "nt"}


def main() -> None:
    """Load, then serve until ended."""
    dataset = Dataset(default_union=True)
    for graph, _, path in (each.partition("=") for each in sys.argv[2:]):
        target = dataset.graph(URIRef(graph)) if graph else dataset
        target.parse(path, format=FORMATS[Path(path).suffix])
    app = SparqlEndpoint(graph=dataset, path="/sparql")
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
