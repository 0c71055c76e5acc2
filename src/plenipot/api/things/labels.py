"""Names and kinds of things, for pages that show things of any kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fastapi import FastAPI

from plenipot.api.things.statements import best_label, read_labels, select
from plenipot.model.terms import Cell, compact, link
from plenipot.model.vocabulary import BASE, PLEN

# What a reader calls the classes; the first that fits a thing is its kind.
WORDS: Mapping[str, str] = {
    "State": "State",
    "Office": "office",
    "StudyGroup": "study group",
    "Conference": "conference",
    "Meeting": "meeting",
    "Instrument": "text",
    "Version": "version of a text",
    "Person": "person",
    "Treaty": "treaty",
    "Article": "article",
    "Provision": "provision",
    "RegionalOrganization": "regional organization",
    "Body": "body",
    "Topic": "topic",
    "CouncilTerm": "term of the Council",
    "Election": "election",
    "Proposal": "proposal",
    "Document": "document",
    "Publication": "publication",
    "Edition": "edition",
    "Claim": "claim",
}
PLURALS: Mapping[str, str] = {kind: f"{words}s" for kind, words in WORDS.items()} | {
    "Body": "bodies",
    "Version": "versions of texts",
    "CouncilTerm": "terms of the Council",
}
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
    known = " ".join(f"<{PLEN[each]}>" for each in WORDS)
    query = f"SELECT ?thing ?kind WHERE {{ VALUES ?thing {{ {things} }} VALUES ?kind {{ {known} }} ?thing a ?kind }}"
    classes: dict[str, set[str]] = {}
    for row in await select(app.state.engine, app.state.settings, query):
        classes.setdefault(row["thing"].value, set()).add(row["kind"].value.removeprefix(str(PLEN)))
    return {thing: next(kind for kind in WORDS if kind in found) for thing, found in classes.items()}


def kind_words(kind: str | None) -> str:
    """What a reader calls a kind."""
    return WORDS.get(kind or "", _OTHER)
