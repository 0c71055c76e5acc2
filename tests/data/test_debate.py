"""Signatures, proposals and positions of the release: every row is a thing, and only who signed has signed."""

from __future__ import annotations

from rdflib import URIRef
from rdflib.namespace import PROV

from plenipot.model.vocabulary import PLEN, RES
from tests.data.mapping import mapping, members, rows


def signatories(conference: str, term: URIRef) -> set[object]:
    found = mapping().graphs["signatures"]
    at = {s for s, p, o in found if p == PLEN.signedAt and o == RES[f"conference/{conference}"]}
    return {o for s, p, o in found if s in at and p == term}


def test_nobody_signed_and_withheld_the_signature() -> None:
    for conference in {row["conference"] for row in rows("signatures", "signature")}:
        signed, withheld = signatories(conference, PLEN.signedBy), signatories(conference, PLEN.withheldBy)
        assert signed
        assert signed.isdisjoint(withheld)
        listed = {row["status"] for row in rows("signatures", "signature") if row["conference"] == conference}
        assert bool(withheld) == ("did not sign at the conference" in listed)


def test_every_declaration_and_declarant_is_there() -> None:
    assert len(members("signatures", PLEN.Declaration)) == len(rows("signatures", "declaration"))
    declarants = [1 for _, p, _ in mapping().graphs["signatures"] if p == PLEN.declarant]
    assert len(declarants) == len(rows("signatures", "declarant"))


def test_every_row_of_the_debate_is_a_thing() -> None:
    for tables, kinds in (
        (("proposal",), ("Proposal", "CommonProposal")),
        (("position",), ("Position",)),
        (("document", "consultation"), ("Document", "Consultation")),
        (("statement",), ("BackgroundStatement",)),
        (("stakeholder",), ("Stakeholder",)),
    ):
        things = set().union(*(members("policy", PLEN[kind]) for kind in kinds))
        expected = sum(len(rows("policy", table)) for table in tables)
        assert len(things) == expected, kinds


def test_common_proposals_are_of_the_six_regional_organizations() -> None:
    common = members("policy", PLEN.CommonProposal)
    proponents = {o for s, p, o in mapping().graphs["policy"] if s in common and p == PLEN.proponent}
    listed = {RES[f"organization/{row['organization']}"] for row in rows("conferences", "common_proposal_organization")}
    assert proponents == listed


def test_the_background_paper_is_the_source_of_its_statements_alone() -> None:
    statements = members("policy", PLEN.BackgroundStatement)
    found = mapping().graphs["policy"]
    assert {o for s, p, o in found if s in statements and p == PROV.wasDerivedFrom} == {RES["source/isoc-pp14-bg"]}
