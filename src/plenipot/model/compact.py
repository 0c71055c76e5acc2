"""IRIs in short: with a prefix of the graph, or relative to its base."""

from __future__ import annotations

import functools
import re

import curies

from plenipot.model.iris import has_scheme, is_local
from plenipot.model.vocabulary import BASE, PREFIXES

_CONVERTER = curies.Converter.from_prefix_map(PREFIXES)
# The local names of Turtle and SPARQL (PN_LOCAL) that need no escape: another name could not be used there.
_LOCAL_NAME = re.compile(r"\w(?:[\w.-]*[\w-])?")


_LONGEST = 200
"""Characters of an IRI that is shortened; clients send longer ones, and those must not fill the cache."""


def prefixed_name(iri: str) -> str:
    """An IRI as a prefixed name of Turtle and SPARQL.

    It stays as it is where no prefix fits, the rest is no local name, or it is longer than 200 characters.

    >>> prefixed_name("https://w3id.org/plenipot/ontology/Topic"), prefixed_name("http://www.w3.org/2001/XMLSchema#date")
    ('plen:Topic', 'xsd:date')
    >>> prefixed_name("https://w3id.org/plenipot/state/che"), prefixed_name("https://schema.org/docs/terms")
    ('https://w3id.org/plenipot/state/che', 'https://schema.org/docs/terms')
    """
    return _prefixed_name(str(iri)) if len(iri) <= _LONGEST else str(iri)


@functools.lru_cache(maxsize=10_000)
def _prefixed_name(iri: str) -> str:
    name = _CONVERTER.compress(iri)
    return name if name and _LOCAL_NAME.fullmatch(name.partition(":")[2]) else iri


def expanded(name: str) -> str | None:
    """The IRI of a prefixed name; None where the prefix is none of the graph.

    >>> expanded("plen:Topic"), expanded("urn:x"), expanded("state/che")
    ('https://w3id.org/plenipot/ontology/Topic', None, None)
    """
    return _CONVERTER.expand(name) if ":" in name else None


def compact(iri: str) -> str:
    """An IRI as a reader sees it: a prefixed name, or one of ours without the base.

    >>> compact("https://w3id.org/plenipot/ontology/Topic"), compact("https://w3id.org/plenipot/state/che")
    ('plen:Topic', 'state/che')
    """
    name = prefixed_name(iri)
    return relative(iri) if name == iri else name


def relative(iri: str) -> str:
    """An IRI of ours without its base, wherever that can be told from an IRI; others as they are.

    >>> relative(BASE + "state/che"), relative("https://example.org/"), relative(BASE + "urn:x") == BASE + "urn:x"
    ('state/che', 'https://example.org/', True)
    """
    local = iri.removeprefix(BASE)
    return iri if has_scheme(local) or not is_local(local) else local
