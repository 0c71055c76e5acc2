"""The links of the release: a row behind each, licences that may be mixed with ours, groups with all their members."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pyoxigraph as ox
import sssom_pydantic
from rdflib import OWL, RDF, RDFS, SKOS, Literal, URIRef

from plenipot.model import release_files
from plenipot.model.vocabulary import BASE, PLEN, RES
from plenipot.sources.sparql.jobs import read_jobs, read_table
from plenipot.tables.facts import Triple
from plenipot.tables.links.links import PREDICATES
from plenipot.tables.links.sssom import MAPPING_SETS
from tests.data.mapping import ROOT, mapping, rows

LINKS = ROOT / "data" / "links"


def triples() -> set[Triple]:
    return mapping().graphs["links"]


def values(predicate: URIRef) -> dict[URIRef, set[URIRef | Literal]]:
    """Subject to objects."""
    found: dict[URIRef, set[URIRef | Literal]] = {}
    for subject, stated, value in triples():
        if stated == predicate:
            found.setdefault(subject, set()).add(value)
    return found


def test_every_link_of_the_graph_has_a_row_behind_it() -> None:
    stated = {(s, p, o) for s, p, o in triples() if p in PREDICATES}
    things, predicates, targets = (values(PLEN[name]) for name in ("linkedThing", "linkPredicate", "linkTarget"))
    behind = {(*things[link], *predicates[link], *targets[link]) for link in things}
    assert stated == behind
    read = {path.name: len(sssom_pydantic.read(path).mappings) for path in LINKS.glob("*.sssom.tsv")}
    assert set(read) == {f"{name}.sssom.tsv" for name in MAPPING_SETS}
    assert sum(read.values()) >= len(behind) > 0


def test_the_rows_of_a_mapping_set_are_sorted_and_stated_once() -> None:
    for path in LINKS.glob("*.sssom.tsv"):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        columns = ("subject_id", "object_source", "predicate_id", "object_id", "mapping_source")
        key = [tuple(row[name] for name in columns) for row in csv.DictReader(lines, delimiter="\t")]
        assert key == sorted(set(key)), path.name


def test_identifiers_in_a_mapping_set_are_ascii() -> None:
    """The reference implementation drops a mapping whose CURIE is not ASCII."""
    for path in LINKS.glob("*.sssom.tsv"):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        for row in csv.DictReader(lines, delimiter="\t"):
            assert all(row[name].isascii() for name in ("subject_id", "predicate_id", "object_id")), row


def test_every_target_is_in_the_namespace_of_its_set() -> None:
    spaces = {subject: str(next(iter(found))) for subject, found in values(PLEN.namespace).items()}
    targets, sets = values(PLEN.linkTarget), values(PLEN.targetSet)
    astray = [
        str(*targets[link]) for link in targets if not str(*targets[link]).startswith(spaces[URIRef(*sets[link])])
    ]
    assert astray == []


def test_no_two_states_share_an_exact_match() -> None:
    targets = Counter(o for s, p, o in triples() if p == SKOS.exactMatch and str(s).startswith(f"{BASE}state/"))
    assert [target for target, count in targets.items() if count > 1] == []


def test_no_sameas_is_in_the_release() -> None:
    for path, _ in release_files.dataset(ROOT):
        kind = ox.RdfFormat.TRIG if path.suffix == ".trig" else ox.RdfFormat.TURTLE
        sameas = [quad for quad in ox.parse(path=path, format=kind) if quad.predicate.value == str(OWL.sameAs)]
        assert sameas == [], path.name


def test_groups_have_the_members_that_their_sources_count() -> None:
    members = Counter(o for _, p, o in triples() if p == PLEN.inGroup)
    complete = {s for s, p, o in triples() if p == PLEN.memberListComplete and o == Literal(True)}
    stated = {s: int(str(*found)) for s, found in values(PLEN.statedMembers).items()}
    assert {group: members[group] for group in stated} == stated
    assert set(stated) <= complete
    # The counts that the United Nations publish: 44 least developed countries since São Tomé left the list in December
    # 2024, 32 land-locked ones; of the small island States those that are Members of the Union.
    assert [members[RES[f"group/{name}"]] for name in ("ldc", "lldc", "sids")] == [44, 32, 37]


def test_every_slice_has_a_licence_that_may_be_mixed_with_ours() -> None:
    slices = rows("links", "slice")
    files = {file for row in slices for file in row["files"].split("|")}
    assert files | {"group_conflict.csv"} == {path.name for path in (LINKS / "slices").glob("*.csv")}
    for row in slices:
        assert row["licence"].startswith("https://"), row["id"]
        forbidden = re.search(r"\b(SA|NC|ND|ODbL|GPL)\b|share.?alike|non.?commercial", row["licence_name"], re.I)
        assert not forbidden, row["id"]


def test_what_others_call_a_concept_is_no_statement_about_ours() -> None:
    named = {s for s, p, _ in triples() if p == RDFS.label and not str(s).startswith(BASE)}
    assert {str(s).split("/")[2] for s in named} == {"eurovoc.europa.eu"}
    assert not any(p == RDF.type for s, p, _ in triples() if not str(s).startswith(BASE))


def test_the_organizations_that_are_asked_about_are_those_that_are_linked() -> None:
    links = read_table(LINKS / "groups.sssom.tsv", {"object_source": "set:wikidata"})
    linked = {(row["object_id"].split(":")[1], row["subject_id"].rpartition("/")[2]) for row in links}
    text = read_jobs()["wikidata-memberships"].text
    asked = {(item, group) for item, group in linked if f'(wd:{item} "{group}")' in text}
    assert asked == linked
    assert text.count("(wd:Q") == len(linked)
