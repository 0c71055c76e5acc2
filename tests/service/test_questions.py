"""The saved questions at their addresses: parameters are terms, rows come in seven formats, pages follow each other."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import httpx
import pyarrow.parquet as pq
import pytest
import rdflib

from plenipot import release
from plenipot.service.catalogue import BadHeader, BadValue, Parameter, read_catalogue, read_question
from plenipot.service.questions import MEDIA
from plenipot.vocabulary import BASE
from tests.service.conftest import Server

QUESTIONS = read_catalogue(release.root() / "queries")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_question_answers_with_its_defaults_given(release_server: Server, question: object) -> None:
    assert question in QUESTIONS
    asked = next(each for each in QUESTIONS if each == question)
    url = f"{release_server.url}/query/{asked.name}.json"
    plain = httpx.get(url).json()
    given = httpx.get(url, params={each.name: each.default for each in asked.parameters}).json()
    assert plain["results"]["bindings"] == given["results"]["bindings"]
    assert plain["results"]["bindings"]


def test_formats_have_the_same_rows(release_server: Server) -> None:
    url = f"{release_server.url}/query/states-represented-by-several-regional-organizations"
    rows = httpx.get(f"{url}.json").json()["results"]["bindings"]
    assert len(rows) == 12
    for format, media in MEDIA.items():
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
        first = httpx.get(f"{url}.{format}", params={"limit": 100})
        assert '<?limit=100&offset=100>; rel="next"' in first.headers["link"], format
        assert 'rel="next"' not in httpx.get(f"{url}.{format}", params={"limit": 100, "offset": 100}).headers["link"]
    parts = [httpx.get(f"{url}.csv", params={"limit": 97, "offset": n}).text for n in (0, 97)]
    assert [row for part in parts for row in list(csv.reader(io.StringIO(part)))[1:]] == whole
    for wrong in ({"limit": "0"}, {"limit": "-1"}, {"limit": "1000001"}, {"offset": "x"}, {"limit": "1e3"}):
        assert httpx.get(f"{url}.csv", params=wrong).status_code == 400


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
    assert as_of["schema"] == {"type": "string", "format": "date", "default": "2021-06-01"}
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
        ("iri", "state/che", "SELECT * { ?state ?p ?o }", "needs one block VALUES"),
        ("date", "soon", "SELECT * { VALUES ?state { 1 } }", "must be a day"),
        ("colour", "red", "SELECT * { VALUES ?state { 1 } }", "unknown type colour"),
    ):
        path.write_text(header % (kind, default) + query, encoding="utf-8")
        with pytest.raises(BadHeader, match=said):
            read_question(path)


def test_values_of_each_type() -> None:
    for kind, good, bad in (
        ("integer", "-12", "1.5"),
        ("boolean", "true", "yes"),
        ("date", "2024-02-29", "2023-02-29"),
        ("iri", "https://example.org/a", "a b"),
        ("string", 'say "hi" \\ {', "a\nb"),
    ):
        parameter = Parameter("x", kind, "", "")
        assert json.loads(json.dumps(parameter.term(good).value)) in (good, BASE + good)
        with pytest.raises(BadValue):
            parameter.term(bad)
