"""Write docs/coverage.md: coverage, known gaps, links, sources and disputed values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from plenipot.graph.coverage import Coverage
from plenipot.model.vocabulary import BASE, PREFIXES

_PROLOGUE = f"BASE <{BASE}> " + " ".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in PREFIXES.items())

# The graph name is the family; inferred triples have no source of their own.
_GAPS = """SELECT ?area ?missing ?have ?expected ?result ?on ?tried ?open WHERE {
  ?gap a plen:KnownGap ; plen:gapSubject ?area ; rdfs:label ?missing ; plen:gapResult ?result .
  OPTIONAL { ?gap plen:have ?noted } OPTIONAL { ?gap plen:expected ?total }
  OPTIONAL { ?gap plen:measuredBy ?set . ?set plen:present ?counted ; plen:expected ?size }
  OPTIONAL { ?gap plen:tried ?tried ; plen:triedOn ?on } OPTIONAL { ?gap plen:stillMissing ?open }
  BIND (COALESCE(?counted, ?noted) AS ?have) BIND (COALESCE(?size, ?total) AS ?expected)
} ORDER BY ?area ?missing"""

_KINDS = """SELECT ?kind (COUNT(DISTINCT ?source) AS ?sources) (COUNT(DISTINCT ?used) AS ?cited)
  (COUNT(DISTINCT ?fact) AS ?facts) WHERE {
  ?source a plen:Source ; plen:sourceKind/rdfs:label ?kind .
  OPTIONAL { ?fact prov:wasDerivedFrom ?source . BIND (?source AS ?used) }
} GROUP BY ?kind ORDER BY DESC(?facts) ?kind"""

_ONLY_KIND = """SELECT ?kind (COUNT(?fact) AS ?facts) WHERE {
  { SELECT ?fact (COUNT(DISTINCT ?each) AS ?kinds) (SAMPLE(?each) AS ?kind) WHERE {
      ?fact prov:wasDerivedFrom/plen:sourceKind/rdfs:label ?each
    } GROUP BY ?fact }
  FILTER (?kinds = 1)
} GROUP BY ?kind ORDER BY DESC(?facts) ?kind"""

_FAMILIES = """SELECT ?graph (COUNT(DISTINCT ?fact) AS ?facts) (COUNT(DISTINCT ?several) AS ?two)
  (COUNT(DISTINCT ?apart) AS ?independent) WHERE {
  { SELECT ?graph ?fact (COUNT(DISTINCT ?source) AS ?sources) (COUNT(DISTINCT ?publisher) AS ?publishers) WHERE {
      GRAPH ?graph { ?fact prov:wasDerivedFrom ?source }
      OPTIONAL { ?source plen:publisherName ?publisher }
    } GROUP BY ?graph ?fact }
  BIND (IF(?sources > 1, ?fact, ?none) AS ?several)
  BIND (IF(?publishers > 1, ?fact, ?none) AS ?apart)
} GROUP BY ?graph ORDER BY ?graph"""

_USES = """SELECT ?kind ?graph (COUNT(DISTINCT ?source) AS ?sources) WHERE {
  GRAPH ?graph { ?fact prov:wasDerivedFrom ?source }
  ?source plen:sourceKind/rdfs:label ?kind .
} GROUP BY ?kind ?graph ORDER BY ?kind DESC(?sources) ?graph"""

_CLAIMS = """SELECT ?graph (COUNT(DISTINCT ?claim) AS ?claims) (COUNT(DISTINCT ?about) AS ?disputes)
  (COUNT(DISTINCT ?kept) AS ?followed) WHERE {
  GRAPH ?graph { ?claim a plen:Claim ; plen:subject ?subject ; plen:attributeName ?attribute ; plen:followed ?follows }
  BIND (CONCAT(STR(?subject), " ", ?attribute) AS ?about)
  BIND (IF(?follows, ?claim, ?none) AS ?kept)
} GROUP BY ?graph ORDER BY ?graph"""

_LINKED = (
    ("plen:MemberState", "Member States"), ("plen:StateGroup", "groups of states"),
    ("plen:RegionalOrganization", "regional organizations"), ("plen:Body", "bodies"), ("plen:Person", "persons"),
    ("plen:Conference", "conferences"), ("plen:Instrument", "instruments"), ("plen:Version", "versions"),
    ("plen:Topic", "topics"), ("plen:WsisActionLine", "WSIS action lines"),
    ("plen:SustainableDevelopmentGoal", "Sustainable Development Goals"),
)  # fmt: skip

_LINKS = f"""SELECT ?name ?set (COUNT(DISTINCT ?thing) AS ?linked) ?of WHERE {{
  {{ SELECT ?kind ?name (COUNT(DISTINCT ?each) AS ?of) WHERE {{
      VALUES (?kind ?name) {{ {" ".join(f'({kind} "{name}")' for kind, name in _LINKED)} }}
      ?each a ?kind
    }} GROUP BY ?kind ?name }}
  OPTIONAL {{
    ?thing a ?kind . ?link plen:linkedThing ?thing
    {{ ?link plen:targetSet/rdfs:label ?set }} UNION {{ ?link a plen:Link . BIND ("any of them" AS ?set) }}
  }}
}} GROUP BY ?name ?set ?of ORDER BY ?name ?set"""


def write_report(measured: Sequence[Coverage], store: ox.Store) -> str:
    """Write the report as Markdown.

    Args:
        measured: the sets with their counts.
        store: each family in its named graph, inferred triples in the default graph.
    """
    return "\n".join(
        (
            "# Coverage",
            "",
            "Made by `plenipot build`; do not edit. The same numbers answer to queries: `plen:CoverageSet`, "
            "`plen:KnownGap`, `plen:Claim` and `plen:Source`.",
            "",
            "## Sets",
            "",
            "A set is complete when every member that a source counts is in the graph. Anything else is open: "
            "what is there was found so far.",
            "",
            *_table(
                ("area", "set", "expected", "present", "state"),
                (_row(coverage) for coverage in measured),
                number=(2, 3),
            ),
            "",
            "## What is missing, and what was tried",
            "",
            *_table(
                ("area", "missing", "have", "of", "result", "tried on", "tried", "still missing"),
                _solutions(store, _GAPS),
                number=(2, 3),
            ),
            "",
            "## Links",
            "",
            "Things with a link to an external set (`docs/links.md`), of all things of the kind.",
            "",
            *_table(("kind", "external set", "linked", "of"), _solutions(store, _LINKS), number=(2, 3)),
            "",
            "## Sources",
            "",
            "A fact is a thing that names its sources: a state, a seat, a vote, a citation.",
            "",
            *_table(("kind of source", "sources", "of them used", "facts"), _solutions(store, _KINDS), (1, 2, 3)),
            "",
            "Facts that rest on one kind of source alone:",
            "",
            *_table(("kind of source", "facts"), _solutions(store, _ONLY_KIND), (1,)),
            "",
            "Facts with two or more sources. Two sources are called independent here if they have different "
            "publishers; whether one copied the other is not known.",
            "",
            *_table(
                ("family", "facts", "two or more sources", "two or more publishers"),
                _solutions(store, _FAMILIES),
                (1, 2, 3),
            ),
            "",
            "What sources are used for: how many of each kind a family rests on.",
            "",
            *_table(("kind of source", "family", "sources"), _solutions(store, _USES), (2,)),
            "",
            "## Where sources disagree",
            "",
            "Every value is a claim with its sources; the reason for the choice stands with it "
            "(`queries/where-sources-disagree.rq`).",
            "",
            *_table(("family", "claims", "disputed values", "claims followed"), _solutions(store, _CLAIMS), (1, 2, 3)),
            "",
        )
    )


def _row(coverage: Coverage) -> tuple[str, ...]:
    state = "complete" if coverage.complete else "open"
    return coverage.area, coverage.name, str(coverage.expected), str(coverage.present), state


def _solutions(store: ox.Store, query: str) -> Iterable[tuple[str, ...]]:
    solutions = store.query(f"{_PROLOGUE} {query}", use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        yield tuple(_text(solution[name]) for name in names)


def _text(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return term.value.removeprefix(f"{BASE}graph/")
    return term.value if isinstance(term, ox.Literal) else ""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], number: Sequence[int] = ()) -> list[str]:
    rule = ["---:" if column in number else "---" for column in range(len(head))]
    body = (" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows)
    return [f"| {line} |" for line in (" | ".join(head), " | ".join(rule), *body)]
