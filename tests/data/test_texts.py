"""The texts of the release: identifiers of their own, every printed name resolved, no stub of what is described."""

from __future__ import annotations

import pytest

from plenipot.model.vocabulary import PLEN
from plenipot.tables.recommendations import CLASSES
from tests.data.mapping import graph, mapping, members, rows

EDITIONS = ("edition_itu_t", "edition_itu_r")


def test_every_edition_of_the_catalogue_has_an_identifier_of_its_own() -> None:
    editions = [f"{row['work']}/{row['edition']}" for table in EDITIONS for row in rows("recommendations", table)]
    works = [row["id"] for row in rows("recommendations", "work")]
    assert editions
    assert len(set(editions) | set(works)) == len(editions) + len(works)
    assert all(name.isascii() and name == name.lower() for name in (*editions, *works))


def test_the_identifier_of_every_row_of_the_catalogue_is_used_once() -> None:
    printed = [row["identifier"] for table in EDITIONS for row in rows("recommendations", table)]
    assert len(set(printed)) == len(printed)


def test_every_kind_of_work_is_there() -> None:
    assert {row["kind"] for row in rows("recommendations", "work")} == set(CLASSES)


def test_every_duty_is_there_and_summarized() -> None:
    assert len(members("texts", PLEN.Duty)) == len(rows("texts", "duty"))
    assert max(len(str(o).split()) for _, p, o in mapping().graphs["texts"] if p == PLEN.dutyObject) < 25


def test_every_printed_addressee_and_topic_has_its_row() -> None:
    known = {row["addressee"] for row in rows("resolutions", "addressee")}
    assert {row["addressee"] for row in rows("resolutions", "clause")} == known
    printed = {row["printed_topic"] for row in rows("topics", "printed")}
    assert {row["printed_topic"] for row in rows("topics", "assignment")} - {""} == printed


def test_broader_topics_are_topics_and_form_no_circle() -> None:
    broader = {row["id"]: set(filter(None, row["broader"].split("|"))) for row in rows("topics", "topic")}
    assert set().union(*broader.values()) <= set(broader)
    for topic in broader:
        seen, edge = set[str](), broader[topic]
        while edge:
            seen |= edge
            edge = set().union(*(broader[one] for one in edge)) - seen
        assert topic not in seen


def test_no_stub_is_left_of_what_the_sectors_describe() -> None:
    described = {
        row["id"] for name in ("instrument", "version", "wsis_text", "action_line") for row in rows("sectors", name)
    }
    stubs = {
        row["id"]
        for name in ("cited_instrument", "cited_version", "external_text")
        for row in rows("resolutions", name)
    }
    assert described & stubs == set()


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        ("Article", "article"),
        ("Provision", "provision"),
        ("GlossaryTerm", "glossary"),
        ("GroupRole", "group_role"),
        ("MembershipRight", "membership_right"),
    ],
)
def test_every_row_of_the_structure_is_a_thing(kind: str, table: str) -> None:
    expected = {row["id"] for row in rows("structure", table) if row.get("kind", "article") == "article"}
    assert len(members("structure", PLEN[kind])) == len(expected) > 0


def test_every_mandate_is_a_thing() -> None:
    kinds = ("Mandate", "ElectsMandate", "ReportsMandate")
    assert sum(len(members("structure", PLEN[kind])) for kind in kinds) == len(rows("structure", "mandate"))


def test_links_between_parts_of_the_structure_lead_somewhere() -> None:
    found = graph("structure")
    described = set(found.subjects())
    for link in ("partOf", "successor", "periodOf", "replaces", "amends", "inTreaty", "inArticle", "basedOn"):
        for subject, target in found.subject_objects(PLEN[link]):
            assert target in described, f"{subject} {link} {target}"
