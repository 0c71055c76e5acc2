"""The family ``policy``: stated and inferred outcomes have different properties."""

from __future__ import annotations

from rdflib import RDF, Literal, URIRef

from plenipot.model.vocabulary import PLEN, RES
from tests.tables import small_release

TRIPLES = small_release.triples("policy")


def values(path: str, term: str) -> set[str]:
    return small_release.values("policy", path, PLEN[term])


def test_a_stated_outcome_is_no_inferred_one() -> None:
    # Of Resolution 163 the source says what became of APT's proposal; that of the Arab States was "in essence similar".
    assert values("proposal/pp-14/acp-4", "outcomeKind") == {"adopted"}
    assert values("proposal/pp-14/arb-1", "outcomeKind") == set()
    assert values("proposal/pp-14/arb-1", "inferredOutcomeKind") == {"adopted"}
    assert values("proposal/pp-14/arb-1", "inferenceReason")


def test_a_text_of_the_same_title_is_an_inferred_result() -> None:
    assert values("proposal/pp-14/unnamed-1", "inferredResult") == {"resolution/pp/203"}
    assert values("proposal/pp-14/unnamed-1", "resultedIn") == set()
    assert values("proposal/pp-14/unnamed-3", "resultedIn") == {"resolution/pp-14/com6-4"}


def test_a_revised_target_says_nothing_of_the_proposal() -> None:
    path = "proposal/wtsa-16/arb-1"
    assert values(path, "targetBecame") == {"resolution/wtsa/75/hammamet-2016"}
    assert values(path, "outcomeKind") | values(path, "inferredOutcomeKind") == set()


def test_common_proposals_belong_to_their_organization() -> None:
    common = {s for s, p, o in TRIPLES if p == RDF.type and o == PLEN.CommonProposal}
    proponents = {o for s, p, o in TRIPLES if s in common and p == PLEN.proponent}
    assert proponents
    assert all(str(each).startswith(f"{RES}organization/") for each in proponents)
    joint = "proposal/pp-14/bra-can-col-usa-1"
    assert values(joint, "proponent") == {"state/bra", "state/can", "state/col", "state/usa"}


def test_the_background_paper_is_the_source_of_its_statements_alone() -> None:
    derived = URIRef("http://www.w3.org/ns/prov#wasDerivedFrom")
    statements = {s for s, p, o in TRIPLES if p == RDF.type and o == PLEN.BackgroundStatement}
    assert {o for s, p, o in TRIPLES if s in statements and p == derived} == {RES["source/isoc-pp14-bg"]}
    council = "statement/isoc-2013/19"
    assert values(council, "contradictedBySource") == {"source/itunews-2010-38", "source/itunews-2018"}
    assert values(council, "confirmedBySource") == set()
    assert len(values(council, "statementClaim")) == 2


def test_regional_organizations_keep_the_name_that_the_members_give() -> None:
    las = {(p, o) for s, p, o in TRIPLES if s == RES["organization/las"]}
    alternative = URIRef("http://www.w3.org/2004/02/skos/core#altLabel")
    assert (alternative, Literal("Arab States", lang="en")) in las
    assert not [o for p, o in las if str(p).endswith("#label")]
