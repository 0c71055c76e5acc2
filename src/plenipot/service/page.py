"""The first page: a query form, the saved questions, and results as a table."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.templating import Jinja2Templates

from plenipot.service.catalogue import Question
from plenipot.service.negotiation import GRAPH_TYPES, RESULT_TYPES
from plenipot.service.problems import Problem
from plenipot.service.protocol import checked_form, run
from plenipot.service.settings import Settings
from plenipot.store.worker import Request as QueryRequest
from plenipot.vocabulary import PREFIXES

router = APIRouter()

START = """PREFIX plen: <https://w3id.org/plenipot/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?conference ?label ?start
WHERE {
  ?conference a plen:PlenipotentiaryConference ; rdfs:label ?label ; plen:start ?start .
}
ORDER BY DESC(?start)
"""


@dataclass(frozen=True)
class Cell:
    """A term as a reader sees it."""

    text: str
    href: str | None = None
    lang: str | None = None


@dataclass(frozen=True)
class Table:
    """Rows to show, and how many there are in all."""

    columns: list[str]
    rows: list[list[Cell]]
    total: int


@dataclass(frozen=True)
class Outcome:
    """What became of a query on the page."""

    table: Table | None = None
    text: str | None = None
    problem: Problem | None = None
    seconds: float = 0.0


def compact(iri: str) -> str:
    """An IRI as a prefixed name where a prefix fits.

    >>> compact("https://w3id.org/plenipot/ontology/Topic")
    'plen:Topic'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri.removeprefix("https://w3id.org/plenipot/")


def cell(term: dict[str, str] | None) -> Cell:
    """A term of the JSON results format."""
    if term is None:
        return Cell("")
    if term["type"] == "uri":
        iri = term["value"]
        return Cell(compact(iri), iri if iri.startswith(("https://", "http://")) else None)
    return Cell(str(term["value"]), lang=term.get("xml:lang"))


def read_table(body: bytes, limit: int) -> Table:
    """A table of a SELECT or ASK answer in the JSON results format."""
    results = json.loads(body)
    if "boolean" in results:
        return Table(["answer"], [[Cell("yes" if results["boolean"] else "no")]], 1)
    columns = results["head"]["vars"]
    bindings = results["results"]["bindings"]
    rows = [[cell(binding.get(name)) for name in columns] for binding in bindings[:limit]]
    return Table(columns, rows, len(bindings))


async def outcome(request: Request, query: str) -> Outcome:
    """Run the query of the page."""
    settings: Settings = request.app.state.settings
    started = time.perf_counter()
    try:
        form = checked_form(query, settings)
        graph = form in ("CONSTRUCT", "DESCRIBE")
        asked = QueryRequest(query, "turtle" if graph else "json")
        body = await run(request.app.state.pool, asked, settings)
    except Problem as problem:
        return Outcome(problem=problem)
    seconds = time.perf_counter() - started
    if graph:
        return Outcome(text=body.decode()[:200_000], seconds=seconds)
    return Outcome(table=read_table(body, settings.page_rows), seconds=seconds)


@router.get("/", include_in_schema=False)
async def start(request: Request, query: str | None = None, question: str | None = None) -> Response:
    """The page, with the answer to ``query`` or to the saved ``question``."""
    questions: dict[str, Question] = request.app.state.questions
    asked = questions.get(question) if question else None
    if question and asked is None:
        raise Problem(404, "No such question", f"There is no question {question[:100]!r}; the page / lists them all.")
    text = query if query is not None else asked.text if asked else None
    answer = await outcome(request, text) if text and text.strip() else None
    formats = GRAPH_TYPES if answer and answer.text is not None else RESULT_TYPES
    links = {name: "/sparql?" + urlencode({"query": text or "", "format": name}) for name in formats}
    templates: Jinja2Templates = request.app.state.templates
    status = answer.problem.status if answer and answer.problem else 200
    context = {
        "query": text or START,
        "asked": asked,
        "answer": answer,
        "links": links,
        "questions": questions.values(),
        "triples": request.app.state.triples,
        "release": request.app.state.release,
        "limit": request.app.state.settings.page_rows,
    }
    return templates.TemplateResponse(request, "start.html", context, status_code=status)
