"""Tests of the service description (SPARQL 1.1 Service Description)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.conformance.manifest import Test
from tests.conformance.outcome import Outcome, failed
from tests.conformance.results import read_graph
from tests.conformance.server import Running, service
from tests.conformance.terms import RDF, Iri, Literal, Row

SD = "http://www.w3.org/ns/sparql-service-description#"
_TYPE = Iri(RDF + "type")
# The vocabulary (https://www.w3.org/TR/sparql11-service-description/, section 3): domain and range of each property.
_SCHEMA: Mapping[str, tuple[str, str]] = {
    "endpoint": ("Service", "resource"),
    "feature": ("Service", "resource"),
    "defaultEntailmentRegime": ("Service", "resource"),
    "entailmentRegime": ("NamedGraph", "resource"),
    "defaultSupportedEntailmentProfile": ("Service", "resource"),
    "supportedEntailmentProfile": ("NamedGraph", "resource"),
    "extensionFunction": ("Service", "resource"),
    "extensionAggregate": ("Service", "resource"),
    "languageExtension": ("Service", "resource"),
    "supportedLanguage": ("Service", "resource"),
    "propertyFeature": ("Service", "resource"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", "resource"),
    "inputFormat": ("Service", "resource"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", "resource"),
    "graph": ("NamedGraph", "Graph"),
}
# A dataset is a collection of graphs, too.
_SUPER = {"Dataset": "GraphCollection"}


def run_description(tests: Sequence[Test]) -> list[Outcome]:
    """Run the tests of the service description on a service with one named graph."""
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        path = Path(folder) / "data.nq"
        path.write_text("<urn:x:s> <urn:x:p> <urn:x:o> <urn:x:g> .\n", encoding="utf-8")
        with service([path]) as running:
            return [_judged(running, test) for test in tests]


def _judged(running: Running, test: Test) -> Outcome:
    check = _CHECKS.get(test.id.rpartition("#")[2])
    if check is None:
        return failed(test, "not run", "the suite says of this test no more than its name, which is not known")
    response = running.client.get("/sparql", headers={"Accept": "application/n-triples"})
    media = response.headers["content-type"].partition(";")[0]
    if response.status_code != 200 or media != "application/n-triples":
        return failed(test, "wrong format", f"{response.status_code} {media}")
    mistakes = check(read_graph(response.text), running.url + "/sparql")
    return failed(test, "wrong answer", "; ".join(mistakes)) if mistakes else Outcome(test)


def _says_something(rows: list[Row], endpoint: str) -> list[str]:
    return [] if rows else ["no triple"]


def _names_endpoint(rows: list[Row], endpoint: str) -> list[str]:
    found = [row[2] for row in rows if row[1] == Iri(SD + "endpoint")]
    return [] if Iri(endpoint) in found else [f"endpoint {found} instead of {endpoint}"]


def mistakes(rows: list[Row], endpoint: str) -> list[str]:
    """Find violations of domains and ranges of the vocabulary in a description."""
    types: dict[object, set[str]] = {}
    for subject, predicate, value in rows:
        if predicate == _TYPE and isinstance(value, Iri) and value.value.startswith(SD):
            name = value.value.removeprefix(SD)
            types.setdefault(subject, set()).update({name, _SUPER.get(name, name)})
    found = []
    services = [subject for subject, names in types.items() if "Service" in names]
    if len(services) != 1:
        found.append(f"{len(services)} services")
    for subject, predicate, value in rows:
        if not isinstance(predicate, Iri) or not predicate.value.startswith(SD):
            continue
        name = predicate.value.removeprefix(SD)
        if name not in _SCHEMA:
            found.append(f"sd:{name} is not in the vocabulary")
            continue
        domain, range = _SCHEMA[name]
        if domain not in types.get(subject, ()):
            found.append(f"the subject of sd:{name} is no sd:{domain}")
        if isinstance(value, Literal) or (range != "resource" and range not in types.get(value, ())):
            found.append(f"the value of sd:{name} is no {range}")
    return found


_CHECKS: Mapping[str, Callable[[list[Row], str], list[str]]] = {
    "returns-rdf": _says_something,
    "has-endpoint-triple": _names_endpoint,
    "conforms-to-schema": mistakes,
}
