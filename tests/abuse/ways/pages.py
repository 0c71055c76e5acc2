"""Attacks with scripts (XSS), spreadsheet formulas and paths."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

from tests.abuse.ask import ask
from tests.abuse.data import SCRIPTS
from tests.abuse.target import Outcome, Target
from tests.abuse.ways import Way
from tests.abuse.wire import parse, send

Attack = Callable[[Target], Outcome]

SAFE = frozenset({"200"})
NOTHING = frozenset({"400", "404"})
"""No file, no thing, no redirection to another host."""

_SCRIPT = SCRIPTS[0]
_ALL = "SELECT * { ?s ?p ?o FILTER (!STRSTARTS(STR(?s), 'https://example.org/')) }"
_JS = "javascript:alert(8)//https://"


class _Page(HTMLParser):
    """Collects the parts of an HTML page that a browser would execute or follow."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._data = tag == "script" and values.get("type") == "application/ld+json"
        # The service uses only its own script files, which hostile data cannot replace.
        own = re.fullmatch(r"/static/build/assets/[\w.-]+\.js", values.get("src") or "")
        if tag in ("iframe", "object", "embed", "base", "img") or (tag == "script" and not self._data and not own):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.found.append(name)
            if name in ("href", "src", "action", "formaction"):
                address = urlsplit(value or "")
                if address.scheme not in ("", "http", "https") or (address.netloc and not address.scheme):
                    self.found.append(f"{name}={value}")

    def handle_data(self, data: str) -> None:
        if self._data:
            json.loads(data)
            self._data = False


def dangers(page: str) -> list[str]:
    """Find scripts, event handlers and unsafe links of an HTML page.

    >>> dangers("<p onclick='x'>a</p><a href='javascript:x'>b</a><script>c</script>")
    ['onclick', 'href=javascript:x', '<script>']
    """
    reader = _Page()
    reader.feed(page)
    reader.close()
    return reader.found


def _page(path: str) -> Attack:
    """An attack on a page, which must show the hostile text as text."""

    def attack(target: Target) -> Outcome:
        answer = target.http.get(target.url + path, headers={"Accept": "text/html,*/*;q=0.1"})
        outcome = Outcome(f"{answer.status_code}", answer.elapsed.total_seconds(), answer.text)
        if not answer.headers["content-type"].startswith("text/html"):
            return replace(outcome, label=f"{outcome.label} {answer.headers['content-type']}")
        policy = answer.headers["content-security-policy"]
        if "default-src 'none'" not in policy or "unsafe" in policy or "script-src 'self';" not in policy:
            return replace(outcome, label=f"{outcome.label} without a policy")
        if found := dangers(answer.text):
            return replace(outcome, label=f"{outcome.label} runs {found}")
        return outcome

    return attack


def _data(path: str, accept: str) -> Attack:
    """An attack on a data format: a browser must not interpret the response as HTML."""

    def attack(target: Target) -> Outcome:
        answer = target.http.get(target.url + path, headers={"Accept": accept})
        sniffed = answer.headers.get("x-content-type-options") != "nosniff" or "html" in answer.headers["content-type"]
        label = f"{answer.status_code}" + (" as a page" if sniffed else "")
        return Outcome(label, answer.elapsed.total_seconds(), answer.text)

    return attack


