"""JSON-LD compacted with the context of the graph, which stands at ``/context.jsonld``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from plenipot.model.vocabulary import PLEN, PREFIXES

RDF_TYPE = PREFIXES["rdf"] + "type"
_XSD = PREFIXES["xsd"]
_NATIVE: Mapping[str, Callable[[str], int | bool]] = {
    _XSD + "integer": int,
    _XSD + "boolean": lambda text: text in ("true", "1"),
}
CONTEXT_PATH = "context.jsonld"


def context(properties: Mapping[str, bool]) -> dict[str, Any]:
    """The context: the prefixes, and each property of the ontology by its short name.

    Args:
        properties: local name in the ontology, and whether its values are things.

    >>> made = context({"adoptedAt": True, "number": False})["@context"]
    >>> made["adoptedAt"], made["number"], made["id"]
    ({'@id': 'plen:adoptedAt', '@type': '@id'}, 'plen:number', '@id')
    """
    terms: dict[str, Any] = {"@version": 1.1, "id": "@id", "type": "@type", **PREFIXES}
    terms |= {
        name: {"@id": f"plen:{name}", "@type": "@id"} if thing else f"plen:{name}"
        for name, thing in sorted(properties.items())
        if name not in terms
    }
    return {"@context": terms}


def compact(triples: Iterable[ox.Triple], things: Mapping[str, bool]) -> dict[str, Any]:
    """Triples as a compacted graph, sorted by subject.

    >>> state, label = ox.NamedNode("https://w3id.org/plenipot/state/che"), ox.NamedNode(PREFIXES["rdfs"] + "label")
    >>> compact([ox.Triple(state, label, ox.Literal("Switzerland", language="en"))], {})["@graph"]
    [{'id': 'https://w3id.org/plenipot/state/che', 'rdfs:label': {'@value': 'Switzerland', '@language': 'en'}}]
    """
    nodes: dict[str, dict[str, list[Any]]] = {}
    for triple in triples:
        subject, predicate = _iri(triple.subject), triple.predicate.value
        key = "type" if predicate == RDF_TYPE else _key(predicate, things)
        value = _value(triple.object, key, things)
        values = nodes.setdefault(subject, {}).setdefault(key, [])
        if value not in values:
            values.append(value)
    graph = [
        {"id": subject, **{key: values[0] if len(values) == 1 else values for key, values in sorted(node.items())}}
        for subject, node in sorted(nodes.items())
    ]
    # A path: whoever gets the document gets the context from where the document came from, whatever host that is.
    return {"@context": f"/{CONTEXT_PATH}", "@graph": graph}


def _iri(term: object) -> str:
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    assert isinstance(term, ox.NamedNode)
    return term.value


def _key(predicate: str, things: Mapping[str, bool]) -> str:
    local = predicate.removeprefix(str(PLEN))
    return local if predicate != local and local in things else _prefixed(predicate)


def _prefixed(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        # With a slash the name could be taken for a path by a reader, not by the algorithm; kept out all the same.
        if local != iri and local and "/" not in local:
            return f"{prefix}:{local}"
    return iri


def _value(term: object, key: str, things: Mapping[str, bool]) -> Any:
    if isinstance(term, ox.NamedNode):
        if key == "type":
            return _prefixed(term.value)
        return term.value if things.get(key) else {"id": term.value}
    if isinstance(term, ox.BlankNode):
        return {"id": f"_:{term.value}"}
    assert isinstance(term, ox.Literal)
    if term.language:
        return {"@value": term.value, "@language": term.language}
    datatype = term.datatype.value
    if datatype == _XSD + "string":
        return term.value if not things.get(key) else {"@value": term.value}
    native = _NATIVE.get(datatype)
    # A native number keeps its meaning only if it has the usual form: 01 would become 1.
    if native and str(native(term.value)).lower() == term.value:
        return native(term.value)
    return {"@value": term.value, "@type": _prefixed(datatype)}
