"""The address of the page that tells why something is believed."""

from __future__ import annotations

from urllib.parse import urlencode

from plenipot.model.compact import relative
from plenipot.model.vocabulary import BASE


def why(thing: str) -> str | None:
    """The address that tells why what is said of a thing is believed.

    >>> why("https://w3id.org/plenipot/state/che"), why("https://example.org/")
    ('/why?thing=state%2Fche', None)
    """
    return _why(thing=thing) if thing.startswith(BASE) else None


def why_statement(subject: str, property: str, value: str) -> str:
    """The address that tells why one statement is believed.

    >>> why_statement("https://w3id.org/plenipot/state/che", "https://w3id.org/plenipot/ontology/iso3", "CHE")
    '/why?thing=state%2Fche&property=ontology%2Fiso3&value=CHE'
    """
    return _why(thing=subject, property=property, value=value)


def _why(**said: str) -> str:
    return "/why?" + urlencode({name: relative(each) for name, each in said.items()})