def _table(path: str) -> Attack:
    """An attack on a table for spreadsheets: no cell may begin a formula."""

    def attack(target: Target) -> Outcome:
        answer = target.http.get(target.url + path, headers={"Accept": "text/csv"})
        cells = [cell for row in csv.reader(io.StringIO(answer.text, newline="")) for cell in row]
        assert sum("1+2" in cell for cell in cells) >= 4, "the formulas are not there"
        formulas = [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")]
        label = f"{answer.status_code}" + (f" with {formulas}" if formulas else "")
        return Outcome(label, answer.elapsed.total_seconds(), answer.text)

    return attack


def _as_it_is(target: Target) -> Outcome:
    """The CSV of the SPARQL endpoint is for programs: it has the values unchanged.

    SPARQL 1.1 Query Results CSV requires the lexical form of a term, and programs join by it. Only the tables of
    questions and things, which people open in spreadsheets, escape formulas.
    """
    query = "SELECT ?o { <https://w3id.org/plenipot/state/evil> <https://w3id.org/plenipot/ontology/title> ?o }"
    outcome = ask(target, "GET", "/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    changed = "\r\n+1+cmd" not in outcome.detail
    return replace(outcome, label=outcome.label + (" changed" if changed else " as it is"))


def _raw(target_of_request: str | bytes) -> Attack:
    """An attack with a raw path: the response must be no file, and redirect to no other host."""
    path = target_of_request.encode("latin-1") if isinstance(target_of_request, str) else target_of_request

    def attack(target: Target) -> Outcome:
        request = b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nAccept: text/turtle\r\nConnection: close\r\n\r\n"
        outcome = send(target, request)
        if any(
            word in outcome.detail for word in ("root:x:", "[build-system]", "#!/", "import ", "Traceback", "PATH=")
        ):
            return replace(outcome, label=outcome.label + " a file")
        for response in parse(outcome.detail.encode("latin-1")):
            location = urlsplit(response.header("location"))
            if location.netloc not in ("", "x"):
                return replace(outcome, label=f"{outcome.label} to {location.netloc}")
        return outcome

    return attack


PAGES: dict[str, Attack] = {
    "the page of a thing": _page("/state/evil.html"),
    "a table of results": _page(f"/workbench?query={quote(_ALL)}"),
    "a question": _page("/query/candidates-for-pp-26"),
    "a search": _page("/search?q=evil"),
    "what was searched for": _page(f"/search?q={quote(_SCRIPT)}"),
    "what leads to more of a search": _page(f"/search?limit=1&q={quote(chr(34) + '>' + _SCRIPT + ' evil')}"),
    "a query that is wrong": _page(f"/workbench?query={quote(_SCRIPT)}"),
    "a query with the end of its field": _page(f"/workbench?query={quote('</textarea>' + _SCRIPT)}"),
    "names of variables": _page(f"/workbench?query={quote('SELECT (1 AS ?onmouseover) { }')}"),
    "IRIs in a table": _page(
        f"/workbench?query={quote(f'SELECT * {{ VALUES ?x {{ <{_JS}> <data:text/html,x> <//h/> }} }}')}"
    ),
    "languages and datatypes in a table": _page(
        "/workbench?query="
        + quote(
            "SELECT * { BIND (STRLANG('a', 'x\"><script>') AS ?a) BIND (STRDT('a', IRI('urn:\"><script>')) AS ?b) }"
        )
    ),
    "a document of the list of addresses": _page("/docs"),
}
ERRORS: dict[str, Attack] = {
    "an unknown thing": _page(f"/{quote(_SCRIPT)}"),
    "an unknown question": _page(f"/query/{quote(_SCRIPT, safe='')}"),
    "an unknown dump": _page(f"/dump/{quote(_SCRIPT, safe='')}/plenipot.nq"),
    "a parameter of a question": _page(f"/query/candidates-for-pp-26?conference={quote(_SCRIPT)}"),
    "a parameter that is none": _page(f"/query/candidates-for-pp-26?{quote(_SCRIPT)}=1"),
    "a format": _page(f"/query/candidates-for-pp-26?format={quote(_SCRIPT)}"),
    "a kind to search for": _page(f"/search?q=a&kind={quote(_SCRIPT)}"),
    "a page of a thing": _page(f"/state/evil.html?page={quote(_SCRIPT)}"),
    "the endpoint": _page(f"/sparql?query={quote(_SCRIPT)}"),
    "a graph of the endpoint": _page(f"/sparql?query=ASK%7B%7D&default-graph-uri={quote(_SCRIPT)}"),
}
DATA: dict[str, Attack] = {
    f"as {accept}": _data(f"/sparql?query={quote(query)}", accept)
    for query, accepts in (
        (
            _ALL,
            (
                "application/sparql-results+json",
                "application/sparql-results+xml",
                "text/csv",
                "text/tab-separated-values",
            ),
        ),
        (
            "DESCRIBE <https://w3id.org/plenipot/state/evil>",
            ("text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples", "application/trig"),
        ),
    )
    for accept in accepts
}
TABLES: dict[str, Attack] = {
    "in a question": _table("/query/candidates-for-pp-26"),
    "in a thing": _table("/state/evil.csv"),
}
FILES = (
    "/static/../../pyproject.toml", "/static/../app.py", "/static/%2e%2e/%2e%2e/app.py",
    "/static/..%2f..%2fapp.py", "/static/..%5c..%5capp.py", "/static/..\\..\\app.py",
    "/static//etc/passwd", "/static/%2fetc%2fpasswd", "/static/....//....//etc/passwd", "/static/%c0%ae%c0%ae/x",
    "/static/style.css%00.html", "/static/%00", "/static/style.css/", "/static/style.css/../../templates/base.html",
    "/static", "/static/", "/static/.", "/static/%252e%252e/app.py", f"/static/{'a/' * 20_000}", f"/static/{'a' * 300}",
    "/static/\xff\xfe", "/static/%ff%fe", "/static/CON", "/static/style.css::$DATA", "/static/~root/",
)  # fmt: skip
IDENTIFIERS = (
    "/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/state/../state/evil", "/state/%2e%2e/state/evil",
    "/state/evil%00", "/state/evil%00.ttl", "/state\\evil", "/state%5cevil", "/state/evil\\..\\x", "//evil.example/",
    "///evil.example/%2e%2e", "//evil.example/..", "/%2f%2fevil.example/", "/%5c%5cevil.example/", "/\\evil.example/",
    "/http://evil.example/", "/https:evil.example", "/@evil.example/", "/state//evil", "/state/evil/", "/state/./evil",
    "/state/evil.ttl/../../../etc/passwd", f"/state/{'x' * 60_000}", f"/state/{'x/' * 25_000}y", f"/{'%41' * 20_000}",
    "/state/\xff\xfe", "/state/%ff%fe", "/state/%c0%af", "/state/%ed%a0%80", "/state/%", "/state/%zz", "/state/%u0041",
    "/state/<evil>", "/state/%3Cevil%3E%20%7D%20DROP", "/state/evil%3E%20%3Fp%20%3Fo%20%7D%23", "/state/%7B%7D",
    "/state/evil%0a", "/state/evil%20", "/state/evil?page=0", "/state/evil.ttl?page=-1", "/state/evil.ttl?page=1e9",
    "/state/evil.ttl?page=%D9%A3", f"/state/evil.ttl?page={'9' * 400}", "/akn/../../x", "/akn/%22%20%7D%20%23",
    "/graph/../../x.ttl", "/graph/hostile%00.ttl", "/graph/x%3E%20%7B.nt", "/dump/../../x", "/dump/%2e%2e/plenipot.nq",
    "/query/..%2f..%2fpyproject", "/query/../x.rq", "/query/candidates-for-pp-26.rq", "/query/%00",
    "/sitemap.xml?part=0",
    "/sitemap.xml?part=-1", "/sitemap.xml?part=999999999999999999999", "/sitemap.xml?part=x", "/.git/config", "/.env",
    "/health//evil.example", "/sparql/", "/sparql/../x", "*", "http://evil.example//evil.example/..",
)  # fmt: skip
_THERE = {
    "/state/evil?page=0": "303",
    # The router ignores a line break at the end.
    "/state/evil%0a": "303",
    # The file system ignores a slash at the end of a file name.
    "/static/style.css/": "200",
}


def _ways() -> Iterator[Way]:
    for group, attacks, right in (
        ("script on a page", PAGES, SAFE | {"400"}), ("script in a refusal", ERRORS, NOTHING),
        ("script in data", DATA, SAFE), ("formula", TABLES, SAFE),
    ):  # fmt: skip
        for name, attack in attacks.items():
            yield Way(group, name, attack, right)
    yield Way("formula", "in the CSV of the endpoint", _as_it_is, frozenset({"200 as it is"}))
    for group, paths in (("static file", FILES), ("identifier", IDENTIFIERS)):
        for path in paths:
            name = path if len(path) < 60 else f"{path[:40]}… ({len(path)})"
            encoded: str | bytes = path if path.isascii() else path.encode("latin-1", "ignore")
            yield Way(group, ascii(name)[1:-1], _raw(encoded), NOTHING | {_THERE.get(path, "404")})


WAYS = list(_ways())
