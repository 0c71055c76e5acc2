"""Closure and validation times on the release, and on the release multiplied.

``python -m benchmarks.closure 1 10`` prints a row of the table in ``results.md`` per factor.
"""

from __future__ import annotations

import resource
import sys
import time

from rdflib import Graph

from benchmarks.generator import copies
from plenipot.axioms import read_ontology
from plenipot.reasoning import close_graph
from plenipot.release import ontology_files, root, shape_files
from plenipot.validation import check_shapes


def measure(factor: int, shapes: bool) -> str:
    """A row of the table: triples, inferred triples, seconds of closure and of SHACL, peak memory."""
    base = root()
    ontology = read_ontology(ontology_files(base))
    documents = list(copies(base, factor))
    started = time.perf_counter()
    closure = close_graph(ontology, documents)
    closing = time.perf_counter() - started
    inferred = sum(closure.counts.values())
    asserted = 0
    validating = "not measured"
    if shapes:
        graph = Graph()
        for document in documents:
            graph.parse(data=document, format="turtle")
        asserted = len(graph)
        started = time.perf_counter()
        check_shapes(graph + ontology, read_ontology(shape_files(base)), "asserted")
        validating = f"{time.perf_counter() - started:.1f}"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    shown = str(asserted) if shapes else "not counted"
    return f"| {factor} | {shown} | {inferred} | {closing:.1f} | {validating} | {memory} |"


def main() -> None:
    """Print the table for the factors named on the command line; SHACL up to ten copies."""
    print("| copies | asserted | inferred | closure, s | SHACL on asserted, s | peak memory, MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    for factor in [int(argument) for argument in sys.argv[1:]] or [1, 10]:
        print(measure(factor, factor <= 10), flush=True)


if __name__ == "__main__":
    main()
