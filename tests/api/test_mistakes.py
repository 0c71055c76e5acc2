"""Syntax errors of queries are reported with line, column (in characters) and the name of the mistake."""

from __future__ import annotations

import httpx
import pytest

from tests.server import Server


def problem(server: Server, query: str, status: int = 400) -> dict[str, object]:
    answer = httpx.post(server.sparql, data={"query": query})
    assert answer.status_code == status, answer.text
    told: dict[str, object] = answer.json()
    return told


@pytest.mark.parametrize(
    ("query", "line", "column", "words"),
    [
        ("SELECT\u00a0* { ?s ?p ?o }", 1, 7, "a no-break space (U+00A0); write a plain space"),
        ("SELECT * {\n\u2003?s ?p ?o }", 2, 1, "an em space (U+2003); write a plain space"),
        ("SELECT * { ?s ?p ?o\u3000}", 1, 20, "an ideographic space (U+3000); write a plain space"),
        ("SELECT * {\u200b ?s ?p ?o }", 1, 11, "a zero width space (U+200B); delete it"),
        ("SELECT * { ?s ?p\u200b ?o }", 1, 17, "a zero width space (U+200B); delete it"),
        ("SELECT * { ?s ?p ?o } \u200e", 1, 23, "a left-to-right mark (U+200E); delete it"),
        ("\ufeffSELECT * { ?s ?p ?o }", 1, 1, "a byte order mark (U+FEFF); delete it"),
        ("SELECT * { ?s ?p ?o } LIMIT\ufeff 1", 1, 28, "a byte order mark (U+FEFF); delete it"),
        ("SELECT * { ?s ?p “abc” }", 1, 18, 'a left double quotation mark (U+201C); write "'),
        ("SELECT * { ?s ?p ‘abc’ }", 1, 18, "a left single quotation mark (U+2018); write '"),
        ("SELECT * { ?s ?p 'abc’ }", 1, 22, "a right single quotation mark (U+2019); write ' to close the text"),
        ("SELECT * { ?s ?p «abc» }", 1, 18, 'a left-pointing double angle quotation mark (U+00AB); write "'),
        ("SELECT ?x { BIND (5 – 3 AS ?x) }", 1, 21, "an en dash (U+2013); write -"),
        ("SELECT ？x { ?x ?p ?o }", 1, 8, "a fullwidth question mark (U+FF1F); write ?"),
        ("SELECT * { ?s ?p ?o；?q ?r }", 1, 20, "a fullwidth semicolon (U+FF1B); write ;"),
        ("SELECT * { ?s ?p ?o }\x00", 1, 22, "a null character (U+0000); delete it"),
        # Invisible characters are allowed in a string; the position of an error after them is still right.
        ("SELECT * { ?s ?p '\u00a0“\u200b' ?q }", 1, 27, "cannot be read"),
        ("SELECT * { ?s ?p '😀' . ?s ?p }", 1, 30, "has no object"),
        ("SELECT * { ?s ?p 'e\u0301' ; \u00a0?q 1 }", 1, 25, "no-break space"),
        ("SELECT * {\r\n?s ?p '😀' ;\u00a0?q 1 }", 2, 12, "no-break space"),
    ],
)
def test_a_character_that_does_not_belong_there_is_named(
    server: Server, query: str, line: int, column: int, words: str
) -> None:
    told = problem(server, query)
    assert (told["line"], told["column"]) == (line, column)
    assert words in str(told["detail"])
    assert str(told["detail"]).startswith(f"Line {line}, column {column}: ")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p '\u00a0\u200b\ufeff“”' } # \u00a0“",
        "SELECT ?é\u200dx { ?é\u200dx ?p <http://example.org/“\u00a0> }",
        "PREFIX ａ: <http://example.org/> SELECT * { ａ:。 ?p '''\u2028''' }",
    ],
)
def test_odd_characters_stay_where_sparql_has_them(server: Server, query: str) -> None:
    assert httpx.post(server.sparql, data={"query": query}).status_code == 200


@pytest.mark.parametrize(
    ("query", "column"),
    [
        ("SELECT ?x ?x { ?x ?p ?o }", 11),
        ("SELECT DISTINCT ?x $y ?z $x WHERE { ?x ?y ?z }", 26),
        ("SELECT ?x { { SELECT ?x ?x { ?x ?p ?o } } }", 25),
    ],
)
def test_what_sparql_allows_and_the_engine_does_not_is_told_so(server: Server, query: str, column: int) -> None:
    told = problem(server, query)
    assert told["title"] == "The query cannot be run"
    assert (told["line"], told["column"]) == (1, column)
    assert "stands twice in this SELECT, which the engine here does not take; write it once" in str(told["detail"])


@pytest.mark.parametrize("query", ["SELECT ?x (1 AS ?x) { ?x ?p ?o }", "SELECT (1 AS ?x) (2 AS ?x) {}"])
def test_two_expressions_of_one_name_are_no_sparql(server: Server, query: str) -> None:
    told = problem(server, query)
    assert told["title"] == "The query is not valid SPARQL 1.1"
    assert "?x stands twice in this SELECT; give each expression a name of its own" in str(told["detail"])


def test_service_in_a_query_that_is_no_sparql_is_told_as_what_it_is(server: Server) -> None:
    assert "has no object" in str(problem(server, "SELECT ?service { ?service ?p }")["detail"])
    assert problem(server, "SELECT * { SERVICE <http://example.org/> { ?s ?p } }", 403)["title"] == "SERVICE is refused"
    assert problem(server, "SELECT * { ?s ?p trueSERVICE<http://example.org/>{} }", 403)


@pytest.mark.parametrize(
    "query",
    ["SELECT * {FILTERRAND()}", "SELECT * {} ORDER BYNOW()", "SELECT (NOW#\n()AS ?x) {}", "SELECT (UUID () AS ?x){}"],
)
def test_what_is_random_is_never_remembered(server: Server, query: str) -> None:
    answer = httpx.get(server.sparql, params={"query": query})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
