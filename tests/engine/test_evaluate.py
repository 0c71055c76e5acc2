"""Evaluation of one query: serialized answers, limits, errors, and the refusal of SERVICE."""

from __future__ import annotations

import io
import json

import pyoxigraph as ox
import pytest

from plenipot.engine.errors import AnswerTooLarge, BadSyntax, QueryError, ServiceRefused, TooManyRows
from plenipot.engine.evaluate import Bounds, answer, refuse_service
from plenipot.engine.interface import Request

PREFIXES = "PREFIX ex: <http://127.0.0.1:9/> PREFIX SERVICEex: <https://example.org/> "
ADDRESS = "<http://127.0.0.1:9/>"


def answered(store: ox.Store, request: Request, most: int, rows: int = 1_000) -> bytes:
    out = io.BytesIO()
    answer(store, request, Bounds(16, most, rows, {}), out)
    return out.getvalue()


@pytest.fixture
def store() -> ox.Store:
    made = ox.Store()
    subject, predicate = ox.NamedNode("https://example.org/s"), ox.NamedNode("https://example.org/p")
    values = [ox.Literal(number) for number in range(20)] + [ox.Literal("Genève", language="fr")]
    made.extend(ox.Quad(subject, predicate, value) for value in values)
    return made


@pytest.mark.parametrize(
    "group",
    [
        f"SERVICE {ADDRESS} {{ ?a ?b ?c }}",
        f"service\n#\n{ADDRESS} {{ ?a ?b ?c }}",
        f"SERVICESILENT{ADDRESS} {{ ?a ?b ?c }}",
        f"?s ?p 1e5SERVICE SILENT {ADDRESS} {{ ?a ?b ?c }}",
        f"?s ?p trueSERVICE{ADDRESS} {{ ?a ?b ?c }}",
        f"?s ?p ''SERVICE {ADDRESS} {{ ?a ?b ?c }}",
        f"FILTER (1 < 2) SERVICE {ADDRESS} {{ ?a ?b ?c }} FILTER (2 > 1)",
        "SERVICEex:foo { ?a ?b ?c }",
        "SERVICE SILENTex:foo { ?a ?b ?c }",
        f"VALUES ?e {{ {ADDRESS} }} SERVICE?e {{ ?a ?b ?c }}",
        f"{{ SELECT * {{ OPTIONAL {{ SERVICE {ADDRESS} {{ ?a ?b ?c }} }} }} }}",
        f"FILTER EXISTS {{ SERVICE {ADDRESS} {{ ?a ?b ?c }} }}",
        f"MINUS {{ GRAPH ?g {{ SERVICE {ADDRESS} {{ ?a ?b ?c }} }} }}",
    ],
)
@pytest.mark.parametrize("form", ["SELECT *", "ASK", "CONSTRUCT { ?a ?b ?c }", "DESCRIBE *"])
def test_service_is_refused_however_it_is_written(form: str, group: str) -> None:
    with pytest.raises(ServiceRefused):
        refuse_service(f"{PREFIXES} {form} {{ {group} }}")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service ?Service { ?service ?p 'SERVICE' } # SERVICE <http://127.0.0.1:9/> {",
        "PREFIX service: <http://service/service> SELECT * { service:SERVICE service:p 'SERVICE'@en-service }",
        "PREFIX e: <http://service/> SELECT * { e:aservice ?p '''SERVICE <http://x/> {''' }",
        "SELECT * { ?s <http://example.org/Service> _:service }",
    ],
)
def test_the_word_in_names_and_texts_is_no_service(query: str) -> None:
    refuse_service(query)


def test_an_answer_above_the_bound_is_refused_and_a_smaller_one_is_not(store: ox.Store) -> None:
    request = Request("SELECT * { ?s ?p ?o }", "json")
    whole = answered(store, request, 1_000_000)
    assert answered(store, request, len(whole)) == whole
    with pytest.raises(AnswerTooLarge):
        answered(store, request, len(whole) - 1)
    with pytest.raises(AnswerTooLarge):
        answered(store, Request("CONSTRUCT WHERE { ?s ?p ?o }", "nt"), 100)


def test_a_table_has_its_first_rows_and_counts_all(store: ox.Store) -> None:
    body = answered(store, Request("SELECT ?s ?o ?none { ?s ?p ?o } ORDER BY ?o", "table", rows=3), 1_000_000)
    table = json.loads(body)
    assert (table["vars"], table["total"], len(table["rows"])) == (["s", "o", "none"], 21, 3)
    iri, literal, unbound = table["rows"][0]
    assert iri == {"iri": "https://example.org/s"}
    assert set(literal) in ({"text", "datatype"}, {"text", "lang"})
    assert unbound is None


def test_bad_queries_are_told_apart(store: ox.Store) -> None:
    with pytest.raises(BadSyntax, match=r"Line 1, column 1: "):
        answered(store, Request("SELECT", "json"), 1000)
    # The engine accepts CONSTRUCTWHERE, but the query form was not recognized, so that the format does not fit.
    with pytest.raises(QueryError, match="word of its own"):
        answered(store, Request("CONSTRUCTWHERE { ?s ?p ?o }", "json"), 1000)


def test_a_relative_iri_is_one_of_ours() -> None:
    store = ox.Store()
    iris = [ox.NamedNode(f"https://w3id.org/plenipot/{path}") for path in ("state/che", "p", "sparql")]
    store.add(ox.Quad(*iris))
    for query in ("ASK { <state/che> <p> <> }", "BASE <https://w3id.org/> ASK { <plenipot/state/che> ?service ?o }"):
        assert json.loads(answered(store, Request(query, "json"), 1000)) == {"head": {}, "boolean": True}


@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
def test_rows_are_bounded_exactly(store: ox.Store, format: str) -> None:
    # The literals contain the bytes that separate rows.
    odd = '"\\"}},{\\"" "<result>" "a\\n"'
    query = f"SELECT * {{ VALUES ?x {{ {odd} {' '.join(map(str, range(2000)))} }} VALUES ?y {{ 'y' }} }}"
    assert len(answered(store, Request(query, format), 1_000_000, rows=2003)) > 10_000
    with pytest.raises(TooManyRows):
        answered(store, Request(query, format), 1_000_000, rows=2002)


@pytest.mark.parametrize("format", ["nt", "turtle", "rdf", "jsonld"])
def test_triples_are_bounded_exactly(store: ox.Store, format: str) -> None:
    request = Request("CONSTRUCT WHERE { ?s ?p ?o }", format)
    assert answered(store, request, 1_000_000, rows=21)
    with pytest.raises(TooManyRows):
        answered(store, request, 1_000_000, rows=20)
