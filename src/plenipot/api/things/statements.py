"""What the graph says about one thing: its statements, those that name it, and the labels of what they name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from plenipot.api.sparql.protocol import run
from plenipot.engine.interface import Engine
from plenipot.engine.interface import Request as QueryRequest
from plenipot.http.settings import Settings
from plenipot.model.terms import Term
from plenipot.model.vocabulary import DESCRIPTION_GRAPHS, GRAPH, PREFIXES

PAGE = 500
"""Statements of one page of a document."""

_LABEL = PREFIXES["rdfs"] + "label"
_LABELS = f"<{_LABEL}>|<{PREFIXES['skos']}prefLabel>"

# Outgoing statements first; a statement that stands in two graphs is one row. The description of the dataset names
# every class and property hundreds of times, which says nothing of them.
_STATEMENTS = """SELECT ?incoming ?property ?term (GROUP_CONCAT(DISTINCT STR(?graph); SEPARATOR=" ") AS ?graphs)
WHERE {{
  {{ GRAPH ?graph {{ <{iri}> ?property ?term }} BIND (false AS ?incoming) FILTER (?graph != <{void}>) }}
  UNION
  {{ GRAPH ?graph {{ ?term ?property <{iri}> }} BIND (true AS ?incoming)
     FILTER (?term != <{iri}> && ?graph NOT IN ({description})) }}
}} GROUP BY ?incoming ?property ?term ORDER BY ?incoming ?property ?term OFFSET {offset} LIMIT {limit}"""
_DESCRIPTION = ", ".join(f"<{graph}>" for graph in DESCRIPTION_GRAPHS)


# A term of the ontology can have a list: what a property chain is made of. Its nodes are those of the statements above
# only where they are read from the same graph.
_LISTS = """PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?list ?node ?first ?rest WHERE {{ GRAPH ?graph {{
  <{iri}> ?property ?list FILTER (ISBLANK(?list)) ?list rdf:rest* ?node . ?node rdf:first ?first ; rdf:rest ?rest
}} }}"""


@dataclass(frozen=True)
class Statement:
    """A triple with the thing of the document as its subject, or, if incoming, as its object."""

    property: str
    term: Term
    incoming: bool
    graphs: tuple[str, ...]


@dataclass(frozen=True)
class Cons:
    """A node of an RDF list."""

    node: str
    first: Term
    rest: Term


@dataclass(frozen=True)
class Document:
    """One page of what is known about a thing."""

    iri: str
    statements: tuple[Statement, ...]
    labels: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    page: int = 1
    more: bool = False
    lists: tuple[Cons, ...] = ()

    def members(self, node: str) -> list[Term]:
        """The members of a list, in order."""
        found = {each.node: each for each in self.lists}
        members: list[Term] = []
        while node in found and len(members) < len(self.lists):
            members.append(found[node].first)
            node = found[node].rest.value
        return members

    def values(self, property: str) -> list[Term]:
        """The values of a property of the thing."""
        return [each.term for each in self.statements if not each.incoming and each.property == property]

    def label(self, iri: str, lang: str = "en") -> Term | None:
        """The label of a thing in a language, else in English, else any."""
        return best_label(self.labels.get(iri, ()), lang)


def best_label(labels: Iterable[Term], lang: str) -> Term | None:
    """The first label in a language, else in English, else without one, else any.

    >>> best_label([Term("literal", "Suisse", "fr"), Term("literal", "Switzerland", "en")], "ar").value
    'Switzerland'
    """
    found: dict[str | None, Term] = {}
    for label in labels:
        found.setdefault(label.lang, label)
    return found.get(lang) or found.get("en") or found.get(None) or next(iter(found.values()), None)


async def read_document(engine: Engine, settings: Settings, iri: str, page: int = 1) -> Document | None:
    """A page of the statements of a thing; None if there are none on it.

    The IRI must have no character that SPARQL does not allow in one.
    """
    part = {"offset": (page - 1) * PAGE, "limit": PAGE + 1}
    query = _STATEMENTS.format(iri=iri, void=GRAPH["void"], description=_DESCRIPTION, **part)
    rows = await select(engine, settings, query)
    statements = tuple(
        Statement(row["property"].value, row["term"], row["incoming"].value == "true", _words(row["graphs"].value))
        for row in rows[:PAGE]
    )
    if not statements:
        return None
    lists: tuple[Cons, ...] = ()
    if any(each.term.kind == "bnode" for each in statements):
        found = await select(engine, settings, _LISTS.format(iri=iri))
        nodes = {row["node"].value: Cons(row["node"].value, row["first"], row["rest"]) for row in found}
        lists = tuple(nodes.values())
    members = {each.first.value for each in lists if each.first.kind == "uri"}
    labels = await read_labels(engine, settings, {iri, *_named(statements), *members})
    return Document(iri, statements, labels, page, len(rows) > PAGE, lists)


def with_statements(document: Document | None, iri: str, said: Sequence[Statement]) -> Document | None:
    """A document of a thing with statements that do not stand in the graph; None if there are none at all."""
    if not said:
        return document
    found = document or Document(iri, ())
    return replace(found, statements=(*said, *found.statements))


async def read_labels(engine: Engine, settings: Settings, iris: Iterable[str]) -> dict[str, tuple[Term, ...]]:
    """The labels of things, in all languages; of several in one language the rdfs:label comes first."""
    values = " ".join(f"<{iri}>" for iri in sorted(iris))
    rows = await select(
        engine,
        settings,
        # With the property as a variable the engine would read all labels that there are.
        f"SELECT DISTINCT ?thing ?label ?own WHERE {{ VALUES ?thing {{ {values} }} ?thing {_LABELS} ?label "
        f"BIND(EXISTS {{ ?thing <{_LABEL}> ?label }} AS ?own) }}",
    )
    labels: dict[str, tuple[Term, ...]] = {}
    for row in sorted(rows, key=lambda row: (row["label"].lang or "", row["own"].value != "true", row["label"].value)):
        labels[row["thing"].value] = (*labels.get(row["thing"].value, ()), row["label"])
    return labels


async def select(engine: Engine, settings: Settings, query: str) -> list[dict[str, Term]]:
    """The solutions of a SELECT query of our own."""
    answer = json.loads(await run(engine, QueryRequest(query, "json"), settings))
    return [{name: Term.from_json(value) for name, value in row.items()} for row in answer["results"]["bindings"]]


def _words(text: str) -> tuple[str, ...]:
    return tuple(sorted(text.split()))


def _named(statements: Iterable[Statement]) -> set[str]:
    terms = {each.term.value for each in statements if each.term.kind == "uri"}
    # What another site calls a thing is not ours to look up, and an address with odd characters has no label here.
    return {iri for iri in terms if not set(iri) & set('<>"{}|^`\\ ')} | {each.property for each in statements}
