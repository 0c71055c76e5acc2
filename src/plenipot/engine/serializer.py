"""Serialization of graphs and results, so that every parser of a format can read them.

Oxigraph serializes most formats. It writes invalid XML for some terms, and triple terms in JSON-LD 1.1
(https://github.com/oxigraph/oxigraph/issues/1859): in these cases this module writes the document itself, or raises
`NotInFormat` with the reason and the formats to use instead.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, cast

import pyoxigraph as ox

from plenipot.engine import rdfxml
from plenipot.engine.errors import NotInFormat
from plenipot.engine.rdfxml import ByteSink

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
_INVALID_BYTES = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_INVALID_SEQUENCES = ("\ufffe".encode(), "\uffff".encode())


def write_graph(triples: Iterable[ox.Triple], format: str, out: ByteSink, prefixes: Mapping[str, str]) -> None:
    """Serialize triples in a format of ``GRAPHS``.

    Raises:
        NotInFormat: the format cannot represent one of the triples.
    """
    if format == "rdf":
        rdfxml.write(triples, out, prefixes)
        return
    representable = _refuse_triple_terms(triples) if format == "jsonld" else triples
    ox.serialize(representable, cast(IO[bytes], out), format=GRAPHS[format], prefixes=dict(prefixes))


def serialize_graph(triples: Iterable[ox.Triple], format: str, prefixes: Mapping[str, str]) -> bytes:
    """Serialize triples in a format of ``GRAPHS`` to bytes.

    >>> document = serialize_graph([ox.Triple(*[ox.NamedNode("http://e/p")] * 3)], "rdf", {"e": "http://e/"})
    >>> b'<e:p rdf:resource="http://e/p"/>' in document
    True

    Raises:
        NotInFormat: the format cannot represent one of the triples.
    """
    out = io.BytesIO()
    write_graph(triples, format, out, prefixes)
    return out.getvalue()


def write_results(results: ox.QuerySolutions | ox.QueryBoolean, format: str, out: ByteSink) -> None:
    """Serialize solutions or a boolean in a format of ``RESULTS``.

    Raises:
        NotInFormat: the format cannot represent one of the terms.
    """
    sink = XmlWriter(out) if format == "xml" else out
    results.serialize(cast(IO[bytes], sink), format=RESULTS[format])


def _refuse_triple_terms(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    for triple in triples:
        if isinstance(triple.object, ox.Triple):
            raise NotInFormat("JSON-LD 1.1 has no triple terms. Ask for Turtle or N-Triples.")
        yield triple


class XmlWriter:
    """Writes an XML document to ``out``, escapes carriage returns in its texts, and refuses invalid characters.

    >>> document = io.BytesIO()
    >>> XmlWriter(document).write(b"<literal>a\\rb</literal>")
    22
    >>> document.getvalue()
    b'<literal>a&#13;b</literal>'
    """

    def __init__(self, out: ByteSink) -> None:
        self._out = out
        self._tail = b""

    def write(self, data: bytes) -> int:
        """Write bytes; a parser would read an unescaped carriage return as a line feed (XML 1.0, section 2.11).

        Raises:
            NotInFormat: a character is not allowed in XML.
        """
        window = self._tail + data  # a character of three bytes may have begun in the data before
        self._tail = window[-2:]
        if len(data.translate(None, _INVALID_BYTES)) < len(data) or any(
            sequence in window for sequence in _INVALID_SEQUENCES
        ):
            invalid = rdfxml.INVALID_CHARACTER.search(window.decode("utf-8", "replace"))
            raise rdfxml.invalid_character(invalid[0] if invalid else "\0", "JSON or TSV")
        self._out.write(data.replace(b"\r", b"&#13;") if b"\r" in data else data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: every byte is passed on at once."""
