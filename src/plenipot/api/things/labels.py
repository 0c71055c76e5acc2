"""Names and kinds of things, for pages that show things of any kind."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import FastAPI

from plenipot.api.things.statements import best_label, read_labels, select
from plenipot.model.classes import BY_NAME, CLASSES, class_of
from plenipot.model.compact import compact
from plenipot.model.terms import Cell, link
from plenipot.model.vocabulary import BASE, PLEN

_OTHER = "other"


async def read_names(app: FastAPI, iris: Iterable[str], lang: str) -> dict[str, Cell]:
    """The names of things in a language, in English where it has none; one query."""
    wanted = {each for each in iris if each.startswith(BASE)}
    labels = await read_labels(app.state.engine, app.state.settings, wanted) if wanted else {}
    names = {}
    for each in wanted:
        found = best_label(labels.get(each, ()), lang)
        text = found.value if found else compact(each)
        names[each] = Cell(text, link(each), found.lang if found else None, compact(each), each)
    return names


async def read_kinds(app: FastAPI, iris: Iterable[str]) -> dict[str, str]:
    """The kinds of things, as names of classes; one query."""
    wanted = sorted({each for each in iris if each.startswith(BASE)})
    if not wanted:
        return {}
    things = " ".join(f"<{each}>" for each in wanted)
    known = " ".join(f"<{each.iri}>" for each in CLASSES)
    query = f"SELECT ?thing ?kind WHERE {{ VALUES ?thing {{ {things} }} VALUES ?kind {{ {known} }} ?thing a ?kind }}"
    classes: dict[str, set[str]] = {}
    for row in await select(app.state.engine, app.state.settings, query):
        classes.setdefault(row["thing"].value, set()).add(row["kind"].value.removeprefix(str(PLEN)))
    return {thing: found.name for thing, names in classes.items() if (found := class_of(names))}


def kind_words(kind: str | None) -> str:
    """What a reader calls a kind where the rest is known."""
    return BY_NAME[kind].brief if kind is not None and kind in BY_NAME else _OTHER
