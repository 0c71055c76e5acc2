"""Search finds things by what people write: numbers, acronyms, names in any language, with typos, while they type."""

from __future__ import annotations

from pathlib import Path

import pytest

from plenipot.search import Index, build_index
from plenipot.vocabulary import BASE, GRAPH

DATA = f"""
@prefix plen: <{BASE}ontology/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <{BASE}> .
<{BASE}resolution/pp/102> a plen:Resolution, plen:Instrument ; rdfs:label "PP Resolution 102"@en ;
  plen:title "ITU's role with regard to international public policy issues pertaining to the Internet"@en .
<{BASE}resolution/pp/102/dubai-2018> a plen:Version ; rdfs:label "PP Resolution 102 (Rev. Dubai, 2018)"@en .
<{BASE}conference/pp-18> a plen:Conference ; rdfs:label "Plenipotentiary Conference (Dubai, 2018)"@en ;
  plen:abbreviation "PP-18" .
<{BASE}unnumbered/pp-18/x> a plen:Instrument ; rdfs:label "PP-18 text: Connect 2030"@en .
<{BASE}state/ken> a plen:State ; rdfs:label "Kenya"@en ; skos:prefLabel "Кения"@ru, "肯尼亚"@zh, "كينيا"@ar .
<{BASE}state/civ> a plen:State ; rdfs:label "Côte d'Ivoire"@en ; skos:prefLabel "Côte d’Ivoire"@en ;
  plen:formalName "the Republic of Côte d'Ivoire" ; plen:iso3 "CIV" ;
  plen:nameIn2007List "Cote d'Ivoire (Republic of)" .
<{BASE}membership/atu/civ> a plen:Membership ; plen:member <{BASE}state/civ> ; plen:namePrinted "Ivory Coast" .
<{BASE}body/itu-t/sg17> a plen:StudyGroup, plen:Body ; rdfs:label "ITU-T SG 17: Security"@en ;
  plen:abbreviation "ITU-T SG 17" .
<{BASE}source/sg17> a plen:Source ; rdfs:label "Mandate of Study Group 17" .
<{BASE}claim/1> a plen:Claim ; rdfs:label "Kenya: a claim"@en .
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder: Path = tmp_path_factory.mktemp("search")
    data = folder / "data.ttl"
    data.write_text(DATA, encoding="utf-8")
    assert build_index([(data, str(GRAPH["data"]))], folder / "search.sqlite") == 8
    return Index(folder / "search.sqlite")


def test_what_describes_the_dataset_is_not_found(tmp_path: Path) -> None:
    data = tmp_path / "examples.ttl"
    data.write_text(DATA, encoding="utf-8")
    assert build_index([(data, str(GRAPH["examples"]))], tmp_path / "search.sqlite") == 0


def test_a_thing_goes_by_its_label(index: Index) -> None:
    assert [hit.label for hit in index.search("ivory coast")] == ["Côte d'Ivoire"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("res 102", "resolution/pp/102"),
        ("Resolution 102", "resolution/pp/102"),
        ("resolution 102 dubai", "resolution/pp/102/dubai-2018"),
        ("PP-18", "conference/pp-18"),
        ("kenya", "state/ken"),
        ("ken", "state/ken"),
        ("kenja", "state/ken"),
        ("kehya", "state/ken"),
        ("кения", "state/ken"),
        ("肯尼亚", "state/ken"),
        ("كينيا", "state/ken"),
        ("côte d'ivoire", "state/civ"),
        ("republic of cote d'ivoire", "state/civ"),
        ("civ", "state/civ"),
        ("ivory coast", "state/civ"),
        ("study group 17", "body/itu-t/sg17"),
        ("sg17", "body/itu-t/sg17"),
        ("public policy internet", "resolution/pp/102"),
    ],
)
def test_what_people_write_finds_the_thing_first(index: Index, text: str, first: str) -> None:
    assert index.search(text)[0].iri == BASE + first


def test_labels_come_in_the_language_asked_for(index: Index) -> None:
    assert [index.search("kenya", lang=lang)[0].label for lang in ("ru", "zh", "fr")] == ["Кения", "肯尼亚", "Kenya"]


def test_kinds_and_pages(index: Index) -> None:
    assert [hit.kind for hit in index.search("pp", kind="Conference")] == ["Conference"]
    everything = index.search("pp", limit=10)
    assert [index.search("pp", limit=1, offset=n)[0] for n in range(len(everything))] == everything


@pytest.mark.parametrize("text", ["", "  ", '"', "AND OR NOT", "NEAR(a b)", "*", "a" * 200, "x:y ^ -z", "')--", "\x00"])
def test_odd_text_is_only_text(index: Index, text: str) -> None:
    assert index.search(text) == []
