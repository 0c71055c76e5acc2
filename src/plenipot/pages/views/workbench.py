"""``/workbench``: a SPARQL query form, the saved questions, and results as a table."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.templating import Jinja2Templates

from plenipot.api.editor import schema
from plenipot.api.editor.snippets import Snippet, curl_with_file, snippets
from plenipot.api.sparql.protocol import checked_form, federate, run
from plenipot.api.things.identifiers import resolve_values
from plenipot.api.view import read_view
from plenipot.engine.interface import TABLE_FORMAT
from plenipot.engine.interface import Request as QueryRequest
from plenipot.engine.sparql.tokens import query_form
from plenipot.http.negotiation import GRAPH_TYPES, RESULT_TYPES
from plenipot.http.problems.problem import Problem
from plenipot.http.responses import respond
from plenipot.http.settings import Settings
from plenipot.model.questions import BadValue, Question
from plenipot.model.terms import ResultTable, read_table
from plenipot.model.vocabulary import BASE

router = APIRouter()
router.include_router(schema.router)

START = """PREFIX plen: <https://w3id.org/plenipot/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?conference ?conferenceLabel ?start
WHERE {
  ?conference a plen:PlenipotentiaryConference ; rdfs:label ?conferenceLabel ; plen:start ?start .
}
ORDER BY DESC(?start)
"""
FORMAT_NAMES = {
    "json": "JSON",
    "xml": "XML",
    "csv": "CSV",
    "tsv": "TSV",
    "turtle": "Turtle",
    "jsonld": "JSON-LD",
    "nt": "N-Triples",
    "rdf": "RDF/XML",
    "trig": "TriG",
    "nq": "N-Quads",
}
_CHOICES = {"SELECT and ASK as": RESULT_TYPES, "CONSTRUCT and DESCRIBE as": GRAPH_TYPES}
_SHOWN_CHARACTERS = 100_000
_LONG = 10_000
"""Limit in characters: the page repeats a longer query in neither links nor program snippets."""
_AROUND = 50
"""Lines of context before and after the line of a syntax error."""
_GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True)
class Outcome:
    """The result of a query: a table, the text of a graph, or a problem."""

    formats: tuple[str, ...] = ()
    table: ResultTable | None = None
    text: str | None = None
    cut: bool = False
    problem: Problem | None = None
    seconds: float = 0.0


async def run_query(request: Request, query: str) -> Outcome:
    """Run a query; a problem becomes part of the outcome."""
    settings: Settings = request.app.state.settings
    started = time.perf_counter()
    try:
        query_form = await checked_form(query, settings)
        graph = query_form in _GRAPH_FORMS
        query_request = QueryRequest(query, "turtle" if graph else TABLE_FORMAT, rows=settings.page_rows)
        query_request, engine = await federate(request.app.state, query_request)
        body = await run(engine, query_request, settings)
    except Problem as problem:
        return Outcome(problem=problem)
    seconds = time.perf_counter() - started
    if graph:
        text = body[: 4 * _SHOWN_CHARACTERS].decode(errors="ignore")[:_SHOWN_CHARACTERS]
        cut = len(body) > len(text.encode())
        return Outcome(tuple(GRAPH_TYPES), text=text, cut=cut, seconds=seconds)
    return Outcome(tuple(RESULT_TYPES), table=read_table(json.loads(body)), seconds=seconds)


@router.api_route("/workbench", methods=["GET", "HEAD"], include_in_schema=False)
async def workbench(
    request: Request, query: str | None = None, format: str | None = None, question: str | None = None
) -> Response:
    """Render the page, with the result of ``query``; redirect to /sparql for any ``format`` but ``page``.

    ``question`` names a saved question, whose parameters are further query parameters; the page shows its query
    without running it.
    """
    read_view(request)
    schema.prepare(request.app)
    questions: dict[str, Question] = request.app.state.questions
    if query and format and format != "page":
        return RedirectResponse("/sparql?" + urlencode({"query": query, "format": format}), 303)
    saved_question, values = await _read_question(request, question) if question else (None, {})
    text = _plain_lines(query) if query else saved_question.bind(values) if saved_question else START
    outcome = await run_query(request, text) if query and query.strip() else None
    formats = outcome.formats if outcome else ()
    problem = outcome.problem if outcome else None
    context = {
        "query": text,
        "question": saved_question,
        "values": values,
        "address": f"/query/{saved_question.name}" if saved_question else "",
        "query_string": "?" + urlencode(values) if values else "",
        "outcome": outcome,
        "long": len(text) > _LONG,
        "names": {name: FORMAT_NAMES[name] for name in formats},
        "links": _links(text, formats),
        "lines": _lines(text, problem.extra.get("line")) if problem else (),
        "formats": [(title, [(name, FORMAT_NAMES[name]) for name in names]) for title, names in _CHOICES.items()],
        "questions": questions.values(),
        "snippets": _snippets(request, text) if len(text) <= _LONG else (),
        "command": curl_with_file(_endpoint(request)),
        "base": BASE,
        "settings": request.app.state.settings,
    }
    templates: Jinja2Templates = request.app.state.templates
    headers = dict(problem.headers) if problem else {}
    return templates.TemplateResponse(
        request, "workbench.html", context, status_code=problem.status if problem else 200, headers=headers
    )


@router.api_route("/workbench/snippets.json", methods=["GET", "HEAD"], include_in_schema=False)
async def snippets_json(request: Request, query: str = "") -> Response:
    """Return program snippets that send a query to the endpoint, as JSON."""
    body = [asdict(snippet) for snippet in _snippets(request, _plain_lines(query))]
    return respond(json.dumps(body, ensure_ascii=False).encode(), "application/json")


def _links(query: str, formats: Sequence[str]) -> dict[str, str]:
    """Return the result addresses by format name; none for a long query, which the page sends with a form."""
    if len(query) > _LONG:
        return {}
    encoded = urlencode({"query": query})
    return {FORMAT_NAMES[name]: f"/sparql?{encoded}&format={name}" for name in formats}


def _lines(query: str, line: object) -> list[tuple[int, str]]:
    """Return the numbered lines of a query around the line of an error."""
    if not isinstance(line, int):
        return []
    first = max(1, line - _AROUND)
    lines = query.split("\n", line + _AROUND)[first - 1 : line + _AROUND]
    return list(enumerate(lines, start=first))


def _snippets(request: Request, query: str) -> list[Snippet]:
    return snippets(_endpoint(request), query, query_form(query) or "SELECT")


def _endpoint(request: Request) -> str:
    return str(request.url.replace(path="/sparql", query=""))


def _plain_lines(query: str) -> str:
    """Undo the CRLF line breaks with which browsers send a text field (HTML, section 4.10.21.4)."""
    return query.replace("\r\n", "\n")


async def _read_question(request: Request, name: str) -> tuple[Question, dict[str, str]]:
    """Find a saved question, and read its parameters from the request.

    Raises:
        Problem: 404 if there is no such question or thing, 400 if a value does not fit.
    """
    question: Question | None = request.app.state.questions.get(name)
    if question is None:
        raise Problem(404, "No such question", f"There is no question {name[:100]!r}; /questions lists them all.")
    names = question.parameter_names
    params = {key: value for key, value in request.query_params.items() if key in names and value}
    values = await resolve_values(request, question.parameters, params)
    try:
        question.bind(values)
    except BadValue as error:
        raise Problem(400, "Wrong parameter", f"{error}.") from None
    return question, values
