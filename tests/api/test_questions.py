"""The saved questions over HTTP: typed parameters, seven formats, pagination."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import cast
from xml.etree import ElementTree

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest
import rdflib

from plenipot.api.questions.common_parameters import MEDIA_TYPES
from plenipot.api.questions.parquet import parquet
from plenipot.engine.errors import NotInFormat
from plenipot.model import release_files
from plenipot.model.questions import BadHeader, BadValue, Parameter, Question, read_catalogue, read_question
from plenipot.model.vocabulary import BASE, PREFIXES
from tests.server import Server

QUESTIONS = read_catalogue(release_files.root() / "queries")
XSD = PREFIXES["xsd"]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_question_answers_with_its_defaults_given(release_server: Server, question: object) -> None:
    assert question in QUESTIONS
    asked = next(each for each in QUESTIONS if each == question)
    url = f"{release_server.url}/query/{asked.name}.json"
    plain = httpx.get(url).json()
    given = httpx.get(url, params={each.name: each.default or "" for each in asked.parameters}).json()
    assert plain["results"]["bindings"] == given["results"]["bindings"]
    assert plain["results"]["bindings"]


def test_formats_have_the_same_rows(release_server: Server) -> None:
    url = f"{release_server.url}/query/states-represented-by-several-regional-organizations"
    rows = httpx.get(f"{url}.json").json()["results"]["bindings"]
    assert len(rows) == 12
    for format, media in MEDIA_TYPES.items():
        by_suffix, by_accept = httpx.get(f"{url}.{format}"), httpx.get(url, headers={"Accept": media.partition(";")[0]})
        assert by_suffix.status_code == by_accept.status_code == 200
        assert by_suffix.headers["content-type"] == by_accept.headers["content-type"] == media
    names = [row["name"]["value"] for row in rows]
    as_csv = list(csv.DictReader(io.StringIO(httpx.get(f"{url}.csv").text)))
    assert [row["name"] for row in as_csv] == names
    table = pq.read_table(io.BytesIO(httpx.get(f"{url}.parquet").content))
    assert table.column("name").to_pylist() == names
    assert all(name in httpx.get(f"{url}.html").text for name in names)


def test_a_parameter_is_bound_as_a_term(release_server: Server) -> None:
    url = f"{release_server.url}/query/regional-organizations-of-a-state.json"
    short = httpx.get(url, params={"state": "state/egy"}).json()["results"]["bindings"]
    full = httpx.get(url, params={"state": BASE + "state/egy"}).json()["results"]["bindings"]
    assert short == full
    assert {row["organization"]["value"] for row in short} == {BASE + "organization/atu", BASE + "organization/las"}
    for attack in ("state/egy> } UNION { ?s ?p ?o", "state/egy }", 'state/"egy', "state/\\u003e", "state/{egy}", ""):
        answer = httpx.get(url, params={"state": attack})
        assert answer.status_code == (200 if attack == "" else 400)
    text = {"counted": 'Member States" } UNION { ?s ?p "'}
    assert (
        httpx.get(f"{release_server.url}/query/number-of-member-states-over-time.json", params=text).json()["results"][
            "bindings"
        ]
        == []
    )


def test_the_day_of_a_question(release_server: Server) -> None:
    url = f"{release_server.url}/query/council-on-a-day.json"
    for day, count in (("2021-06-01", 48), ("2005-06-01", 46)):
        assert len(httpx.get(url, params={"as_of": day}).json()["results"]["bindings"]) == count
    for wrong in ("2021-02-30", "yesterday", "2021", "2021-06-01T00:00:00"):
        answer = httpx.get(url, params={"as_of": wrong})
        assert answer.status_code == 400
        assert "as_of must be a day as YYYY-MM-DD" in answer.json()["detail"]


def test_pages_of_rows_follow_each_other(release_server: Server) -> None:
    url = f"{release_server.url}/query/member-states-by-region"
    whole = list(csv.reader(io.StringIO(httpx.get(f"{url}.csv").text)))[1:]
    assert len(whole) == 194
    for format in ("csv", "json", "tsv", "xml", "parquet"):
        first = httpx.get(f"{url}.{format}", params={"limit": 97})
        assert '<?limit=97&offset=97>; rel="next"' in first.headers["link"], format
        assert "prev" not in first.links
        last = httpx.get(f"{url}.{format}{first.links['next']['url']}")
        # 194 rows are two pages, without an empty third one.
        assert "next" not in last.links, format
        assert last.links["prev"]["url"] == last.links["first"]["url"] == "?limit=97", format
        assert httpx.get(f"{url}.{format}{last.links['prev']['url']}").content == first.content, format
        assert _rows(format, first.content) == _rows(format, last.content) == 97
        assert "next" not in httpx.get(f"{url}.{format}").links
    middle = httpx.get(f"{url}.csv", params={"limit": 50, "offset": 20})
    assert (middle.links["prev"]["url"], middle.links["next"]["url"]) == ("?limit=20", "?limit=50&offset=70")
    parts = [httpx.get(f"{url}.csv", params={"limit": 97, "offset": n}).text for n in (0, 97)]
    assert [row for part in parts for row in list(csv.reader(io.StringIO(part)))[1:]] == whole
    for wrong in ({"limit": "0"}, {"limit": "-1"}, {"limit": "1000001"}, {"offset": "x"}, {"limit": "1e3"}):
        assert httpx.get(f"{url}.csv", params=wrong).status_code == 400


def _only(query: str) -> ox.QuerySolution:
    solutions = ox.Store().query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    (solution,) = solutions
    return cast(ox.QuerySolution, solution)


def _rows(format: str, body: bytes) -> int:
    if format == "parquet":
        return int(pq.read_table(io.BytesIO(body)).num_rows)
    if format == "json":
        return len(json.loads(body)["results"]["bindings"])
    if format == "xml":
        return len(ElementTree.fromstring(body).findall(".//{http://www.w3.org/2005/sparql-results#}result"))
    return len(list(csv.reader(io.StringIO(body.decode()), delimiter="\t" if format == "tsv" else ","))) - 1


def test_wrong_requests_are_explained(release_server: Server) -> None:
    url = f"{release_server.url}/query/council-on-a-day"
    for path, status, said in (
        ("/query/none", 404, "no question"),
        ("/query/council-on-a-day.json?other=1", 400, "this question has: as_of"),
        ("/query/council-on-a-day?format=yaml", 400, "choose one of"),
        ("/query/council-on-a-day.json?as_of=2021-01-01&as_of=2022-01-01", 400, "once"),
    ):
        answer = httpx.get(release_server.url + path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert said in answer.json()["detail"]
    assert httpx.get(url, headers={"Accept": "image/png"}).status_code == 406


def test_answers_are_cached_by_strong_etag(release_server: Server) -> None:
    url = f"{release_server.url}/query/council-on-a-day.csv"
    first = httpx.get(url)
    assert httpx.get(url, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    other = httpx.get(url, params={"as_of": "2005-06-01"}, headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_open_api_names_every_question(release_server: Server) -> None:
    described = httpx.get(f"{release_server.url}/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    council = described["paths"]["/query/council-on-a-day"]["get"]
    (as_of,) = [each for each in council["parameters"] if each["name"] == "as_of"]
    assert as_of["schema"].items() >= {"type": "string", "format": "date", "default": "2021-06-01"}.items()
    assert {f"/query/{each.name}" for each in QUESTIONS} <= set(described["paths"])
    page = httpx.get(f"{release_server.url}/docs").text
    assert all(f"/query/{each.name}.csv" in page for each in QUESTIONS)


def test_editors_find_the_questions_as_examples(release_server: Server) -> None:
    answer = httpx.get(f"{release_server.url}/.well-known/sparql-examples")
    assert answer.headers["content-type"].startswith("text/turtle")
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    shacl, schema = rdflib.Namespace("http://www.w3.org/ns/shacl#"), rdflib.Namespace("https://schema.org/")
    found = {str(s): str(query) for s, query in graph.subject_objects(shacl.select)}
    assert found == {f"{BASE}query/{each.name}": each.text for each in QUESTIONS}
    assert set(graph.objects(None, schema.target)) == {rdflib.URIRef(f"{release_server.url}/sparql")}
    name = "council-on-a-day"
    assert httpx.get(f"{release_server.url}/query/{name}").status_code == 200


def test_a_header_that_does_not_fit_its_query_is_refused(tmp_path: Path) -> None:
    header = (
        "#+ title: T\n#+ description: D\n#+ keywords: []\n#+ parameters:\n#+   - {name: state, type: %s, default: %s}\n"
    )
    path = tmp_path / "q.rq"
    for kind, default, query, said in (
        ("iri", "state/che", "SELECT * { ?state ?p ?o }", "needs a block VALUES"),
        ("date", "soon", "SELECT * { VALUES ?state { 1 } }", "must be a day"),
        ("colour", "red", "SELECT * { VALUES ?state { 1 } }", "unknown type colour"),
    ):
        path.write_text(header % (kind, default) + query, encoding="utf-8")
        with pytest.raises(BadHeader, match=said):
            read_question(path)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (
            "integer",
            ["0", "-12", "+5", "007", "9" * 18, "-" + "9" * 18],
            ["", "1.5", "1e3", "0x10", "9" * 19, "١٢", "1_000", " 1", "1 ", "1\n", "--1", "NaN"],
        ),
        ("boolean", ["true", "false"], ["", "yes", "TRUE", "1", "0", "true ", "tru"]),
        (
            "date",
            ["2024-02-29", "0001-01-01", "9999-12-31"],
            ["", "2023-02-29", "0000-01-01", "2024-13-01",
              "2024-1-1", "24-01-01", "2024-01-01Z", "2024-W01-1", "١٢-01-01"],
        ),
        (
            "iri",
            ["https://example.org/a", "state/che", "urn:x:y", "HTTPS://example.org/",
             "https://example.org/é", "a" * 1000],
            ["", "a b", "a>", "<a", 'a"', "a{b}", "a|b", "a^b", "a`b",
             "a\\u003e", "a\n", "a\x00", "http://[", "a" * 1001],
        ),
        (
            "string",
            ["", 'say "hi" \\ {', "}", "é", "a" * 1000, "') . ?s ?p ?o"],
            ["a\nb", "a\tb", "\x00", "a" * 1001],
        ),
    ],
)  # fmt: skip
def test_values_of_each_type(kind: str, good: list[str], bad: list[str]) -> None:
    parameter = Parameter("x", kind, "", "")
    question = Question("q", "T", "D", (), (parameter,), "SELECT ?x { VALUES ?x { 1 } }")
    for text in good:
        value = _only(question.bind({"x": text}))["x"].value
        assert int(value) == int(text) if kind == "integer" else value in (text, BASE + text), text
    for text in bad:
        with pytest.raises(BadValue, match="x must be"):
            question.bind({"x": text})


def test_an_optional_parameter_is_unbound_until_it_is_given(tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text(
        "#+ title: T\n#+ description: D\n#+ keywords: []\n"
        '#+ parameters:\n#+   - {name: as_of, type: date, example: "2001-01-01"}\n'
        "SELECT ?as_of ?inner { VALUES ?as_of { UNDEF } { SELECT ?inner { VALUES ?as_of { UNDEF } "
        "BIND(COALESCE(?as_of, 0) AS ?inner) } } }",
        encoding="utf-8",
    )
    question = read_question(path)
    assert (question.parameters[0].default, question.parameters[0].default_value) == (None, "UNDEF")
    without = _only(question.text)
    assert (without["as_of"], without["inner"].value) == (None, "0")
    given = _only(question.bind({"as_of": "2001-01-02"}))
    assert given["as_of"].value == given["inner"].value == "2001-01-02", "every block holds the value"


def test_blocks_hold_what_the_header_says() -> None:
    for question in QUESTIONS:
        for parameter in question.parameters:
            held = {" ".join(block.split()) for block in parameter.values_block.findall(question.text)}
            solution = _only(f"PREFIX xsd: <{XSD}> SELECT ?{parameter.name} {{ {held.pop()} }}")
            assert not held, f"{question.name}: the blocks of {parameter.name} differ"
            wanted = None if parameter.default is None else parameter.term(parameter.default)
            assert solution[parameter.name] == wanted, f"{question.name}: {parameter.name}"


def test_parquet_has_the_types_of_its_columns(release_server: Server) -> None:
    def read(name: str, **params: str) -> pa.Table:
        return pq.read_table(io.BytesIO(httpx.get(f"{release_server.url}/query/{name}.parquet", params=params).content))

    seats = read("council-on-a-day")
    assert seats.schema.field("votes").type == pa.int64()
    assert seats.schema.field("complete").type == pa.bool_()
    assert seats.schema.field("state").type == pa.string()
    places = read("where-states-lie")
    assert places.schema.field("latitude").type == pa.float64()
    rows = httpx.get(f"{release_server.url}/query/where-states-lie.json").json()["results"]["bindings"]
    assert places.column("latitude").to_pylist() == [float(row["latitude"]["value"]) for row in rows]
    dates = read("most-revised-recommendations")
    assert dates.schema.field("firstPublished").type == pa.date32()
    nothing = read("council-on-a-day", as_of="1800-01-01")
    assert (nothing.num_rows, nothing.column_names) == (0, seats.column_names)


ARROW = {
    "text": pa.string(), "integer": pa.int64(), "decimal": pa.float64(), "boolean": pa.bool_(), "date": pa.date32(),
    "year": pa.int32(),
}  # fmt: skip
NUMBERS = {"integer", "decimal", "double"}
DECLARES = {frozenset({"date"}): "date", frozenset({"gYear"}): "year", frozenset({"boolean"}): "boolean"}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_parquet_has_one_schema_whatever_rows_there_are(release_server: Server, question: Question) -> None:
    address = f"{release_server.url}/query/{question.name}"
    examples = {each.name: each.example for each in question.parameters if each.example != "None"}
    declared = pa.schema([(name, ARROW[kind]) for name, kind in question.column_types.items()])
    with httpx.Client(timeout=60) as client:
        for given in ({}, {"limit": "1"}, {"offset": "999999"}, examples):
            answer = client.get(f"{address}.parquet", params=given)
            assert answer.status_code == 200, answer.text
            table = pq.read_table(io.BytesIO(answer.content))
            assert table.schema.equals(declared), given
            if "offset" in given:
                assert table.num_rows == 0
        rows = client.get(f"{address}.json").json()["results"]["bindings"]
    for name, kind in question.column_types.items():
        found = {_datatype(row[name]) for row in rows if name in row}
        if found and found <= NUMBERS:
            assert kind == "decimal" or (kind, found) == ("integer", {"integer"}), name
        elif kind == "text" and frozenset(found) in DECLARES:
            # The column has full dates in these rows, but can have months in others: then the header declares no type.
            assert DECLARES[frozenset(found)] in ("date", "year"), name


def _datatype(cell: dict[str, str]) -> str:
    return cell.get("datatype", cell["type"]).rpartition("#")[2]


def test_parquet_has_numbers_and_days_as_such(release_server: Server) -> None:
    def read(name: str, **params: str) -> pa.Table:
        return pq.read_table(io.BytesIO(httpx.get(f"{release_server.url}/query/{name}.parquet", params=params).content))

    # Two of these conferences have no known votes; a type inferred from the rows would be another one.
    schemas = [
        read("council-votes-of-a-plenipotentiary", conference=f"conference/{name}").schema
        for name in ("pp-06", "pp-10", "pp-18")
    ]
    assert schemas[0].equals(schemas[1])
    assert schemas[0].equals(schemas[2])
    assert set(read("largest-contributors").column("units").to_pylist()) >= {30.0}
    assert read("who-sat-on-the-council").column("start").to_pylist()[0] > 1900
    assert all(isinstance(each, date) for each in read("terms-of-the-council-and-a-state").column("first").to_pylist())


def test_parquet_of_odd_values() -> None:
    def column(kind: str, *cells: str | None) -> tuple[str, list[object]]:
        bindings = [{} if cell is None else {"x": {"type": "literal", "value": cell}} for cell in cells]
        answer = {"head": {"vars": ["x"]}, "results": {"bindings": bindings}}
        made = pq.read_table(io.BytesIO(parquet(answer, {"x": kind})))
        return str(made.schema.field("x").type), made.column("x").to_pylist()

    assert column("integer", "1", None, "-0", "+7") == ("int64", [1, None, 0, 7])
    assert column("integer", "9223372036854775807") == ("int64", [2**63 - 1])
    assert column("decimal", "1", "1.5", ".5", "1e3", "INF") == ("double", [1.0, 1.5, 0.5, 1000.0, float("inf")])
    assert column("date", "2001-02-03") == ("date32[day]", [date(2001, 2, 3)])
    assert column("year", "1865", "-0044") == ("int32", [1865, -44])
    assert column("boolean", "true", "0") == ("bool", [True, False])
    for kind, name in (("text", "string"), ("integer", "int64"), ("year", "int32"), ("date", "date32[day]")):
        assert column(kind, None, None) == (name, [None, None])
        assert column(kind) == (name, [])
    assert column("text", "2001", "2001-02-03", "\u0000") == ("string", ["2001", "2001-02-03", "\u0000"])
    for kind, wrong in (
        ("integer", "9223372036854775808"), ("integer", "9" * 5000), ("integer", "1.0"), ("integer", "1_0"),
        ("integer", "\u0661"), ("integer", ""), ("decimal", "9" * 5000), ("decimal", "nan"), ("decimal", "1_0"),
        ("date", "2001-02-03Z"), ("date", "2001-02"), ("date", "20010203"), ("date", "2001-02-30"), ("year", "2001-02"),
        ("year", "99999999999"), ("boolean", "yes"),
    ):  # fmt: skip
        with pytest.raises(NotInFormat, match=r"The column x has .*Ask for CSV or JSON"):
            column(kind, wrong)


def test_types_of_a_header_fit_its_columns(tmp_path: Path) -> None:
    header = "#+ title: T\n#+ description: D\n#+ keywords: []\n#+ types: %s\nSELECT ?x ?y { ?x ?p ?y }"
    path = tmp_path / "q.rq"
    path.write_text(header % "{y: integer}", encoding="utf-8")
    assert read_question(path).column_types == {"x": "text", "y": "integer"}
    for wrong, said in (
        ("{z: integer}", "columns are x, y"),
        ("{y: number}", "types are text, integer"),
        ("3", "header"),
    ):
        path.write_text(header % wrong, encoding="utf-8")
        with pytest.raises(BadHeader, match=said):
            read_question(path)
