"""What the editor knows of the data: prefixes, classes and properties, what they mean, and how often they are used."""

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
_AROUND = f"""{_HEAD}SELECT DISTINCT ?term ?what ?other WHERE {{
  VALUES ?what {{ rdfs:domain rdfs:range rdfs:subClassOf rdfs:subPropertyOf owl:inverseOf }}
  ?term ?what ?other FILTER (ISIRI(?term) && ISIRI(?other) && ?term != ?other)
}} ORDER BY ?term ?what ?other"""
_CLASSES = "SELECT ?class (COUNT(*) AS ?used) WHERE { ?thing a ?class FILTER (ISIRI(?class)) } GROUP BY ?class"
_PROPERTIES = "SELECT ?property (COUNT(*) AS ?used) WHERE { ?thing ?property ?value } GROUP BY ?property"
_OF = """SELECT ?class ?property (COUNT(*) AS ?used) WHERE { ?thing a ?class ; ?property ?value FILTER (ISIRI(?class)) }
GROUP BY ?class ?property"""


@router.api_route("/workbench/schema.json", methods=["GET", "HEAD"], include_in_schema=False)
async def schema(request: Request) -> Response:
    """All of it; it is made once for a release."""
    made = await asyncio.shield(prepare(request.app))
    return respond(request, made, "application/json", {"Cache-Control": "no-cache"})


def prepare(app: FastAPI) -> asyncio.Task[bytes]:
    """Begin to make it, unless it is there or being made: it takes seconds, and who opens the editor will need it."""
    begun: tuple[object, asyncio.Task[bytes]] | None = getattr(app.state, "schema", None)
    live = app.state.live_release
    if begun is not None and begun[0] is live and not _failed(begun[1]):
        return begun[1]
    task = asyncio.get_running_loop().create_task(_make(app))
    app.state.schema = (live, task)
    return task


def _failed(task: asyncio.Task[bytes]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


async def _make(app: FastAPI) -> bytes:
    queries = (_TERMS, _AROUND, _CLASSES, _PROPERTIES)
    terms, around, classes, properties = [
        await select(app.state.engine, app.state.settings, query) for query in queries
    ]
    try:
        of = await select(app.state.engine, app.state.settings, _OF)
    except Problem:  # it takes longest; without it the order of what is offered is less apt, and nothing else
        of = []
    kinds = {row["term"].value: row["kind"].value.removeprefix(PREFIXES["owl"]) for row in terms}
    described = _described(terms, around)
    used = {row["class"].value: int(row["used"].value) for row in classes}
    stated = {row["property"].value: int(row["used"].value) for row in properties}
    of_class: dict[str, list[tuple[int, str]]] = {}
    for row in of:
        of_class.setdefault(row["class"].value, []).append((int(row["used"].value), row["property"].value))
    all_classes = sorted(used.keys() | {iri for iri, kind in kinds.items() if kind == "Class"})
    all_properties = sorted(stated.keys() | {iri for iri, kind in kinds.items() if kind != "Class"})
    place = {iri: index for index, iri in enumerate(all_properties)}
    body = {
        "base": BASE,
        "prefixes": prefixes(app.state.questions.values()),
        "graphs": sorted(app.state.graphs),
        # With the places of the properties that its things have, the most used first.
        "classes": [
            {
                "iri": iri,
                "used": used.get(iri, 0),
                "properties": [place[property] for _, property in sorted(of_class.get(iri, ()), reverse=True)],
                **described.get(iri, {}),
            }
            for iri in all_classes
        ],
        "properties": [
            {"iri": iri, "used": stated.get(iri, 0), "kind": kinds.get(iri, ""), **described.get(iri, {})}
            for iri in all_properties
        ],
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _described(
    terms: Iterable[Mapping[str, Term]], around: Iterable[Mapping[str, Term]]
) -> dict[str, dict[str, object]]:
    """What is said about each term: texts, and the terms around it."""
    found: dict[str, dict[str, object]] = {}
    for row in terms:
        said = found.setdefault(row["term"].value, {})
        said.update({name: row[name].value for name in ("label", "definition") if name in row})
    for row in around:
        others = found.setdefault(row["term"].value, {}).setdefault(re.split("[/#]", row["what"].value)[-1], [])
        assert isinstance(others, list)
        others.append(row["other"].value)
    return found
