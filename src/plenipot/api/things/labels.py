"""Read the labels and classes of things."""

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
    """Read the labels of things as linked cells, with one query: in a language, else in English, else any."""
    things = {iri for iri in iris if iri.startswith(BASE)}
    labels = await read_labels(app.state.engine, app.state.settings, things) if things else {}
    names = {}
    for thing in things:
        label = best_label(labels.get(thing, ()), lang)
        text = label.value if label else compact(thing)
        names[thing] = Cell(text, link(thing), label.lang if label else None, compact(thing), thing)
    return names


async def read_kinds(app: FastAPI, iris: Iterable[str]) -> dict[str, str]:
    """Read the class that names each thing, by its local name, with one query."""
    ours = sorted({iri for iri in iris if iri.startswith(BASE)})
    if not ours:
        return {}
    things = " ".join(f"<{iri}>" for iri in ours)
    kinds = " ".join(f"<{thing_class.iri}>" for thing_class in CLASSES)
    query = f"SELECT ?thing ?kind WHERE {{ VALUES ?thing {{ {things} }} VALUES ?kind {{ {kinds} }} ?thing a ?kind }}"
    classes: dict[str, set[str]] = {}
    for row in await select(app.state.engine, app.state.settings, query):
        classes.setdefault(row["thing"].value, set()).add(row["kind"].value.removeprefix(str(PLEN)))
    return {thing: thing_class.name for thing, names in classes.items() if (thing_class := class_of(names))}


def kind_words(kind: str | None) -> str:
    """The short singular name of a class; "other" for an unknown class."""
    return BY_NAME[kind].brief if kind is not None and kind in BY_NAME else _OTHER
