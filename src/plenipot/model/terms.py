"""RDF terms, and their display as table cells."""

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
# Datatypes that a reader recognizes without a note.
_PLAIN = _DATES | {_XSD + name for name in ("string", "integer", "decimal", "boolean")}


@dataclass(frozen=True)
class Cell:
    """A term as the HTML pages show it."""

    text: str
    href: str | None = None
    lang: str | None = None
    note: str | None = None
    """The short IRI of a labelled thing, or the datatype of a literal."""
    iri: str | None = None
    """The IRI, if the term is one."""
    date: bool = False
    """Whether the text is an xsd:date, xsd:gYearMonth or xsd:gYear."""


@dataclass(frozen=True)
class ResultTable:
    """The rows of a page, and the total number of rows."""

    columns: list[str]
    rows: list[list[Cell]]
    total: int


def page_path(local: str) -> str | None:
    """The URL path of the page of a thing; None if a browser could read the path as another host.

    Args:
        local: the identifier without our base.

    >>> page_path("state/che"), page_path("café/100%"), page_path("/example.org/")
    ('/state/che', '/caf%C3%A9/100%25', None)
    """
    # Two slashes start the name of a host, and browsers read a backslash as a slash.
    return None if local.startswith(("/", "\\")) else "/" + quote(local, safe="/@:+,;=()*'!$&~")


def origin(request: Request) -> str:
    """The scheme and host of the service, from the URL of a request."""
    return str(request.url.replace(path="", query=""))


def link(iri: str) -> str | None:
    """The URL that an HTML page links an IRI to: the path of our page, or the IRI itself if it is a web address.

    >>> link(BASE + "state/che"), link("https://example.org/")
    ('/state/che', 'https://example.org/')
    >>> link("javascript:alert(1)"), link(BASE + "/example.org/")
    (None, None)
    """
    if iri.startswith(BASE):
        return page_path(iri.removeprefix(BASE))
    return iri if iri.startswith(("https://", "http://")) else None


def cell(term: dict[str, str] | None, label: dict[str, str] | None = None) -> Cell:
    """Make a cell from a term of the format ``table``; a label replaces the text of an IRI.

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
    """Make a table from a result in the format ``table``; a column ``xLabel`` has the labels of the column ``x``."""
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
    """An RDF term of SPARQL JSON results; ``kind`` is uri, literal, bnode or triple."""

    kind: str
    value: str
    """The lexical form of a literal, an IRI, the label of a blank node, or a triple term (RDF 1.2) in N-Triples."""
    lang: str | None = None
    datatype: str | None = None
    direction: str | None = None
    """The base direction of a literal: ltr or rtl."""
    parts: tuple[Term, Term, Term] | None = None
    """Subject, predicate and object of a triple term."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Term:
        """Parse a binding (SPARQL 1.2 Query Results JSON Format, section 3.2.2).

        >>> one = {"type": "uri", "value": "http://e/"}
        >>> Term.from_json({"type": "triple", "value": {"subject": one, "predicate": one, "object": one}}).value
        '<<( <http://e/> <http://e/> <http://e/> )>>'
        """
        if value["type"] == "triple":
            members = ("subject", "predicate", "object")
            subject, predicate, object = (cls.from_json(value["value"][member]) for member in members)
            object_text = object.value if object.parts else object.to_oxigraph()
            text = f"<<( {subject.to_oxigraph()} {predicate.to_oxigraph()} {object_text} )>>"
            return cls("triple", text, parts=(subject, predicate, object))
        return cls(value["type"], value["value"], value.get("xml:lang"), value.get("datatype"), value.get("its:dir"))

    def to_oxigraph(self) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
        """Convert the term to pyoxigraph."""
        if self.parts:
            return ox.Triple(*(part.to_oxigraph() for part in self.parts))  # type: ignore[arg-type]
        if self.kind == "uri":
            return ox.NamedNode(self.value)
        if self.kind == "bnode":
            return ox.BlankNode(self.value)
        if self.lang:
            direction = {"ltr": ox.BaseDirection.LTR, "rtl": ox.BaseDirection.RTL}.get(self.direction or "")
            return ox.Literal(self.value, language=self.lang, direction=direction)
        return ox.Literal(self.value, datatype=ox.NamedNode(self.datatype) if self.datatype else None)


def text_of(binding: Mapping[str, Any]) -> str:
    """The text of a binding of SPARQL JSON results; a triple term is written as N-Triples."""
    return Term.from_json(binding).value if binding["type"] == "triple" else str(binding["value"])
