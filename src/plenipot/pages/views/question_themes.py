"""Group the saved questions by theme, by their keywords."""

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
"""Anchor, title and keywords of each theme."""


@dataclass(frozen=True)
class Theme:
    """The questions of a theme."""

    name: str
    title: str
    questions: tuple[Question, ...]


def theme_of(keywords: Iterable[str]) -> str:
    """Return the anchor of the theme that has the first matching keyword of a question.

    >>> theme_of(["resolutions", "topics"]), theme_of(["Internet"]), theme_of(["whales"])
    ('texts', 'internet', 'others')
    """
    for word in keywords:
        for name, _, words in THEMES:
            if word.lower() in words:
                return name
    return "others"


def themes(questions: Mapping[str, Question], words: str = "") -> list[Theme]:
    """Return the themes with the questions that contain all words; themes without a match are left out."""
    search_words = words.casefold().split()
    by_theme: dict[str, list[Question]] = {}
    for question in questions.values():
        text = " ".join((question.title, question.description, *question.keywords)).casefold()
        if all(word in text for word in search_words):
            by_theme.setdefault(theme_of(question.keywords), []).append(question)
    titles = {name: title for name, title, _ in THEMES} | {"others": "Others"}
    return [Theme(name, title, tuple(by_theme[name])) for name, title in titles.items() if name in by_theme]
