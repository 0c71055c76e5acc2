"""The parts of a page: each is the answer to a saved question, so that a reader can take it away or ask on."""

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

MOST = 200
"""Rows of a section that stand on the page; the others are at the address of its question."""
LABEL = "Label"
"""A column ``xLabel`` names the things of the column ``x``, if the section does not say otherwise."""


@dataclass(frozen=True)
class Section:
    """A part of a page: which question is asked, and how its answer is shown."""

    name: str
    title: str
    question: str
    parameter: str | None = None
    """The parameter of the question that the thing of the page is the value of."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Values of other parameters."""
    shape: str = "table"
    """The template that shows it."""
    draw: Drawing | None = None
    """What the template draws from, made of the rows for the thing of a page."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Which columns of the answer are shown under which heading, in this order."""
    names: Mapping[str, str] = field(default_factory=dict)
    """For a column of things, the column with their names; names that no column has are looked up."""
    node: str | None = None
    """The column of the thing whose sources say why a row is believed."""
    note: str = ""
    empty: str = ""
    """What is said when there are no rows; without it the section is left out then."""
    most: int = MOST
    history: bool = False
    """Whether it shows all times, even if a day is looked at; the shape marks the day."""
    skip: int = 0
    """Rows before the first one that is shown."""


@dataclass(frozen=True)
class FilledRow:
    """A row of a section."""

    cells: Mapping[str, Cell]
    why: str | None
    """The address of the reasons to believe it."""

    def text(self, name: str) -> str:
        """The text of a column, or nothing."""
        found = self.cells.get(name)
        return found.text if found else ""


@dataclass(frozen=True)
class Filled:
    """A section with its rows."""

    section: Section
    rows: tuple[FilledRow, ...]
    total: int
    query: str
    """The SPARQL text that was asked."""
    address: str
    """The question with its parameters: a path without suffix, and what follows it."""
    given: str

    def download(self, suffix: str) -> str:
        """The whole answer in a format."""
        return f"{self.address}.{suffix}" + (f"?{self.given}" if self.given else "")

    @property
    def spreadsheet(self) -> str:
        """The whole answer as CSV that Excel takes for UTF-8."""
        return for_excel(self.download("csv"))

    @property
    def workbench(self) -> str:
        """The query behind the section, to be changed."""
        name = self.address.rpartition("/")[2]
        return f"/workbench?question={name}" + (f"&{self.given}" if self.given else "")

    @property
    def columns(self) -> Mapping[str, str]:
        """What is shown, without the columns that no row fills."""
        return {name: title for name, title in self.section.columns.items() if any(row.text(name) for row in self.rows)}


Drawing = Callable[[Filled, View, str], Any]
"""What a shape shows, made of the rows for the thing of a page, given by its IRI."""


async def fill(app: FastAPI, sections: Sequence[Section], iri: str | None, view: View) -> dict[str, Filled]:
    """The sections of a page by name, all asked at a time, with names in the language of the reader.

    As many queries as there are sections, and one for the names.
    """
    filled = await asyncio.gather(*(_fill(app, each, iri, view) for each in sections))
    return {each.section.name: each for each in await _with_names(app, filled, view.lang)}


async def _fill(app: FastAPI, section: Section, iri: str | None, view: View) -> Filled:
    state = app.state
    question: Question = state.questions[section.question]
    values = dict(section.values)
    if section.parameter and iri:
        values[section.parameter] = relative(iri)
    if view.as_of and not section.history and any(each.name == "as_of" for each in question.parameters):
        values["as_of"] = view.as_of
    text = question.bind(values)
    part = paginate(text, None, section.skip) if section.skip else text
    answer = json.loads(await run(state.engine, QueryRequest(part, TABLE_FORMAT, rows=section.most), state.settings))
    rows = tuple(_row(section, answer["vars"], row) for row in answer["rows"])
    return Filled(section, rows, answer["total"] + section.skip, text, f"/query/{question.name}", urlencode(values))


def _row(section: Section, names: Sequence[str], terms: Sequence[dict[str, str] | None]) -> FilledRow:
    given = dict(zip(names, terms, strict=True))
    labels = {name: given.get(section.names.get(name, name + LABEL)) for name in given}
    cells = {name: cell(term, labels[name]) for name, term in given.items() if term}
    node = cells.get(section.node) if section.node else None
    return FilledRow(cells, why(node.iri) if node and node.iri else None)


async def _with_names(app: FastAPI, parts: Sequence[Filled], lang: str) -> list[Filled]:
    """The same with names in a language where the data have them, else in English, else what stands there."""
    cells = [cell for part in parts for row in part.rows for cell in row.cells.values() if cell.iri]
    unnamed = {cell.iri for cell in cells if cell.iri and (lang != "en" or cell.note is None)}
    ours = {iri for iri in unnamed if iri.startswith(BASE)}
    labels = await read_labels(app.state.engine, app.state.settings, ours) if ours else {}
    names = {iri: found for iri, terms in labels.items() if (found := best_label(terms, lang))}
    return [
        replace(part, rows=tuple(replace(row, cells=_renamed(row.cells, names, lang)) for row in part.rows))
        for part in parts
    ]


def _renamed(cells: Mapping[str, Cell], names: Mapping[str, Term], lang: str) -> dict[str, Cell]:
    made = dict(cells)
    for name, each in cells.items():
        found = names.get(each.iri) if each.iri else None
        if found and each.iri and (each.note is None or found.lang == lang):
            made[name] = replace(each, text=found.value, lang=found.lang, note=compact(each.iri))
    return made
