"""The workbench: a query form, the saved questions, and results as a table."""

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
"""Characters of a query that is written into the page once only, and not into every link and program."""
_AROUND = 50
"""Lines that are shown before and behind the line of a mistake."""
_GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True)
class Outcome:
    """What became of a query on the page."""

    formats: tuple[str, ...] = ()
    table: ResultTable | None = None
    text: str | None = None
    cut: bool = False
    problem: Problem | None = None
    seconds: float = 0.0


async def outcome(request: Request, query: str) -> Outcome:
    """Run the query of the page."""
    settings: Settings = request.app.state.settings
    started = time.perf_counter()
    try:
        found = await checked_form(query, settings)
        graph = found in _GRAPH_FORMS
        asked = QueryRequest(query, "turtle" if graph else TABLE_FORMAT, rows=settings.page_rows)
        asked, engine = await federate(request.app.state, asked)
        body = await run(engine, asked, settings)
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
    """The page, with the answer to ``query``; any ``format`` but a page is at /sparql.

    ``question`` names a saved question, whose parameters may be given beside it; its query is shown, not run.
    """
    read_view(request)
    schema.prepare(request.app)
    questions: dict[str, Question] = request.app.state.questions
    if query and format and format != "page":
        return RedirectResponse("/sparql?" + urlencode({"query": query, "format": format}), 303)
    asked, values = await _asked(request, question) if question else (None, {})
    text = _plain_lines(query) if query else asked.bind(values) if asked else START
    answer = await outcome(request, text) if query and query.strip() else None
    formats = answer.formats if answer else ()
    problem = answer.problem if answer else None
    context = {
        "query": text,
        "asked": asked,
        "values": values,
        "address": f"/query/{asked.name}" if asked else "",
        "given": "?" + urlencode(values) if values else "",
        "answer": answer,
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
async def programs(request: Request, query: str = "") -> Response:
    """The programs that ask a query from elsewhere."""
    found = [asdict(each) for each in _snippets(request, _plain_lines(query))]
    return respond(json.dumps(found, ensure_ascii=False).encode(), "application/json")


def _links(query: str, formats: Sequence[str]) -> dict[str, str]:
    """The addresses of the answer by the name of its format; none for a long query, which a form sends instead."""
    if len(query) > _LONG:
        return {}
    encoded = urlencode({"query": query})
    return {FORMAT_NAMES[name]: f"/sparql?{encoded}&format={name}" for name in formats}


def _lines(query: str, line: object) -> list[tuple[int, str]]:
    """The lines of a query around one of them, with their numbers."""
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
    """A form sends the lines of its field with carriage returns (HTML, section 4.10.21.4)."""
    return query.replace("\r\n", "\n")


async def _asked(request: Request, name: str) -> tuple[Question, dict[str, str]]:
    """A saved question with the values of the request.

    Raises:
        Problem: 404 if there is no such question or thing, 400 if a value does not fit.
    """
    found: Question | None = request.app.state.questions.get(name)
    if found is None:
        raise Problem(404, "No such question", f"There is no question {name[:100]!r}; /questions lists them all.")
    known = found.parameter_names
    given = {key: value for key, value in request.query_params.items() if key in known and value}
    values = await resolve_values(request, found.parameters, given)
    try:
        found.bind(values)
    except BadValue as error:
        raise Problem(400, "Wrong parameter", f"{error}.") from None
    return found, values
