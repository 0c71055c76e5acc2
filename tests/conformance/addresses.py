"""Every kind of address × format × method, as a running service answers: ``python -m tests.conformance.addresses``.

The table is printed as Markdown; docs/addresses.md is what it printed last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import quote, urlsplit

import click
import httpx

from plenipot.api.dataset.description import DUMPS
from plenipot.api.questions.common_parameters import MEDIA_TYPES
from plenipot.http.negotiation import GRAPH_TYPES, HTML, RESULT_TYPES, SUFFIXES, essence
from plenipot.release.dumps import COMPRESSIONS
from tests.conformance.server import service

# A thing of each kind.
THINGS: Mapping[str, str] = {
    "conference": "conference/pp-22",
    "conference of old": "conference/pp-1965",
    "resolution": "resolution/pp/102",
    "decision": "decision/council/482",
    "opinion": "opinion/wtpf-13/1",
    "recommendation": "recommendation/itu-r/bo.1130",
    "version": "resolution/pp/102/dubai-2018",
    "citation": "resolution/pp/101/dubai-2018/citation/recalling/resolution-pp-130-dubai-2018",
    "state": "state/che",
    "former state": "state/austria-hungary",
    "body": "body/itu-t/sg17",
    "office": "office/secretary-general",
    "person": "person/doreen-bogdan-martin",
    "topic": "topic/ipv6",
    "term": "term/council/1947-1952",
    "tenure": "tenure/council/2019-2022/che",
    "candidacy": "candidacy/pp-02/council/bra",
    "election": "election/pp-02/council",
    "provision, an article": "provision/cs/art-10",
    "provision, a number": "provision/cs/66",
    "provision of the Regulations": "provision/itr/appendix-1",
    "treaty": "treaty/conv-1865",
    "proposal": "proposal/pp-10/acp-1",
    "membership": "membership/apt/afg",
    "organization": "organization/apt",
    "region": "region/d",
    "source": "source/itu-legal-list",
    "claim": "claim/0046d3fe22ac113a",
    "marked-up document": "akn/pp-18-final-acts",
    "dataset": "dataset",
    "named graph": "graph/members",
    "graph of what is inferred": "graph/inferred",
    "graph of one rule": "graph/inferred/prp-inv-hosted",
    "graph of links": "graph/links",
    "ontology": "ontology",
    "ontology by its namespace": "ontology/",
    "class": "ontology/Version",
    "property": "ontology/touches",
}
NOT_THINGS: Mapping[str, str] = {
    "unknown thing": "state/zzz",
    "unknown graph": "graph/none",
    "unknown term": "ontology/NoSuch",
    "retired person": "person/bigi",
}
AKN = "akn/un/statement/deliberation/itu-pp/2018-11-15/res-102/eng@2018-11-15"
QUESTION = "query/parties-of-1865"
_THING = "<https://w3id.org/plenipot/state/che>"
QUERIES: Mapping[str, str] = {
    "SELECT": f"SELECT ?p {{ {_THING} ?p ?o }} ORDER BY ?p LIMIT 3",
    "ASK": f"ASK {{ {_THING} ?p ?o }}",
    "CONSTRUCT": f"CONSTRUCT {{ {_THING} a ?c }} WHERE {{ {_THING} a ?c }}",
    "DESCRIBE": f"DESCRIBE {_THING}",
}
FIXED = (
    "/",
    "/docs",
    "/openapi.json",
    "/context.jsonld",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap.xml?part=1",
    "/.well-known/void",
    f"/{AKN}",
    "/akn/un/statement/none",
    "/health",
    "/ready",
    "/metrics",
    "/static/style.css",
    "/query/none",
    "/dump/other/plenipot.nq",
)
LARGE = "source/itu-pp18-fa.nt"
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")
JSON = {"json": "application/json"}
ANY_GRAPH: Mapping[str, str] = {"html": HTML, **GRAPH_TYPES}


@dataclass(frozen=True)
class Row:
    """What an address answers to some methods, format by format."""

    kind: str
    address: str
    how: str
    """``Accept``, or ``suffix`` or ``format=`` for a format in the address."""
    methods: tuple[str, ...]
    cells: Mapping[str, str]


def things(client: httpx.Client, kinds: Mapping[str, str]) -> Iterator[Row]:
    """Rows for existing and missing things: by Accept, then each document."""
    for kind, path in kinds.items():
        document = path.removesuffix("/")
        yield from _rows(client, kind, f"/{path}", "Accept", SUFFIXES)
        yield from _rows(client, kind, f"/{document}", "suffix", SUFFIXES)


def asked(client: httpx.Client) -> Iterator[Row]:
    """Rows for the endpoint, a question, a search and the examples."""
    for form, query in QUERIES.items():
        formats = GRAPH_TYPES if form in ("CONSTRUCT", "DESCRIBE") else RESULT_TYPES
        for how in ("Accept", "format="):
            yield from _rows(client, form, f"/sparql?query={quote(query)}", how, formats)
    yield from _rows(client, "the endpoint itself", "/sparql", "Accept", ANY_GRAPH)
    yield from _rows(client, "examples", "/.well-known/sparql-examples", "Accept", GRAPH_TYPES)
    yield from _rows(client, "question", f"/{QUESTION}", "Accept", MEDIA_TYPES)
    yield from _rows(client, "question", f"/{QUESTION}", "suffix", MEDIA_TYPES)
    yield from _rows(client, "search", "/search?q=kenya", "Accept", {"html": HTML, **JSON})


def fixed(client: httpx.Client) -> Iterator[Row]:
    """Rows for addresses with one format, whatever Accept is."""
    for address in FIXED:
        yield from _rows(client, "", address, "", {"": "*/*"})


def dumps(client: httpx.Client) -> Iterator[Row]:
    """Rows for the dumps, with a placeholder for the release."""
    release = client.get("/health").json()["release"]
    for suffix in DUMPS:
        for packed in ("", *(f".{each}" for each in COMPRESSIONS)):
            name = f"plenipot.{suffix}{packed}"
            for row in _rows(client, "", f"/dump/{release}/{name}", "", {"": "*/*"}):
                yield replace(row, address=f"/dump/{{release}}/{name}")


def pages(client: httpx.Client) -> Iterator[tuple[str, str, str]]:
    """First, last and missing pages of a large document: address, response, links to other pages."""
    last = 1
    while 'rel="next"' in client.head(f"/{LARGE}?page={last}").headers["link"]:
        last += 1
    for number, shown in ((1, "1"), (2, "2"), (last, "{last}"), (last + 1, "{last + 1}")):
        response = client.get(f"/{LARGE}", params={"page": number})
        links = response.headers.get("link", "").replace(f"?page={last - 1}>", "?page={last - 1}>").split(", ")
        others = [f"`{link}`" for link in links if 'rel="next"' in link or 'rel="prev"' in link]
        yield f"/{LARGE}?page={shown}", _shown(response), ", ".join(others)


def _rows(client: httpx.Client, kind: str, address: str, how: str, formats: Mapping[str, str]) -> Iterator[Row]:
    """A row for methods with equal responses."""
    found: list[tuple[dict[str, str], list[str]]] = []
    for method in METHODS:
        cells = {name: _cell(client, method, address, how, name, essence(media)) for name, media in formats.items()}
        same = next((methods for others, methods in found if others == cells), None)
        if same is None:
            found.append((cells, [method]))
        else:
            same.append(method)
    for cells, methods in found:
        yield Row(kind, address, how, tuple(methods), cells)


def _cell(client: httpx.Client, method: str, address: str, how: str, name: str, media: str) -> str:
    headers = {"Accept": media if how in ("", "Accept") else "*/*"}
    form = None
    if how == "suffix":
        address = f"{address}.{name}"
    elif how == "format=":
        address += f"&format={name}"
    if method == "POST" and address.startswith("/sparql?"):
        address, form = "/sparql", urlsplit(address).query
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    # The body is not needed, and dumps are large.
    with client.stream(method, address, headers=headers, content=form) as response:
        return _shown(response)


def _shown(response: httpx.Response) -> str:
    if location := response.headers.get("location"):
        return f"{response.status_code} → {location}"
    media = essence(response.headers.get("content-type", ""))
    return f"{response.status_code} {'problem' if media == 'application/problem+json' else media}".strip()


@dataclass(frozen=True)
class Answers:
    """All responses."""

    things: tuple[Row, ...]
    not_things: tuple[Row, ...]
    asked: tuple[Row, ...]
    fixed: tuple[Row, ...]
    pages: tuple[tuple[str, str, str], ...]


def gather(client: httpx.Client, with_dumps: bool = True) -> Answers:
    """Request all addresses; dumps are optional, since the service has to make them."""
    return Answers(
        tuple(things(client, THINGS)),
        tuple(things(client, NOT_THINGS)),
        tuple(asked(client)),
        (*fixed(client), *(dumps(client) if with_dumps else ())),
        tuple(pages(client)),
    )


def page(answers: Answers) -> Iterator[str]:
    """The page in Markdown."""
    yield "# Addresses"
    yield ""
    yield "What a running service answers, by kind of address, format and method. Written by"
    yield "`python -m tests.conformance.addresses > docs/addresses.md`; a test compares it with what is answered."
    yield "By Accept, the header has the media type of the column alone; by suffix or `format=`, it has `*/*`."
    yield "A query is posted as a form. `problem` is `application/problem+json`."
    yield ""
    yield "## Things"
    yield ""
    yield from _table(answers.things, SUFFIXES)
    yield ""
    yield "## What is no thing, and what was one"
    yield ""
    yield from _table(answers.not_things, SUFFIXES)
    yield ""
    yield "## What is asked"
    for formats, rows in groupby(answers.asked, key=lambda row: tuple(row.cells)):
        yield ""
        yield from _table(tuple(rows), formats)
    yield ""
    yield "## One format each"
    yield ""
    yield "| address | methods | answer |"
    yield "| --- | --- | --- |"
    for row in answers.fixed:
        yield f"| `{row.address}` | {', '.join(row.methods)} | {row.cells['']} |"
    yield ""
    yield "## Pages of a large document"
    yield ""
    yield "| address | answer | `Link` |"
    yield "| --- | --- | --- |"
    for address, answer, links in answers.pages:
        yield f"| `{address}` | {answer} | {links} |"


def _table(rows: Sequence[Row], formats: Sequence[str] | Mapping[str, str]) -> Iterator[str]:
    yield f"| kind | address | by | methods | {' | '.join(formats)} |"
    yield "| --- |" + " --- |" * (3 + len(formats))
    for row in rows:
        cells = " | ".join(brief(row, row.cells[name]) for name in formats)
        address = row.address.partition("?query=")[0]
        yield f"| {row.kind} | `{address}` | {row.how} | {', '.join(row.methods)} | {cells} |"


def brief(row: Row, cell: str) -> str:
    """Shorten a redirect to a document of the thing itself to its suffix."""
    return cell.replace(f"→ {row.address.removesuffix('/')}.", "→ .")


@click.command()
@click.option("--url", help="A service that runs already; otherwise one of the release is started.")
def main(url: str | None) -> None:
    """Print the page."""
    if url:
        with httpx.Client(base_url=url, timeout=60) as client:
            click.echo("\n".join(page(gather(client))))
        return
    with service([]) as running:
        click.echo("\n".join(page(gather(running.client))))


if __name__ == "__main__":
    main()
