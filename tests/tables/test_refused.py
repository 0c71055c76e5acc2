"""A mistake in a table gives a refusal with file, line and column, and does not affect other rows."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from plenipot.graph.mapping import map_tables
from plenipot.tables.families import FAMILIES
from plenipot.tables.links import FAMILY as LINKS
from plenipot.tables.rows import Family
from tests.tables.small_release import ROOT, seeded


class Cell(NamedTuple):
    """An invalid cell."""

    file: str
    column: str
    value: str
    words: str = ""
    """Text in the reason of the refusal."""
    refused: str = ""
    """The column of the refusal, if it differs."""

    def __str__(self) -> str:
        return f"{self.file.removeprefix('tables/')} {self.column}={self.value}"


CELLS = (
    Cell("tables/conferences/conference.csv", "start", "1865-02-30", "1865-02-30"),
    Cell("tables/conferences/conference.csv", "kind", "congress", "plenipotentiary"),
    Cell("tables/conferences/conference.csv", "ordinal", "fifth", "integer"),
    Cell("tables/conferences/council_session.csv", "part", "secret", "ordinary"),
    Cell("tables/conferences/chair.csv", "role", "king", "chair"),
    Cell("tables/conferences/action.csv", "date", "last year", "last year"),
    Cell("tables/conferences/action.csv", "relation", "ignored", "adopted"),
    Cell("tables/conferences/deadline.csv", "date", "", "YYYY"),
    Cell("tables/conferences/preparatory_meeting.csv", "state", "Romania", "Romania"),
    Cell("tables/conferences/preparatory_group.csv", "source", "", "at least one source"),
    Cell("tables/conferences/referenced.csv", "year", "MMXV", "MMXV"),
    Cell("tables/coverage/set.csv", "pattern", "?state a plen:MemberState", "does not name ?member"),
    Cell("tables/coverage/set.csv", "pattern", "?member a", "not a graph pattern"),
    Cell("tables/elections/person.csv", "nationality", "Mali", "three letters"),
    Cell("tables/elections/tenure.csv", "start", "1967-02-30", "1967-02-30"),
    Cell("tables/elections/tenure.csv", "term_basis", "guessed", "stated"),
    Cell("tables/elections/tenure.csv", "votes", "many", "integer"),
    Cell("tables/elections/chair.csv", "role", "king", "chair"),
    Cell("tables/elections/round.csv", "number", "first", "integer"),
    Cell("tables/elections/candidacy.csv", "region", "f", "'a'"),
    Cell("tables/elections/result.csv", "elected", "perhaps", "neither yes nor no"),
    Cell("tables/elections/council_term.csv", "complete", "", "neither yes nor no"),
    Cell("tables/elections/council_seat.csv", "term", "2019", "YYYY-YYYY"),
    Cell("tables/elections/council_seat.csv", "basis", "assumed", "derived"),
    Cell("tables/elections/council_size.csv", "seats", "forty-eight", "integer"),
    Cell("tables/elections/board_seat.csv", "source", "", "at least one source"),
    Cell("tables/gaps/gap.csv", "result", "found perhaps", "Input should be"),
    Cell("tables/links/external_set.csv", "namespace", "wikidata"),
    Cell("tables/links/slice.csv", "date", "last year"),
    Cell("tables/members/state.csv", "id", "switzerland"),
    Cell("tables/members/regional_membership.csv", "state", "Australia"),
    Cell("tables/members/membership_spell.csv", "last_year", "after 2014"),
    Cell("tables/members/former_state.csv", "source", "no-such-source", "no-such-source"),
    Cell("tables/members/contribution.csv", "units", "thirty"),
    Cell("tables/members/count.csv", "value", "twenty"),
    Cell("tables/members/special_status.csv", "year", "1998-13"),
    Cell("tables/members/organization.csv", "id", ""),
    Cell("tables/policy/proposal.csv", "id", "pp-10/acp"),
    Cell("tables/policy/proposal.csv", "action", "DEL"),
    Cell("tables/policy/proposal.csv", "outcome_kind", "fine"),
    Cell("tables/policy/proposal.csv", "outcome_basis", "heard"),
    Cell("tables/policy/proposal.csv", "target_became", "resolution/wtsa/75"),
    Cell("tables/policy/position.csv", "attitude", "pro"),
    Cell("tables/policy/position.csv", "holder", "Germany"),
    Cell("tables/policy/stakeholder.csv", "website", "www.apnic.net"),
    Cell("tables/policy/document.csv", "date", "16 November 2018"),
    Cell("tables/policy/consultation.csv", "body", "CWG-Internet"),
    Cell("tables/policy/statement.csv", "number", "third"),
    Cell("tables/policy/statement.csv", "result", "right"),
    Cell("tables/policy/actor_group.csv", "source", "no-such-source", "no-such-source"),
    Cell("tables/recommendations/edition_itu_t.csv", "status", "Lost"),
    Cell("tables/recommendations/edition_itu_t.csv", "published", "2008-13"),
    Cell("tables/recommendations/edition_itu_t.csv", "edition", "2008/04"),
    Cell("tables/recommendations/edition_itu_t.csv", "work", "recommendation/X.1205"),
    Cell("tables/resolutions/instrument.csv", "kind", "Resolutoin"),
    Cell("tables/resolutions/instrument.csv", "source", ""),
    Cell("tables/resolutions/instrument.csv", "revision_chain", "almost"),
    Cell("tables/resolutions/version.csv", "id", "resolution/pp/Dubai 2018"),
    Cell("tables/resolutions/version.csv", "previous_basis", "perhaps"),
    Cell("tables/resolutions/citation.csv", "cited", "Resolution 102"),
    Cell("tables/resolutions/clause.csv", "order", "first"),
    Cell("tables/sectors/instrument.csv", "id", "resolution/WTSA/1"),
    Cell("tables/sectors/instrument.csv", "kind", "Resolutoin"),
    Cell("tables/sectors/instrument.csv", "title_basis", "hearsay"),
    Cell("tables/sectors/instrument.csv", "revision_chain", "almost"),
    Cell("tables/sectors/instrument.csv", "source", ""),
    Cell("tables/sectors/version.csv", "action", "listed"),
    Cell("tables/sectors/version.csv", "status", "unknown"),
    Cell("tables/sectors/version.csv", "previous_basis", "perhaps"),
    Cell("tables/sectors/listing.csv", "conference", "WTSA 12"),
    Cell("tables/sectors/citation.csv", "cited", "Resolution 102"),
    Cell("tables/sectors/citation_again.csv", "why", "perhaps"),
    Cell("tables/sectors/relation.csv", "relation", "likes"),
    Cell("tables/sectors/relation.csv", "from_version", "2011"),
    Cell("tables/sectors/wsis_text.csv", "role", "speech"),
    Cell("tables/sectors/wsis_text.csv", "date", "18.11.2005"),
    Cell("tables/sectors/action_line.csv", "code", "C12"),
    Cell("tables/sectors/facilitation.csv", "role", "boss"),
    Cell("tables/sectors/goal.csv", "number", "18"),
    Cell("tables/signatures/signature.csv", "status", "refused"),
    Cell("tables/signatures/signature.csv", "state", "Switzerland"),
    Cell("tables/signatures/signature.csv", "date", "2012-13-12"),
    Cell("tables/signatures/signature.csv", "source", "no-such-source", "no-such-source"),
    Cell("tables/signatures/declaration.csv", "id", "pp-18/D-52"),
    Cell("tables/signatures/declarant.csv", "state", "Georgia"),
    Cell("tables/signatures/figure.csv", "value", "about 89"),
    Cell("tables/structure/body.csv", "start", "1865-13"),
    Cell("tables/structure/body.csv", "study_period", "2013"),
    Cell("tables/structure/body.csv", "state", "CHE"),
    Cell("tables/structure/treaty.csv", "kind", "pact"),
    Cell("tables/structure/provision.csv", "status", "gone"),
    Cell("tables/structure/membership_right.csv", "may_vote", "perhaps"),
    Cell("tables/structure/membership_fee.csv", "amount_chf", "many"),
    Cell("tables/structure/mandate.csv", "source", ""),
    Cell("tables/topics/topic.csv", "label_en", ""),
    Cell("tables/topics/assignment.csv", "basis", "hearsay"),
    Cell("tables/topics/mention.csv", "mentions", "0"),
    Cell("links/states.sssom.tsv", "subject_id", "plenipot:Afghanistan"),
    Cell("links/states.sssom.tsv", "predicate_id", "skos:broader"),
    Cell("links/topics.sssom.tsv", "object_id", "plenipot:c_83235c0f"),
    Cell("links/topics.sssom.tsv", "confidence", "1.5", refused="(row)"),
    Cell("links/topics.sssom.tsv", "confidence", ""),
    Cell("links/bodies.sssom.tsv", "mapping_source", "source:hearsay", "hearsay", refused="source"),
    Cell("links/bodies.sssom.tsv", "mapping_source", "", refused="source"),
    Cell("links/conferences.sssom.tsv", "object_id", "unknown:en/history", refused="(row)"),
    Cell("links/bodies.sssom.tsv", "object_id", "dbpedia:UIT-Télé", "ASCII", refused="(row)"),
    Cell("links/slices/coordinate.csv", "state", "Afghanistan"),
    Cell("links/slices/coordinate.csv", "latitude", "133"),
    Cell("links/slices/group.csv", "kind", "continent"),
    Cell("links/slices/group_conflict.csv", "value", "perhaps"),
    Cell("links/slices/state_name.csv", "state", ""),
    Cell("links/slices/external_label.csv", "lang", "de"),
)


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_a_wrong_cell_is_named_and_loses_no_other_row(tmp_path: Path, cell: Cell) -> None:
    found = seeded(tmp_path, cell.file, {cell.column: cell.value})
    assert {(each.file, each.line) for each in found.refusals} == {(found.file, found.line)}
    assert (cell.refused or cell.column) in {each.column for each in found.refusals}
    assert cell.words in " ".join(each.reason for each in found.refusals)
    assert found.mapped == found.rows - 1


class Contradiction(NamedTuple):
    """Valid cells that contradict each other."""

    file: str
    where: dict[str, str]
    cells: dict[str, str]
    words: str

    def __str__(self) -> str:
        return f"{self.file.removeprefix('tables/')} {self.cells}"


CONTRADICTIONS = (
    Contradiction(
        "tables/elections/election.csv",
        {},
        {"office": "secretary-general", "body": "council"},
        "for an office or for a body",
    ),
    Contradiction("tables/elections/candidacy.csv", {}, {"person": "", "state": ""}, "names a person or a State"),
    Contradiction(
        "tables/gaps/gap.csv", {"id": "pp-chairs"}, {"have": "10", "expected": "22"}, "have and expected stay empty"
    ),
    Contradiction("tables/gaps/gap.csv", {"id": "pp-chairs"}, {"tried_on": ""}, "tried and tried_on are given"),
    Contradiction("tables/gaps/gap.csv", {"id": "pp-chairs"}, {"result": "not tried"}, "tried and tried_on are given"),
    Contradiction(
        "tables/merges/merge.csv",
        {"retired": "person/bigi"},
        {"kept": "person/bigi"},
        "cannot be merged into itself",
    ),
    Contradiction(
        "tables/policy/proposal.csv",
        {"outcome_kind": "adopted", "outcome_basis": "stated"},
        {"outcome_basis": ""},
        "outcome_kind and outcome_basis go together",
    ),
    Contradiction(
        "tables/policy/proposal.csv",
        {"outcome_kind": "adopted", "outcome_basis": "stated"},
        {"outcome_basis": "inferred"},
        "what is inferred has a reason",
    ),
    Contradiction(
        "tables/policy/proposal.csv",
        {"common": "yes", "common_series": "ACP"},
        {"common": "no"},
        "a common proposal has a series",
    ),
    Contradiction("tables/policy/statement.csv", {"number": "3"}, {"checked": ""}, "a result needs the sources"),
    Contradiction(
        "tables/policy/statement.csv",
        {"result": "contradicted"},
        {"right_value": ""},
        "what is contradicted has a right value",
    ),
    Contradiction("tables/sectors/instrument.csv", {"id": "resolution/wtsa/52"}, {"title": ""}, "a title has a basis"),
    Contradiction(
        "tables/sectors/instrument.csv", {"id": "resolution/wtsa/52"}, {"latest_version": ""}, "the chain is"
    ),
    Contradiction(
        "tables/sectors/instrument.csv",
        {"id": "resolution/wtsa/52"},
        {"title_version": "resolution/wtsa/50/geneva-2022"},
        "is not a version of resolution/wtsa/52",
    ),
    Contradiction(
        "tables/resolutions/instrument.csv",
        {},
        {"latest_version": "resolution/pp/1/geneva-2022"},
        "is not a version of",
    ),
    Contradiction(
        "tables/sectors/version.csv",
        {"id": "resolution/wtsa/52/dubai-2012"},
        {"previous": "resolution/wtsa/50/dubai-2012"},
        "is not a version of resolution/wtsa/52",
    ),
    Contradiction(
        "tables/sectors/version.csv", {"id": "resolution/wtsa/52/dubai-2012"}, {"previous_basis": ""}, "go together"
    ),
    Contradiction(
        "tables/signatures/signature.csv",
        {"group": "group/eu-member-states"},
        {"group": ""},
        "either state or group is filled",
    ),
)


@pytest.mark.parametrize("each", CONTRADICTIONS, ids=str)
def test_cells_that_do_not_agree_are_named_by_their_row(tmp_path: Path, each: Contradiction) -> None:
    found = seeded(tmp_path, each.file, each.cells, each.where)
    (refusal,) = found.refusals
    assert (refusal.file, refusal.line, refusal.column) == (found.file, found.line, "(row)")
    assert each.words in refusal.reason
    assert found.mapped == found.rows - 1


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_an_unknown_source_is_named_in_every_family(tmp_path: Path, family: Family) -> None:
    # The rows of the sources have no sources: there it is an unknown kind.
    column = "kind" if family.name == "sources" else "source"
    found = seeded(tmp_path, f"tables/{family.name}/{family.tables[0].name}.csv", {column: "no-such-key"})
    (refusal,) = found.refusals
    assert (refusal.file, refusal.line, refusal.column) == (found.file, found.line, column)
    assert "no-such-key" in refusal.reason


def test_sameas_is_refused_with_the_reason(tmp_path: Path) -> None:
    seeded(tmp_path, "links/states.sssom.tsv", {"predicate_id": "owl:sameAs"})
    path = tmp_path / "data" / "links" / "states.sssom.tsv"
    text = path.read_text(encoding="utf-8")
    owl = '#  owl: "http://www.w3.org/2002/07/owl#"\n'
    path.write_text(text.replace('#  plenipot: "', f'{owl}#  plenipot: "', 1), encoding="utf-8")
    (refusal,) = map_tables(tmp_path, [LINKS]).refusals
    assert refusal.column == "predicate_id"
    assert "owl:sameAs would merge" in refusal.reason


def test_a_mapping_set_without_a_licence_is_refused(tmp_path: Path) -> None:
    found = seeded(tmp_path, "links/persons.sssom.tsv", {"confidence": "0.5"})
    assert found.refusals == []
    path = tmp_path / "data" / "links" / "persons.sssom.tsv"
    path.write_text(re.sub(r"#license: .*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    (refusal,) = map_tables(tmp_path, [LINKS]).refusals
    assert (refusal.file, refusal.column) == ("data/links/persons.sssom.tsv", "license")


def test_a_mapping_set_in_another_encoding_is_refused(tmp_path: Path) -> None:
    shutil.copytree(ROOT, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "data" / "links" / "persons.sssom.tsv"
    path.write_text(path.read_text(encoding="utf-8"), encoding="cp1252")
    (refusal,) = map_tables(tmp_path, [LINKS]).refusals
    assert refusal.file == "data/links/persons.sssom.tsv"
    assert "not UTF-8" in refusal.reason
