"""Answers in their formats, for each format as all its readers take it.

The engine writes them; where it writes what a format has not (https://github.com/oxigraph/oxigraph/issues/1859), the
answer is refused with the reason and with formats that can carry it, or written here.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, cast

import pyoxigraph as ox

from plenipot.engine import rdfxml
from plenipot.engine.errors import NotInFormat
from plenipot.engine.rdfxml import XmlOutlet

RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}
_NO_CHARACTERS = bytes(each for each in range(32) if each not in b"\t\n\r")
_NO_CHARACTERS_OF_MORE_BYTES = ("\ufffe".encode(), "\uffff".encode())


def write_graph(triples: Iterable[ox.Triple], format: str, out: XmlOutlet, prefixes: Mapping[str, str]) -> None:
    """Write triples in a format of ``GRAPHS``.

    Raises:
        NotInFormat: the format cannot carry one of them.
    """
    if format == "rdf":
        rdfxml.write(triples, out, prefixes)
        return
    carried = _without_triple_terms(triples) if format == "jsonld" else triples
    ox.serialize(carried, cast(IO[bytes], out), format=GRAPHS[format], prefixes=dict(prefixes))


def graph_document(triples: Iterable[ox.Triple], format: str, prefixes: Mapping[str, str]) -> bytes:
    """Triples in a format of ``GRAPHS``.

    >>> made = graph_document([ox.Triple(*[ox.NamedNode("http://e/p")] * 3)], "rdf", {"e": "http://e/"})
    >>> b'<e:p rdf:resource="http://e/p"/>' in made
    True

    Raises:
        NotInFormat: the format cannot carry one of them.
    """
    out = io.BytesIO()
    write_graph(triples, format, out, prefixes)
    return out.getvalue()


def write_results(results: ox.QuerySolutions | ox.QueryBoolean, format: str, out: XmlOutlet) -> None:
    """Write solutions or a truth value in a format of ``RESULTS``.

    Raises:
        NotInFormat: the format cannot carry one of the values.
    """
    outlet = XmlText(out) if format == "xml" else out
    results.serialize(cast(IO[bytes], outlet), format=RESULTS[format])


def _without_triple_terms(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    for triple in triples:
        if isinstance(triple.object, ox.Triple):
            raise NotInFormat("JSON-LD 1.1 has no triple terms. Ask for Turtle or N-Triples.")
        yield triple


class XmlText:
    """Hands on the bytes of a document in XML that has no line breaks of its own but line feeds.

    >>> made = io.BytesIO()
    >>> XmlText(made).write(b"<literal>a\\rb</literal>")
    22
    >>> made.getvalue()
    b'<literal>a&#13;b</literal>'
    """

    def __init__(self, out: XmlOutlet) -> None:
        self._out = out
        self._tail = b""

    def write(self, data: bytes) -> int:
        """Hand bytes on; a reader would take a carriage return for a line feed (XML 1.0, section 2.11).

        Raises:
            NotInFormat: a character is none of XML.
        """
        seen = self._tail + data
        self._tail = seen[-2:]
        if len(data.translate(None, _NO_CHARACTERS)) < len(data) or any(
            each in seen for each in _NO_CHARACTERS_OF_MORE_BYTES
        ):
            wrong = rdfxml.NO_CHARACTER.search(seen.decode("utf-8", "replace"))
            raise rdfxml.no_character(wrong[0] if wrong else "\0", "JSON or TSV")
        self._out.write(data.replace(b"\r", b"&#13;") if b"\r" in data else data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""
