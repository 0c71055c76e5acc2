"""Small programs that ask a query of an endpoint, to be copied: each language quotes a text in its own way.

A query may hold anything, and so may the name of the host that a request came to: what is written into a program here
is a text of its language, never code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
# What nobody sees, or what turns the direction of what is seen: a reader should know what is copied.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class Snippet:
    """A program."""

    name: str
    """The language, as a part of an address."""
    title: str
    note: str
    """What it needs."""
    code: str


def snippets(endpoint: str, query: str, form: str) -> list[Snippet]:
    """The programs for a query of a form, such as ``SELECT``."""
    text = visible(query)
    return [
        Snippet("curl", "curl", "For a shell on Linux or macOS.", _curl(endpoint, text, form)),
        Snippet("python", "Python", "Needs nothing but Python 3.", _python(endpoint, text, form)),
        Snippet(
            "sparqlwrapper", "Python with SPARQLWrapper", "pip install SPARQLWrapper", _wrapper(endpoint, text, form)
        ),
        Snippet("r", "R", "Needs no package.", _r(endpoint, text, form)),
        Snippet("javascript", "JavaScript", "For browsers, Node 18, Deno and Bun.", _javascript(endpoint, text, form)),
    ]


def of_a_file(endpoint: str) -> str:
    """The command that asks the query of a file ``query.rq``.

    >>> of_a_file("http://example.org/sparql")
    "curl --data-urlencode query@query.rq 'http://example.org/sparql'"
    """
    return f"curl --data-urlencode query@query.rq {shell(endpoint)}"


def visible(query: str) -> str:
    """The same query with what cannot be seen as codepoint escapes (SPARQL 1.1, section 19.2), and plain line ends.

    >>> visible("ASK {\\r\\n ?s ?p 'a\\x00\\u202eb' }")
    "ASK {\\n ?s ?p 'a\\\\u0000\\\\u202Eb' }"
    """
    lines = query.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04X}", lines)


def shell(text: str) -> str:
    """A text for a POSIX shell.

    >>> print(shell("it's $HOME"))
    'it'\\''s $HOME'
    """
    return "'" + text.replace("'", "'\\''") + "'"


def python(text: str) -> str:
    """A text for Python; one of several lines keeps them.

    >>> print(python('say "hi" \\\\n'))
    "say \\"hi\\" \\\\n"
    """
    if "\n" not in text:
        return _double_quoted(text)
    body = text.rstrip('"')
    end = '\\"' * (len(text) - len(body))
    return '"""' + body.replace("\\", "\\\\").replace('"""', '\\"\\"\\"') + end + '"""'


def r(text: str) -> str:
    """A text for R, which may have several lines."""
    return _double_quoted(text)


def javascript(text: str) -> str:
    """A text for JavaScript; one of several lines keeps them.

    >>> print(javascript("`${1}`\\n"))
    `\\`\\${1}\\`
    `
    """
    if "\n" not in text:
        return _double_quoted(text)
    return "`" + text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${") + "`"


def _double_quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _accept(form: str) -> str:
    """The type that the programs ask for which read the answer as values."""
    return "text/turtle" if form in _GRAPH_FORMS else "application/sparql-results+json"


def _curl(endpoint: str, query: str, form: str) -> str:
    media = "text/turtle" if form in _GRAPH_FORMS else "text/csv"
    return f"""\
curl --fail-with-body --silent --show-error \\
  --header {shell(f"Accept: {media}")} \\
  --data-urlencode {shell(f"query={query}")} \\
  {shell(endpoint)}
"""


def _python(endpoint: str, query: str, form: str) -> str:
    read = _by_form(
        form,
        select="""\
    answer = json.load(response)
for row in answer["results"]["bindings"]:
    print({name: term["value"] for name, term in row.items()})
""",
        ask="""\
    answer = json.load(response)
print(answer["boolean"])
""",
        graph="""\
    print(response.read().decode())
""",
    )
    imports = "" if form in _GRAPH_FORMS else "import json\n"
    return f"""\
{imports}from urllib.parse import urlencode
from urllib.request import Request, urlopen

query = {python(query)}
request = Request(
    {python(endpoint)},
    data=urlencode({{"query": query}}).encode(),
    headers={{"Accept": {python(_accept(form))}}},
)
with urlopen(request) as response:
{read}"""


def _wrapper(endpoint: str, query: str, form: str) -> str:
    graph = form in _GRAPH_FORMS
    read = _by_form(
        form,
        select="""\
for row in sparql.queryAndConvert()["results"]["bindings"]:
    print({name: term["value"] for name, term in row.items()})
""",
        ask="""\
print(sparql.queryAndConvert()["boolean"])
""",
        graph="""\
print(sparql.queryAndConvert().decode())
""",
    )
    format = "TURTLE" if graph else "JSON"
    # It looks for the form by an expression of its own, which takes words of texts for it.
    return f"""\
from SPARQLWrapper import {format}, POST, SPARQLWrapper

query = {python(query)}
sparql = SPARQLWrapper({python(endpoint)}, returnFormat={format})
sparql.setMethod(POST)
sparql.setQuery(query)
sparql.queryType = {python(form)}
{read}"""


def _r(endpoint: str, query: str, form: str) -> str:
    format = "nt" if form in _GRAPH_FORMS else "csv"
    read = _by_form(
        form,
        select='answer <- read.csv(address, na.strings = "", check.names = FALSE, encoding = "UTF-8")\nprint(answer)\n',
        ask='answer <- readLines(address, warn = FALSE) == "true"\nprint(answer)\n',
        graph='answer <- readLines(address, encoding = "UTF-8")\nwriteLines(answer)\n',
    )
    return f"""\
query <- {r(query)}
endpoint <- {r(endpoint)}
address <- paste0(endpoint, "?format={format}&query=", URLencode(enc2utf8(query), reserved = TRUE, repeated = TRUE))
{read}"""


def _javascript(endpoint: str, query: str, form: str) -> str:
    read = _by_form(
        form,
        select="""\
const answer = await response.json();
for (const row of answer.results.bindings) {
  console.log(Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value])));
}
""",
        ask="""\
console.log((await response.json()).boolean);
""",
        graph="""\
console.log(await response.text());
""",
    )
    return f"""\
const query = {javascript(query)};
const response = await fetch({javascript(endpoint)}, {{
  method: "POST",
  headers: {{ Accept: {javascript(_accept(form))} }},
  body: new URLSearchParams({{ query }}),
}});
if (!response.ok) throw new Error(await response.text());
{read}"""


def _by_form(form: str, select: str, ask: str, graph: str) -> str:
    return graph if form in _GRAPH_FORMS else ask if form == "ASK" else select
