"""``/why``: on what a fact rests: the rows of the tables and their sources, or the rule and its premises."""

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
_TERM_OF_OURS = re.compile(r"plen:(\w+)")
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
class Stated:
    """A statement in a graph of a table family, and the rows that say it."""

    family: str
    rows: Sequence[StatingRow]
    total: int
    statements: int = 1


@dataclass(frozen=True)
class Followed:
    """A statement that a rule infers, and from what."""

    rule: str
    inferences: Sequence[Inference]


@dataclass(frozen=True)
class Claimed:
    """What some sources say where others differ."""

    attribute: str
    value: str
    followed: bool
    reasons: list[str]
    sources: list[Cell]


@router.api_route("/why", methods=["GET", "HEAD"], include_in_schema=False)
async def why(request: Request, thing: str = "", property: str = "", value: str = "") -> Response:
    """Why what is said of a thing is believed; or one statement of it, by its property and the text of its value."""
    view = read_view(request)
    state = request.app.state
    iri, predicate = await _named(request, thing, property)
    live: LiveRelease = state.live_release
    provenance, being_read = live.provenance, not live.provenance_ready.is_set()
    stated: list[Stated] = []
    followed: list[Followed] = []
    if property:
        found = await _statements(request, iri, predicate, value)
        stated, followed = await _of_statement(request, provenance, iri, predicate, found)
        term: Term | None = found[0]["value"]
    else:
        term = None
        stated = await _of_thing(request, provenance, iri)
    names = {"plen": PREFIXES["plen"], "prov": PREFIXES["prov"], "thing": iri}
    sources = await select(state.engine, state.settings, _SOURCES.format(**names))
    claims = await select(state.engine, state.settings, _CLAIMS.format(**names))
    named = {iri, *(row["source"].value for row in (*sources, *claims) if "source" in row)}
    named |= {each for follows in followed for inference in follows.inferences for each in inference.things()}
    if term and term.kind == "uri":
        named.add(term.value)
    labels = await read_labels(state.engine, state.settings, {each for each in named if each.startswith(BASE)})
    terms = await ontology(request.app)

    def cell(each: str) -> Cell:
        return _cell(each, labels, view.lang)

    def name(each: str) -> str:
        known = terms.get(each)
        return known.label if known and known.label else compact(each)

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
        "in_words": lambda words: _TERM_OF_OURS.sub(lambda match: name(PREFIXES["plen"] + match[1]), words),
        "from_tables": live.release.root is not None,
        "being_read": being_read,
        "rows_known": provenance is not None,
    }
    page: Response = state.templates.TemplateResponse(request, "why.html", context)
    if context["rows_known"] or not context["from_tables"]:
        return respond(bytes(page.body), HTML)
    # Nobody stores a page that will soon have rows, or would have them on a server without the fault.
    page.headers["Cache-Control"] = "no-store"
    return page


async def _named(request: Request, thing: str, property: str) -> tuple[str, str]:
    """The thing, and the property or nothing.

    Raises:
        Problem: 400 for what is no identifier, 404 for one that names nothing.
    """
    if not thing:
        detail = "thing= must be an identifier, such as state/che; follow a mark beside a fact."
        raise Problem(400, "Not an identifier", detail)
    wanted = [
        IdentifierParameter("thing", thing),
        *([IdentifierParameter("property", property, "ontology/")] if property else []),
    ]
    meant = await resolve_identifiers(request, wanted)
    return meant["thing"], meant.get("property", "")


async def _statements(request: Request, iri: str, predicate: str, value: str) -> list[dict[str, Term]]:
    """Where a statement stands.

    Raises:
        Problem: 404 if it does not stand anywhere.
    """
    texts = (value, BASE + value, *spellings(value, host=request.url.netloc))
    values = ", ".join(str(ox.Literal(each)) for each in dict.fromkeys(texts))
    query = _STATEMENTS.format(thing=iri, property=predicate, values=values)
    found = await select(request.app.state.engine, request.app.state.settings, query)
    if not found:
        detail = f"This release does not say {compact(predicate)} {value[:100]!r} of {compact(iri)}."
        raise Problem(404, "Not said", detail)
    return found


