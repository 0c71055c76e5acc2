"""The saved questions in groups, for people who look for one that is close to theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from plenipot.model.questions import Question

THEMES: Sequence[tuple[str, str, frozenset[str]]] = (
    ("council", "The Council", frozenset({"council", "seats", "terms", "working groups"})),
    (
        "elections",
        "Elections, offices and people",
        frozenset({"elections", "offices", "candidates", "persons", "chairs", "radio regulations board", "votes"}),
    ),
    (
        "texts",
        "Resolutions and other texts",
        frozenset({"resolutions", "decisions", "opinions", "citations", "versions", "wtsa", "itu-r", "instructions"}),
    ),
    (
        "internet",
        "Internet policy, topics and the World Summit",
        frozenset({"topics", "internet", "wsis", "sdg", "wtpf"}),
    ),
    (
        "proposals",
        "Proposals, positions and declarations",
        frozenset({"proposals", "positions", "declarations", "stakeholders", "consultations"}),
    ),
    ("conferences", "Conferences and their preparation", frozenset({"conferences", "plenipotentiary", "calendar"})),
    ("states", "Member States and regions", frozenset({"members", "states", "regions", "regional organizations"})),
    (
        "treaties",
        "Treaties, Constitution and signatures",
        frozenset({"treaties", "constitution", "convention", "signatures", "amendments"}),
    ),
    ("bodies", "Bodies and what they are for", frozenset({"bodies", "mandates", "membership", "duties", "groups"})),
    ("recommendations", "Recommendations and study groups", frozenset({"recommendations", "study groups"})),
    (
        "sources",
        "Sources, conflicts and coverage",
        frozenset({"sources", "claims", "coverage", "gaps", "background paper", "figures", "conflicts"}),
    ),
    ("links", "Links to other data", frozenset({"links", "wikidata", "identifiers"})),
)
"""Anchor, title and keywords of each group."""


@dataclass(frozen=True)
class Theme:
    """Questions of a group."""

    name: str
    title: str
    questions: tuple[Question, ...]


def theme_of(keywords: Iterable[str]) -> str:
    """The group of a question: the one that its first fitting keyword belongs to.

    >>> theme_of(["resolutions", "topics"]), theme_of(["Internet"]), theme_of(["whales"])
    ('texts', 'internet', 'others')
    """
    for word in keywords:
        for name, _, words in THEMES:
            if word.lower() in words:
                return name
    return "others"


def themes(questions: Mapping[str, Question], words: str = "") -> list[Theme]:
    """All groups that have a question with all these words."""
    wanted = words.casefold().split()
    found: dict[str, list[Question]] = {}
    for each in questions.values():
        said = " ".join((each.title, each.description, *each.keywords)).casefold()
        if all(word in said for word in wanted):
            found.setdefault(theme_of(each.keywords), []).append(each)
    titles = {name: title for name, title, _ in THEMES} | {"others": "Others"}
    return [Theme(name, title, tuple(found[name])) for name, title in titles.items() if name in found]
