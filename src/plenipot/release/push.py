"""Upload a release to a store with the SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx
import pyoxigraph as ox

from plenipot.engine.interface import Files
from plenipot.engine.oxigraph import graph_sizes, load

_REASONS = {
    401: "it wants a user and a password: --user, and PLENIPOT_PASSWORD in the environment",
    403: "it does not allow that",
    404: "there is no graph store: Fuseki has it at /{dataset}/data, Oxigraph at /store",
    405: "it is read-only, or no graph store: Fuseki has it at /{dataset}/data, Oxigraph at /store",
    413: "a graph is too large for it",
    415: "it does not read N-Triples",
}


class PushError(RuntimeError):
    """The store did not accept a graph."""


@dataclass(frozen=True)
class PushedGraph:
    """A graph that the store accepted; ``graph`` is None for the default graph."""

    graph: str | None
    triples: int


def push(
    url: str, files: Files, auth: tuple[str, str] | None = None, default: bool = True, timeout: float = 600.0
) -> Iterator[PushedGraph]:
    """Replace every named graph of the store, then its default graph with the merge of all graphs.

    Each graph is serialized to a temporary file and streamed from it, so that memory does not hold it twice.

    Args:
        url: of the graph store.
        files: the RDF files with their graphs.
        auth: user and password.
        default: whether to put the default graph.
        timeout: for each network operation, in seconds.

    Raises:
        UnreadableData: a file is not RDF in the format of its suffix.
        PushError: the URL is invalid, a graph name is a blank node, or the store refuses a graph or is unreachable.
    """
    try:
        valid = httpx.URL(url).scheme in ("http", "https") and bool(httpx.URL(url).host)
    except httpx.InvalidURL:
        valid = False
    if not valid:
        raise PushError(f"{url!r} is no address of a store: it begins with http:// or https://")
    store = load(files)
    if any(isinstance(graph, ox.BlankNode) for graph in store.named_graphs()):
        raise PushError("a graph is named by a blank node, which the protocol cannot address: give it an IRI")
    sizes = graph_sizes(store)
    with httpx.Client(auth=auth, timeout=timeout, trust_env=False) as client:
        for graph, triples in sizes.items():
            _put(client, url, store, graph)
            yield PushedGraph(graph, triples)
        if default:
            _put(client, url, store, None)
            yield PushedGraph(None, len(store) - sum(sizes.values()))


def _put(client: httpx.Client, url: str, store: ox.Store, graph: str | None) -> None:
    target = httpx.URL(url)
    # The parameter `default` has no value (section 4.2).
    target = target.copy_add_param("graph", graph) if graph else target.copy_add_param("default", "")
    with tempfile.TemporaryFile() as file:
        source = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        store.dump(file, format=ox.RdfFormat.N_TRIPLES, from_graph=source)
        size = file.tell()
        file.seek(0)
        headers = {"Content-Type": "application/n-triples", "Content-Length": str(size)}
        name = graph or "the default graph"
        try:
            response = client.put(target, content=file, headers=headers)
        except httpx.HTTPError as error:
            raise PushError(f"{name} was not sent: {type(error).__name__}") from None
    if not response.is_success:
        reason = _REASONS.get(response.status_code, response.reason_phrase)
        raise PushError(f"{name} was not taken ({response.status_code}): {reason}")


def size_differences(sent: Mapping[str | None, int], stored: Mapping[str | None, int]) -> list[str]:
    """Describe the graphs whose number of triples in a store differs from the number sent.

    This includes graphs of an earlier release that the store still has: its queries would find their triples.

    Args:
        sent: number of triples by graph; None is the default graph.
        stored: the same in the store.

    >>> size_differences({None: 3, "urn:a": 3}, {None: 3, "urn:a": 3, "urn:old": 1})
    ['urn:old: 1 triples, 0 sent']
    """
    return [
        f"{graph or 'default graph'}: {stored.get(graph, 0)} triples, {sent.get(graph, 0)} sent"
        for graph in {**sent, **stored}
        if stored.get(graph, 0) != sent.get(graph, 0)
    ]