async def _of_statement(
    request: Request, provenance: ProvenanceIndex | None, iri: str, predicate: str, found: Iterable[Mapping[str, Term]]
) -> tuple[list[Stated], list[Followed]]:
    stated, rules = [], {}
    for row in found:
        graph, term = row["graph"].value, row["value"]
        if graph.startswith(_INFERRED):
            slug = graph.removeprefix(_INFERRED)
            rules[slug] = (term, await run_in_threadpool(provenance.rules, slug) if provenance else [])
        else:
            wanted = triple_key(iri, predicate, term.value, term.lang or "", term.datatype or "")
            rows = await _rows(provenance, wanted, _family(graph))
            stated.append(Stated(_family(graph), *rows))
    return stated, await _inferences(request, iri, predicate, rules)


async def _inferences(
    request: Request, iri: str, predicate: str, rules: Mapping[str, tuple[Term, Sequence[Rule]]]
) -> list[Followed]:
    """What the rules rest on, asked in one query."""
    asked = [(slug, bind_rule(iri, predicate, term, each)) for slug, (term, found) in rules.items() for each in found]
    fits = [(slug, each) for slug, each in asked if each]
    if not fits:
        return [Followed(slug, ()) for slug in rules]
    branches = " UNION ".join(
        f"{{ SELECT * WHERE {{ {each.pattern} BIND ({number} AS ?rule) }} LIMIT 5 }}"
        for number, (_, each) in enumerate(fits)
    )
    rows = await select(
        request.app.state.engine, request.app.state.settings, f"SELECT * WHERE {{ {branches} }} LIMIT {_MOST}"
    )
    made: dict[str, list[Inference]] = {slug: [] for slug in rules}
    for row in rows:
        slug, each = fits[int(row["rule"].value)]
        made[slug].append(inference(each, row))
    return [Followed(slug, found) for slug, found in made.items()]


async def _of_thing(request: Request, provenance: ProvenanceIndex | None, iri: str) -> list[Stated]:
    """The graphs that speak of a thing, and the rows behind those of the tables.

    Raises:
        Problem: 404 if none does.
    """
    rows = await select(request.app.state.engine, request.app.state.settings, _GRAPHS.format(thing=iri))
    if not rows:
        raise Problem(404, "Not said", f"This release says nothing of {compact(iri)}.")
    made = []
    for row in rows:
        graph = row["graph"].value
        if not graph.startswith(_INFERRED):
            places, total = await _rows(provenance, triple_key(iri), _family(graph))
            made.append(Stated(_family(graph), places, total, int(row["statements"].value)))
    return made


async def _rows(provenance: ProvenanceIndex | None, wanted: int, family: str) -> tuple[list[StatingRow], int]:
    return await run_in_threadpool(provenance.rows, wanted, family, _MOST) if provenance else ([], 0)


def _family(graph: str) -> str:
    return graph.removeprefix(BASE + "graph/")


def _cell(iri: str, labels: Mapping[str, Sequence[Term]], lang: str) -> Cell:
    label = best_label(labels.get(iri, ()), lang)
    if label is None:
        return Cell(compact(iri), link(iri), iri=iri)
    return Cell(label.value, link(iri), label.lang, iri=iri)


def _once(rows: Iterable[dict[str, Term]]) -> list[dict[str, Term]]:
    """A row for each source, whatever it has twice."""
    return list({row["source"].value: row for row in reversed(list(rows))}.values())[::-1]


def _key(row: Mapping[str, Term]) -> str:
    return row["source"].value.removeprefix(f"{BASE}source/")


def _claims(rows: Iterable[Mapping[str, Term]], cell: Callable[[str], Cell]) -> list[Claimed]:
    """The claims; a row of the answer is one source and one reason of a claim."""
    made: dict[str, Claimed] = {}
    for row in rows:
        claim = made.setdefault(
            row["claim"].value,
            Claimed(row["attribute"].value, row["value"].value, row["followed"].value == "true", [], []),
        )
        if "reason" in row and row["reason"].value not in claim.reasons:
            claim.reasons.append(row["reason"].value)
        if "source" in row and (source := cell(row["source"].value)) not in claim.sources:
            claim.sources.append(source)
    return list(made.values())
