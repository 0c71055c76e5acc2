"""The family ``sectors``: triples of its rows."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from rdflib import RDF, RDFS, XSD, Literal, URIRef
from rdflib.namespace import PROV

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.facts import Facts
from plenipot.tables.sectors import relations, wsis
from tests.tables import small_release

TRIPLES = small_release.triples("sectors")


def test_an_instrument_has_body_number_title_and_latest_version() -> None:
    work = RES["resolution/wtsa/64"]
    assert {
        (work, RDF.type, PLEN.Resolution),
        (work, RDFS.label, Literal("WTSA Resolution 64", lang="en")),
        (work, PLEN.adoptedBy, RES["body/wtsa"]),
        (work, PLEN.number, Literal("64")),
        (work, PLEN.firstAdoptedAt, RES["conference/wtsa-08"]),
        (work, PLEN.titleVersion, RES["resolution/wtsa/64/dubai-2012"]),
        (work, PLEN.latestKnownVersion, RES["resolution/wtsa/64/hammamet-2016"]),
    } <= TRIPLES


@pytest.mark.parametrize(
    ("version", "term", "previous"),
    [
        ("resolution/wtsa/1/hammamet-2016", PLEN.revises, "resolution/wtsa/1/dubai-2012"),
        ("resolution/wtdc/45/dubai-2014", PLEN.revises, "resolution/wtdc/45/hyderabad-2010"),
        # A version of 2017 can lie between the two.
        ("resolution/wtdc/45/kigali-2022", PLEN.laterVersionOf, "resolution/wtdc/45/dubai-2014"),
        ("resolution/itu-r/50/dubai-2023", PLEN.revises, "resolution/itu-r/50/2019"),
    ],
)
def test_a_version_revises_only_the_one_directly_before_it(version: str, term: URIRef, previous: str) -> None:
    assert [predicate for _, predicate, value in TRIPLES if value == RES[previous]] == [term]


def test_the_latest_version_in_the_catalogue_has_its_address() -> None:
    address = Literal("http://www.itu.int/dms_pub/itu-r/opb/res/R-RES-R.1-9-2023-PDF-E.pdf", datatype=XSD.anyURI)
    version = RES["resolution/itu-r/1/dubai-2023"]
    assert (version, PLEN.documentUrl, address) in TRIPLES


def test_a_listing_is_no_version() -> None:
    listing = RES["listing/wtsa-12/resolution-wtsa-34"]
    assert (listing, RDF.type, PLEN.Listing) in TRIPLES
    assert (listing, PLEN.listedInstrument, RES["resolution/wtsa/34"]) in TRIPLES
    assert (listing, PLEN.title, Literal("Voluntary contributions", lang="en")) in TRIPLES
    assert PLEN.versionOf not in {predicate for subject, predicate, _ in TRIPLES if subject == listing}


def test_a_relation_names_the_versions_and_the_works_that_the_direct_property_joins() -> None:
    path = "text-relation/implements/resolution-council-1336-2011/resolution-pp-102"
    node = RES[path]
    assert {
        (node, RDF.type, PLEN.Implementation),
        (node, PLEN.relationFrom, RES["resolution/council/1336/2011"]),
        (node, PLEN.relationTo, RES["resolution/pp/102/guadalajara-2010"]),
        (node, PLEN.implementer, RES["resolution/council/1336"]),
        (node, PLEN.implementedText, RES["resolution/pp/102"]),
        (node, PLEN.relationContext, Literal("in accordance with")),
        (node, PROV.wasDerivedFrom, RES["source/sr-dw-cwg-int"]),
    } <= TRIPLES


def test_a_relation_of_another_kind_is_a_plain_text_relation() -> None:
    path = "text-relation/replaced-by/body-dedicated-group/body-cwg-internet"
    assert (RES[path], RDF.type, PLEN.TextRelation) in TRIPLES
    assert (RES[path], PLEN.relationKind, Literal("replaced by")) in TRIPLES


def test_a_citation_seen_again_adds_only_its_further_sources() -> None:
    facts = Facts(frozenset({"k1", "k2"}))
    row = relations.CitationAgainRow(
        citation="resolution/wtsa/48/dubai-2012/citation/recognizing/x", heading=None, cited="resolution/pp/102",
        why="same", new_source=("k2",), source=("k1", "k2"),
    )  # fmt: skip
    relations.map_citation_again(row, facts)
    assert facts.triples == {(RES[row.citation], PROV.wasDerivedFrom, RES["source/k2"])}


def test_an_action_line_belongs_to_the_plan_of_action_and_its_parts_to_it() -> None:
    line = RES["text/wsis/action-line-c7-e-learning"]
    assert {
        (line, RDF.type, PLEN.WsisActionLine),
        (line, PLEN.actionLineCode, Literal("C7-E-LEARNING")),
        (line, PLEN.partOfActionLine, RES["text/wsis/action-line-c7"]),
        (line, PLEN.setOutIn, RES["text/wsis/geneva-plan"]),
    } <= TRIPLES


def test_a_facilitation_says_who_and_in_what_role() -> None:
    node = RES["facilitation/c5/itu-facilitator"]
    assert {
        (node, PLEN.facilitatedLine, RES["text/wsis/action-line-c5"]),
        (node, PLEN.facilitator, RES["body/itu"]),
        (node, PLEN.facilitatorRole, Literal("facilitator")),
        (node, PLEN.roleAsPrinted, Literal("moderator/facilitator")),
    } <= TRIPLES


def test_a_goal_has_its_number() -> None:
    facts = Facts(frozenset({"k1"}))
    wsis.map_goal(wsis.GoalRow(id="sdg/9", number=9, label="Goal 9", source=("k1",)), facts)
    assert (RES["sdg/9"], PLEN.goalNumber, Literal(9)) in facts.triples
    with pytest.raises(ValidationError):
        wsis.GoalRow(id="sdg/18", number=18, label="Goal 18", source=("k1",))
