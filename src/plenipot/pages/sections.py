"""Sections of a page. Each shows the result of a saved question, which the reader can download or edit."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI

from plenipot.api.paging import paginate
from plenipot.api.sparql.protocol import run
from plenipot.api.spreadsheets import for_excel
from plenipot.api.things.statements import best_label, read_labels
from plenipot.api.things.why_address import why
from plenipot.api.view import View
from plenipot.engine.interface import TABLE_FORMAT
from plenipot.engine.interface import Request as QueryRequest
from plenipot.model.compact import compact, relative
from plenipot.model.questions import Question
from plenipot.model.terms import Cell, Term, cell
from plenipot.model.vocabulary import BASE

MAX_ROWS = 200
"""Default limit of rows per section; the address of the question has all rows."""
LABEL = "Label"
"""Suffix of label columns: ``xLabel`` has the labels of ``x``, unless :attr:`Section.names` says otherwise."""


@dataclass(frozen=True)
class Section:
    """Declaration of a section: the saved question to run, and the template that shows its rows."""

    name: str
    title: str
    question: str
    parameter: str | None = None
    """The parameter of the question that gets the IRI of the page's thing."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Values of the other parameters, by name."""
    shape: str = "table"
    """The template, relative to ``templates/shapes/``, without suffix."""
    draw: Drawing | None = None
    """Computes from the rows what the template draws; the template calls it."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Column headings by column name, in display order."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Label columns by column of things; a second query reads labels that no column has."""
    node: str | None = None
    """The column with the thing whose page ``/why`` explains a row."""
    note: str = ""
    empty: str = ""
    """Text for a result without rows; if empty, the page omits a section without rows."""
    max_rows: int = MAX_ROWS
    history: bool = False
    """Whether the section ignores the chosen day; its template marks the day instead."""
    skip: int = 0
    """Number of rows to skip (the offset)."""


@dataclass(frozen=True)
class FilledRow:
    """A result row of a section; ``cells`` has no entry for an unbound column."""

    cells: Mapping[str, Cell]
    why: str | None
    """The address of the page that explains the row."""

    def text(self, name: str) -> str:
        """Return the text of a column; empty if it is unbound."""
        value = self.cells.get(name)
        return value.text if value else ""

    def number(self, name: str) -> int | None:
        """Return the whole number of a column; None if it is unbound, no number, or has more than nine digits."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def year(self, name: str) -> int | None:
        """Return the year of a column that has a date or a year; None if it has neither."""
        text = self.text(name)[:4]
        return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None


@dataclass(frozen=True)
class FilledSection:
    """A section with its result rows."""

    section: Section
    rows: tuple[FilledRow, ...]
    total: int
    """Number of rows of the whole result; ``rows`` may be fewer."""
    query: str
    """The SPARQL query with the parameters filled in."""
    address: str
    """The path of the question, without suffix."""
    query_string: str
    """The URL-encoded parameters of the question."""

    def download(self, suffix: str) -> str:
        """Return the address of the whole result in the format of ``suffix``."""
        return f"{self.address}.{suffix}" + (f"?{self.query_string}" if self.query_string else "")

    @property
    def spreadsheet(self) -> str:
        """The address of the whole result as CSV that Excel reads as UTF-8."""
        return for_excel(self.download("csv"))

    @property
    def workbench(self) -> str:
        """The address of the workbench with the query of the section."""
        name = self.address.rpartition("/")[2]
        return f"/workbench?question={name}" + (f"&{self.query_string}" if self.query_string else "")

    @property
    def columns(self) -> Mapping[str, str]:
        """Headings by column, without the columns that are empty in all rows."""
        return {name: title for name, title in self.section.columns.items() if any(row.text(name) for row in self.rows)}


Drawing = Callable[[FilledSection, View, str], Any]
"""Computes the data of a shape template from the rows, the view and the IRI of the page's thing."""


async def fill(app: FastAPI, sections: Sequence[Section], iri: str | None, view: View) -> dict[str, FilledSection]:
    """Run the questions of all sections concurrently and return the filled sections by name.

    Runs one query per section, and one for the labels in the reader's language.
    """
    filled = await asyncio.gather(*(_fill(app, section, iri, view) for section in sections))
    return {each.section.name: each for each in await _with_labels(app, filled, view.lang)}


async def _fill(app: FastAPI, section: Section, iri: str | None, view: View) -> FilledSection:
    state = app.state
    question: Question = state.questions[section.question]
    values = dict(section.values)
    if section.parameter and iri:
        values[section.parameter] = relative(iri)
    if view.as_of and not section.history and any(parameter.name == "as_of" for parameter in question.parameters):
        values["as_of"] = view.as_of
    text = question.bind(values)
    query = paginate(text, None, section.skip) if section.skip else text
    query_request = QueryRequest(query, TABLE_FORMAT, rows=section.max_rows)
    table = json.loads(await run(state.engine, query_request, state.settings))
    rows = tuple(_row(section, table["vars"], row) for row in table["rows"])
    return FilledSection(
        section, rows, table["total"] + section.skip, text, f"/query/{question.name}", urlencode(values)
    )


def _row(section: Section, variables: Sequence[str], terms: Sequence[dict[str, str] | None]) -> FilledRow:
    bindings = dict(zip(variables, terms, strict=True))
    labels = {name: bindings.get(section.names.get(name, name + LABEL)) for name in bindings}
    cells = {name: cell(term, labels[name]) for name, term in bindings.items() if term}
    node = cells.get(section.node) if section.node else None
    return FilledRow(cells, why(node.iri) if node and node.iri else None)


async def _with_labels(app: FastAPI, sections: Sequence[FilledSection], lang: str) -> list[FilledSection]:
    """Label the things in a language; fall back to English, then to the text of the cell."""
    cells = [cell for section in sections for row in section.rows for cell in row.cells.values() if cell.iri]
    unlabelled = {cell.iri for cell in cells if cell.iri and (lang != "en" or cell.note is None)}
    in_graph = {iri for iri in unlabelled if iri.startswith(BASE)}
    all_labels = await read_labels(app.state.engine, app.state.settings, in_graph) if in_graph else {}
    labels = {iri: label for iri, terms in all_labels.items() if (label := best_label(terms, lang))}
    return [
        replace(section, rows=tuple(replace(row, cells=_labelled(row.cells, labels, lang)) for row in section.rows))
        for section in sections
    ]


def _labelled(cells: Mapping[str, Cell], labels: Mapping[str, Term], lang: str) -> dict[str, Cell]:
    labelled = dict(cells)
    for column, value in cells.items():
        label = labels.get(value.iri) if value.iri else None
        if label and value.iri and (value.note is None or label.lang == lang):
            labelled[column] = replace(value, text=label.value, lang=label.lang, note=compact(value.iri))
    return labelled
