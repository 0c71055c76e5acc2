"""The saved questions as addresses: ``/query/{name}`` with typed parameters, in seven formats."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from plenipot.service.catalogue import BadValue, Question
from plenipot.service.dataset import LICENCE
from plenipot.service.negotiation import HTML, RESULT_TYPES, accepted, choose_answer
from plenipot.service.problems import Problem
from plenipot.service.protocol import run
from plenipot.service.resources import harmless
from plenipot.service.responses import respond
from plenipot.service.terms import read_table
from plenipot.store.base import TABLE_FORMAT
from plenipot.store.base import Request as QueryRequest

router = APIRouter()

MAX_LIMIT = 100_000
PARQUET = "application/vnd.apache.parquet"
MEDIA: Mapping[str, str] = {"html": HTML, **RESULT_TYPES, "parquet": PARQUET}
_SHAPING = ("limit", "offset", "format")


@router.api_route("/query/{path}", methods=["GET", "HEAD"], include_in_schema=False)
async def question(request: Request, path: str) -> Response:
    """The answer to a saved question, with other values for its parameters."""
    asked, suffix = _asked(request, path)
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
    given = dict(pairs)
    if len(given) < len(pairs):
        raise Problem(400, "Parameter given twice", "Give each parameter once.")
    format = choose_answer(accepted(request), given.get("format") or suffix, MEDIA)
    # An empty field of a form asks for the default.
    values = {name: value for name, value in given.items() if name not in _SHAPING and value != ""}
    try:
        text = asked.bound(values)
    except BadValue as error:
        raise Problem(400, "Wrong parameter", f"{error}.") from None
    if format == "html":
        return await _page(request, asked, text, values)
    limit, offset = _number(given, "limit"), _number(given, "offset")
    body, rows = await _answer(request, f"{text}{_slice(limit, offset)}", format)
    headers = {"Vary": "Accept", "Link": f'<{LICENCE}>; rel="license"'}
    if limit and rows == limit:
        onward = urlencode({**given, "offset": (offset or 0) + limit})
        headers["Link"] += f', <?{onward}>; rel="next"'
    return respond(request, body, MEDIA[format], headers)


def _asked(request: Request, path: str) -> tuple[Question, str | None]:
    questions: dict[str, Question] = request.app.state.questions
    name, dot, suffix = path.rpartition(".")
    if not dot or suffix not in MEDIA:
        name, suffix = path, ""
    if name not in questions:
        raise Problem(404, "No such question", f"There is no question {name[:100]!r}; /docs lists them all.")
    return questions[name], suffix or None


def _number(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name, "")
    if text == "":
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10) or (
        name == "limit" and not 0 < int(text) <= MAX_LIMIT
    ):
        raise Problem(400, "Wrong parameter", f"{name}={text[:50]!r} must be a whole number, at most {MAX_LIMIT} rows.")
    return int(text)


def _slice(limit: int | None, offset: int | None) -> str:
    return (f"\nLIMIT {limit}" if limit else "") + (f"\nOFFSET {offset}" if offset else "")


async def _answer(request: Request, text: str, format: str) -> tuple[bytes, int]:
    """The answer and how many rows it has."""
    state = request.app.state
    engine_format = format if format in ("xml", "tsv") else "json"
    body = await run(state.engine, QueryRequest(text, engine_format), state.settings)
    if engine_format != "json":
        return body, _ROWS[format](body)
    answer = json.loads(body)
    rows = len(answer["results"]["bindings"])
    if format == "csv":
        return _csv(answer), rows
    if format == "parquet":
        return await run_in_threadpool(_parquet, answer), rows
    return body, rows


_ROWS: Mapping[str, Callable[[bytes], int]] = {
    "xml": lambda body: body.count(b"<result>") + body.count(b"<result/>"),
    # TSV escapes the line breaks of texts: a line is a row.
    "tsv": lambda body: body.count(b"\n") - 1,
}


def _csv(answer: Mapping[str, Any]) -> bytes:
    """CSV for a spreadsheet: as the standard has it, but no text can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    names = answer["head"]["vars"]
    writer.writerow(names)
    for row in answer["results"]["bindings"]:
        writer.writerow(harmless(row[name]["value"]) if name in row else "" for name in names)
    return out.getvalue().encode()


def _parquet(answer: Mapping[str, Any]) -> bytes:
    # Loaded for those who ask for it: it takes longer to start than all the rest.
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = answer["head"]["vars"]
    rows = answer["results"]["bindings"]
    columns = {name: pa.array(_column([row.get(name) for row in rows])) for name in names}
    out = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), out)
    return bytes(out.getvalue())


def _column(cells: list[dict[str, str] | None]) -> list[str | int | float | bool | None]:
    """Values of one kind: numbers or truth values if all are, else texts."""
    kinds = {(cell.get("datatype") or "").rpartition("#")[2] for cell in cells if cell}
    if kinds == {"integer"}:
        return [int(cell["value"]) if cell else None for cell in cells]
    if kinds and kinds <= {"integer", "decimal", "double"}:
        return [float(cell["value"]) if cell else None for cell in cells]
    if kinds == {"boolean"}:
        return [cell["value"] == "true" if cell else None for cell in cells]
    return [cell["value"] if cell else None for cell in cells]


async def _page(request: Request, asked: Question, text: str, values: Mapping[str, str]) -> Response:
    state = request.app.state
    body = await run(state.engine, QueryRequest(text, TABLE_FORMAT, rows=state.settings.page_rows), state.settings)
    given = urlencode(values)
    context = {
        "asked": asked,
        "table": read_table(json.loads(body)),
        "values": {each.name: values.get(each.name, each.default) for each in asked.parameters},
        "links": {
            name: f"/query/{asked.name}.{suffix}" + (f"?{given}" if given else "")
            for suffix, name in (
                ("csv", "CSV"),
                ("json", "JSON"),
                ("tsv", "TSV"),
                ("xml", "XML"),
                ("parquet", "Parquet"),
            )
        },
        "query": text,
        "edit": "/?" + urlencode({"query": text}),
        "triples": state.triples,
        "release": state.release,
    }
    page: Response = state.templates.TemplateResponse(request, "question.html", context, headers={"Vary": "Accept"})
    return page
