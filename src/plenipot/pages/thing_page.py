"""The page of a thing: its statements, the statements that point to it, and its sources."""

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
_ONTOLOGY = PREFIXES["plen"]


@dataclass(frozen=True)
class Fact:
    """The value of a statement, and the slug of the rule that inferred it if no table states it."""

    cell: Cell
    rule: str | None
    why: str = ""
    """The address of the page that explains it; empty if none does."""


@dataclass(frozen=True)
class FactGroup:
    """The facts of one property, with the label, address and definition of the property."""

    property: str
    name: str
    href: str
    definition: str | None
    facts: list[Fact]


async def thing_page(request: Request, document: Document, stem: str, headers: Mapping[str, str]) -> Response:
    """Render one page of a document, with the template of the thing's kind."""
    view = read_view(request)
    terms = await ontology(request.app)
    name = document.label(document.iri, view.lang)
    outgoing = [statement for statement in document.statements if not statement.incoming]
    kind = (
        kind_of([statement.term.value for statement in outgoing if statement.property == _TYPE])
        if document.page == 1
        else ANY
    )
    shown = [statement for statement in outgoing if statement.property not in (_TYPE, _SOURCES, _TITLE, *_LABELS)]
    groups = _groups(document, shown, terms, view.lang)
    context = {
        "document": document,
        "stem": stem,
        "path": page_path(stem),
        "canonical": f"{origin(request)}{page_path(stem)}.html"
        + (f"?page={document.page}" if document.page > 1 else ""),
        "title": name.value if name else compact(document.iri),
        "title_lang": name.lang if name else None,
        "other_labels": [label for label in document.labels.get(document.iri, ()) if label != name],
        "texts": document.values(_TITLE),
        "types": _types(document, outgoing),
        "kind": kind,
        "facts": _top_facts(groups, kind.facts),
        "sections": await fill(request.app, kind.sections, document.iri, view),
        "groups": groups,
        "incoming": _groups(document, _incoming(document, terms), terms, view.lang),
        "sources": [_cell(document, statement, view.lang) for statement in outgoing if statement.property == _SOURCES],
        "structured": json.dumps(schema_org(document)).replace("<", "\\u003c"),
    }
    page: Response = request.app.state.templates.TemplateResponse(request, kind.template, context)
    return respond(bytes(page.body), HTML, headers)


def _top_facts(groups: Iterable[FactGroup], names: Iterable[str]) -> list[FactGroup]:
    by_property = {group.property: group for group in groups}
    return [by_property[_ONTOLOGY + name] for name in names if _ONTOLOGY + name in by_property]


def _incoming(document: Document, terms: Mapping[str, OntologyTerm]) -> list[Statement]:
    """Return the incoming statements, without those that an outgoing statement repeats with the inverse property."""
    outgoing = {(each.property, each.term.value) for each in document.statements if not each.incoming}

    def is_repeated(statement: Statement) -> bool:
        inverse = term.inverse if (term := terms.get(statement.property)) else None
        return bool(inverse) and (inverse, statement.term.value) in outgoing

    return [each for each in document.statements if each.incoming and not is_repeated(each)]


def _types(document: Document, outgoing: Iterable[Statement]) -> list[Cell]:
    """Return the classes that a table states; all classes if no table states one."""
    types = [each for each in outgoing if each.property == _TYPE]
    stated = [each for each in types if each.term.value.startswith(_ONTOLOGY) and not _is_inferred(each)]
    return [_cell(document, each) for each in stated or types]


def _groups(
    document: Document, statements: Iterable[Statement], terms: Mapping[str, OntologyTerm], lang: str
) -> list[FactGroup]:
    groups: dict[str, FactGroup] = {}
    for statement in statements:
        term = terms.get(statement.property)
        name = term.label if term and term.label else compact(statement.property)
        href = link(statement.property) or ""
        definition = term.definition if term else None
        group = groups.setdefault(statement.property, FactGroup(statement.property, name, href, definition, []))
        group.facts.append(Fact(_cell(document, statement, lang), _rule(statement), _why(document.iri, statement)))
    return sorted(groups.values(), key=lambda group: group.name.lower())


def _why(iri: str, statement: Statement) -> str:
    """Return the address that explains a statement; empty for metadata of the dataset, which has no source."""
    if set(statement.graphs) <= {*DESCRIPTION_GRAPHS, _INFERRED}:
        return ""
    subject, value = (statement.term.value, iri) if statement.incoming else (iri, statement.term.value)
    return why_statement(subject, statement.property, value)


def _cell(document: Document, statement: Statement, lang: str = "en") -> Cell:
    term = statement.term
    if term.kind == "bnode":
        return Cell(", then ".join(_label_text(document, member) for member in document.members(term.value)))
    if term.kind == "literal":
        return Cell(term.value, lang=term.lang)
    label = document.label(term.value, lang)
    text = label.value if label else compact(term.value)
    return Cell(text, link(term.value), label.lang if label else None, iri=term.value)


def _label_text(document: Document, term: Term) -> str:
    label = document.label(term.value)
    return label.value if label else compact(term.value)


def _is_inferred(statement: Statement) -> bool:
    return bool(statement.graphs) and all(graph.startswith(_INFERRED) for graph in statement.graphs)


def _rule(statement: Statement) -> str | None:
    return statement.graphs[0].removeprefix(_INFERRED).strip("/") if _is_inferred(statement) else None
