"""The triples of one family, and the patterns in which every family writes them."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from datetime import date

import pyoxigraph as ox
from rdflib import RDF, RDFS, XSD, Literal, URIRef
from rdflib.namespace import PROV
from rdflib.term import Node

from plenipot.tables.dates import PartialDate
from plenipot.vocabulary import PLEN, RES

Value = Node | PartialDate | str | bool | int | float | date
Triple = tuple[URIRef, URIRef, URIRef | Literal]


class UnknownSource(ValueError):
    """A row names a source key that sources.csv does not have."""


@functools.lru_cache(maxsize=100_000)
def _named(iri: URIRef) -> URIRef:
    """An identifier that Turtle can hold; rdflib takes any text for one.

    Raises:
        ValueError: it is no absolute IRI.
    """
    try:
        ox.NamedNode(str(iri))
    except ValueError as error:
        raise ValueError(f"{str(iri)!r} is no absolute IRI: {error}") from None
    return iri


@functools.lru_cache(maxsize=100_000, typed=True)
def _term(value: Value) -> URIRef | Literal:
    # Dates, numbers and codes come again and again, and rdflib makes a literal slowly; typed, because 1 equals True.
    if isinstance(value, Literal):
        return value
    if isinstance(value, URIRef):
        return _named(value)
    if isinstance(value, PartialDate):
        return value.literal()
    if isinstance(value, date):
        return Literal(value.isoformat(), datatype=XSD.date)
    if isinstance(value, str | bool | int | float):
        return Literal(value)
    raise TypeError(f"no term for {value!r}")


class Facts:
    """Collects triples; a triple added twice counts once."""

    def __init__(self, source_keys: frozenset[str]) -> None:
        self._source_keys = source_keys
        self.triples: set[Triple] = set()

    def add(self, subject: URIRef, predicate: URIRef, value: Value | None) -> None:
        """Add a triple; a missing value adds none.

        Raises:
            ValueError: the subject or the value is an identifier that is no absolute IRI.
        """
        if value is not None:
            self.triples.add((_named(subject), predicate, _term(value)))

    def text(self, subject: URIRef, predicate: URIRef, value: str | None, lang: str = "en") -> None:
        """Add a text in a language; a missing one adds none."""
        if value is not None:
            self.triples.add((_named(subject), predicate, Literal(value, lang=lang)))

    def entity(
        self, iri: URIRef, kind: URIRef, label: str | None = None, sources: Iterable[str] = (), lang: str = "en"
    ) -> URIRef:
        """Say what a thing is, what it is called, and from which sources that is known."""
        self.add(iri, RDF.type, kind)
        self.text(iri, RDFS.label, label, lang)
        self.derived(iri, sources)
        return iri

    def derived(self, subject: URIRef, sources: Iterable[str]) -> None:
        """Name the sources of a thing.

        Raises:
            UnknownSource: a key is not in sources.csv.
        """
        for key in sources:
            if key not in self._source_keys:
                raise UnknownSource(f"source key {key!r} is not in sources.csv")
            self.add(subject, PROV.wasDerivedFrom, RES[f"source/{key}"])

    def period(self, subject: URIRef, start: PartialDate | None, end: PartialDate | None) -> None:
        """Dates as printed, and the first and last day that they can mean."""
        if start is not None:
            self.add(subject, PLEN.start, start)
            self.add(subject, PLEN.firstDay, start.first_day())
        if end is not None:
            self.add(subject, PLEN.end, end)
            self.add(subject, PLEN.lastDay, end.last_day())

    def on(self, subject: URIRef, day: PartialDate | None) -> None:
        """A single date as printed, and its bounds."""
        if day is not None:
            self.add(subject, PLEN.date, day)
            self.add(subject, PLEN.firstDay, day.first_day())
            self.add(subject, PLEN.lastDay, day.last_day())

    def claim(
        self,
        subject: URIRef,
        attribute: URIRef | str,
        value: Value,
        sources: Iterable[str],
        followed: bool,
        reason: str | None = None,
    ) -> URIRef:
        """What some sources say where others differ; ``followed`` tells which one the main data keep."""
        keys = tuple(sources)
        identity = "\n".join([str(subject), str(attribute), str(value), *sorted(keys)])
        iri = RES[f"claim/{hashlib.sha256(identity.encode()).hexdigest()[:16]}"]
        name = attribute.rpartition("/")[2] if isinstance(attribute, URIRef) else str(attribute)
        self.entity(iri, PLEN.Claim, f"{name}: {value}", keys)
        self.add(iri, PLEN.subject, subject)
        if isinstance(attribute, URIRef):
            self.add(iri, PLEN.attribute, attribute)
        self.add(iri, PLEN.attributeName, name)
        self.add(iri, PLEN.value, value)
        self.add(iri, PLEN.followed, followed)
        self.add(iri, PLEN.reason, reason)
        return iri
