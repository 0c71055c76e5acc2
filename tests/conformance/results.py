"""Parsers of SPARQL result formats and of result sets in RDF, independent of the tested engine."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox

from tests.conformance.manifest import File
from tests.conformance.terms import RDF, XSD, Blank, Iri, Literal, NotRead, Row, Term, Triple, literal, read_statements

_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_SRX = "{http://www.w3.org/2005/sparql-results#}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_ITS = "{http://www.w3.org/2005/11/its}"
_NUMBER = re.compile(r"[+-]?(?:(?P<integer>\d+)|(?P<decimal>\d*\.\d+)|(?P<double>(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+))")
Solution = Mapping[str, Term]


@dataclass(frozen=True)
class Rows:
    """Solutions; ``ordered`` is True if their order is significant."""

    variables: tuple[str, ...]
    solutions: tuple[Solution, ...]
    ordered: bool = False

    def as_rows(self, numbered: bool) -> list[Row]:
        """A row for each solution, with its number first if the order is significant."""
        names = sorted(self.variables)
        return [
            ((number if numbered else 0), *(each.get(name) for name in names))
            for number, each in enumerate(self.solutions)
        ]


Answer = Rows | bool | list[Row]
"""Results of SELECT, of ASK, and of CONSTRUCT and DESCRIBE."""


def read_json(text: str) -> Rows | bool:
    """Parse the SPARQL 1.1 Query Results JSON Format.

    >>> read_json('{"head": {}, "boolean": true}')
    True
    """
    answer = json.loads(text)
    if "boolean" in answer:
        return bool(answer["boolean"])
    solutions = tuple({name: _json_term(value) for name, value in row.items()} for row in answer["results"]["bindings"])
    return Rows(tuple(answer["head"]["vars"]), solutions)


def _json_term(value: Mapping[str, Any]) -> Term:
    match value["type"]:
        case "uri":
            return Iri(value["value"])
        case "bnode":
            return Blank(value["value"])
        case "triple":
            inner = value["value"]
            return Triple(*(_json_term(inner[part]) for part in ("subject", "predicate", "object")))
        case "literal" | "typed-literal":
            return literal(value["value"], value.get("datatype"), value.get("xml:lang"), value.get("its:dir"))
    raise NotRead(f"unknown type of a term: {value['type']}")


def read_xml(text: str) -> Rows | bool:
    """Parse the SPARQL Query Results XML Format."""
    root = ElementTree.fromstring(text)  # the service's own answer, or a file of the suite
    boolean = root.find(f"{_SRX}boolean")
    if boolean is not None:
        return boolean.text == "true"
    names = tuple(each.attrib["name"] for each in root.iter(f"{_SRX}variable"))
    solutions = tuple(
        {binding.attrib["name"]: _xml_term(binding[0]) for binding in result} for result in root.iter(f"{_SRX}result")
    )
    return Rows(names, solutions)


def _xml_term(element: ElementTree.Element) -> Term:
    text = element.text or ""
    match element.tag.removeprefix(_SRX):
        case "uri":
            return Iri(text.strip())
        case "bnode":
            return Blank(text.strip())
        case "triple":
            parts = (element.find(f"{_SRX}{part}") for part in ("subject", "predicate", "object"))
            return Triple(*(_xml_term(part[0]) for part in parts if part is not None))
        case "literal":
            attributes = element.attrib
            return literal(
                text, attributes.get("datatype"), attributes.get(_XML + "lang"), attributes.get(_ITS + "dir")
            )
    raise NotRead(f"unknown element {element.tag}")


def read_csv(text: str) -> Rows:
    """Parse SPARQL 1.1 Query Results CSV, in which only blank nodes are marked as such."""
    header, *lines = csv.reader(io.StringIO(text, newline=""))
    solutions = tuple(
        {
            name: Blank(cell[2:]) if cell.startswith("_:") else Literal(cell)
            for name, cell in zip(header, line, strict=True)
        }
        for line in lines
    )
    return Rows(tuple(header), solutions)


def read_tsv(text: str) -> Rows:
    """Parse SPARQL 1.1 Query Results TSV.

    >>> read_tsv("?x\\t?y\\n1\\t<a:b>\\n").solutions[0]["y"]
    Iri(value='a:b')
    """
    header, *lines = text.removesuffix("\n").split("\n")
    names = [name.strip().removeprefix("?") for name in header.split("\t")]
    solutions = []
    for line in lines:
        cells = line.removesuffix("\r").split("\t")
        if len(cells) != len(names):
            raise NotRead(f"{len(cells)} cells for {len(names)} variables: {line[:100]!r}")
        solutions.append({name: _tsv_term(cell) for name, cell in zip(names, cells, strict=True) if cell})
    return Rows(tuple(names), tuple(solutions))


def _tsv_term(cell: str) -> Term:
    if cell in ("true", "false"):
        return Literal(cell, XSD + "boolean")
    if match := _NUMBER.fullmatch(cell):
        return Literal(cell, XSD + str(match.lastgroup))
    # One-quoted texts are Turtle's; the W3C's own files have none.
    (statement,) = read_statements(f"<a:s> <a:p> {cell} .")
    return statement[2]


def read_graph(text: str) -> list[Row]:
    """Parse N-Triples or N-Quads to a set of rows."""
    return [*dict.fromkeys(read_statements(text))]


def parse(file: File) -> list[Row]:
    """Parse an RDF file of any format, with its own IRI as its base.

    Raises:
        SyntaxError: the file has a syntax error.
    """
    suffix = file.path.suffix.removeprefix(".")
    known = ox.RdfFormat.from_extension(suffix)
    if known is None:
        raise NotRead(f"unknown suffix: {file.path.name}")
    if known in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        return read_graph(file.path.read_text(encoding="utf-8"))
    quads = ox.parse(file.path.read_bytes(), format=known, base_iri=file.iri)
    return read_graph((ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode())


def expected(file: File) -> Answer:
    """The expected result of a test."""
    readers = {".srx": read_xml, ".srj": read_json, ".csv": read_csv, ".tsv": read_tsv}
    if reader := readers.get(file.path.suffix):
        return reader(file.path.read_bytes().decode("utf-8"))
    rows = parse(file)
    return _result_set(rows) if _is_result_set(rows) else rows


def _is_result_set(rows: list[Row]) -> bool:
    return any(row[1] == Iri(RDF + "type") and row[2] == Iri(_RS + "ResultSet") for row in rows)


def _result_set(rows: list[Row]) -> Rows | bool:
    """Parse a result set in the RDF vocabulary of the Data Access Working Group."""
    about: dict[Row, list[Term]] = {}
    for subject, predicate, value in rows:
        assert isinstance(predicate, Iri)
        assert not isinstance(value, int | None)
        about.setdefault((subject, predicate.value), []).append(value)  # type: ignore[arg-type]

    def values(subject: Term, name: str) -> list[Term]:
        return about.get((subject, _RS + name), [])  # type: ignore[arg-type]

    (root,) = (row[0] for row in rows if row[1] == Iri(RDF + "type") and row[2] == Iri(_RS + "ResultSet"))
    assert not isinstance(root, int | None)
    if boolean := values(root, "boolean"):
        return isinstance(boolean[0], Literal) and boolean[0].text in ("true", "1")
    names = tuple(each.text for each in values(root, "resultVariable") if isinstance(each, Literal))
    solutions: list[tuple[int, Solution]] = []
    for node in values(root, "solution"):
        index = values(node, "index")
        number = int(index[0].text) if index and isinstance(index[0], Literal) else 0
        bindings: dict[str, Term] = {}
        for binding in values(node, "binding"):
            (name,), (value,) = values(binding, "variable"), values(binding, "value")
            assert isinstance(name, Literal)
            bindings[name.text] = value
        solutions.append((number, bindings))
    ordered = any(number for number, _ in solutions)
    solutions.sort(key=lambda each: each[0])
    return Rows(names, tuple(bindings for _, bindings in solutions), ordered)
