"""The policy family: what is stated stays apart from what is inferred, and an error in a cell is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rdflib import RDF, Literal, URIRef

from plenipot import release
from plenipot.build import map_tables
from plenipot.tables.facts import Triple
from plenipot.tables.policy import FAMILY
from plenipot.vocabulary import PLEN, RES

TABLES = release.root() / "data" / "tables"


@pytest.fixture(scope="module")
def triples() -> set[Triple]:
    return map_tables(release.root(), [FAMILY]).graphs["policy"]


def values(triples: set[Triple], path: str, term: str) -> set[str]:
    return {str(o).removeprefix(str(RES)) for s, p, o in triples if s == RES[path] and p == PLEN[term]}


@pytest.mark.parametrize(
    ("table", "good", "bad", "column"),
    [
        ("proposal", "pp-10/acp-1,", "pp-10/acp,", "id"),
        ("proposal", ",SUP,stable constitution,", ",DEL,stable constitution,", "action"),
        ("proposal", ",accepted in concept,adopted in concept,", ",accepted in concept,fine,", "outcome_kind"),
        ("proposal", ",adopted,adopted,stated,", ",adopted,adopted,heard,", "outcome_basis"),
        ("proposal", "resolution/wtsa/75/hammamet-2016", "resolution/wtsa/75", "target_became"),
        ("position", ",supported,for,", ",supported,pro,", "attitude"),
        ("position", "state/deu,the Federal", "Germany,the Federal", "holder"),
        ("stakeholder", "https://www.apnic.net", "www.apnic.net", "website"),
        ("document", ",2018-11-16,", ",16 November 2018,", "date"),
        ("consultation", ",cwg-internet,effectively", ",CWG-Internet,effectively", "body"),
        ("statement", "isoc-2013/3,3,", "isoc-2013/3,third,", "number"),
        ("statement", ",confirmed,confirmed (CS 175),", ",right,confirmed (CS 175),", "result"),
        ("actor_group", ",ced-wcit", ",no-such-source", "source"),
    ],
)
def test_a_seeded_error_is_named(tmp_path: Path, table: str, good: str, bad: str, column: str) -> None:
    for name in ("policy", "sources"):
        shutil.copytree(TABLES / name, tmp_path / "data" / "tables" / name)
    path = tmp_path / "data" / "tables" / "policy" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert good in text, "the seed must hit a row"
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    line = text[: text.index(good) + 1].count("\n") + 1
    refusals = map_tables(tmp_path, [FAMILY]).refusals
    assert [(each.file, each.line, each.column) for each in refusals] == [
        (f"data/tables/policy/{table}.csv", line, column)
    ]


@pytest.mark.parametrize(
    ("table", "good", "bad", "reason"),
    [
        ("proposal", ",adopted,adopted,stated,", ",adopted,adopted,,", "outcome_kind and outcome_basis go together"),
        ("proposal", ",adopted,adopted,stated,", ",adopted,adopted,inferred,", "what is inferred has a reason"),
        ("proposal", ",yes,ACP,", ",no,ACP,", "a common proposal has a series"),
        ("statement", "st-itu-ilib-1865", "", "a result needs the sources"),
        ("statement", ",2016-2019,claim", ",,claim", "what is contradicted has a right value"),
    ],
)
def test_cells_that_contradict_each_other_are_refused(
    tmp_path: Path, table: str, good: str, bad: str, reason: str
) -> None:
    for name in ("policy", "sources"):
        shutil.copytree(TABLES / name, tmp_path / "data" / "tables" / name)
    path = tmp_path / "data" / "tables" / "policy" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert good in text, "the seed must hit a row"
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")
    (refusal,) = map_tables(tmp_path, [FAMILY]).refusals
    assert reason in refusal.reason


def test_a_stated_outcome_is_no_inferred_one(triples: set[Triple]) -> None:
    # Of Resolution 163 the source says what became of APT's proposal; that of the Arab States was "in essence similar".
    assert values(triples, "proposal/pp-14/acp-4", "outcomeKind") == {"adopted"}
    assert values(triples, "proposal/pp-14/arb-1", "outcomeKind") == set()
    assert values(triples, "proposal/pp-14/arb-1", "inferredOutcomeKind") == {"adopted"}
    assert values(triples, "proposal/pp-14/arb-1", "inferenceReason")


def test_a_text_of_the_same_title_is_an_inferred_result(triples: set[Triple]) -> None:
    assert values(triples, "proposal/pp-14/unnamed-1", "inferredResult") == {"resolution/pp/203"}
    assert values(triples, "proposal/pp-14/unnamed-1", "resultedIn") == set()
    assert values(triples, "proposal/pp-14/unnamed-3", "resultedIn") == {"resolution/pp-14/com6-4"}


def test_a_revised_target_says_nothing_of_the_proposal(triples: set[Triple]) -> None:
    path = "proposal/wtsa-16/arb-1"
    assert values(triples, path, "targetBecame") == {"resolution/wtsa/75/hammamet-2016"}
    assert values(triples, path, "outcomeKind") | values(triples, path, "inferredOutcomeKind") == set()


def test_common_proposals_belong_to_their_organization(triples: set[Triple]) -> None:
    common = {s for s, p, o in triples if p == RDF.type and o == PLEN.CommonProposal}
    proponents = {o for s, p, o in triples if s in common and p == PLEN.proponent}
    assert proponents == {RES[f"organization/{each}"] for each in ("apt", "atu", "cept", "citel", "las", "rcc")}
    joint = "proposal/pp-14/bra-can-col-usa-1"
    assert values(triples, joint, "proponent") == {"state/bra", "state/can", "state/col", "state/usa"}


def test_the_raw_rows_are_all_there(triples: set[Triple]) -> None:
    def count(kind: URIRef) -> int:
        return sum(1 for _, p, o in triples if p == RDF.type and o == kind)

    assert count(PLEN.Proposal) + count(PLEN.CommonProposal) == 84
    assert count(PLEN.Position) == 122
    assert count(PLEN.Document) + count(PLEN.Consultation) == 40
    assert count(PLEN.BackgroundStatement) == 65
    # 30 rows, one of which names five organizations.
    assert count(PLEN.Stakeholder) == 34


def test_the_background_paper_is_the_source_of_its_statements_alone(triples: set[Triple]) -> None:
    derived = URIRef("http://www.w3.org/ns/prov#wasDerivedFrom")
    statements = {s for s, p, o in triples if p == RDF.type and o == PLEN.BackgroundStatement}
    assert {o for s, p, o in triples if s in statements and p == derived} == {RES["source/isoc-pp14-bg"]}
    council = "statement/isoc-2013/19"
    assert values(triples, council, "contradictedBySource") == {"source/itunews-2010-38", "source/itunews-2018"}
    assert values(triples, council, "confirmedBySource") == set()
    assert len(values(triples, council, "statementClaim")) == 2


def test_regional_organizations_keep_the_name_that_the_members_give(triples: set[Triple]) -> None:
    las = {(p, o) for s, p, o in triples if s == RES["organization/las"]}
    alternative = URIRef("http://www.w3.org/2004/02/skos/core#altLabel")
    assert (alternative, Literal("Arab States", lang="en")) in las
    assert not [o for p, o in las if str(p).endswith("#label")]
