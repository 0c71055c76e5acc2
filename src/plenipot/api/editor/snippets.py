"""Code snippets that run a query at the endpoint, for readers to copy.

Query and host name come from the request and can contain anything. Every snippet quotes them as string literals of
its language, so they cannot become code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
# Invisible characters and characters that change the text direction: a reader must see what is copied.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class Snippet:
    """A code snippet in one language."""

    name: str
    """The slug of the language."""
    title: str
    note: str
    """The requirements."""
    code: str


def snippets(endpoint: str, query: str, form: str) -> list[Snippet]:
    """Make the snippets for a query.

    Args:
        endpoint: the URL of the SPARQL endpoint.
        query: the query.
        form: its query form, such as ``SELECT``.
    """
    text = escape_invisible(query)
    return [
        Snippet("curl", "curl", "For a shell on Linux or macOS.", _curl(endpoint, text, form)),
        Snippet("python", "Python", "Needs nothing but Python 3.", _python(endpoint, text, form)),
        Snippet(
            "sparqlwrapper", "Python with SPARQLWrapper", "pip install SPARQLWrapper", _wrapper(endpoint, text, form)
        ),
        Snippet("r", "R", "Needs no package.", _r(endpoint, text, form)),
        Snippet("javascript", "JavaScript", "For browsers, Node 18, Deno and Bun.", _javascript(endpoint, text, form)),
    ]


def curl_with_file(endpoint: str) -> str:
    """The curl command that sends the query in the file ``query.rq``.

    >>> curl_with_file("http://example.org/sparql")
    "curl --data-urlencode query@query.rq 'http://example.org/sparql'"
    """
    return f"curl --data-urlencode query@query.rq {shell(endpoint)}"


def escape_invisible(query: str) -> str:
    """Replace invisible characters by codepoint escapes (SPARQL 1.1, section 19.2), and CR and CR LF by LF.

    >>> escape_invisible("ASK {\\r\\n ?s ?p 'a\\x00\\u202eb' }")
    "ASK {\\n ?s ?p 'a\\\\u0000\\\\u202Eb' }"
    """
    lines = query.replace("\r\n", "\n").replace("\r", "\n")
    return _INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04X}", lines)


def shell(text: str) -> str:
    """Quote a text for a POSIX shell.

    >>> print(shell("it's $HOME"))
    'it'\\''s $HOME'
    """
    return "'" + text.replace("'", "'\\''") + "'"


def python(text: str) -> str:
    """Quote a text as a Python string literal; a text with line breaks becomes a triple-quoted one.

    >>> print(python('say "hi" \\\\n'))
    "say \\"hi\\" \\\\n"
    """
    if "\n" not in text:
        return _double_quoted(text)
    body = text.rstrip('"')
    end = '\\"' * (len(text) - len(body))
    return '"""' + body.replace("\\", "\\\\").replace('"""', '\\"\\"\\"') + end + '"""'


def r(text: str) -> str:
    """Quote a text as an R string literal, which may contain line breaks."""
    return _double_quoted(text)


def javascript(text: str) -> str:
    """Quote a text as a JavaScript string literal; a text with line breaks becomes a template literal.

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
    """The media type of the Accept header, for snippets that parse the result."""
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
    # SPARQLWrapper detects the query form with a regular expression that also matches words in strings: set it.
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
