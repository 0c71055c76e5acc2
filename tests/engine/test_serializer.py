"""Serialization of RDF/XML and SPARQL XML, checked with three XML parsers; refusal of what XML cannot represent."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from rdflib.compare import isomorphic

from plenipot.engine.errors import NotInFormat
from plenipot.engine.serializer import XmlWriter, serialize_graph, write_results
from plenipot.model.vocabulary import PREFIXES

S, P = ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p")
RDF = PREFIXES["rdf"]
NOT_XML = [*(chr(code) for code in range(32) if chr(code) not in "\t\n\r"), "\ufffe", "\uffff"]


def read(document: bytes) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(document, format=ox.RdfFormat.RDF_XML)]


def same_for_all_readers(triples: list[ox.Triple]) -> None:
    document = serialize_graph(triples, "rdf", PREFIXES)
    etree.fromstring(document)
    by_rdflib = rdflib.Graph().parse(data=document, format="xml")
    lines = serialize_graph(triples, "nt", {})
    assert isomorphic(by_rdflib, rdflib.Graph().parse(data=lines, format="nt"))
    by_engine = rdflib.Graph().parse(data=serialize_graph(read(document), "nt", {}), format="nt")
    assert isomorphic(by_engine, by_rdflib)


@pytest.mark.parametrize(
    "iri",
    [
        "http://e/a1", "http://e/1a", "http://e/a%20b", "http://e/a:b", "http://e/é", "http://e/-a",
        "urn:isbn:a", "mailto:x@y", "http://e/?a=b&c=d", "http://e/a(b", "http://e/it's", f"{RDF}_1", f"{RDF}value",
        f"{PREFIXES['plen']}touches", f"{PREFIXES['plen']}a/b", f"{PREFIXES['plen']}1a", "http://e/xmlfoo",
        "http://www.w3.org/XML/1998/namespacea",
    ],
)  # fmt: skip
def test_a_property_is_split_where_xml_can(iri: str) -> None:
    same_for_all_readers([ox.Triple(S, ox.NamedNode(iri), ox.Literal("x"))])


@pytest.mark.parametrize(
    "iri",
    [
        "http://e/123", "http://e/x#", "http://e/", "urn:isbn:1", "http://e/a(b)", "http://e/a/-", "urn:x:%20",
        PREFIXES["plen"], f"{PREFIXES['plen']}1", "http://www.w3.org/2000/xmlns/a",
        *(f"{RDF}{name}" for name in ("li", "ID", "about", "Description", "aboutEach", "bagID", "RDF", "resource")),
    ],
)  # fmt: skip
def test_a_property_that_no_element_can_be_is_refused(iri: str) -> None:
    with pytest.raises(NotInFormat, match=r"property <.*Ask for Turtle"):
        serialize_graph([ox.Triple(S, ox.NamedNode(iri), ox.Literal("x"))], "rdf", PREFIXES)


@pytest.mark.parametrize("iri", ["http://e/123", "http://e/x#", "urn:isbn:1", f"{RDF}li", "http://e/?a&b"])
def test_a_class_or_a_thing_is_written_whatever_its_name(iri: str) -> None:
    node, kind = ox.NamedNode(iri), ox.NamedNode(f"{RDF}type")
    same_for_all_readers([ox.Triple(S, kind, node), ox.Triple(S, P, node), ox.Triple(node, P, S)])


def test_texts_come_back_as_they_were() -> None:
    texts = ["a\r\nb\rc\n", "\t x \n", "<b>&amp;]]></b>", "\x7f\x85\u2028\ufdd0\U0001fffe", "", " ", "\r"]
    kinds = [{}, {"language": "en"}, {"datatype": ox.NamedNode("http://e/?a&b'c")}]
    literals = [ox.Literal(text, **kind) for text in texts for kind in kinds]  # type: ignore[arg-type]
    triples = [ox.Triple(S, P, literal) for literal in literals]
    assert read(serialize_graph(triples, "rdf", {})) == triples
    same_for_all_readers(triples)


@pytest.mark.parametrize("character", NOT_XML)
def test_a_character_that_xml_has_not_is_refused(character: str) -> None:
    said = f"U\\+{ord(character):04X}.*Ask for"
    with pytest.raises(NotInFormat, match=said):
        serialize_graph([ox.Triple(S, P, ox.Literal(f"a{character}b"))], "rdf", {})
    results = ox.Store().query(f'SELECT ("a\\u{ord(character):04X}b" AS ?x) {{}}')
    assert isinstance(results, ox.QuerySolutions)
    with pytest.raises(NotInFormat, match=said):
        write_results(results, "xml", io.BytesIO())


def test_labels_of_blank_nodes_become_names() -> None:
    labels = ["1", "0a", "a", "x-31", "a:b", "é", "a.b"]
    nodes = [ox.BlankNode(label) for label in labels]
    triples = [ox.Triple(node, P, ox.Literal(str(n))) for n, node in enumerate(nodes)]
    document = serialize_graph(triples + [ox.Triple(S, P, node) for node in nodes], "rdf", {})
    graph = rdflib.Graph().parse(data=document, format="xml")
    assert len({*graph.objects(rdflib.URIRef("http://e/s"))}) == len(labels)
    assert len(graph) == 2 * len(labels)


def test_terms_of_rdf_1_2_are_written_as_its_syntax_has_them() -> None:
    inner = ox.Triple(ox.BlankNode("b"), P, ox.Literal("x\r", language="ar", direction=ox.BaseDirection.RTL))
    triples = [ox.Triple(S, P, ox.Triple(S, P, inner)), ox.Triple(S, P, inner.object)]
    read_again = read(serialize_graph(triples, "rdf", {}))
    assert [str(each) for each in read_again[1:]] == [str(triples[1])]
    nested = read_again[0].object
    assert isinstance(nested, ox.Triple)
    assert isinstance(nested.object, ox.Triple)
    assert nested.object.object == inner.object
    with pytest.raises(NotInFormat, match="no triple terms"):
        serialize_graph(triples, "jsonld", {})


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_parts_of_a_document_are_judged_as_a_whole(size: int) -> None:
    def given(text: str) -> bytes:
        out = io.BytesIO()
        outlet = XmlWriter(out)
        data = text.encode()
        for start in range(0, len(data), size):
            outlet.write(data[start : start + size])
        return out.getvalue()

    assert given("a\r\nb é\ufffd\U0001fffe") == "a&#13;\nb é\ufffd\U0001fffe".encode()
    for character in NOT_XML:
        with pytest.raises(NotInFormat, match=f"U\\+{ord(character):04X}"):
            given(f"ab{character}c")


def _solutions(text: str) -> Iterator[ox.QuerySolutions]:
    escaped = "".join(f"\\U{ord(each):08X}" for each in text)
    results = ox.Store().query(f'SELECT ("{escaped}" AS ?x) (STRLANG("{escaped}", "en") AS ?y) {{}}')
    assert isinstance(results, ox.QuerySolutions)
    yield results


_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(deadline=None, max_examples=300, derandomize=True)
@given(_texts)
def test_whatever_the_text_xml_is_right_or_refused(text: str) -> None:
    refused = any(character in NOT_XML for character in text)
    triple = ox.Triple(S, P, ox.Literal(text))
    (results,) = _solutions(text)
    out = io.BytesIO()
    if refused:
        with pytest.raises(NotInFormat):
            serialize_graph([triple], "rdf", {})
        with pytest.raises(NotInFormat):
            write_results(results, "xml", out)
        return
    assert list(rdflib.Graph().parse(data=serialize_graph([triple], "rdf", {}), format="xml").objects()) == [
        rdflib.Literal(text)
    ]
    write_results(results, "xml", out)
    names = etree.fromstring(out.getvalue()).findall(".//{http://www.w3.org/2005/sparql-results#}literal")
    assert [name.text or "" for name in names] == [text, text]
