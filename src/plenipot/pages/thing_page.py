"""The page of a thing: what is said of it, what names it, and its sources."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import Request, Response

from plenipot.api.things.ontology_terms import OntologyTerm, ontology
from plenipot.api.things.schema_org import schema_org
from plenipot.api.things.statements import Document, Statement
from plenipot.api.things.why_address import why_statement
from plenipot.api.view import read_view
from plenipot.http.negotiation import HTML
from plenipot.http.responses import respond
from plenipot.model.compact import compact
from plenipot.model.terms import Cell, Term, link, origin, page_path
from plenipot.model.vocabulary import DESCRIPTION_GRAPHS, GRAPH, PREFIXES
from plenipot.pages.kinds.page_kind import ANY
from plenipot.pages.kinds.page_kinds import kind_of
from plenipot.pages.sections import fill

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
    why: str = ""
    """The address of the reasons to believe it."""


@dataclass(frozen=True)
class FactGroup:
    """The facts of one property."""

    property: str
    name: str
    href: str
    definition: str | None
    facts: list[Fact]


async def thing_page(request: Request, document: Document, stem: str, headers: Mapping[str, str]) -> Response:
    """A page of a document."""
    view = read_view(request)
    terms = await ontology(request.app)
    name = document.label(document.iri, view.lang)
    outgoing = [each for each in document.statements if not each.incoming]
    kind = kind_of([each.term.value for each in outgoing if each.property == _TYPE]) if document.page == 1 else ANY
    shown = [each for each in outgoing if each.property not in (_TYPE, _SOURCES, _TITLE, *_LABELS)]
    groups = _groups(document, shown, terms, view.lang)
    context = {
        "document": document,
        "stem": stem,
        "path": page_path(stem),
        "canonical": f"{origin(request)}{page_path(stem)}.html"
        + (f"?page={document.page}" if document.page > 1 else ""),
        "title": name.value if name else compact(document.iri),
        "title_lang": name.lang if name else None,
        "other_labels": [each for each in document.labels.get(document.iri, ()) if each != name],
        "texts": document.values(_TITLE),
        "types": _types(document, outgoing),
        "kind": kind,
        "facts": _chosen(groups, kind.facts),
        "sections": await fill(request.app, kind.sections, document.iri, view),
        "groups": groups,
        "incoming": _groups(document, _unsaid(document, terms), terms, view.lang),
        "sources": [_cell(document, each, view.lang) for each in outgoing if each.property == _SOURCES],
        "structured": json.dumps(schema_org(document)).replace("<", "\\u003c"),
    }
    page: Response = request.app.state.templates.TemplateResponse(request, kind.template, context)
    return respond(bytes(page.body), HTML, headers)


def _chosen(groups: Iterable[FactGroup], names: Iterable[str]) -> list[FactGroup]:
    found = {group.property: group for group in groups}
    return [found[_OURS + name] for name in names if _OURS + name in found]


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


def _groups(
    document: Document, statements: Iterable[Statement], terms: Mapping[str, OntologyTerm], lang: str
) -> list[FactGroup]:
    groups: dict[str, FactGroup] = {}
    for each in statements:
        term = terms.get(each.property)
        name = term.label if term and term.label else compact(each.property)
        href = link(each.property) or ""
        definition = term.definition if term else None
        group = groups.setdefault(each.property, FactGroup(each.property, name, href, definition, []))
        group.facts.append(Fact(_cell(document, each, lang), _rule(each), _why(document.iri, each)))
    return sorted(groups.values(), key=lambda group: group.name.lower())


def _why(iri: str, statement: Statement) -> str:
    """The address that tells why a statement is believed; no source states what describes the dataset or a rule."""
    if set(statement.graphs) <= {*DESCRIPTION_GRAPHS, _INFERRED}:
        return ""
    subject, value = (statement.term.value, iri) if statement.incoming else (iri, statement.term.value)
    return why_statement(subject, statement.property, value)


def _cell(document: Document, statement: Statement, lang: str = "en") -> Cell:
    term = statement.term
    if term.kind == "bnode":
        return Cell(", then ".join(_named(document, member) for member in document.members(term.value)))
    if term.kind == "literal":
        return Cell(term.value, lang=term.lang)
    label = document.label(term.value, lang)
    text = label.value if label else compact(term.value)
    return Cell(text, link(term.value), label.lang if label else None, iri=term.value)


def _named(document: Document, term: Term) -> str:
    label = document.label(term.value)
    return label.value if label else compact(term.value)


def _is_inferred(statement: Statement) -> bool:
    return bool(statement.graphs) and all(graph.startswith(_INFERRED) for graph in statement.graphs)


def _rule(statement: Statement) -> str | None:
    return statement.graphs[0].removeprefix(_INFERRED).strip("/") if _is_inferred(statement) else None
