"""What kinds of things are called, in words that people use for them."""

from __future__ import annotations

import re

from plenipot.vocabulary import BASE

NAMES: dict[str, tuple[str, str]] = {
    "State": ("State", "States"),
    "Topic": ("topic", "topics"),
    "Office": ("office", "offices"),
    "StudyGroup": ("study group", "study groups"),
    "Version": ("version of a text", "versions of texts"),
    "Edition": ("edition", "editions"),
    "Publication": ("publication of a Sector", "publications of the Sectors"),
    "Instrument": ("resolution, decision or Recommendation", "resolutions, decisions, Recommendations"),
    "Conference": ("conference", "conferences"),
    "Person": ("person", "people"),
    "Treaty": ("treaty", "treaties"),
    "RegionalOrganization": ("regional organization", "regional organizations"),
    "Body": ("body of the Union", "bodies of the Union"),
    "StateGroup": ("group of States", "groups of States"),
    "AdministrativeRegion": ("administrative region", "administrative regions"),
    "WsisActionLine": ("WSIS action line", "WSIS action lines"),
    "CouncilTerm": ("term of the Council", "terms of the Council"),
    "Stakeholder": ("organization in the debate", "organizations in the debate"),
    "ExternalOrganization": ("organization", "organizations"),
    "Article": ("article of a treaty", "articles of treaties"),
    "Provision": ("provision of a treaty", "provisions of treaties"),
    "Document": ("reference document", "reference documents"),
    "Meeting": ("preparatory meeting", "preparatory meetings"),
    "Election": ("election", "elections"),
    "Proposal": ("proposal", "proposals"),
    "GlossaryTerm": ("term of a glossary", "terms of a glossary"),
    "Source": ("source", "sources"),
}
"""A kind of thing that the search knows: one, and several."""

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
        return _TEXTS.get(iri.removeprefix(BASE).partition("/")[0], NAMES[kind][0])
    return NAMES[kind][0]


def several(kind: str) -> str:
    """What things of a kind are called."""
    return NAMES[kind][1]


def heading(name: str) -> str:
    """The name of a column or parameter in words.

    >>> heading("electionFor"), heading("as_of"), heading("ofITUMembers"), heading("groupName")
    ('election for', 'as of', 'of ITU members', 'group name')
    """
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name.replace("_", " "))
    return " ".join(part if len(part) > 1 and part.isupper() else part.lower() for part in parts)
