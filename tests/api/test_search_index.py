"""The search index: numbers, acronyms, names in all languages, typos, unfinished words."""

from __future__ import annotations

from pathlib import Path

import pytest

from plenipot.api.search import Index, Results, build_index
from plenipot.model.vocabulary import BASE, GRAPH

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
<{BASE}conference/pp-02> a plen:Conference ; rdfs:label "Plenipotentiary Conference (Marrakesh, 2002)"@en ;
  plen:abbreviation "PP-02" .
<{BASE}topic/ipv6> a plen:Topic ; rdfs:label "IPv6"@en .
<{BASE}topic/security> a plen:Topic ; rdfs:label "Cybersecurity"@en .
<{BASE}state/gbr> a plen:State ; rdfs:label "United Kingdom of Great Britain and Northern Ireland"@en ;
  skos:prefLabel "United Kingdom"@en .
<{BASE}state/cod> a plen:State ; rdfs:label "Democratic Republic of the Congo"@en .
<{BASE}state/kor> a plen:State ; rdfs:label "Republic of Korea"@en ; plen:wikipediaTitle "South_Korea" .
<{BASE}state/prk> a plen:State ; rdfs:label "Democratic People's Republic of Korea"@en .
<{BASE}state/kaz> a plen:State ; rdfs:label "Kazakhstan"@en ; plen:formalName "the Republic of Kazakhstan" .
<{BASE}state/lao> a plen:State ; rdfs:label "Lao People's Democratic Republic"@en .
<{BASE}link/1> a plen:Link ; plen:linkedThing <{BASE}state/lao> ; plen:linkPredicate skos:exactMatch ;
  plen:targetLabel "Laos"@en .
<{BASE}link/2> a plen:Link ; plen:linkedThing <{BASE}state/lao> ; plen:linkPredicate skos:broadMatch ;
  plen:targetLabel "Indochina"@en .
<{BASE}group/asean> a plen:StateGroup ; rdfs:label "Association of Southeast Asian Nations"@en ;
  plen:abbreviation "ASEAN" ; skos:exactMatch <http://example.org/1838> .
<http://example.org/1838> rdfs:label "ANASE"@fr .
<{BASE}organization/citel> a plen:RegionalOrganization ; plen:abbreviation "CITEL" ;
  rdfs:label "Inter-American Telecommunication Commission"@en .
<{BASE}region/d> a plen:AdministrativeRegion ; rdfs:label "Africa"@en .
<{BASE}office/secretary-general> a plen:Office ; rdfs:label "Secretary-General"@en .
<{BASE}person/toure> a plen:Person ; rdfs:label "Hamadoun Touré" .
<{BASE}person/bogdan-martin> a plen:Person ; rdfs:label "Doreen Bogdan-Martin" .
<{BASE}person/zhao> a plen:Person ; rdfs:label "Houlin Zhao" .
<{BASE}person/lamb> a plen:Person ; rdfs:label "J. C. Lamb" .
<{BASE}source/zhao> a plen:Source ; rdfs:label "Statement by Mr Houlin Zhao" .
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
    assert build_index([(data, str(GRAPH["data"]))], folder / "search.sqlite") == 26
    return Index(folder / "search.sqlite")


def test_what_describes_the_dataset_is_not_found(tmp_path: Path) -> None:
    data = tmp_path / "examples.ttl"
    data.write_text(DATA, encoding="utf-8")
    assert build_index([(data, str(GRAPH["examples"]))], tmp_path / "search.sqlite") == 0


