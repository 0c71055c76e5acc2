"""``/questions`` lists the saved questions; each question has a page with a form, its rows and downloads."""

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
from plenipot.pages.sections import LABEL, FilledRow, FilledSection, Section, fill
from plenipot.pages.views.question_themes import themes

router = APIRouter()

FORMATS = (("csv", "CSV"), ("json", "JSON"), ("tsv", "TSV"), ("xml", "XML"), ("parquet", "Parquet"))
_NAMES = ("name", "label")
_SOURCE_KEYS = '"^.*/source/"'
"""Pattern in the SPARQL text of questions that return the keys of sources instead of their IRIs."""


@dataclass(frozen=True)
class Field:
    """A field of the form: a parameter of the question with its current value."""

    parameter: Parameter
    title: str
    value: str
    label: str | None
    """The label of the chosen thing."""
    kind: str
    """The kind of thing that the search of the field offers; empty for all."""


@router.api_route("/questions", methods=["GET", "HEAD"], include_in_schema=False)
async def questions_page(request: Request, q: str = "") -> Response:
    """Render the list of all saved questions, or of those that match all words of ``q``."""
    read_view(request)
    context = list_context(request, q[:200])
    page: Response = request.app.state.templates.TemplateResponse(request, "questions.html", context)
    return respond(bytes(page.body), HTML)


async def question_page(request: Request, question: Question, values: Mapping[str, str], offset: int) -> Response:
    """Render the page of a question with parameter values; ``offset`` is the number of rows to skip."""
    context = await question_context(request, question, values, read_view(request), offset)
    page: Response = request.app.state.templates.TemplateResponse(
        request, "question.html", context, headers={"Vary": "Accept"}
    )
    return page


def list_context(request: Request, words: str) -> dict[str, Any]:
    """Return the template context of the list of questions."""
    questions: Mapping[str, Question] = request.app.state.questions
    return {"themes": themes(questions, words), "words": words, "total": len(questions)}


async def question_context(
    request: Request, question: Question, values: Mapping[str, str], view: View, skip: int
) -> dict[str, Any]:
    """Return the template context of a question's page; ``skip`` is the number of rows to skip."""
    page_size = request.app.state.settings.page_rows
    columns = {name: heading(name) for name in question.columns if not name.endswith(LABEL)}
    section = Section(
        "answer", question.title, question.name, values=values, columns=columns, max_rows=page_size, skip=skip
    )
    filled = without_label_columns((await fill(request.app, (section,), None, view))["answer"])
    return {
        "question": question,
        "filled": filled,
        "fields": await _fields(request, question, values, view.lang),
        "formats": [(filled.download(suffix), name) for suffix, name in FORMATS],
        "spreadsheet": filled.spreadsheet,
        "by_key": _SOURCE_KEYS in question.text,
        "first": skip + 1,
        "before": _page(filled, max(0, skip - page_size)) if skip else None,
        "after": _page(filled, skip + page_size) if skip + page_size < filled.total else None,
    }


def _page(filled: FilledSection, skip: int) -> str:
    query_string = f"{filled.query_string}&offset={skip}".lstrip("&") if skip else filled.query_string
    return f"{filled.address}.html?{query_string}"


def without_label_columns(filled: FilledSection) -> FilledSection:
    """Drop the columns that only label the things in the column before: the text of a link is the label already."""
    columns, rows = dict(filled.section.columns), list(filled.rows)
    for thing, name in named_columns(list(columns)).items():
        if any((cell := row.cells.get(thing)) and not cell.iri for row in rows):
            continue
        del columns[name]
        rows = [_labelled(row, thing, name) for row in rows]
    return replace(filled, section=replace(filled.section, columns=columns), rows=tuple(rows))


def _labelled(row: FilledRow, thing: str, name: str) -> FilledRow:
    """Use the label column for a thing that is unbound or has no label of its own."""
    cell, label = row.cells.get(thing), row.cells.get(name)
    if not label or (cell and cell.text != compact(cell.iri or "")):
        return row
    labelled = replace(cell, text=label.text, lang=label.lang) if cell else label
    return replace(row, cells={**row.cells, thing: labelled})


def named_columns(columns: Sequence[str]) -> dict[str, str]:
    """Map each column of things to the column after it that has their labels.

    >>> named_columns(["body", "name", "mandate", "group", "groupName", "title"])
    {'body': 'name', 'group': 'groupName'}
    """
    label_columns = {}
    for before, column in pairwise(columns):
        if column in (before + "Label", before + "Name") or column in _NAMES:
            label_columns[before] = column
    return label_columns


async def _fields(request: Request, question: Question, values: Mapping[str, str], lang: str) -> list[Field]:
    texts = {parameter.name: values.get(parameter.name, parameter.default or "") for parameter in question.parameters}
    things = {
        parameter.name: parameter.term(texts[parameter.name]).value
        for parameter in question.parameters
        if parameter.type == "iri" and texts[parameter.name]
    }
    state = request.app.state
    in_graph = {iri for iri in things.values() if iri.startswith(BASE)}
    labels = await read_labels(state.engine, state.settings, in_graph) if in_graph else {}
    fields = []
    for parameter in question.parameters:
        name = best_label(labels.get(things.get(parameter.name, ""), ()), lang)
        label = name.value if name else None
        # The search offers only things of the class that the parameter accepts.
        kind = BY_PARAMETER[parameter.name].name if parameter.name in BY_PARAMETER else ""
        fields.append(Field(parameter, heading(parameter.name), relative(texts[parameter.name]), label, kind))
    return fields
