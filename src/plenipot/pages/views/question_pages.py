"""The pages of the saved questions: all in groups, and each with a form, its answer and ways to take it away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from fastapi import APIRouter, Request, Response

from plenipot.api.things.statements import best_label, read_labels
from plenipot.api.view import View, read_view
from plenipot.http.negotiation import HTML
from plenipot.http.responses import respond
from plenipot.model.class_names import heading
from plenipot.model.classes import BY_PARAMETER
from plenipot.model.compact import compact, relative
from plenipot.model.questions import Parameter, Question
from plenipot.model.vocabulary import BASE
from plenipot.pages.sections import LABEL, Filled, FilledRow, Section, fill
from plenipot.pages.views.question_themes import themes

router = APIRouter()

FORMATS = (("csv", "CSV"), ("json", "JSON"), ("tsv", "TSV"), ("xml", "XML"), ("parquet", "Parquet"))
_NAMES = ("name", "label")
_KEYS = '"^.*/source/"'
"""Questions that give their sources do so by their keys, cut off behind this."""


@dataclass(frozen=True)
class Field:
    """A parameter in the form."""

    parameter: Parameter
    title: str
    value: str
    label: str | None
    """The name of the thing that is chosen."""
    kind: str
    """What the search is narrowed to."""


@router.api_route("/questions", methods=["GET", "HEAD"], include_in_schema=False)
async def questions_page(request: Request, q: str = "") -> Response:
    """All saved questions, or those that have all words of ``q``."""
    read_view(request)
    context = all_questions(request, q[:200])
    page: Response = request.app.state.templates.TemplateResponse(request, "questions.html", context)
    return respond(bytes(page.body), HTML)


async def question_page(request: Request, asked: Question, values: Mapping[str, str], offset: int) -> Response:
    """The page of a question with values of its parameters: its rows from one on."""
    context = await one_question(request, asked, values, read_view(request), offset)
    page: Response = request.app.state.templates.TemplateResponse(
        request, "question.html", context, headers={"Vary": "Accept"}
    )
    return page


def all_questions(request: Request, words: str) -> dict[str, Any]:
    """What the page of all questions shows."""
    questions: Mapping[str, Question] = request.app.state.questions
    return {"themes": themes(questions, words), "words": words, "total": len(questions)}


async def one_question(
    request: Request, asked: Question, values: Mapping[str, str], view: View, skip: int
) -> dict[str, Any]:
    """What the page of a question shows: its rows from a certain one on."""
    most = request.app.state.settings.page_rows
    columns = {name: heading(name) for name in asked.columns if not name.endswith(LABEL)}
    section = Section("answer", asked.title, asked.name, values=values, columns=columns, most=most, skip=skip)
    filled = without_doubled((await fill(request.app, (section,), None, view))["answer"])
    return {
        "asked": asked,
        "filled": filled,
        "fields": await _fields(request, asked, values, view.lang),
        "formats": [(filled.download(suffix), name) for suffix, name in FORMATS],
        "spreadsheet": filled.spreadsheet,
        "by_key": _KEYS in asked.text,
        "first": skip + 1,
        "before": _page(filled, max(0, skip - most)) if skip else None,
        "after": _page(filled, skip + most) if skip + most < filled.total else None,
    }


def _page(filled: Filled, skip: int) -> str:
    given = f"{filled.given}&offset={skip}".lstrip("&") if skip else filled.given
    return f"{filled.address}.html?{given}"


def without_doubled(filled: Filled) -> Filled:
    """The same without the columns that only name the things beside them, as links do already."""
    columns, rows = dict(filled.section.columns), list(filled.rows)
    for thing, name in named_columns(list(columns)).items():
        if any((cell := row.cells.get(thing)) and not cell.iri for row in rows):
            continue
        del columns[name]
        rows = [_named(row, thing, name) for row in rows]
    return replace(filled, section=replace(filled.section, columns=columns), rows=tuple(rows))


def _named(row: FilledRow, thing: str, name: str) -> FilledRow:
    """A row in which a thing that has no label, or only a name, is called what the column beside it says."""
    cell, said = row.cells.get(thing), row.cells.get(name)
    if not said or (cell and cell.text != compact(cell.iri or "")):
        return row
    shown = replace(cell, text=said.text, lang=said.lang) if cell else said
    return replace(row, cells={**row.cells, thing: shown})


def named_columns(columns: Sequence[str]) -> dict[str, str]:
    """Which column has the names of the things of which other one.

    >>> named_columns(["body", "name", "mandate", "group", "groupName", "title"])
    {'body': 'name', 'group': 'groupName'}
    """
    found = {}
    for before, column in pairwise(columns):
        if column in (before + "Label", before + "Name") or column in _NAMES:
            found[before] = column
    return found


async def _fields(request: Request, asked: Question, values: Mapping[str, str], lang: str) -> list[Field]:
    given = {each.name: values.get(each.name, each.default or "") for each in asked.parameters}
    things = {
        each.name: each.term(given[each.name]).value
        for each in asked.parameters
        if each.type == "iri" and given[each.name]
    }
    state = request.app.state
    ours = {iri for iri in things.values() if iri.startswith(BASE)}
    labels = await read_labels(state.engine, state.settings, ours) if ours else {}
    fields = []
    for each in asked.parameters:
        name = best_label(labels.get(things.get(each.name, ""), ()), lang)
        label = name.value if name else None
        # Where a parameter takes things of one class, the search offers no others.
        kind = BY_PARAMETER[each.name].name if each.name in BY_PARAMETER else ""
        fields.append(Field(each, heading(each.name), relative(given[each.name]), label, kind))
    return fields
