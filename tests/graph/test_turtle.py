"""The Turtle has exactly the text of every cell, and the same order on every run."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib import RDFS, BNode, Literal, URIRef

from plenipot.graph import turtle
from plenipot.model.vocabulary import RES
from plenipot.release.canonical import canonical_lines

SUBJECT = RES["state/che"]
XSD = "http://www.w3.org/2001/XMLSchema#"
TEXTS = st.text(st.characters(codec="utf-8"))
LANGUAGES = st.sampled_from([None, "en", "zh-Hans", "fr-CH"])
HARD = (
    'a\n"b""',
    'a\n\\"',
    '"',
    '"""',
    '\\"""',
    "\\",
    "\n",
    "\r\n",
    "\\n",
    '\n"',
    "a\n'''",
    "\x00\x0b\x85\u2028\ufeff",
    "",
)


def parsed(triples: list[tuple[URIRef, URIRef, Literal]]) -> set[tuple[str, str | None, str]]:
    """The values that a parser reads: text, language and datatype."""
    quads = list(ox.parse(turtle.serialize(triples), format=ox.RdfFormat.TURTLE))
    literals = [quad.object for quad in quads if isinstance(quad.object, ox.Literal)]
    assert len(literals) == len(quads)
    return {(each.value, each.language, each.datatype.value) for each in literals}


def expected(value: Literal) -> tuple[str, str | None, str]:
    """The expected reading of a value."""
    if value.language:
        return str(value), value.language.lower(), "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
    return str(value), None, str(value.datatype or f"{XSD}string")


@pytest.mark.parametrize("text", HARD)
def test_a_hard_text_stays_what_it_is(text: str) -> None:
    assert parsed([(SUBJECT, RDFS.comment, Literal(text))]) == {(text, None, f"{XSD}string")}


@given(st.lists(st.tuples(TEXTS, LANGUAGES), min_size=1, max_size=5))
@example([('a\n"b""', None), ('a\n\\"', "en"), ('a\n\\"', None)])
def test_any_texts_stay_what_they_are(texts: list[tuple[str, str | None]]) -> None:
    values = [Literal(text, lang=lang) for text, lang in texts]
    assert parsed([(SUBJECT, RDFS.comment, value) for value in values]) == {expected(value) for value in values}


@given(st.lists(TEXTS, max_size=5))
def test_the_order_of_the_triples_does_not_matter(texts: list[str]) -> None:
    triples = [(SUBJECT, RDFS.comment, Literal(text)) for text in texts]
    assert turtle.serialize(triples) == turtle.serialize(triples[::-1] * 2)


@given(TEXTS)
def test_a_statement_is_one_line_where_lines_are_counted(text: str) -> None:
    quads = list(ox.parse(turtle.serialize([(SUBJECT, RDFS.comment, Literal(text))]), format=ox.RdfFormat.TURTLE))
    (line,) = canonical_lines(quads)
    assert line.decode().count("\n") == 1


@pytest.mark.parametrize(
    "value", [Literal("3", datatype=URIRef(f"{XSD}integer")), Literal("2018", datatype=URIRef(f"{XSD}gYear"))]
)
def test_a_value_keeps_its_datatype(value: Literal) -> None:
    assert parsed([(SUBJECT, RDFS.comment, value)]) == {expected(value)}


def test_a_blank_node_is_refused() -> None:
    with pytest.raises(ValueError, match="blank node"):
        turtle.serialize([(SUBJECT, RDFS.seeAlso, BNode())])
