"""The links family: mapping sets are SSSOM, wrong cells are named by file and line, nothing is merged with others."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Literal, URIRef

from plenipot import release
from plenipot.build import map_tables
from plenipot.tables.facts import Triple
from plenipot.tables.links import FAMILY, PREDICATES
from plenipot.tables.links_slices import GEO, LANGUAGES
from plenipot.tables.links_sssom import MAPPING_SETS
from plenipot.vocabulary import BASE, PLEN, RES

ROOT = release.root()
LINKS = ROOT / "data" / "links"
WIKIDATA = "http://www.wikidata.org/entity/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(LINKS, tmp_path / "data" / "links")
    for name in ("links", "sources"):
        shutil.copytree(ROOT / "data" / "tables" / name, tmp_path / "data" / "tables" / name)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "good", "bad", "column"),
    [
        ("data/links/states.sssom.tsv", "\nplenipot:state/afg\t", "\nplenipot:Afghanistan\t", "subject_id"),
        ("data/links/states.sssom.tsv", "\tskos:exactMatch\t", "\tskos:broader\t", "predicate_id"),
        ("data/links/topics.sssom.tsv", "\teurovoc:", "\tplenipot:", "object_id"),
        ("data/links/topics.sssom.tsv", "\tset:eurovoc\t0.98", "\tset:eurovoc\t1.5", "(row)"),
        ("data/links/topics.sssom.tsv", "\tset:eurovoc\t0.98", "\tset:eurovoc\t", "confidence"),
        ("data/links/bodies.sssom.tsv", "\tsource:wp-itu\t", "\tsource:hearsay\t", "source"),
        ("data/links/bodies.sssom.tsv", "\tsource:wp-itu\t", "\t\t", "source"),
        ("data/links/conferences.sssom.tsv", "\titu:en", "\tunknown:en", "(row)"),
        ("data/links/slices/coordinate.csv", "\nafg,", "\nAfghanistan,", "state"),
        ("data/links/slices/coordinate.csv", "afg,33", "afg,133", "latitude"),
        ("data/links/slices/group.csv", ",region,", ",continent,", "kind"),
        ("data/links/slices/group_conflict.csv", ",not a member,", ",perhaps,", "value"),
        ("data/links/slices/state_name.csv", "\nche,", "\n,", "state"),
        ("data/links/slices/external_label.csv", ",en,", ",de,", "lang"),
        ("data/tables/links/external_set.csv", "http://www.wikidata.org/entity/", "wikidata", "namespace"),
        ("data/tables/links/slice.csv", ",CLDR 48.2.0,2026,", ",CLDR 48.2.0,last year,", "date"),
    ],
)
def test_a_seeded_error_is_named(folder: Path, file: str, good: str, bad: str, column: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert good in text, "the seed must hit a row"
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    line = text[: text.index(good) + 1].count("\n") + 1
    refusals = map_tables(folder, [FAMILY]).refusals
    assert {(each.file, each.line) for each in refusals} == {(file, line)}
    assert column in {each.column for each in refusals}


def test_sameas_is_refused_with_the_reason(folder: Path) -> None:
    path = folder / "data" / "links" / "states.sssom.tsv"
    text = path.read_text(encoding="utf-8")
    text = text.replace('#  plenipot: "', '#  owl: "http://www.w3.org/2002/07/owl#"\n#  plenipot: "', 1)
    path.write_text(text.replace("\tskos:exactMatch\t", "\towl:sameAs\t", 1), encoding="utf-8")
    (refusal,) = map_tables(folder, [FAMILY]).refusals
    assert refusal.column == "predicate_id"
    assert "owl:sameAs would merge" in refusal.reason


def test_a_mapping_set_without_a_licence_is_refused(folder: Path) -> None:
    path = folder / "data" / "links" / "persons.sssom.tsv"
    path.write_text(re.sub(r"#license: .*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    (refusal,) = map_tables(folder, [FAMILY]).refusals
    assert (refusal.file, refusal.column) == ("data/links/persons.sssom.tsv", "license")


@pytest.fixture(scope="module")
def triples() -> set[Triple]:
    return map_tables(ROOT, [FAMILY]).graphs["links"]


def values(triples: set[Triple], predicate: URIRef) -> dict[URIRef, set[URIRef | Literal]]:
    """Subject to objects."""
    found: dict[URIRef, set[URIRef | Literal]] = {}
    for subject, stated, obj in triples:
        if stated == predicate:
            found.setdefault(subject, set()).add(obj)
    return found


def test_links_are_exact_where_codes_were_checked(triples: set[Triple]) -> None:
    assert (RES["state/afg"], SKOS.exactMatch, URIRef(WIKIDATA + "Q889")) in triples
    assert (RES["topic/internet"], SKOS.exactMatch, URIRef("http://eurovoc.europa.eu/6088")) in triples
    assert (RES["body/itu"], SKOS.exactMatch, URIRef(WIKIDATA + "Q376150")) in triples


def test_every_link_of_the_graph_has_a_row_behind_it(triples: set[Triple]) -> None:
    import sssom_pydantic  # not before our reader, which keeps it from writing to the home of the user

    stated = {(s, p, o) for s, p, o in triples if p in PREDICATES}
    things, predicates, targets = (
        values(triples, PLEN[name]) for name in ("linkedThing", "linkPredicate", "linkTarget")
    )
    behind = {(*things[link], *predicates[link], *targets[link]) for link in things}
    assert stated == behind
    rows = {path.name: len(sssom_pydantic.read(path).mappings) for path in LINKS.glob("*.sssom.tsv")}
    assert set(rows) == {f"{name}.sssom.tsv" for name in MAPPING_SETS}
    assert sum(rows.values()) >= len(behind) > 1500


def test_the_rows_of_a_mapping_set_are_sorted_and_stated_once() -> None:
    for path in LINKS.glob("*.sssom.tsv"):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        rows = list(csv.DictReader(lines, delimiter="\t"))
        key = [
            (r["subject_id"], r["object_source"], r["predicate_id"], r["object_id"], r["mapping_source"]) for r in rows
        ]
        assert key == sorted(set(key)), path.name


def test_every_target_is_in_the_namespace_of_its_set(triples: set[Triple]) -> None:
    spaces = {subject: str(next(iter(found))) for subject, found in values(triples, PLEN.namespace).items()}
    targets, sets = values(triples, PLEN.linkTarget), values(triples, PLEN.targetSet)
    astray = [
        str(*targets[link]) for link in targets if not str(*targets[link]).startswith(spaces[URIRef(*sets[link])])
    ]
    assert astray == []


def test_no_two_states_share_an_exact_match(triples: set[Triple]) -> None:
    targets = Counter(o for s, p, o in triples if p == SKOS.exactMatch and str(s).startswith(f"{BASE}state/"))
    assert [target for target, count in targets.items() if count > 1] == []


def test_no_sameas_is_in_the_release() -> None:
    for path, _ in release.dataset(ROOT):
        kind = ox.RdfFormat.TRIG if path.suffix == ".trig" else ox.RdfFormat.TURTLE
        sameas = [quad for quad in ox.parse(path=path, format=kind) if quad.predicate.value == str(OWL.sameAs)]
        assert sameas == [], path.name


def test_groups_have_the_members_that_their_sources_count(triples: set[Triple]) -> None:
    members = Counter(o for _, p, o in triples if p == PLEN.inGroup)
    complete = {s for s, p, o in triples if p == PLEN.memberListComplete and o == Literal(True)}
    stated = {s: int(str(*found)) for s, found in values(triples, PLEN.statedMembers).items()}
    assert {group: members[group] for group in stated} == stated
    assert set(stated) <= complete
    # The counts that the United Nations publish: 44 least developed countries since São Tomé left the list in December
    # 2024, 32 land-locked ones; of the small island States those that are Members of the Union.
    assert [members[RES[f"group/{name}"]] for name in ("ldc", "lldc", "sids")] == [44, 32, 37]


def test_every_state_has_six_names_a_point_and_a_region(triples: set[Triple]) -> None:
    names: dict[URIRef, set[str | None]] = {}
    for subject, predicate, obj in triples:
        if predicate == SKOS.prefLabel and isinstance(obj, Literal):
            names.setdefault(subject, set()).add(obj.language)
    assert len(names) == 194
    assert {frozenset(languages) for languages in names.values()} == {frozenset(LANGUAGES)}
    assert len(values(triples, GEO.lat)) == len(values(triples, GEO.long)) == 194
    regions = {s for s, p, o in triples if p == PLEN.inGroup and str(o).startswith(f"{BASE}group/m49/")}
    assert regions == set(names)


def test_every_slice_has_a_licence_that_may_be_mixed_with_ours() -> None:
    with (ROOT / "data" / "tables" / "links" / "slice.csv").open(encoding="utf-8", newline="") as handle:
        slices = list(csv.DictReader(handle))
    files = {file for row in slices for file in row["files"].split("|")}
    assert files | {"group_conflict.csv"} == {path.name for path in (LINKS / "slices").glob("*.csv")}
    for row in slices:
        assert row["licence"].startswith("https://"), row["id"]
        assert not re.search(r"\b(SA|NC|ND|ODbL|GPL)\b|share.?alike|non.?commercial", row["licence_name"], re.I), row[
            "id"
        ]


def test_what_others_call_a_concept_is_no_statement_about_ours(triples: set[Triple]) -> None:
    named = {s for s, p, _ in triples if p == RDFS.label and not str(s).startswith(BASE)}
    assert {str(s).split("/")[2] for s in named} == {"eurovoc.europa.eu"}
    assert not any(p == RDF.type for s, p, _ in triples if not str(s).startswith(BASE))
