"""Messages for syntax errors: position and text of the mistake; no finding in valid queries."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from plenipot.engine.sparql import errors, tokens
from plenipot.model import release_files
from plenipot.model.questions import Question, read_catalogue


@pytest.mark.parametrize(
    ("query", "line", "column", "words"),
    [
        ("", 1, 1, "there is no query"),
        ("SELEC ?x { ?s ?p ?o }", 1, 1, "begins no query"),
        ("SELECT *\nWHERE {\n  ?s ?p\n}", 4, 1, "has no object"),
        ("SELECT * { ?s ?p ?o ; a }", 1, 25, "the property a has no object"),
        ("SELECT *\nWHERE { ?s rdfs:label ?o }", 2, 12, "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"),
        ("SELECT *\nWHERE { ?s ex:p ?o }", 2, 12, "the prefix ex: is not declared"),
        ("SELECT ?x\nWHERE { ?s ?p ?o ", 2, 7, "this { is never closed"),
        ("SELECT ?s { ?s ?p ?o . } }", 1, 26, "this } closes nothing"),
        ("SELECT * { FILTER (?s = (1 } ) ?s ?p ?o", 1, 28, "this is } where ) is wanted"),
        ("SELECT ?x\nWHERE { ?s ?p ?x }\nORDER ?x", 3, 1, "ORDER wants BY"),
        ("SELECT * { ?s ?p 'abc }", 1, 18, "is not closed on its line"),
        ("SELECT * { ?s ?p <http://a b> }", 1, 18, "this IRI has a character"),
        ("SELECT * { ?s ?p ?o FILTER foo(?o) }", 1, 28, "'foo' is no keyword and no function"),
        ("SELECT * { ?s ?p ?o FILTER(?o > ) }", 1, 31, "> has nothing behind it"),
        ("SELECT ?x (COUNT(?y) AS ?c) { ?x ?p ?y }", 1, 41, "unbound"),
    ],
)
def test_the_mistake_is_found(query: str, line: int, column: int, words: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(query)
    mistake = errors.diagnose(query, str(caught.value))
    assert mistake is not None
    assert (mistake.line, mistake.column) == (line, column)
    assert words in mistake.message


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?%s ?p }",
        "SELECT * { ?s '%s' }",
        "SELECT * { ?s %s:p ?o }",
        "%s",
        "SELECT * { ?s ?p ?o FILTER %s(?o) }",
        "SELECT * { ?s ?p ?o ; <http://example.org/%s> }",
        "SELECT ?%s ?s ?s { ?s ?p ?o }",
        "SELECT * { ?s ?p '%s }",
        "SELECT * { ?s ?p ?o } LIMIT %s 2",
    ],
)
def test_what_is_told_is_short_however_long_the_query_is(query: str) -> None:
    text = query % ("x" * 50_000)
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(text)
    assert len(str(errors.explain_error(text, str(caught.value)))) < 400


@pytest.mark.parametrize(
    "question", read_catalogue(release_files.root() / "queries"), ids=lambda question: question.name
)
def test_nothing_is_wrong_with_a_saved_question(question: Question) -> None:
    found = list(tokens.tokenize(question.text))
    assert [check(found) for check in errors.CHECKS] == [None] * len(errors.CHECKS)


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("# SELECT\nPREFIX ask: <http://x/> ASK { }", "ASK"),
        ("BASE<http://x/>DESCRIBE <a>", "DESCRIBE"),
        ("PREFIX insert: <http://x/> CONSTRUCT WHERE { insert:a ?p ?o }", "CONSTRUCT"),
        ("WITH <http://x/> DELETE { } WHERE { }", "UPDATE"),
        ("LOAD <http://x/>", "UPDATE"),
        ("nonsense", None),
    ],
)
def test_the_form_of_a_query(query: str, form: str | None) -> None:
    assert tokens.query_form(query) == form
