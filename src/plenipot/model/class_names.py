"""English names of classes, columns and parameters."""

from __future__ import annotations

import re

from plenipot.model.classes import SEARCHED
from plenipot.model.vocabulary import BASE

_TEXT_TYPES = {
    "resolution": "resolution",
    "decision": "decision",
    "opinion": "opinion",
    "recommendation": "Recommendation",
    "supplement": "supplement",
    "question": "study Question",
    "report": "report",
    "handbook": "handbook",
}


def singular_name(class_name: str, iri: str = "") -> str:
    """Name one member of a class. A text is named by its type, which is the first segment of its identifier.

    >>> singular_name("Instrument", BASE + "decision/pp/11"), singular_name("State")
    ('decision', 'State')
    """
    if class_name in ("Instrument", "Publication"):
        return _TEXT_TYPES.get(iri.removeprefix(BASE).partition("/")[0], SEARCHED[class_name].singular)
    return SEARCHED[class_name].singular


def plural_name(class_name: str) -> str:
    """Name the members of a class."""
    return SEARCHED[class_name].plural


def heading(name: str) -> str:
    """Split the name of a column or parameter into words.

    >>> heading("electionFor"), heading("as_of"), heading("ofITUMembers"), heading("groupName")
    ('election for', 'as of', 'of ITU members', 'group name')
    """
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name.replace("_", " "))
    return " ".join(part if len(part) > 1 and part.isupper() else part.lower() for part in parts)
