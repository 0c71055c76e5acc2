"""Serialize triples as compacted JSON-LD; ``/context.jsonld`` has the full context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from plenipot.engine.errors import NotInFormat
from plenipot.model.compact import prefixed_name
from plenipot.model.vocabulary import PLEN, PREFIXES

RDF_TYPE = PREFIXES["rdf"] + "type"
_XSD = PREFIXES["xsd"]
_INTEGER = re.compile("0|-?[1-9][0-9]{0,15}")
CONTEXT_PATH = "context.jsonld"


def context(properties: Mapping[str, bool]) -> dict[str, Any]:
    """Make the full context: the prefixes, and each property of the ontology by its local name.

    Args:
        properties: for each local name, whether the values are things.

    >>> full = context({"adoptedAt": True, "number": False})["@context"]
    >>> full["adoptedAt"], full["number"], full["id"]
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
    """Compact triples to a JSON-LD graph, sorted by subject, with the used part of the context inline.

    The document does not refer to another one, so it can be parsed offline.

    Args:
        triples: the triples.
        things: for each local name in the ontology, whether the values are things.

    >>> state, label = ox.NamedNode("https://w3id.org/plenipot/state/che"), ox.NamedNode(PREFIXES["rdfs"] + "label")
    >>> document = compact([ox.Triple(state, label, ox.Literal("Switzerland", language="en"))], {})
    >>> document["@graph"]
    [{'id': 'https://w3id.org/plenipot/state/che', 'rdfs:label': {'@value': 'Switzerland', '@language': 'en'}}]
    >>> sorted(document["@context"])
    ['@version', 'id', 'rdfs', 'type']

    Raises:
        NotInFormat: a triple has a triple term.
    """
    all_triples = list(triples)
    names = _Names(all_triples, things)
    nodes: dict[str, dict[str, list[Any]]] = {}
    for triple in all_triples:
        key = names.key(triple)
        value = names.value(triple.object, key)
        values = nodes.setdefault(_id(triple.subject), {}).setdefault(key, [])
        if value not in values:
            values.append(value)
    graph = [
        {"id": subject, **{key: values[0] if len(values) == 1 else values for key, values in sorted(node.items())}}
        for subject, node in sorted(nodes.items())
    ]
    return {"@context": names.context(), "@graph": graph}


class _Names:
    """Compacts the IRIs and values of a document, and collects the context that they need."""

    def __init__(self, triples: Iterable[ox.Triple], things: Mapping[str, bool]) -> None:
        self._things = things
        # A processor would read an IRI whose scheme equals a prefix as a prefixed name (JSON-LD 1.1 API, section 5.2).
        schemes = {iri.partition(":")[0] for triple in triples for iri in _iris(triple)}
        self._prefixes = PREFIXES.keys() - schemes
        self._terms = {name for name in things if name not in {"id", "type", *PREFIXES} | schemes}
        self._used: dict[str, Any] = {}

    def context(self) -> dict[str, Any]:
        """The context for all names that `key` and `value` returned."""
        return {"@version": 1.1, "id": "@id", "type": "@type", **dict(sorted(self._used.items()))}

    def key(self, triple: ox.Triple) -> str:
        """The compacted name of the property of a triple."""
        predicate = triple.predicate.value
        if predicate == RDF_TYPE and isinstance(triple.object, ox.NamedNode | ox.BlankNode):
            return "type"
        local = predicate.removeprefix(str(PLEN))
        if local == predicate or local not in self._terms:
            return self._prefixed(predicate)
        self._used[local] = {"@id": predicate, "@type": "@id"} if self._things[local] else predicate
        return local

    def value(self, term: object, key: str) -> Any:
        """The compacted value of a property."""
        is_link = key in self._used and self._things.get(key, False)
        if isinstance(term, ox.NamedNode | ox.BlankNode):
            if key == "type" and isinstance(term, ox.NamedNode):
                return self._prefixed(term.value)
            return _id(term) if is_link or key == "type" else {"id": _id(term)}
        if not isinstance(term, ox.Literal):
            raise NotInFormat("JSON-LD 1.1 has no triple terms. Ask for Turtle or N-Triples.")
        if term.language:
            direction = {"@direction": str(term.direction)} if term.direction else {}
            return {"@value": term.value, "@language": term.language, **direction}
        datatype = term.datatype.value
        if datatype == _XSD + "string":
            return {"@value": term.value} if is_link else term.value
        native = _native(term.value, datatype)
        return {"@value": term.value, "@type": self._prefixed(datatype)} if native is None else native

    def _prefixed(self, iri: str) -> str:
        name = prefixed_name(iri)
        prefix = name.partition(":")[0]
        if name == iri or prefix not in self._prefixes:
            return iri
        self._used[prefix] = PREFIXES[prefix]
        return name


def _iris(triple: ox.Triple) -> Iterator[str]:
    yield triple.predicate.value
    for term in (triple.subject, triple.object):
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value


def _id(term: object) -> str:
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    assert isinstance(term, ox.NamedNode)
    return term.value


def _native(text: str, datatype: str) -> int | bool | None:
    """The value of a literal as a native JSON value, if a round trip gives the same literal; else None.

    >>> xsd = PREFIXES["xsd"]
    >>> [_native(text, xsd + "integer") for text in ("12", "-3", "012", "9007199254740993", "9" * 5000)]
    [12, -3, None, None, None]
    >>> _native("true", xsd + "boolean"), _native("1", xsd + "boolean")
    (True, None)
    """
    if datatype == _XSD + "boolean":
        return {"true": True, "false": False}.get(text)
    # Only integers in canonical form, and in the range that a double represents exactly.
    if datatype == _XSD + "integer" and _INTEGER.fullmatch(text) and abs(int(text)) < 2**53:
        return int(text)
    return None
