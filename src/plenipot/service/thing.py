"""The page of a thing: what is said of it, what names it, and its sources."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import Request, Response

from plenipot.service.documents import Document, Statement, Term
from plenipot.service.negotiation import HTML
from plenipot.service.ontology import OntologyTerm, ontology
from plenipot.service.responses import respond
from plenipot.service.schema_org import schema_org
from plenipot.service.terms import Cell, compact, link
from plenipot.vocabulary import GRAPH, PREFIXES

_TYPE = PREFIXES["rdf"] + "type"
_LABELS = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel")
_TITLE = PREFIXES["plen"] + "title"
_SOURCES = PREFIXES["prov"] + "wasDerivedFrom"
_INFERRED = str(GRAPH["inferred"])
# A class that a table states says more than those that follow from it.
_OURS = PREFIXES["plen"]


@dataclass(frozen=True)
class Fact:
    """A value or a thing, and the rule that inferred it if no table says it."""

    cell: Cell
    rule: str | None


@dataclass(frozen=True)
class Group:
    """The facts of one property."""

    name: str
    href: str
    definition: str | None
    facts: list[Fact]


async def thing_page(request: Request, document: Document, stem: str, headers: Mapping[str, str]) -> Response:
    """A page of a document."""
    terms = await ontology(request.app)
    name = document.label(document.iri)
    outgoing = [each for each in document.statements if not each.incoming]
    shown = [each for each in outgoing if each.property not in (_TYPE, _SOURCES, _TITLE, *_LABELS)]
    context = {
        "document": document,
        "stem": stem,
        "title": name.value if name else compact(document.iri),
        "other_labels": [each for each in document.labels.get(document.iri, ()) if each != name],
        "texts": document.values(_TITLE),
        "types": _types(document, outgoing),
        "groups": _groups(document, shown, terms),
        "incoming": _groups(document, _unsaid(document, terms), terms),
        "sources": [_cell(document, each) for each in outgoing if each.property == _SOURCES],
        "structured": json.dumps(schema_org(document)).replace("<", "\\u003c"),
        "triples": request.app.state.triples,
        "release": request.app.state.release,
    }
    page: Response = request.app.state.templates.TemplateResponse(request, "thing.html", context)
    return respond(request, bytes(page.body), HTML, headers)


def _unsaid(document: Document, terms: Mapping[str, OntologyTerm]) -> list[Statement]:
    """What names the thing, without what the inverse property says of the thing already."""
    said = {(each.property, each.term.value) for each in document.statements if not each.incoming}
    return [
        each
        for each in document.statements
        if each.incoming
        and not ((term := terms.get(each.property)) and term.inverse and (term.inverse, each.term.value) in said)
    ]


def _types(document: Document, outgoing: Iterable[Statement]) -> list[Cell]:
    types = [each for each in outgoing if each.property == _TYPE]
    said = [each for each in types if each.term.value.startswith(_OURS) and not _is_inferred(each)]
    return [_cell(document, each) for each in said or types]


def _groups(document: Document, statements: Iterable[Statement], terms: Mapping[str, OntologyTerm]) -> list[Group]:
    groups: dict[str, Group] = {}
    for each in statements:
        term = terms.get(each.property)
        name = term.label if term and term.label else compact(each.property)
        href = link(each.property) or ""
        group = groups.setdefault(each.property, Group(name, href, term.definition if term else None, []))
        group.facts.append(Fact(_cell(document, each), _rule(each)))
    return sorted(groups.values(), key=lambda group: group.name.lower())


def _cell(document: Document, statement: Statement) -> Cell:
    term = statement.term
    if term.kind == "bnode":
        return Cell(", then ".join(_named(document, member) for member in document.members(term.value)))
    if term.kind == "literal":
        return Cell(term.value, lang=term.lang)
    label = document.label(term.value)
    text = label.value if label else compact(term.value)
    return Cell(text, link(term.value), label.lang if label else None)


def _named(document: Document, term: Term) -> str:
    label = document.label(term.value)
    return label.value if label else compact(term.value)


def _is_inferred(statement: Statement) -> bool:
    return bool(statement.graphs) and all(graph.startswith(_INFERRED) for graph in statement.graphs)


def _rule(statement: Statement) -> str | None:
    return statement.graphs[0].removeprefix(_INFERRED).strip("/") if _is_inferred(statement) else None
