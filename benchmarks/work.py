"""The queries of the benchmark: classes of work, each with many constants, so that queries need not repeat."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from plenipot.engine.oxigraph import load
from plenipot.model import release_files
from plenipot.model.questions import read_catalogue
from plenipot.model.vocabulary import BASE, PREFIXES

ROWS = "application/sparql-results+json"
TRIPLES = "application/n-triples"
ALL = 1_000_000
"""A LIMIT above all result sizes."""
_USED = ("plen", "rdfs", "prov", "skos", "xsd")


@dataclass(frozen=True)
class Work:
    """A class of queries; each ends with LIMIT, to which the client appends a number."""

    name: str
    what: str
    queries: Sequence[str]
    fixed: bool = False
    """Whether each query touches a fixed number of things, independent of the size of the graph."""
    limit: int = ALL
    accept: str = ROWS
    kind: str = "other"
    """Kind of work for the targets: lookup, join, aggregate, path or other."""

    def write(self, path: Path, most: int | None = None) -> Path:
        """Write the URL-encoded queries for the client, one per line."""
        path.write_text("".join(quote(query, safe="") + "\n" for query in self.queries[:most]), encoding="utf-8")
        return path


def works(scale: int, only: Sequence[str] = ()) -> list[Work]:
    """Make all classes of work for the release multiplied by ``scale``, with constants from all copies."""
    constants = Constants(scale)
    made = [make(constants) for make in _MAKERS]
    if unknown := set(only) - {each.name for each in made}:
        raise ValueError(f"no such work: {', '.join(sorted(unknown))}; there are {', '.join(e.name for e in made)}")
    return [each for each in made if not only or each.name in only]


class Constants:
    """Constants from the release and its copies, in a pseudo-random but reproducible order."""

    def __init__(self, scale: int) -> None:
        root = release_files.root()
        # What is multiplied; at scale 1 the release has it too.
        self._store = load(release_files.dataset(root, release_files.optional_families(root)))
        self._scale = scale
        self._random = random.Random(scale)

    def things(self, pattern: str, count: int = 2000) -> list[str]:
        """Return the IRIs of ``?x`` in a pattern, each in some copy."""
        found = self._values(pattern)
        self._random.shuffle(found)
        return [self._in_a_copy(found[number % len(found)]) for number in range(count)]

    def values(self, pattern: str) -> list[str]:
        """Return the distinct values of ``?x``."""
        found = self._values(pattern)
        self._random.shuffle(found)
        return found

    def _values(self, pattern: str) -> list[str]:
        rows = self._store.query(_query(f"SELECT DISTINCT ?x {{ {pattern} }} ORDER BY ?x"))
        assert isinstance(rows, ox.QuerySolutions)
        return [row["x"].value for row in rows]

    def _in_a_copy(self, iri: str) -> str:
        number = self._random.randrange(self._scale)
        return iri if number == 0 else iri.replace(BASE, f"{BASE}copy-{number}/", 1)


def _query(text: str) -> str:
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in _USED if f"{name}:" in text) + text


def _fill(template: str, constants: Sequence[str]) -> list[str]:
    text = _query(" ".join(template.split()) + " LIMIT ")
    return [text.replace("%", each) for each in constants]


def _lookup(constants: Constants) -> Work:
    things = constants.things("?x a ?kind FILTER(STRSTARTS(STR(?x), STR(<https://w3id.org/plenipot/>)))", 20_000)
    things = [each for each in things if not any(part in each for part in ("/ontology/", "/graph/", "/query/"))]
    queries = _fill("SELECT ?p ?o WHERE { <%> ?p ?o }", things)
    return Work("lookup", "the statements of a thing", queries, fixed=True, kind="lookup")


def _around(constants: Constants) -> Work:
    template = """SELECT ?other ?label ?source WHERE {
        ?other plen:seatHolder|plen:candidateState|plen:adoptedAt|plen:versionOf <%> ; rdfs:label ?label ;
          prov:wasDerivedFrom ?source . ?source plen:publisherName ?publisher }"""
    things = constants.things("?y plen:seatHolder|plen:candidateState|plen:adoptedAt|plen:versionOf ?x")
    return Work("around", "what names a thing, with labels and sources", _fill(template, things), True, kind="join")


def _join(constants: Constants) -> Work:
    template = """SELECT ?seat ?label ?term ?publisher WHERE {
        ?state plen:inGroup <%> ; rdfs:label ?label . ?seat plen:seatHolder ?state ; plen:inTerm ?term ;
          prov:wasDerivedFrom ?source . ?source plen:publisherName ?publisher }"""
    groups = constants.things("?y plen:inGroup ?x . ?s plen:seatHolder ?y", 500)
    what = "seats of the states of a group, with terms and sources"
    return Work("join", what, _fill(template, groups), True, kind="join")


def _join_all(constants: Constants) -> Work:
    template = """SELECT ?work ?label ?other ?title WHERE {
        ?citation plen:citingVersion ?version ; plen:cited ?other ; plen:citationContext "%" .
        ?version plen:versionOf ?work . ?work rdfs:label ?label . ?other rdfs:label ?title }"""
    what = "citations of one kind from all texts, with both labels"
    return Work("join-all", what, _fill(template, constants.values("?y plen:citationContext ?x")), kind="join")


def _aggregate(constants: Constants) -> Work:
    template = """SELECT ?group (COUNT(DISTINCT ?seat) AS ?seats) (MIN(?day) AS ?first) WHERE {
        ?seat a plen:CouncilSeat ; plen:seatHolder ?state ; plen:firstDay ?day . ?state plen:inGroup ?group
        FILTER(?day >= "%"^^xsd:date) } GROUP BY ?group ORDER BY DESC(?seats) ?group"""
    days = [f"{year}-{month:02}-02" for year in range(1947, 2020) for month in (1, 3, 5, 7, 9, 11)]
    return Work("aggregate", "seats counted by group since a day", _fill(template, days), kind="aggregate")


def _aggregate_all(constants: Constants) -> Work:
    template = """SELECT ?kind (COUNT(?thing) AS ?things) (COUNT(DISTINCT ?source) AS ?sources) WHERE {
        ?thing a ?kind ; prov:wasDerivedFrom ?source } GROUP BY ?kind HAVING (COUNT(?thing) > %) ORDER BY ?kind"""
    what = "all things with sources, counted by class"
    return Work("aggregate-all", what, _fill(template, [str(number) for number in range(40)]), kind="aggregate")


def _path(constants: Constants) -> Work:
    template = "SELECT ?earlier ?label WHERE { <%> plen:revises+ ?earlier . ?earlier rdfs:label ?label }"
    versions = constants.things("?x plen:revises ?y")
    return Work("path", "all earlier versions of a version", _fill(template, versions), True, kind="path")


def _path_wide(constants: Constants) -> Work:
    template = "SELECT ?cited ?label WHERE { <%> plen:citesInstrument+ ?cited . ?cited rdfs:label ?label }"
    texts = constants.things("?x plen:citesInstrument ?y", 1000)
    return Work("path-wide", "all texts that a text cites, over others", _fill(template, texts), True, kind="path")


def _text(constants: Constants) -> Work:
    template = 'SELECT ?thing ?label WHERE { ?thing rdfs:label ?label FILTER(CONTAINS(LCASE(STR(?label)), "%")) }'
    labels = " ".join(constants.values("?y a plen:Resolution ; rdfs:label ?l BIND(STR(?l) AS ?x)")).lower().split()
    titles = " ".join(constants.values("?y a plen:Resolution ; plen:title ?l BIND(STR(?l) AS ?x)")).lower().split()
    words = sorted({each for each in labels + titles if each.isalpha() and len(each) > 5})
    return Work("text", "labels that contain a word", _fill(template, words))


def _construct(constants: Constants) -> Work:
    template = """CONSTRUCT { ?thing ?p ?o . ?o rdfs:label ?label } WHERE {
        ?thing plen:adoptedAt|plen:electedAt|plen:atConference <%> ; ?p ?o OPTIONAL { ?o rdfs:label ?label } }"""
    conferences = constants.things("?y plen:adoptedAt|plen:electedAt|plen:atConference ?x", 500)
    what = "a graph of what a conference adopted and elected"
    return Work("construct", what, _fill(template, conferences), True, accept=TRIPLES)


def _big(constants: Constants) -> Work:
    queries = _fill("SELECT ?thing ?p ?o WHERE { ?thing prov:wasDerivedFrom ?source ; ?p ?o }", [""])
    return Work("big", "20,000 rows of three terms", queries, limit=20_000)


def _questions(constants: Constants) -> Work:
    catalogue = read_catalogue(release_files.root() / "queries")
    # A LIMIT of their own would be another one.
    texts = [each.text.rstrip() + "\nLIMIT " for each in catalogue if "LIMIT" not in each.text]
    return Work("questions", f"{len(texts)} saved questions in turn", texts, kind="question")


_MAKERS: Sequence[Callable[[Constants], Work]] = (
    _lookup,
    _around,
    _join,
    _join_all,
    _aggregate,
    _aggregate_all,
    _path,
    _path_wide,
    _text,
    _construct,
    _big,
    _questions,
)
