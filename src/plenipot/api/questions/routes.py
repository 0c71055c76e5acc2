"""The saved questions as addresses: ``/query/{name}`` with typed parameters, in seven formats."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from plenipot.api.paging import page_links, sliced
from plenipot.api.questions.parquet import parquet
from plenipot.api.questions.shaping import MEDIA, Limit, Offset
from plenipot.api.renderers import renderers
from plenipot.api.sparql.protocol import run
from plenipot.api.spreadsheets import table, wants_mark
from plenipot.api.things.identifiers import of_question
from plenipot.engine.errors import NotInFormat
from plenipot.engine.interface import Request as QueryRequest
from plenipot.http.negotiation import accept_header, choose_answer
from plenipot.http.problems.problem import Problem, not_in_format
from plenipot.http.requests.parameters import is_tracking
from plenipot.http.requests.routing import ReadRouter
from plenipot.http.responses import respond
from plenipot.model.questions import BadValue, Question
from plenipot.model.terms import text_of
from plenipot.release.description.dataset import LICENCE

router = ReadRouter()

_INLINE_BYTES = 64 * 1024
"""An answer up to this size is converted on the event loop, since a thread would take longer to start."""
_SHAPING = ("limit", "offset", "format", "lang", "bom")


@router.read("/query/{path}")
async def question(request: Request, path: str, limit: Limit = None, offset: Offset = 0) -> Response:
    """The answer to a saved question, with other values for its parameters."""
    asked, suffix = _asked(request, path)
    pairs = [pair for pair in request.query_params.multi_items() if not is_tracking(pair[0]) or pair[0] in asked.names]
    given = _once(pairs)
    formats = [value for name, value in pairs if name == "format"]
    format = choose_answer(accept_header(request), formats or [suffix], MEDIA)
    if formats:
        given["format"] = format
    values = {name: value for name, value in given.items() if name not in _SHAPING}
    values = await of_question(request, asked.parameters, values)
    try:
        text = asked.bound(values)
    except BadValue as error:
        raise Problem(400, "Wrong parameter", f"{error}.") from None
    marked = wants_mark(given.get("bom", ""))
    if format == "html":
        return await renderers(request).question(request, asked, values, offset)
    try:
        body, more = await _answer(request, asked, text, format, limit, offset, marked)
    except NotInFormat as error:
        raise not_in_format(error) from None
    links = [f'<{LICENCE}>; rel="license"', *(page_links(given, limit, offset, more) if limit else ())]
    return respond(request, body, MEDIA[format], {"Vary": "Accept", "Link": ", ".join(links)})


def _once(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The parameters, each of which has one value; the format has the first of those that it may have.

    Raises:
        Problem: one has two.
    """
    given: dict[str, str] = {}
    for name, value in pairs:
        if given.setdefault(name, value) != value and name != "format":
            detail = f"{name[:100]} has two values, {given[name][:100]!r} and {value[:100]!r}; give it once."
            raise Problem(400, "Parameter given twice", detail)
    return given


def _asked(request: Request, path: str) -> tuple[Question, str | None]:
    questions: dict[str, Question] = request.app.state.questions
    name, dot, suffix = path.rpartition(".")
    if not dot or suffix not in MEDIA:
        name, suffix = path, ""
    if name not in questions:
        raise Problem(404, "No such question", f"There is no question {name[:100]!r}; /docs lists them all.")
    return questions[name], suffix or None


async def _answer(
    request: Request, asked: Question, text: str, format: str, limit: int | None, offset: int, marked: bool
) -> tuple[bytes, bool]:
    """The answer, and whether there are more rows: one more than asked for is looked at.

    Raises:
        NotInFormat: the format cannot carry it.
    """
    state = request.app.state
    engine_format = format if format in ("xml", "tsv") else "json"
    body = await run(state.engine, QueryRequest(sliced(text, limit, offset), engine_format), state.settings)
    if engine_format != "json":
        return _without_last(body, format, limit) if limit else (body, False)
    if format == "json" and limit is None:
        return body, False
    shape = partial(_shaped, body, format, limit, asked.types, marked)
    return await run_in_threadpool(shape) if format == "parquet" or len(body) > _INLINE_BYTES else shape()


def _shaped(body: bytes, format: str, limit: int | None, types: Mapping[str, str], marked: bool) -> tuple[bytes, bool]:
    answer = json.loads(body)
    rows = answer["results"]["bindings"]
    more = limit is not None and len(rows) > limit
    if more:
        rows.pop()
    if format == "csv":
        return _csv(answer, marked), more
    if format == "parquet":
        return parquet(answer, types), more
    return json.dumps(answer, ensure_ascii=False).encode() if more else body, more


def _without_last(body: bytes, format: str, limit: int) -> tuple[bytes, bool]:
    """The answer without the row after the last one, if it has it."""
    if format == "tsv":
        # TSV escapes the line breaks of texts: a line is a row.
        lines = body.splitlines(keepends=True)
        return b"".join(lines[: limit + 1]), len(lines) > limit + 1
    if body.count(b"<result>") <= limit:
        return body, False
    return body[: body.rindex(b"<result>")] + body[body.rindex(b"</result>") + len(b"</result>") :], True


def _csv(answer: Mapping[str, Any], marked: bool) -> bytes:
    names = answer["head"]["vars"]
    rows = [[text_of(row[name]) if name in row else "" for name in names] for row in answer["results"]["bindings"]]
    return table([names, *rows], marked)
