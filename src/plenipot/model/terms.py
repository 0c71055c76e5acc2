"""RDF terms as a reader sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
from fastapi import Request

from plenipot.model.compact import compact
from plenipot.model.vocabulary import BASE, PREFIXES

_XSD = PREFIXES["xsd"]
_DATES = {_XSD + name for name in ("date", "gYearMonth", "gYear")}
# A reader sees of a string, a number, a date or a truth value what it is.
_PLAIN = _DATES | {_XSD + name for name in ("string", "integer", "decimal", "boolean")}


@dataclass(frozen=True)
class Cell:
    """A term as a reader sees it."""

    text: str
    href: str | None = None
    lang: str | None = None
    note: str | None = None
    """The identifier behind a label, or the datatype of a literal."""
    iri: str | None = None
    """The thing itself, if the term is one."""
    date: bool = False
    """Whether the text is a day, a month or a year of the calendar."""


@dataclass(frozen=True)
class ResultTable:
    """Rows to show, and how many there are in all."""

    columns: list[str]
    rows: list[list[Cell]]
    total: int


def path_of(local: str) -> str | None:
    """The path of the page of an identifier of ours, which is given without its base.

    >>> path_of("state/che"), path_of("café/100%"), path_of("/example.org/")
    ('/state/che', '/caf%C3%A9/100%25', None)
    """
    # Two slashes begin the name of a host, and a browser takes a backslash for one.
    return None if local.startswith(("/", "\\")) else "/" + quote(local, safe="/@:+,;=()*'!$&~")


def origin(request: Request) -> str:
    """The beginning of the addresses of this service, up to the path."""
    return str(request.url.replace(path="", query=""))


def link(iri: str) -> str | None:
    """Where a click on an IRI leads: one of ours to its page here, another one to its own address.

    >>> link(BASE + "state/che"), link("https://example.org/")
    ('/state/che', 'https://example.org/')
    >>> link("javascript:alert(1)"), link(BASE + "/example.org/")
    (None, None)
    """
    if iri.startswith(BASE):
        return path_of(iri.removeprefix(BASE))
    return iri if iri.startswith(("https://", "http://")) else None


def cell(term: dict[str, str] | None, label: dict[str, str] | None = None) -> Cell:
    """A term, by its label where there is one.

    >>> cell({"text": "Genève", "lang": "fr"})
    Cell(text='Genève', href=None, lang='fr', note=None, iri=None, date=False)
    """
    if term is None:
        return Cell("") if label is None else cell(label)
    if "iri" in term:
        iri = term["iri"]
        if label is None or "text" not in label:
            return Cell(compact(iri), link(iri), iri=iri)
        return Cell(label["text"], link(iri), label.get("lang"), compact(iri), iri)
    datatype = term.get("datatype", "")
    note = None if not datatype or datatype in _PLAIN else compact(datatype)
    return Cell(term["text"], lang=term.get("lang"), note=note, date=datatype in _DATES)


def read_table(answer: dict[str, Any]) -> ResultTable:
    """A table of an answer in the format ``table``; a column ``xLabel`` names the things of its neighbour ``x``."""
    if "boolean" in answer:
        return ResultTable(["answer"], [[Cell("yes" if answer["boolean"] else "no")]], 1)
    names: list[str] = answer["vars"]
    labels = {name: names.index(name + "Label") for name in names if name + "Label" in names}
    hidden = set(labels.values())
    columns = [(index, name) for index, name in enumerate(names) if index not in hidden]
    rows = [
        [cell(row[index], row[labels[name]] if name in labels else None) for index, name in columns]
        for row in answer["rows"]
    ]
    return ResultTable([name for _, name in columns], rows, answer["total"])


@dataclass(frozen=True)
class Term:
    """An RDF term as the SPARQL JSON results give it: ``kind`` is uri, literal, bnode or triple."""

    kind: str
    value: str
    """The text of a literal, an identifier, or a triple term (RDF 1.2) as N-Triples have it."""
    lang: str | None = None
    datatype: str | None = None
    direction: str | None = None
    """Of a literal: ltr or rtl."""
    parts: tuple[Term, Term, Term] | None = None
    """Subject, property and object of a triple term."""

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Term:
        """The term of a binding (SPARQL 1.2 Query Results JSON Format, section 3.2.2).

        >>> one = {"type": "uri", "value": "http://e/"}
        >>> Term.of({"type": "triple", "value": {"subject": one, "predicate": one, "object": one}}).value
        '<<( <http://e/> <http://e/> <http://e/> )>>'
        """
        if value["type"] == "triple":
            subject, predicate, object = (cls.of(value["value"][part]) for part in ("subject", "predicate", "object"))
            text = f"<<( {subject.rdf()} {predicate.rdf()} {object.value if object.parts else object.rdf()} )>>"
            return cls("triple", text, parts=(subject, predicate, object))
        return cls(value["type"], value["value"], value.get("xml:lang"), value.get("datatype"), value.get("its:dir"))

    def rdf(self) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
        """The same for the engine."""
        if self.parts:
            return ox.Triple(*(part.rdf() for part in self.parts))  # type: ignore[arg-type]
        if self.kind == "uri":
            return ox.NamedNode(self.value)
        if self.kind == "bnode":
            return ox.BlankNode(self.value)
        if self.lang:
            direction = {"ltr": ox.BaseDirection.LTR, "rtl": ox.BaseDirection.RTL}.get(self.direction or "")
            return ox.Literal(self.value, language=self.lang, direction=direction)
        return ox.Literal(self.value, datatype=ox.NamedNode(self.datatype) if self.datatype else None)


def text_of(binding: Mapping[str, Any]) -> str:
    """The text of a binding of SPARQL JSON results; of a triple term, its N-Triples."""
    return Term.of(binding).value if binding["type"] == "triple" else str(binding["value"])