def test_a_thing_goes_by_its_label(index: Index) -> None:
    assert [hit.label for hit in index.search("ivory coast").hits] == ["Côte d'Ivoire"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("res 102", "resolution/pp/102"),
        ("Resolution 102", "resolution/pp/102"),
        ("resolution 102 dubai", "resolution/pp/102/dubai-2018"),
        ("PP-18", "conference/pp-18"),
        ("kenya", "state/ken"),
        ("ken", "state/ken"),
        ("the Kenya", "state/ken"),
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
        # acronyms and short names, with and without dots; acronyms of labels come before those of other names
        ("UK", "state/gbr"),
        ("U.K.", "state/gbr"),
        ("U. K.", "state/gbr"),
        ("DRC", "state/cod"),
        ("DR Congo", "state/cod"),
        ("D.R. of the Congo", "state/cod"),
        ("ROK", "state/kor"),
        ("Rep. of Korea", "state/kor"),
        ("S. Korea", "state/kor"),
        ("DPRK", "state/prk"),
        ("D.P.R.K.", "state/prk"),
        ("C.I.T.E.L.", "organization/citel"),
        ("Southeast Asian Nation", "group/asean"),
        ("Nation Association", "group/asean"),
        ("Lao PDR", "state/lao"),
        ("Lao P.D.R.", "state/lao"),
        ("laos", "state/lao"),
        ("asean", "group/asean"),
        ("ANASE", "group/asean"),
        ("region d", "region/d"),
        # people
        ("Hamadoun I. Touré", "person/toure"),
        ("H. Toure", "person/toure"),
        ("Touré, H.I.", "person/toure"),
        ("H.E. Dr Hamadoun Touré", "person/toure"),
        ("D. Bogdan-Martin", "person/bogdan-martin"),
        ("Sra. Bogdan Martin", "person/bogdan-martin"),
        ("Mr Houlin Zhao", "person/zhao"),
        ("M. Zhao", "person/zhao"),
        ("Houlin Zhao先生", "person/zhao"),
        ("г-н Zhao", "person/zhao"),
        ("John Lamb", "person/lamb"),
        # numbers, kinds of texts and cities as they are written elsewhere
        ("Resolution No. 102", "resolution/pp/102"),
        ("Résolution n° 102", "resolution/pp/102"),
        ("Resolución Nº 102", "resolution/pp/102"),
        ("резолюция №102", "resolution/pp/102"),
        ("第102号决议", "resolution/pp/102"),
        ("القرار ١٠٢", "resolution/pp/102"),
        ("Marrakech 2002", "conference/pp-02"),
        ("Conférence de plénipotentiaires, Dubaï", "conference/pp-18"),
        ("全权代表大会 迪拜", "conference/pp-18"),
        # words joined and separated
        ("IPv 6", "topic/ipv6"),
        ("ip v6", "topic/ipv6"),
        ("cyber security", "topic/security"),
        ("unitedkingdom", "state/gbr"),
        ("international public policy issue", "resolution/pp/102"),
    ],
)
def test_what_people_write_finds_the_thing_first(index: Index, text: str, first: str) -> None:
    found = index.search(text)
    assert found.hits[0].iri == BASE + first
    assert found.corrected is None


@pytest.mark.parametrize(
    ("text", "corrected", "first"),
    [
        ("kenja", "kenya", "state/ken"),
        ("Kehya", "Kenya", "state/ken"),
        ("Reslution 102", "Resolution 102", "resolution/pp/102"),
        ("unted kingdm", "united kingdom", "state/gbr"),
        # a whole name among other words
        ("Hamadoun Ibrahima Touré", "Hamadoun Touré", "person/toure"),
        ("Mr Houlin Zhao, Secretary-General", "Houlin Zhao", "person/zhao"),
        ("Union of Kazakhstan", "Kazakhstan", "state/kaz"),
    ],
)
def test_what_was_searched_for_instead_is_said(index: Index, text: str, corrected: str, first: str) -> None:
    found = index.search(text)
    assert (found.corrected, found.hits[0].iri) == (corrected, BASE + first)
    assert index.search(text, verbatim=True) == Results([], suggestion=corrected)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("KENJA", "Kenya"), ("kenj", None), ("Mali", None), ("DPRX", None), ("XKENYA", "Kenya"), ("Tenja", None)],
)
def test_an_acronym_or_what_is_hardly_alike_is_not_corrected(index: Index, text: str, suggestion: str | None) -> None:
    assert index.search(text) == Results([], suggestion=suggestion)


@pytest.mark.parametrize("text", ["A. Bogdan-Martin", "B. Zhao", "Jane Touré", "Indochina"])
def test_another_name_is_not_that_of_the_thing(index: Index, text: str) -> None:
    assert index.search(text, kind=None if text == "Indochina" else "Person").hits == []


def test_an_initial_is_that_of_a_name(index: Index) -> None:
    assert [hit.iri for hit in index.search("S. Korea", kind="State").hits] == [BASE + "state/kor"]


def test_only_a_few_words_are_corrected(index: Index) -> None:
    found = index.search("unted kingdm greit britan nothern irland")
    assert found.hits == []
    assert found.corrected is None


def test_labels_come_in_the_language_asked_for(index: Index) -> None:
    assert [index.search("kenya", lang=lang).hits[0].label for lang in ("ru", "zh", "fr")] == [
        "Кения",
        "肯尼亚",
        "Kenya",
    ]


def test_kinds_and_pages(index: Index) -> None:
    assert {hit.kind for hit in index.search("pp", kind="Conference").hits} == {"Conference"}
    everything = index.search("pp", limit=10).hits
    assert [index.search("pp", limit=1, offset=n).hits[0] for n in range(len(everything))] == everything


@pytest.mark.parametrize("text", ["", "  ", '"', "AND OR NOT", "NEAR(a b)", "*", "a" * 200, "x:y ^ -z", "')--", "\x00"])
def test_odd_text_is_only_text(index: Index, text: str) -> None:
    assert index.search(text) == Results([])
