"""Collect the triples of a family, with methods for patterns that all families share."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from datetime import date

import pyoxigraph as ox
from rdflib import RDF, RDFS, XSD, Literal, URIRef
from rdflib.namespace import PROV
from rdflib.term import Node

from plenipot.model.dates import PartialDate
from plenipot.model.vocabulary import PLEN, RES

Value = Node | PartialDate | str | bool | int | float | date
Triple = tuple[URIRef, URIRef, URIRef | Literal]


class UnknownSource(ValueError):
    """A row has a source key that is not in sources.csv."""


@functools.lru_cache(maxsize=100_000)
def _checked_iri(iri: URIRef) -> URIRef:
    """Check an IRI: rdflib accepts any text, but Turtle needs an absolute IRI.

    Raises:
        ValueError: it is not an absolute IRI.
    """
    try:
        ox.NamedNode(str(iri))
    except ValueError as error:
        raise ValueError(f"{str(iri)!r} is no absolute IRI: {error}") from None
    return iri


@functools.lru_cache(maxsize=100_000, typed=True)
def _term(value: Value) -> URIRef | Literal:
    # Cached: the same dates, numbers and codes recur, and rdflib is slow to make literals. Typed: 1 equals True.
    if isinstance(value, Literal):
        return value
    if isinstance(value, URIRef):
        return _checked_iri(value)
    if isinstance(value, PartialDate):
        return value.literal()
    if isinstance(value, date):
        return Literal(value.isoformat(), datatype=XSD.date)
    if isinstance(value, str | bool | int | float):
        return Literal(value)
    raise TypeError(f"no term for {value!r}")


class Facts:
    """A set of triples, with checks of IRIs and source keys."""

    def __init__(self, source_keys: frozenset[str]) -> None:
        self._source_keys = source_keys
        self.triples: set[Triple] = set()

    def add(self, subject: URIRef, predicate: URIRef, value: Value | None) -> None:
        """Add a triple; None adds nothing.

        Raises:
            ValueError: the subject or the value is a URIRef that is not an absolute IRI.
        """
        if value is not None:
            self.triples.add((_checked_iri(subject), predicate, _term(value)))

    def add_text(self, subject: URIRef, predicate: URIRef, value: str | None, lang: str = "en") -> None:
        """Add a language-tagged literal; None adds nothing."""
        if value is not None:
            self.triples.add((_checked_iri(subject), predicate, Literal(value, lang=lang)))

    def add_entity(
        self, iri: URIRef, kind: URIRef, label: str | None = None, sources: Iterable[str] = (), lang: str = "en"
    ) -> URIRef:
        """Add the class, the label and the sources of a thing; return its IRI."""
        self.add(iri, RDF.type, kind)
        self.add_text(iri, RDFS.label, label, lang)
        self.add_sources(iri, sources)
        return iri

    def add_sources(self, subject: URIRef, sources: Iterable[str]) -> None:
        """Add the sources of a thing (``prov:wasDerivedFrom``).

        Raises:
            UnknownSource: a key is not in sources.csv.
        """
        for key in sources:
            if key not in self._source_keys:
                raise UnknownSource(f"source key {key!r} is not in sources.csv")
            self.add(subject, PROV.wasDerivedFrom, RES[f"source/{key}"])

    def add_period(self, subject: URIRef, start: PartialDate | None, end: PartialDate | None) -> None:
        """Add a start and an end as printed, and the first and last day of the period."""
        if start is not None:
            self.add(subject, PLEN.start, start)
            self.add(subject, PLEN.firstDay, start.first_day())
        if end is not None:
            self.add(subject, PLEN.end, end)
            self.add(subject, PLEN.lastDay, end.last_day())

    def add_date(self, subject: URIRef, day: PartialDate | None) -> None:
        """Add a date as printed, and the first and last day that it can mean."""
        if day is not None:
            self.add(subject, PLEN.date, day)
            self.add(subject, PLEN.firstDay, day.first_day())
            self.add(subject, PLEN.lastDay, day.last_day())

    def add_claim(
        self,
        subject: URIRef,
        attribute: URIRef | str,
        value: Value,
        sources: Iterable[str],
        followed: bool,
        reason: str | None = None,
    ) -> URIRef:
        """Add a claim: a value that some sources give and others dispute; return its IRI.

        ``followed`` says whether the main tables use this value.
        """
        keys = tuple(sources)
        identity = "\n".join([str(subject), str(attribute), str(value), *sorted(keys)])
        iri = RES[f"claim/{hashlib.sha256(identity.encode()).hexdigest()[:16]}"]
        name = attribute.rpartition("/")[2] if isinstance(attribute, URIRef) else str(attribute)
        self.add_entity(iri, PLEN.Claim, f"{name}: {value}", keys)
        self.add(iri, PLEN.subject, subject)
        if isinstance(attribute, URIRef):
            self.add(iri, PLEN.attribute, attribute)
        self.add(iri, PLEN.attributeName, name)
        self.add(iri, PLEN.value, value)
        self.add(iri, PLEN.followed, followed)
        self.add(iri, PLEN.reason, reason)
        return iri
