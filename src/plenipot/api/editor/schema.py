"""The schema for the query editor: prefixes, classes and properties with labels, definitions and usage counts."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Mapping

from fastapi import APIRouter, FastAPI, Request, Response

from plenipot.api.things.statements import select
from plenipot.http.problems.problem import Problem
from plenipot.http.responses import respond
from plenipot.model.terms import Term
from plenipot.model.vocabulary import BASE, PREFIXES
from plenipot.release.description.prefixes import prefixes

router = APIRouter()

_HEAD = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("owl", "rdf", "rdfs", "skos"))
_TERMS = f"""{_HEAD}SELECT ?term ?kind ?label ?definition WHERE {{
  VALUES ?kind {{ owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }}
  ?term a ?kind FILTER (ISIRI(?term))
  OPTIONAL {{ ?term rdfs:label ?label FILTER (LANG(?label) IN ("en", "")) }}
  OPTIONAL {{ ?term skos:definition ?definition FILTER (LANG(?definition) IN ("en", "")) }}
}} ORDER BY ?term ?kind"""
_RELATIONS = f"""{_HEAD}SELECT DISTINCT ?term ?what ?other WHERE {{
  VALUES ?what {{ rdfs:domain rdfs:range rdfs:subClassOf rdfs:subPropertyOf owl:inverseOf }}
  ?term ?what ?other FILTER (ISIRI(?term) && ISIRI(?other) && ?term != ?other)
}} ORDER BY ?term ?what ?other"""
_CLASSES = "SELECT ?class (COUNT(*) AS ?used) WHERE { ?thing a ?class FILTER (ISIRI(?class)) } GROUP BY ?class"
_PROPERTIES = "SELECT ?property (COUNT(*) AS ?used) WHERE { ?thing ?property ?value } GROUP BY ?property"
_CLASS_PROPERTIES = """SELECT ?class ?property (COUNT(*) AS ?used) WHERE {
  ?thing a ?class ; ?property ?value FILTER (ISIRI(?class))
} GROUP BY ?class ?property"""


@router.api_route("/workbench/schema.json", methods=["GET", "HEAD"], include_in_schema=False)
async def schema(request: Request) -> Response:
    """The schema as JSON."""
    body = await asyncio.shield(prepare(request.app))
    return respond(body, "application/json", {"Cache-Control": "no-cache"})


def prepare(app: FastAPI) -> asyncio.Task[bytes]:
    """Start to make the schema, once per release; returns the task.

    It takes seconds, so the page of the editor calls this before the editor requests the schema.
    """
    previous: tuple[object, asyncio.Task[bytes]] | None = getattr(app.state, "schema", None)
    live = app.state.live_release
    if previous is not None and previous[0] is live and not _failed(previous[1]):
        return previous[1]
    task = asyncio.get_running_loop().create_task(_make(app))
    app.state.schema = (live, task)
    return task


def _failed(task: asyncio.Task[bytes]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


async def _make(app: FastAPI) -> bytes:
    queries = (_TERMS, _RELATIONS, _CLASSES, _PROPERTIES)
    terms, relations, classes, properties = [
        await select(app.state.engine, app.state.settings, query) for query in queries
    ]
    try:
        class_properties = await select(app.state.engine, app.state.settings, _CLASS_PROPERTIES)
    except Problem:  # this query takes longest; without it only the order of the completions is worse
        class_properties = []
    kinds = {row["term"].value: row["kind"].value.removeprefix(PREFIXES["owl"]) for row in terms}
    descriptions = _descriptions(terms, relations)
    class_counts = {row["class"].value: int(row["used"].value) for row in classes}
    property_counts = {row["property"].value: int(row["used"].value) for row in properties}
    properties_of: dict[str, list[tuple[int, str]]] = {}
    for row in class_properties:
        properties_of.setdefault(row["class"].value, []).append((int(row["used"].value), row["property"].value))
    all_classes = sorted(class_counts.keys() | {iri for iri, kind in kinds.items() if kind == "Class"})
    all_properties = sorted(property_counts.keys() | {iri for iri, kind in kinds.items() if kind != "Class"})
    index_of = {iri: index for index, iri in enumerate(all_properties)}
    body = {
        "base": BASE,
        "prefixes": prefixes(app.state.questions.values()),
        "graphs": sorted(app.state.graphs),
        # "properties" has indexes into the list of properties, the most used property first.
        "classes": [
            {
                "iri": iri,
                "used": class_counts.get(iri, 0),
                "properties": [index_of[property] for _, property in sorted(properties_of.get(iri, ()), reverse=True)],
                **descriptions.get(iri, {}),
            }
            for iri in all_classes
        ],
        "properties": [
            {"iri": iri, "used": property_counts.get(iri, 0), "kind": kinds.get(iri, ""), **descriptions.get(iri, {})}
            for iri in all_properties
        ],
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _descriptions(
    terms: Iterable[Mapping[str, Term]], relations: Iterable[Mapping[str, Term]]
) -> dict[str, dict[str, object]]:
    """The label and definition of each term, and the terms in its domain, range, superclasses and so on."""
    descriptions: dict[str, dict[str, object]] = {}
    for row in terms:
        description = descriptions.setdefault(row["term"].value, {})
        description.update({name: row[name].value for name in ("label", "definition") if name in row})
    for row in relations:
        description = descriptions.setdefault(row["term"].value, {})
        others = description.setdefault(re.split("[/#]", row["what"].value)[-1], [])
        assert isinstance(others, list)
        others.append(row["other"].value)
    return descriptions
