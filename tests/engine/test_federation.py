"""SERVICE clauses: parsing, checks of endpoints, evaluation, and replacement by VALUES."""

from __future__ import annotations

import asyncio
import io

import httpx
import pyoxigraph as ox
import pytest

from plenipot.api.sparql.protocol import within_bounds
from plenipot.engine.errors import BadSyntax, ServiceRefused
from plenipot.engine.evaluate import answer, refuse_service
from plenipot.engine.federation.clauses import NestedEscape, parse_clauses
from plenipot.engine.federation.federation import Federation
from plenipot.engine.federation.values import unbound_block
from plenipot.engine.interface import Request
from plenipot.http.problems.problem import Problem
from plenipot.http.release_config import service_bounds
from plenipot.http.settings import Settings
from tests.engine.federation_fixtures import BOUNDS, URL, E, Guard, Wire, literal, results


def federate(query: str, wire: Wire, services: tuple[str, ...] = (URL,), **bounds: int) -> str:
    async def run() -> str:
        settings = Settings(services=services, **bounds)  # type: ignore[arg-type]
        federation = Federation(service_bounds(settings), wire.caller)
        return await within_bounds(federation.federate(query, Guard()), settings)

    return asyncio.run(run())


def refused(query: str, status: int, wire: Wire | None = None, **bounds: int) -> Problem:
    wire = wire or Wire(results())
    with pytest.raises(Problem) as caught:
        federate(query, wire, (URL,), **bounds)
    assert caught.value.status == status, caught.value
    return caught.value


# Parsing of clauses.


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ SERVICE {E} {{ ?s ?p ?x }} }}",
        f"SELECT * {{ service silent{E}{{ ?s ?p ?x }} }}",
        f"SELECT * {{ ?a ?b 1e5SERVICE{E}{{ ?s ?p ?x }} }}",
        f"SELECT * {{ \\u0053ERVIC\\U00000045 {E} {{ ?s ?p ?x }} }}",
        f"SELECT * {{ SERVICE #{{\n {E} # }}\n {{ ?s ?p ?x }} }}",
        "PREFIX e: <http://192.0.2.7/> SELECT * { SERVICE e:sparql { ?s ?p ?x } }",
        "BASE <http://192.0.2.7/a> SELECT * { SERVICE <sparql> { ?s ?p ?x } }",
        "BASE <http://192.0.2.7/> PREFIX e: <spar> SELECT * { SERVICE e:ql { ?s ?p ?x } }",
        f"SELECT * {{ {{ SELECT ?x {{ OPTIONAL {{ SERVICE {E} {{ ?s ?p ?x }} }} }} LIMIT 3 }} }}",
        f"ASK {{ FILTER EXISTS {{ SERVICE {E} {{ ?s ?p ?x }} }} }}",
        f"SELECT * {{ {{ }} UNION {{ SERVICE {E} {{ ?s ?p ?x }} }} MINUS {{ ?x ?y ?z }} }}",
        f"SELECT * {{ SERVICE {E} {{ ?s ?p ?x FILTER (?x != '}}' && ?p != \"{{\") {{ {{}} }} }} }}",
        f"CONSTRUCT {{ ?s ?p ?x }} WHERE {{ GRAPH ?g {{ SERVICE {E} {{ ?s ?p ?x }} }} }}",
        f"DESCRIBE ?x {{ SERVICE {E} {{ ?s ?p ?x }} }}",
    ],
)
def test_a_clause_is_found_wherever_it_is_and_none_is_left(query: str) -> None:
    wire = Wire(results(literal("a")))
    joined = federate(query, wire)
    refuse_service(joined)
    ox.Store().query(joined)
    assert len(wire.requests) == 1
    assert '"a"' in joined
    refuse_service(wire.queries[0])
    ox.Store().query(wire.queries[0])


def test_a_query_without_service_is_left_as_it_is() -> None:
    wire = Wire()
    query = "PREFIX service: <http://192.0.2.7/> SELECT ?service { ?service service:SERVICE 'SERVICE' } # SERVICE <x> {"
    assert federate(query, wire) is query
    assert not wire.requests


def test_the_endpoint_gets_the_prologue_and_the_pattern_without_comments() -> None:
    wire = Wire(results())
    federate(f"PREFIX e: <http://e/> # one\nSELECT * {{ SERVICE {E} {{ <s> e:p ?x # two }}\n }} }}", wire)
    sent = "BASE <https://w3id.org/plenipot/sparql> PREFIX e: <http://e/> SELECT * WHERE { <s> e:p ?x }"
    assert " ".join(wire.queries[0].split()) == sent


