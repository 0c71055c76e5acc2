"""Measure closure and validation times on the release, and on multiples of it.

``python -m benchmarks.closure 1 10`` prints a row of the table in ``closure.md`` per factor, each measured in a process
of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections import Counter

import pyoxigraph as ox
from rdflib import Graph

from benchmarks.generator import copies
from plenipot.graph.checks.validation import check_shapes
from plenipot.graph.reasoning.axioms import axioms, read_ontology
from plenipot.graph.reasoning.closure import close
from plenipot.model.release_files import ontology_files, root, shape_files

SHACL_UP_TO = 10
HEAD = (
    "| copies | asserted | inferred | rounds | contradictions | ontology, s | load, s | rules, s | triples per s | "
    "peak memory, MB | SHACL on asserted, s | peak memory with SHACL, MB |"
)


def measure(factor: int) -> str:
    """A row of the table."""
    base = root()
    ontology = read_ontology(ontology_files(base))
    started = time.perf_counter()
    found = axioms(ontology)
    prepared = time.perf_counter()
    store = ox.Store()
    for document in copies(base, factor):
        store.bulk_load(document, format=ox.RdfFormat.TURTLE)
    loaded = time.perf_counter()
    asserted = len(store)
    closure = close(found, store)
    closed = time.perf_counter()
    memory = _peak()
    inferred = sum(closure.counts.values())
    cells = [
        factor,
        asserted,
        inferred,
        closure.rounds,
        sum(Counter(violation.axiom.rule for violation in closure.violations).values()),
        f"{prepared - started:.1f}",
        f"{loaded - prepared:.1f}",
        f"{closed - loaded:.1f}",
        int(asserted / (closed - loaded)),
        memory,
        *(_shacl(factor, ontology) if factor <= SHACL_UP_TO else ("not measured", "")),
    ]
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _shacl(factor: int, ontology: Graph) -> tuple[str, int]:
    graph = Graph()
    for document in copies(root(), factor):
        graph.parse(data=document, format="turtle")
    shapes = read_ontology(shape_files(root()))
    graph += ontology
    started = time.perf_counter()
    check_shapes(graph, shapes, "asserted")
    return f"{time.perf_counter() - started:.1f}", _peak()


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Print the table for the factors named on the command line."""
    if sys.argv[1:2] == ["--one"]:
        print(measure(int(sys.argv[2])))
        return
    print(HEAD)
    print("| --- " * HEAD.count(" |") + "|", flush=True)
    for factor in sys.argv[1:] or ["1", "10"]:
        subprocess.run([sys.executable, "-m", "benchmarks.closure", "--one", factor], check=True)


if __name__ == "__main__":
    main()
