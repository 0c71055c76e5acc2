"""Read the document about a thing: its outgoing and incoming statements, and the labels of their terms."""

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

PAGE_SIZE = 500
"""Statements per page of a document."""

_LABEL = PREFIXES["rdfs"] + "label"
_LABELS = f"<{_LABEL}>|<{PREFIXES['skos']}prefLabel>"

# Outgoing statements come first; a statement in two graphs is one row. Statements of the dataset description are left
# out: it refers to each class and property hundreds of times, which is of no interest there.
_STATEMENTS = """SELECT ?incoming ?property ?term (GROUP_CONCAT(DISTINCT STR(?graph); SEPARATOR=" ") AS ?graphs)
WHERE {{
  {{ GRAPH ?graph {{ <{iri}> ?property ?term }} BIND (false AS ?incoming) FILTER (?graph != <{void}>) }}
  UNION
  {{ GRAPH ?graph {{ ?term ?property <{iri}> }} BIND (true AS ?incoming)
     FILTER (?term != <{iri}> && ?graph NOT IN ({description})) }}
}} GROUP BY ?incoming ?property ?term ORDER BY ?incoming ?property ?term OFFSET {offset} LIMIT {limit}"""
_DESCRIPTION = ", ".join(f"<{graph}>" for graph in DESCRIPTION_GRAPHS)


# A term of the ontology can have RDF lists, for example a property chain. The nodes of a list are blank nodes, so the
# query has to read the whole list in one graph.
_LISTS = """PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?list ?node ?first ?rest WHERE {{ GRAPH ?graph {{
  <{iri}> ?property ?list FILTER (ISBLANK(?list)) ?list rdf:rest* ?node . ?node rdf:first ?first ; rdf:rest ?rest
}} }}"""


@dataclass(frozen=True)
class Statement:
    """A triple whose subject is the thing of the document; its object, if ``incoming``."""

    property: str
    term: Term
    incoming: bool
    graphs: tuple[str, ...]


@dataclass(frozen=True)
class ListNode:
    """A node of an RDF list."""

    node: str
    first: Term
    rest: Term


@dataclass(frozen=True)
class Document:
    """One page of the statements about a thing."""

    iri: str
    statements: tuple[Statement, ...]
    labels: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    page: int = 1
    more: bool = False
    lists: tuple[ListNode, ...] = ()

    def members(self, node: str) -> list[Term]:
        """The members of the list that starts at a node, in order."""
        nodes = {list_node.node: list_node for list_node in self.lists}
        members: list[Term] = []
        while node in nodes and len(members) < len(self.lists):
            members.append(nodes[node].first)
            node = nodes[node].rest.value
        return members

    def values(self, property: str) -> list[Term]:
        """The values of a property of the thing."""
        outgoing = (statement for statement in self.statements if not statement.incoming)
        return [statement.term for statement in outgoing if statement.property == property]

    def label(self, iri: str, lang: str = "en") -> Term | None:
        """The label of a thing; see :func:`best_label`."""
        return best_label(self.labels.get(iri, ()), lang)


def best_label(labels: Iterable[Term], lang: str) -> Term | None:
    """Choose the first label in a language, else in English, else without a language, else any.

    >>> best_label([Term("literal", "Suisse", "fr"), Term("literal", "Switzerland", "en")], "ar").value
    'Switzerland'
    """
    by_lang: dict[str | None, Term] = {}
    for label in labels:
        by_lang.setdefault(label.lang, label)
    return by_lang.get(lang) or by_lang.get("en") or by_lang.get(None) or next(iter(by_lang.values()), None)


async def read_document(engine: Engine, settings: Settings, iri: str, page: int = 1) -> Document | None:
    """Read a page of the statements about a thing; None if the page has none.

    The IRI must be valid in SPARQL: the caller checks it.
    """
    window = {"offset": (page - 1) * PAGE_SIZE, "limit": PAGE_SIZE + 1}
    query = _STATEMENTS.format(iri=iri, void=GRAPH["void"], description=_DESCRIPTION, **window)
    rows = await select(engine, settings, query)
    statements = tuple(
        Statement(row["property"].value, row["term"], row["incoming"].value == "true", _split(row["graphs"].value))
        for row in rows[:PAGE_SIZE]
    )
    if not statements:
        return None
    lists: tuple[ListNode, ...] = ()
    if any(statement.term.kind == "bnode" for statement in statements):
        list_rows = await select(engine, settings, _LISTS.format(iri=iri))
        nodes = {row["node"].value: ListNode(row["node"].value, row["first"], row["rest"]) for row in list_rows}
        lists = tuple(nodes.values())
    members = {node.first.value for node in lists if node.first.kind == "uri"}
    labels = await read_labels(engine, settings, {iri, *_iris_to_label(statements), *members})
    return Document(iri, statements, labels, page, len(rows) > PAGE_SIZE, lists)


def with_statements(document: Document | None, iri: str, statements: Sequence[Statement]) -> Document | None:
    """Add statements that are not in the graph to a document; None if there is neither."""
    if not statements:
        return document
    base = document or Document(iri, ())
    return replace(base, statements=(*statements, *base.statements))


async def read_labels(engine: Engine, settings: Settings, iris: Iterable[str]) -> dict[str, tuple[Term, ...]]:
    """Read the labels of things in all languages, sorted by language; rdfs:label comes before skos:prefLabel."""
    values = " ".join(f"<{iri}>" for iri in sorted(iris))
    rows = await select(
        engine,
        settings,
        # With a variable for the property, the engine would scan all labels of the graph.
        f"SELECT DISTINCT ?thing ?label ?own WHERE {{ VALUES ?thing {{ {values} }} ?thing {_LABELS} ?label "
        f"BIND(EXISTS {{ ?thing <{_LABEL}> ?label }} AS ?own) }}",
    )
    labels: dict[str, tuple[Term, ...]] = {}
    for row in sorted(rows, key=lambda row: (row["label"].lang or "", row["own"].value != "true", row["label"].value)):
        labels[row["thing"].value] = (*labels.get(row["thing"].value, ()), row["label"])
    return labels


async def select(engine: Engine, settings: Settings, query: str) -> list[dict[str, Term]]:
    """Run one of our own SELECT queries.

    Returns:
        The solutions: terms by the name of their variable; unbound variables are absent.

    Raises:
        Problem: see :func:`plenipot.api.sparql.protocol.run`.
    """
    results = json.loads(await run(engine, QueryRequest(query, "json"), settings))
    return [{name: Term.from_json(value) for name, value in row.items()} for row in results["results"]["bindings"]]


def _split(text: str) -> tuple[str, ...]:
    return tuple(sorted(text.split()))


def _iris_to_label(statements: Iterable[Statement]) -> set[str]:
    """The properties and IRIs of statements, without IRIs that are invalid in SPARQL."""
    iris = {statement.term.value for statement in statements if statement.term.kind == "uri"}
    properties = {statement.property for statement in statements}
    return {iri for iri in iris if not set(iri) & set('<>"{}|^`\\ ')} | properties
