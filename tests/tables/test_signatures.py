"""The family ``signatures``: only the status "signed" makes a signatory."""

from __future__ import annotations

from rdflib import Literal, URIRef

from plenipot.model.vocabulary import PLEN, RES
from tests.tables import small_release

TRIPLES = small_release.triples("signatures")


def signatures(conference: str, term: str) -> set[str]:
    at = {s for s, p, o in TRIPLES if p == PLEN.signedAt and o == RES[f"conference/{conference}"]}
    return {str(o).rpartition("/")[2] for s, p, o in TRIPLES if s in at and p == PLEN[term]}


def test_only_who_signed_has_signed() -> None:
    # Announced, or disagreed, as Qatar, Italy and Switzerland did: neither the one nor the other.
    assert signatures("wcit-12", "signedBy") == {"egy"}
    assert signatures("wcit-12", "withheldBy") == {"deu", "usa"}


def test_a_group_is_no_state() -> None:
    group = RES["signature/wcit-12/eu-member-states"]
    known = {p: o for s, p, o in TRIPLES if s == group}
    assert known[PLEN.signatoryGroup] == RES["group/eu-member-states"]
    assert PLEN.signatory not in known


def test_a_declaration_is_of_all_its_declarants() -> None:
    assert signatures("pp-18", "signedBy") == {"ago", "alb", "and"}
    joint = {o for s, p, o in TRIPLES if s == RES["declaration/pp-18/53"] and p == PLEN.declarant}
    assert joint == {RES[f"state/{each}"] for each in ("can", "mex", "nld", "swe")}


def test_plenipotentiaries_stay_as_printed() -> None:
    albania = {(p, o) for s, p, o in TRIPLES if s == RES["signature/pp-18/alb"]}
    assert (PLEN.plenipotentiariesText, Literal("ERMAL DREDHA")) in albania


def test_a_figure_that_is_no_number_keeps_its_words() -> None:
    def known(figure: str, term: URIRef) -> list[str]:
        return [str(o) for s, p, o in TRIPLES if s == RES[f"figure/wcit-12/{figure}"] and p == term]

    assert known("population-of-signatories", PLEN.figureText) == ["3.8 billion (over 60 % of the world)"]
    assert known("population-of-signatories", PLEN.figureValue) == ["3800000000"]
    assert known("provisional-application", PLEN.figureValue) == []
    assert known("participants", PLEN.figureQualifier) == ["about"]


def test_both_sides_of_a_dispute_stay() -> None:
    claims = {s for s, p, o in TRIPLES if p == PLEN.subject and o == RES["figure/wcit-12/not-signed"]}
    assert {str(o) for s, p, o in TRIPLES if s in claims and p == PLEN.value} == {"55", "57"}
    assert {str(o) for s, p, o in TRIPLES if s in claims and p == PLEN.followed} == {"true", "false"}
