"""The route ``/query/{name}`` of the saved questions: typed parameters, pagination, seven formats."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from plenipot.api.paging import page_links, paginate
from plenipot.api.questions.common_parameters import MEDIA_TYPES, Limit, Offset
from plenipot.api.questions.parquet import parquet
from plenipot.api.renderers import renderers
from plenipot.api.sparql.protocol import run
from plenipot.api.spreadsheets import ByteOrderMark, write_csv
from plenipot.api.things.identifiers import resolve_values
from plenipot.engine.errors import NotInFormat
from plenipot.engine.interface import Request as QueryRequest
from plenipot.http.negotiation import accept_header, choose_answer
from plenipot.http.problems.problem import Problem, not_in_format
from plenipot.http.requests.parameters import is_tracking
from plenipot.http.requests.routing import ReadRouter
from plenipot.http.requests.types import read_parameter
from plenipot.http.responses import respond
from plenipot.model.questions import BadValue, Question
from plenipot.model.terms import text_of
from plenipot.release.description.dataset import LICENCE

router = ReadRouter()

_INLINE_BYTES = 64 * 1024
"""Maximum size of results that are converted on the event loop: for them, a thread would take longer to start."""
_COMMON_PARAMETERS = ("limit", "offset", "format", "lang", "bom")


@router.read("/query/{path}")
async def question(request: Request, path: str, limit: Limit = None, offset: Offset = 0) -> Response:
    """Run a saved question with the values of the request, or its defaults."""
    saved_question, suffix = _find_question(request, path)
    pairs = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if not is_tracking(name) or name in saved_question.parameter_names
    ]
    params = _single_values(pairs)
    formats = [value for name, value in pairs if name == "format"]
    format = choose_answer(accept_header(request), formats or [suffix], MEDIA_TYPES)
    if formats:
        params["format"] = format
    values = {name: value for name, value in params.items() if name not in _COMMON_PARAMETERS}
    values = await resolve_values(request, saved_question.parameters, values)
    try:
        text = saved_question.bind(values)
    except BadValue as error:
        raise Problem(400, "Wrong parameter", f"{error}.") from None
    bom = read_parameter(request, "bom", ByteOrderMark(), False)
    if format == "html":
        return await renderers(request).question(request, saved_question, values, offset)
    try:
        body, more = await _run(request, saved_question, text, format, limit, offset, bom)
    except NotInFormat as error:
        raise not_in_format(error) from None
    links = [f'<{LICENCE}>; rel="license"', *(page_links(params, limit, offset, more) if limit else ())]
    return respond(body, MEDIA_TYPES[format], {"Vary": "Accept", "Link": ", ".join(links)})


def _single_values(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The parameters as a dictionary; of several formats it has the first.

    Raises:
        Problem: 400 if another parameter has several values.
    """
    params: dict[str, str] = {}
    for name, value in pairs:
        if params.setdefault(name, value) != value and name != "format":
            detail = f"{name[:100]} has two values, {params[name][:100]!r} and {value[:100]!r}; give it once."
            raise Problem(400, "Parameter given twice", detail)
    return params


def _find_question(request: Request, path: str) -> tuple[Question, str | None]:
    """The question of a path, and the suffix of the path if it is a format.

    Raises:
        Problem: 404 if there is no such question.
    """
    questions: dict[str, Question] = request.app.state.questions
    name, dot, suffix = path.rpartition(".")
    if not dot or suffix not in MEDIA_TYPES:
        name, suffix = path, ""
    if name not in questions:
        raise Problem(404, "No such question", f"There is no question {name[:100]!r}; /docs lists them all.")
    return questions[name], suffix or None


async def _run(
    request: Request, question: Question, query: str, format: str, limit: int | None, offset: int, bom: bool
) -> tuple[bytes, bool]:
    """Run the query; the results in the format, and whether there are more rows after them.

    Raises:
        NotInFormat: the format cannot represent a value.
    """
    state = request.app.state
    engine_format = format if format in ("xml", "tsv") else "json"
    body = await run(state.engine, QueryRequest(paginate(query, limit, offset), engine_format), state.settings)
    if engine_format != "json":
        return _without_last(body, format, limit) if limit else (body, False)
    if format == "json" and limit is None:
        return body, False
    convert = partial(_convert, body, format, limit, question.column_types, bom)
    return await run_in_threadpool(convert) if format == "parquet" or len(body) > _INLINE_BYTES else convert()


def _convert(body: bytes, format: str, limit: int | None, types: Mapping[str, str], bom: bool) -> tuple[bytes, bool]:
    """Convert JSON results to the format without the row after the limit, and tell whether there was one."""
    results = json.loads(body)
    rows = results["results"]["bindings"]
    more = limit is not None and len(rows) > limit
    if more:
        rows.pop()
    if format == "csv":
        return _csv(results, bom), more
    if format == "parquet":
        return parquet(results, types), more
    return json.dumps(results, ensure_ascii=False).encode() if more else body, more


def _without_last(body: bytes, format: str, limit: int) -> tuple[bytes, bool]:
    """Remove the row after the limit from TSV or XML results, and tell whether there was one."""
    if format == "tsv":
        # TSV escapes line breaks, so each row is one line.
        lines = body.splitlines(keepends=True)
        return b"".join(lines[: limit + 1]), len(lines) > limit + 1
    if body.count(b"<result>") <= limit:
        return body, False
    return body[: body.rindex(b"<result>")] + body[body.rindex(b"</result>") + len(b"</result>") :], True


def _csv(results: Mapping[str, Any], bom: bool) -> bytes:
    names = results["head"]["vars"]
    rows = [[text_of(row[name]) if name in row else "" for name in names] for row in results["results"]["bindings"]]
    return write_csv([names, *rows], bom)
