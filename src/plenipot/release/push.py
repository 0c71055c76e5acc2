"""Load a release into another store by the SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx
import pyoxigraph as ox

from plenipot.engine.interface import Files
from plenipot.engine.oxigraph import graph_sizes, load

_WHY = {
    401: "it wants a user and a password: --user, and PLENIPOT_PASSWORD in the environment",
    403: "it does not allow that",
    404: "there is no graph store: Fuseki has it at /{dataset}/data, Oxigraph at /store",
    405: "it is read-only, or no graph store: Fuseki has it at /{dataset}/data, Oxigraph at /store",
    413: "a graph is too large for it",
    415: "it does not read N-Triples",
}


class PushError(RuntimeError):
    """A graph was not taken."""


@dataclass(frozen=True)
class Pushed:
    """A graph that was put; None is the default graph."""

    graph: str | None
    triples: int


def push(
    url: str, files: Files, auth: tuple[str, str] | None = None, default: bool = True, timeout: float = 600.0
) -> Iterator[Pushed]:
    """Put every named graph, then the default graph, which is their merge; what stood in them is replaced.

    Each is written to a file first, so that it is sent in pieces and not held in memory twice.

    Raises:
        UnreadableData: a file is not RDF of its suffix.
        PushError: the address is none, a graph has no name, or the store refuses one or cannot be reached.
    """
    try:
        known = httpx.URL(url).scheme in ("http", "https") and bool(httpx.URL(url).host)
    except httpx.InvalidURL:
        known = False
    if not known:
        raise PushError(f"{url!r} is no address of a store: it begins with http:// or https://")
    store = load(files)
    if any(isinstance(graph, ox.BlankNode) for graph in store.named_graphs()):
        raise PushError("a graph is named by a blank node, which the protocol cannot address: give it an IRI")
    named = graph_sizes(store)
    with httpx.Client(auth=auth, timeout=timeout, trust_env=False) as client:
        for graph, triples in named.items():
            _put(client, url, store, graph)
            yield Pushed(graph, triples)
        if default:
            _put(client, url, store, None)
            yield Pushed(None, len(store) - sum(named.values()))


def _put(client: httpx.Client, url: str, store: ox.Store, graph: str | None) -> None:
    target = httpx.URL(url)
    # The default graph's parameter has no value.
    target = target.copy_add_param("graph", graph) if graph else target.copy_add_param("default", "")
    with tempfile.TemporaryFile() as file:
        source = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        store.dump(file, format=ox.RdfFormat.N_TRIPLES, from_graph=source)
        size = file.tell()
        file.seek(0)
        headers = {"Content-Type": "application/n-triples", "Content-Length": str(size)}
        what = graph or "the default graph"
        try:
            answer = client.put(target, content=file, headers=headers)
        except httpx.HTTPError as error:
            raise PushError(f"{what} was not sent: {type(error).__name__}") from None
    if not answer.is_success:
        why = _WHY.get(answer.status_code, answer.reason_phrase)
        raise PushError(f"{what} was not taken ({answer.status_code}): {why}")


def differing(sent: Mapping[str | None, int], found: Mapping[str | None, int]) -> list[str]:
    """What a store does not hold as it was sent, by the triples of each graph; None is the default graph.

    A graph of an earlier release that this one has no more stays there, and would be in the answers.

    >>> differing({None: 3, "urn:a": 3}, {None: 3, "urn:a": 3, "urn:old": 1})
    ['urn:old: 1 triples, 0 sent']
    """
    return [
        f"{graph or 'default graph'}: {found.get(graph, 0)} triples, {sent.get(graph, 0)} sent"
        for graph in {**sent, **found}
        if found.get(graph, 0) != sent.get(graph, 0)
    ]
