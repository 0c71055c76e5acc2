"""``/why`` explains a fact: by the table rows that state it and their sources, or by a rule and its premises."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from plenipot.api.things.identifiers import IdentifierParameter, resolve_identifiers, spellings
from plenipot.api.things.ontology_terms import ontology
from plenipot.api.things.statements import best_label, read_labels, select
from plenipot.api.view import read_view
from plenipot.graph.provenance.backwards import Inference, bind_rule, inference
from plenipot.graph.provenance.read import ProvenanceIndex, Rule, StatingRow, triple_key
from plenipot.http.live_release import LiveRelease
from plenipot.http.negotiation import HTML
from plenipot.http.problems.problem import Problem
from plenipot.http.responses import respond
from plenipot.model.compact import compact
from plenipot.model.terms import Cell, Term, link
from plenipot.model.vocabulary import BASE, GRAPH, PREFIXES

router = APIRouter()

_INFERRED = f"{GRAPH['inferred']}/"
_ONTOLOGY_TERM = re.compile(r"plen:(\w+)")
_MOST = 20
_TEXT = 2000
_STATEMENTS = """SELECT ?value ?graph WHERE {{ GRAPH ?graph {{ <{thing}> <{property}> ?value }}
  FILTER (STR(?value) IN ({values})) }} ORDER BY ?graph LIMIT 50"""
_GRAPHS = """SELECT ?graph (COUNT(*) AS ?statements) WHERE {{ GRAPH ?graph {{ <{thing}> ?p ?o }} }}
GROUP BY ?graph ORDER BY ?graph LIMIT 200"""
_SOURCES = """PREFIX plen: <{plen}> PREFIX prov: <{prov}>
SELECT ?source ?publisher ?date ?address WHERE {{ <{thing}> prov:wasDerivedFrom ?source
  OPTIONAL {{ ?source plen:publisherName ?publisher }} OPTIONAL {{ ?source plen:date ?date }}
  OPTIONAL {{ ?source plen:documentUrl ?address }} }} ORDER BY ?source LIMIT 100"""
_CLAIMS = """PREFIX plen: <{plen}> PREFIX prov: <{prov}>
SELECT ?claim ?attribute ?value ?followed ?reason ?source WHERE {{
  ?claim plen:subject <{thing}> ; plen:attributeName ?attribute ; plen:value ?value ; plen:followed ?followed
  OPTIONAL {{ ?claim plen:reason ?reason }} OPTIONAL {{ ?claim prov:wasDerivedFrom ?source }}
}} ORDER BY ?attribute DESC(?followed) ?value ?source LIMIT 200"""


@dataclass(frozen=True)
class StatedIn:
    """The named graph of a table family that has a statement, and the rows that state it."""

    family: str
    rows: Sequence[StatingRow]
    total: int
    statements: int = 1


@dataclass(frozen=True)
class InferredBy:
    """A rule that infers a statement, and its premises."""

    rule: str
    inferences: Sequence[Inference]


@dataclass(frozen=True)
class ClaimedValue:
    """A value of a disputed attribute, with the sources that give it."""

    attribute: str
    value: str
    followed: bool
    reasons: list[str]
    sources: list[Cell]


@router.api_route("/why", methods=["GET", "HEAD"], include_in_schema=False)
async def why(request: Request, thing: str = "", property: str = "", value: str = "") -> Response:
    """Explain all statements about a thing, or one: that with the ``property`` and the text ``value``."""
    view = read_view(request)
    state = request.app.state
    iri, predicate = await _read_identifiers(request, thing, property)
    live: LiveRelease = state.live_release
    provenance, being_read = live.provenance, not live.provenance_ready.is_set()
    stated: list[StatedIn] = []
    followed: list[InferredBy] = []
    if property:
        statements = await _statements(request, iri, predicate, value)
        stated, followed = await _of_statement(request, provenance, iri, predicate, statements)
        term: Term | None = statements[0]["value"]
    else:
        term = None
        stated = await _of_thing(request, provenance, iri)
    names = {"plen": PREFIXES["plen"], "prov": PREFIXES["prov"], "thing": iri}
    sources = await select(state.engine, state.settings, _SOURCES.format(**names))
    claims = await select(state.engine, state.settings, _CLAIMS.format(**names))
    to_label = {iri, *(row["source"].value for row in (*sources, *claims) if "source" in row)}
    to_label |= {each for inferred in followed for inference in inferred.inferences for each in inference.things()}
    if term and term.kind == "uri":
        to_label.add(term.value)
    labels = await read_labels(state.engine, state.settings, {each for each in to_label if each.startswith(BASE)})
    terms = await ontology(request.app)

    def cell(each: str) -> Cell:
        return _cell(each, labels, view.lang)

    def name(each: str) -> str:
        ontology_term = terms.get(each)
        return ontology_term.label if ontology_term and ontology_term.label else compact(each)

    keys = {each for part in stated for row in part.rows for each in row.sources()} if property else set()
    context = {
        "thing": cell(iri),
        "property": name(predicate) if predicate else "",
        "property_href": link(predicate) if predicate else None,
        "value": None if term is None else cell(term.value) if term.kind == "uri" else Cell(term.value, lang=term.lang),
        "stated": stated,
        "followed": followed,
        "sources": [(cell(row["source"].value), row) for row in _once(sources) if not keys or _key(row) in keys],
        "of_the_fact": bool(keys),
        "claims": _claims(claims, cell),
        "cell": cell,
        "name": name,
        "in_words": lambda words: _ONTOLOGY_TERM.sub(lambda match: name(PREFIXES["plen"] + match[1]), words),
        "from_tables": live.release.root is not None,
        "being_read": being_read,
        "rows_known": provenance is not None,
    }
    page: Response = state.templates.TemplateResponse(request, "why.html", context)
    if context["rows_known"] or not context["from_tables"]:
        return respond(bytes(page.body), HTML)
    # Caches must not store a page whose rows are missing only because the index is loading or broken.
    page.headers["Cache-Control"] = "no-store"
    return page


async def _read_identifiers(request: Request, thing: str, property: str) -> tuple[str, str]:
    """Return the IRIs of the thing and of the property; an empty string without a property.

    Raises:
        Problem: 400 for a malformed identifier, 404 for an identifier of nothing.
    """
    if not thing:
        detail = "thing= must be an identifier, such as state/che; follow a mark beside a fact."
        raise Problem(400, "Not an identifier", detail)
    identifiers = [
        IdentifierParameter("thing", thing),
        *([IdentifierParameter("property", property, "ontology/")] if property else []),
    ]
    iris = await resolve_identifiers(request, identifiers)
    return iris["thing"], iris.get("property", "")


async def _statements(request: Request, iri: str, predicate: str, value: str) -> list[dict[str, Term]]:
    """Find the named graphs that have a statement.

    Raises:
        Problem: 404 if no graph has it.
    """
    texts = (value, BASE + value, *spellings(value, host=request.url.netloc))
    values = ", ".join(str(ox.Literal(each)) for each in dict.fromkeys(texts))
    query = _STATEMENTS.format(thing=iri, property=predicate, values=values)
    rows = await select(request.app.state.engine, request.app.state.settings, query)
    if not rows:
        detail = f"This release does not say {compact(predicate)} {value[:100]!r} of {compact(iri)}."
        raise Problem(404, "Not said", detail)
    return rows


async def _of_statement(
    request: Request,
    provenance: ProvenanceIndex | None,
    iri: str,
    predicate: str,
    statements: Iterable[Mapping[str, Term]],
) -> tuple[list[StatedIn], list[InferredBy]]:
    stated, rules = [], {}
    for row in statements:
        graph, term = row["graph"].value, row["value"]
        if graph.startswith(_INFERRED):
            slug = graph.removeprefix(_INFERRED)
            rules[slug] = (term, await run_in_threadpool(provenance.rules, slug) if provenance else [])
        else:
            statement_key = triple_key(iri, predicate, term.value, term.lang or "", term.datatype or "")
            rows = await _rows(provenance, statement_key, _family(graph))
            stated.append(StatedIn(_family(graph), *rows))
    return stated, await _inferences(request, iri, predicate, rules)


async def _inferences(
    request: Request, iri: str, predicate: str, rules: Mapping[str, tuple[Term, Sequence[Rule]]]
) -> list[InferredBy]:
    """Find the premises of all rules with one query."""
    queries = [
        (slug, bind_rule(iri, predicate, term, rule))
        for slug, (term, rules_of_slug) in rules.items()
        for rule in rules_of_slug
    ]
    applicable = [(slug, query) for slug, query in queries if query]
    if not applicable:
        return [InferredBy(slug, ()) for slug in rules]
    branches = " UNION ".join(
        f"{{ SELECT * WHERE {{ {query.pattern} BIND ({number} AS ?rule) }} LIMIT 5 }}"
        for number, (_, query) in enumerate(applicable)
    )
    rows = await select(
        request.app.state.engine, request.app.state.settings, f"SELECT * WHERE {{ {branches} }} LIMIT {_MOST}"
    )
    by_slug: dict[str, list[Inference]] = {slug: [] for slug in rules}
    for row in rows:
        slug, query = applicable[int(row["rule"].value)]
        by_slug[slug].append(inference(query, row))
    return [InferredBy(slug, inferences) for slug, inferences in by_slug.items()]


async def _of_thing(request: Request, provenance: ProvenanceIndex | None, iri: str) -> list[StatedIn]:
    """Find the graphs with statements about a thing, and the rows behind the graphs of table families.

    Raises:
        Problem: 404 if no graph has a statement about it.
    """
    rows = await select(request.app.state.engine, request.app.state.settings, _GRAPHS.format(thing=iri))
    if not rows:
        raise Problem(404, "Not said", f"This release says nothing of {compact(iri)}.")
    stated = []
    for row in rows:
        graph = row["graph"].value
        if not graph.startswith(_INFERRED):
            places, total = await _rows(provenance, triple_key(iri), _family(graph))
            stated.append(StatedIn(_family(graph), places, total, int(row["statements"].value)))
    return stated


async def _rows(provenance: ProvenanceIndex | None, statement_key: int, family: str) -> tuple[list[StatingRow], int]:
    return await run_in_threadpool(provenance.rows, statement_key, family, _MOST) if provenance else ([], 0)


def _family(graph: str) -> str:
    return graph.removeprefix(BASE + "graph/")


def _cell(iri: str, labels: Mapping[str, Sequence[Term]], lang: str) -> Cell:
    label = best_label(labels.get(iri, ()), lang)
    if label is None:
        return Cell(compact(iri), link(iri), iri=iri)
    return Cell(label.value, link(iri), label.lang, iri=iri)


def _once(rows: Iterable[dict[str, Term]]) -> list[dict[str, Term]]:
    """Keep the first row of each source."""
    return list({row["source"].value: row for row in reversed(list(rows))}.values())[::-1]


def _key(row: Mapping[str, Term]) -> str:
    return row["source"].value.removeprefix(f"{BASE}source/")


def _claims(rows: Iterable[Mapping[str, Term]], cell: Callable[[str], Cell]) -> list[ClaimedValue]:
    """Merge the result rows by claim: the result has a row per source and reason."""
    claims: dict[str, ClaimedValue] = {}
    for row in rows:
        claim = claims.setdefault(
            row["claim"].value,
            ClaimedValue(row["attribute"].value, row["value"].value, row["followed"].value == "true", [], []),
        )
        if "reason" in row and row["reason"].value not in claim.reasons:
            claim.reasons.append(row["reason"].value)
        if "source" in row and (source := cell(row["source"].value)) not in claim.sources:
            claim.sources.append(source)
    return list(claims.values())