@pytest.mark.parametrize(
    ("query", "clauses"),
    [
        ("SERVICE " + E + " {", 0),
        ("SERVICE " + E, 0),
        ("SERVICE", 0),
        ("SERVICE SILENT", 0),
        ("} { SERVICE ?x {} }", 1),
    ],
)
def test_what_is_no_clause_is_not_found(query: str, clauses: int) -> None:
    assert len(parse_clauses(query).clauses) == clauses


# Endpoints that get no request.


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE <http://192.0.2.8/sparql> { ?s ?p ?o }",
        "SERVICE SILENT <http://192.0.2.8/sparql> { ?s ?p ?o }",
        "SERVICE <http://192.0.2.7/sparql/> { ?s ?p ?o }",
        "SERVICE <http://192.0.2.7:80/sparql> { ?s ?p ?o }",
        "SERVICE <https://192.0.2.7/sparql> { ?s ?p ?o }",
        "SERVICE <http://192.0.2.7/sparql?a> { ?s ?p ?o }",
        "SERVICE <http://192.0.2.7@192.0.2.8/sparql> { ?s ?p ?o }",
        f"VALUES ?e {{ {E} }} SERVICE ?e {{ ?s ?p ?o }}",
        f"SERVICE {E} {{ SERVICE {E} {{ ?s ?p ?o }} }}",
        f"SERVICE {E} {{ {{ SELECT * {{ SERVICE SILENT <http://192.0.2.8/> {{ ?s ?p ?o }} }} }} }}",
        f"SERVICE {E} {{ ?s ?p trueSERVICE<http://192.0.2.8/>{{}} }}",
        f"SERVICE {E} {{ SERVICESILENT<http://192.0.2.8/>{{}} }}",
        f"SERVICE {E} {{ ?s ?p ?o }} SERVICESILENT{E}{{}}",
        f"SERVICE {E} {{ ?s ?p ?o }} ?s ?p trueSERVICE{E}{{}}",
        f"SERVICE {E} {{ ?s ?p ?o }} SERVICE <http://192.0.2.8/> {{ ?s ?p ?o }}",
    ],
)
def test_what_may_not_be_asked_is_refused_before_anybody_is_asked(clause: str) -> None:
    wire = Wire(results())
    problem = refused(f"PREFIX e: <http://192.0.2.8/> SELECT * {{ {clause} }}", 403, wire)
    assert problem.title == "SERVICE is refused"
    assert URL in problem.detail
    assert not wire.requests


def test_the_refusal_names_the_endpoint_and_the_list() -> None:
    problem = refused("SELECT * { SERVICE <http://192.0.2.8/> {} }", 403)
    assert problem.extra == {"endpoint": "http://192.0.2.8/", "allowed": [URL]}


def test_service_inside_of_service_is_told() -> None:
    problem = refused(f"SELECT * {{ SERVICE {E} {{ SERVICE {E} {{ ?s ?p ?o }} }} }}", 403)
    assert "no SERVICE inside of SERVICE" in problem.detail


def test_without_a_list_nobody_is_asked() -> None:
    wire = Wire()
    query = f"SELECT * {{ SERVICE {E} {{}} }}"
    assert federate(query, wire, services=()) is query
    assert wire.looked_up == []
    with pytest.raises(ServiceRefused):
        answer(ox.Store(), Request(query, "json"), BOUNDS, io.BytesIO())


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ SERVICE {E} {{ ?s ?p }} }}",
        f"SELECT * {{ SERVICE {E} {{ ?s ?p ?o }} ?s ?p }}",
        f"SELECT * {{ SERVICE {E} {{ ?s ?p ?o }} UNION {{ ?s ?p ?o }} }}",
        f"SELECT * {{ ?s ?p ?o }} SERVICE {E} {{ ?s ?p ?o }}",
        f"SELECT * {{ SERVICE {E} {{ ?s ?p ?o }} BIND (1 AS ?o) }}",
        f"SELECT * {{ SERVICE {E} {{ ?s e:p ?o }} }}",
        "SELECT * { SERVICE e:sparql { ?s ?p ?o } }",
    ],
)
def test_what_is_no_sparql_is_told_before_anybody_is_asked(query: str) -> None:
    wire = Wire(results())
    with pytest.raises(Problem) as caught:
        federate(query, wire)
    assert caught.value.status in (400, 403)
    assert not wire.requests


def test_a_mistake_is_told_at_its_place() -> None:
    problem = refused(f"SELECT * {{\n SERVICE SILENT {E} {{\n ?s ?p }} }}", 400)
    assert (problem.extra["line"], problem.extra["column"]) == (3, 8)


