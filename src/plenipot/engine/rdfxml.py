"""A serializer for RDF/XML that writes only well-formed XML, and refuses what XML cannot represent.

Oxigraph writes control characters unescaped, `<oxprefix: …>` for a predicate that is no XML name, and
`rdf:nodeID="1"`, which is no NCName (https://github.com/oxigraph/oxigraph/issues/1859).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

import pyoxigraph as ox

from plenipot.engine.errors import NotInFormat

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_ITS = "http://www.w3.org/2005/11/its"
# Names of the syntax, which cannot be property elements (RDF 1.1 XML Syntax, section 7.2.2).
_SYNTAX_TERMS = {
    _RDF + name
    for name in (
        *("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "Description", "li"),
        *("aboutEach", "aboutEachPrefix", "bagID"),
    )
}
_RESERVED_NAMESPACES = ("http://www.w3.org/2000/xmlns/", "http://www.w3.org/XML/1998/namespace")
_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_START = re.compile(f"[{_START}]")
_NAME_CHARACTERS = re.compile(f"[{_START}0-9.\u00b7\u0300-\u036f\u203f\u2040-]*")
"""The first character, and the further characters, of an NCName (Namespaces in XML 1.0, section 3)."""
INVALID_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML does not allow (XML 1.0, section 2.2)."""
_SPECIAL = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_BUFFER_SIZE = 32 * 1024
"""Characters that are collected before they are written."""


class ByteSink(Protocol):
    """A destination for bytes, such as a binary file."""

    def write(self, data: bytes, /) -> object:
        """Write bytes."""


def write(triples: Iterable[ox.Triple], out: ByteSink, prefixes: Mapping[str, str]) -> None:
    """Write triples as RDF/XML (RDF 1.1 XML Syntax; triple terms and directions as in RDF 1.2).

    Raises:
        NotInFormat: a triple cannot be written in XML; the message says which part of it.
    """
    writer = _Writer(out, prefixes)
    for triple in triples:
        writer.add(triple)
    writer.finish()


def split(iri: str) -> tuple[str, str]:
    """Split an IRI into namespace and local name, the longest NCName at its end, which may be empty.

    >>> split("http://e/a#b"), split("http://e/1a"), split("http://e/1")
    (('http://e/a#', 'b'), ('http://e/1', 'a'), ('http://e/1', ''))
    """
    end = _NAME_CHARACTERS.match(iri[::-1])
    begin = _NAME_START.search(iri, len(iri) - (end.end() if end else 0))
    position = begin.start() if begin else len(iri)
    return iri[:position], iri[position:]


class _Writer:
    def __init__(self, out: ByteSink, prefixes: Mapping[str, str]) -> None:
        self._out = out
        self._prefixes = {namespace: prefix for prefix, namespace in prefixes.items() if prefix}
        self._element_tags: dict[str, tuple[str, str]] = {}
        self._subject: object = None
        declared = {"rdf": _RDF, **prefixes}
        names = "".join(f' xmlns:{prefix}="{_attribute_value(iri)}"' for prefix, iri in declared.items() if prefix)
        self._lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{names}>\n']
        self._size = 0

    def add(self, triple: ox.Triple) -> None:
        if triple.subject != self._subject:
            self._close()
            self._subject = triple.subject
            self._line(f"<rdf:Description {_node(triple.subject, 'about')}>\n")
        self._line(self._property(triple))

    def finish(self) -> None:
        self._close()
        self._line("</rdf:RDF>\n")
        self._flush()

    def _close(self) -> None:
        if self._subject is not None:
            self._line("</rdf:Description>\n")

    def _property(self, triple: ox.Triple) -> str:
        begin, end = self._element_tags.get(triple.predicate.value) or self._tags(triple.predicate.value)
        value = triple.object
        if isinstance(value, ox.Literal):
            return f"<{begin}{_attributes(value)}>{_text(value.value)}</{end}>\n"
        if isinstance(value, ox.Triple):
            inner = f"<rdf:Description {_node(value.subject, 'about')}>{self._property(value)}</rdf:Description>"
            return f'<{begin} rdf:version="1.2" rdf:parseType="Triple">{inner}</{end}>\n'
        return f"<{begin} {_node(value, 'resource')}/>\n"

    def _tags(self, iri: str) -> tuple[str, str]:
        """The start tag, without brackets, and the end tag of a property element.

        Raises:
            NotInFormat: the IRI of the property gives no valid element name.
        """
        namespace, local = split(iri)
        if not local or namespace in _RESERVED_NAMESPACES or iri in _SYNTAX_TERMS:
            detail = f"No XML element can be the property <{iri[:200]}>."
            raise NotInFormat(f"{detail} Ask for Turtle, N-Triples or JSON-LD.")
        prefix = self._prefixes.get(namespace)
        tags = (f"{prefix}:{local}",) * 2 if prefix else (f'{local} xmlns="{_attribute_value(namespace)}"', local)
        self._element_tags[iri] = tags
        return tags

    def _line(self, text: str) -> None:
        self._lines.append(text)
        self._size += len(text)
        if self._size > _BUFFER_SIZE:
            self._flush()

    def _flush(self) -> None:
        self._out.write("".join(self._lines).encode())
        self._lines, self._size = [], 0


def _node(term: object, attribute: str) -> str:
    if isinstance(term, ox.NamedNode):
        return f'rdf:{attribute}="{_attribute_value(term.value)}"'
    assert isinstance(term, ox.BlankNode)
    name = term.value
    if not (_NAME_START.match(name) and _NAME_CHARACTERS.fullmatch(name)) or name.startswith("x-"):
        name = "x-" + name.encode().hex()
    return f'rdf:nodeID="{name}"'


def _attribute_value(iri: str) -> str:
    # An IRI has no quotes and no angle brackets.
    return iri.replace("&", "&amp;")


def _attributes(literal: ox.Literal) -> str:
    if literal.language:
        direction = f' rdf:version="1.2" xmlns:its="{_ITS}" its:version="2.0" its:dir="{literal.direction}"'
        return f' xml:lang="{literal.language}"' + (direction if literal.direction else "")
    datatype = literal.datatype.value
    return "" if datatype == _XSD_STRING else f' rdf:datatype="{_attribute_value(datatype)}"'


def invalid_character(character: str, formats: str) -> NotInFormat:
    """Make the error for a text with a character that XML does not allow."""
    detail = f"A text has the character U+{ord(character):04X}, which XML cannot carry (XML 1.0, section 2.2)."
    return NotInFormat(f"{detail} Ask for {formats}.")


def _text(text: str) -> str:
    if not _SPECIAL.search(text):
        return text
    if invalid := INVALID_CHARACTER.search(text):
        raise invalid_character(invalid[0], "Turtle, N-Triples or JSON-LD")
    return text.translate(_ESCAPES)
