"""URLs of the page ``/why``, which explains statements."""

from __future__ import annotations

from urllib.parse import urlencode

from plenipot.model.compact import relative
from plenipot.model.vocabulary import BASE


def why(thing: str) -> str | None:
    """The URL of the explanation of all statements about a thing; None for an IRI without our base.

    >>> why("https://w3id.org/plenipot/state/che"), why("https://example.org/")
    ('/why?thing=state%2Fche', None)
    """
    return _why(thing=thing) if thing.startswith(BASE) else None


def why_statement(subject: str, property: str, value: str) -> str:
    """The URL of the explanation of one statement.

    >>> why_statement("https://w3id.org/plenipot/state/che", "https://w3id.org/plenipot/ontology/iso3", "CHE")
    '/why?thing=state%2Fche&property=ontology%2Fiso3&value=CHE'
    """
    return _why(thing=subject, property=property, value=value)


def _why(**params: str) -> str:
    return "/why?" + urlencode({name: relative(value) for name, value in params.items()})
