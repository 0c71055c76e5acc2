"""What kinds of things are called, in words that people use for them."""

from __future__ import annotations

import re

from plenipot.model.classes import SEARCHED
from plenipot.model.vocabulary import BASE

_TEXTS = {
    "resolution": "resolution",
    "decision": "decision",
    "opinion": "opinion",
    "recommendation": "Recommendation",
    "supplement": "supplement",
    "question": "study Question",
    "report": "report",
    "handbook": "handbook",
}


def called(kind: str, iri: str = "") -> str:
    """What one thing of a kind is called; a text by its own kind, as its identifier says.

    >>> called("Instrument", BASE + "decision/pp/11"), called("State")
    ('decision', 'State')
    """
    if kind in ("Instrument", "Publication"):
        return _TEXTS.get(iri.removeprefix(BASE).partition("/")[0], SEARCHED[kind].singular)
    return SEARCHED[kind].singular


def several(kind: str) -> str:
    """What things of a kind are called."""
    return SEARCHED[kind].plural


def heading(name: str) -> str:
    """The name of a column or parameter in words.

    >>> heading("electionFor"), heading("as_of"), heading("ofITUMembers"), heading("groupName")
    ('election for', 'as of', 'of ITU members', 'group name')
    """
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name.replace("_", " "))
    return " ".join(part if len(part) > 1 and part.isupper() else part.lower() for part in parts)