def test_an_escape_of_escapes_is_refused() -> None:
    # One replacement gives an escape; a second one, in some engines, the keyword SERVICE.
    nested = f"SELECT * {{ SERVICE {E} {{ ?s ?p ?o . \\u005Cu0053ERVICE <http://192.0.2.8/> {{}} }} }}"
    with pytest.raises(NestedEscape):
        parse_clauses(nested)
    assert refused(nested, 400).title == "Escape in an escape"


def test_clauses_are_bounded() -> None:
    query = "SELECT * {" + f"SERVICE {E} {{ ?s ?p ?x }}" * 3 + "}"
    assert refused(query, 400, service_clauses=2).extra == {"limit": "service-clauses", "clauses": 2}
    wire = Wire(results(literal("a")))
    federate(query, wire, service_clauses=3)
    assert len(wire.requests) == 3


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT * { ?a ?b ?c FILTER EXISTS { SERVICE %s { ?s ?p ?x FILTER (?x > ?c) } } }", 400),
        ("SELECT * { ?a ?b ?c FILTER NOT EXISTS { { SERVICE %s { ?s ?p ?x FILTER (?x > ?c) } } } }", 400),
        ("SELECT * { ?a ?b ?c LATERAL { SERVICE %s { ?s ?p ?x FILTER (?x > ?c) } } }", 400),
        ("SELECT * { ?a ?b ?c FILTER EXISTS { SERVICE %s { ?c ?p ?x FILTER (?x > ?y) } } }", 200),
        ("SELECT * { ?a ?b ?c SERVICE %s { ?s ?p ?x FILTER (?x > ?c) } }", 200),
    ],
)
def test_a_clause_that_differs_from_solution_to_solution_is_not_evaluated(query: str, status: int) -> None:
    if status == 200:
        federate(query % E, Wire(results()))
    else:
        assert "bound by its pattern" in refused(query % E, status).detail


def solutions(query: str) -> list[dict[str, object]]:
    found = ox.Store().query(query)
    assert isinstance(found, ox.QuerySolutions)
    names = [each.value for each in found.variables]
    return [{name: row[name] for name in names if row[name] is not None} for row in found]


@pytest.mark.parametrize(
    ("pattern", "rows", "expected"),
    [
        ("?s ?p ?x", [], 0),
        ("?s ?p ?x", [{}], 1),
        ("?s ?p ?x", [literal("a"), literal("a")], 2),
        ("<http://e/a> <http://e/b> <http://e/c>", [], 0),
        ("<http://e/a> <http://e/b> <http://e/c>", [{}], 1),
        ("<http://e/a> <http://e/b> <http://e/c>", [{}, {}], 2),
    ],
)
def test_no_solution_one_without_bindings_and_doubled_ones(
    pattern: str, rows: list[dict[str, object]], expected: int
) -> None:
    joined = federate(f"SELECT * {{ SERVICE {E} {{ {pattern} }} }}", Wire(results(*rows)))
    assert len(solutions(joined)) == expected


def test_silent_is_one_solution_in_which_nothing_is_bound() -> None:
    wire = Wire(lambda _: httpx.Response(500))
    query = f"SELECT * {{ VALUES ?x {{ 1 2 }} SERVICE SILENT {E} {{ ?s ?p ?x }} }}"
    joined = federate(query, wire)
    assert [row["x"] for row in solutions(joined)] == [ox.Literal(1), ox.Literal(2)]
    found = ox.Store().query(joined)
    assert isinstance(found, ox.QuerySolutions)
    assert {each.value for each in found.variables} == {"s", "p", "x"}
    assert unbound_block([]) == "VALUES () { () }"
    assert refused(query.replace("SILENT", ""), 502, wire).extra["endpoint"] == URL


def test_what_is_read_is_bounded_for_all_clauses_together() -> None:
    body = results(literal("a" * 600_000))
    query = f"SELECT * {{ SERVICE {E} {{ ?s ?p ?x }} SERVICE {E} {{ ?s ?p ?x }} }}"
    assert refused(query, 502, Wire(body), service_mb=1).extra["limit"] == "service-mb"
    federate(query, Wire(body), service_mb=2)
    assert refused(query, 502, Wire(results({}, {})), service_rows=1).extra["limit"] == "service-rows"


def test_the_query_process_refuses_what_is_left() -> None:
    # The invariant of the module: a query that still has the keyword does not run.
    for left in (f"SERVICESILENT{E}{{}}", f"?s ?p trueSERVICE{E}{{}}", f"SERVICE {E} {{}}"):
        with pytest.raises((ServiceRefused, BadSyntax)):
            answer(ox.Store(), Request(f"SELECT * {{ {left} }}", "json"), BOUNDS, io.BytesIO())
