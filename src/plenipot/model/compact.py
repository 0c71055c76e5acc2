"""Shorten IRIs to prefixed names or relative IRIs, and expand prefixed names."""

from __future__ import annotations

import functools
import re

import curies

from plenipot.model.iris import has_scheme, is_local
from plenipot.model.vocabulary import BASE, PREFIXES

_CONVERTER = curies.Converter.from_prefix_map(PREFIXES)
# Local names (PN_LOCAL) that Turtle and SPARQL accept without an escape.
_LOCAL_NAME = re.compile(r"\w(?:[\w.-]*[\w-])?")


_MAX_LENGTH = 200
"""Maximum length in characters of an IRI that is shortened: longer IRIs from clients must not fill the cache."""


def prefixed_name(iri: str) -> str:
    """Shorten an IRI to a prefixed name of Turtle and SPARQL.

    Returns the IRI unchanged if no prefix matches, if the local name would need an escape, or if the IRI is longer
    than 200 characters.

    >>> prefixed_name("https://w3id.org/plenipot/ontology/Topic"), prefixed_name("http://www.w3.org/2001/XMLSchema#date")
    ('plen:Topic', 'xsd:date')
    >>> prefixed_name("https://w3id.org/plenipot/state/che"), prefixed_name("https://schema.org/docs/terms")
    ('https://w3id.org/plenipot/state/che', 'https://schema.org/docs/terms')
    """
    return _prefixed_name(str(iri)) if len(iri) <= _MAX_LENGTH else str(iri)


@functools.lru_cache(maxsize=10_000)
def _prefixed_name(iri: str) -> str:
    name = _CONVERTER.compress(iri)
    return name if name and _LOCAL_NAME.fullmatch(name.partition(":")[2]) else iri


def expand(name: str) -> str | None:
    """Expand a prefixed name to its IRI; None if the prefix is unknown.

    >>> expand("plen:Topic"), expand("urn:x"), expand("state/che")
    ('https://w3id.org/plenipot/ontology/Topic', None, None)
    """
    return _CONVERTER.expand(name) if ":" in name else None


def compact(iri: str) -> str:
    """Shorten an IRI for display: to a prefixed name, or to a relative IRI if it starts with our base.

    >>> compact("https://w3id.org/plenipot/ontology/Topic"), compact("https://w3id.org/plenipot/state/che")
    ('plen:Topic', 'state/che')
    """
    name = prefixed_name(iri)
    return relative(iri) if name == iri else name


def relative(iri: str) -> str:
    """Remove our base from an IRI.

    Returns the IRI unchanged if it has another base, or if the rest could be read as an absolute IRI.

    >>> relative(BASE + "state/che"), relative("https://example.org/"), relative(BASE + "urn:x") == BASE + "urn:x"
    ('state/che', 'https://example.org/', True)
    """
    local = iri.removeprefix(BASE)
    return iri if has_scheme(local) or not is_local(local) else local
