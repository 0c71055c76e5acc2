"""Registry of the page kinds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from plenipot.model.classes import page_of
from plenipot.model.vocabulary import PREFIXES
from plenipot.pages.kinds import (
    bodies,
    conferences,
    coverage,
    organizations,
    people,
    sources,
    states,
    texts,
    topics,
    treaties,
)
from plenipot.pages.kinds.page_kind import ANY, PageKind

KINDS: Sequence[PageKind] = (
    *texts.KINDS,
    *topics.KINDS,
    *treaties.KINDS,
    *conferences.KINDS,
    *states.KINDS,
    *people.KINDS,
    *bodies.KINDS,
    *sources.KINDS,
    *organizations.KINDS,
    *coverage.KINDS,
)


_BY_NAME: Mapping[str, PageKind] = {kind.name: kind for kind in (*KINDS, ANY)}


def kind_of(classes: Collection[str]) -> PageKind:
    """Return the page kind of a thing by the IRIs of its classes.

    >>> kind_of(["https://w3id.org/plenipot/ontology/Instrument"]).name, kind_of([]).name
    ('text', 'thing')
    """
    return _BY_NAME[page_of({iri.removeprefix(PREFIXES["plen"]) for iri in classes})]
