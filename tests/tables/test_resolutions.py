"""The families ``resolutions`` and ``topics``: triples of their rows."""

from __future__ import annotations

import pytest
from rdflib import RDF, SKOS, Literal, URIRef

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables import topics
from plenipot.tables.facts import Facts
from plenipot.tables.resolutions import links, works
from tests.tables import small_release

KEYS = frozenset({"k1", "k2"})


def test_a_version_of_another_instrument_is_no_previous_version() -> None:
    with pytest.raises(ValueError, match="resolution/pp/101/busan-2014 is not a version of resolution/pp/102"):
        works.ResolutionVersionRow.model_validate(version_cells(previous="resolution/pp/101/busan-2014"))


def test_only_an_abrogated_instrument_has_a_conference_that_abrogated_it() -> None:
    with pytest.raises(ValueError, match="abrogated_at"):
        works.ResolutionInstrumentRow.model_validate(
            {
                "id": "resolution/pp/36", "kind": "Resolution", "body": "pp", "number": "36", "label": "x",
                "title": "", "title_version": "", "title_basis": "", "first_adopted_at": "", "latest_version": "",
                "revision_chain": "partial", "status": "abrogated", "abrogated_at": "", "source": "k1",
            }
        )  # fmt: skip


def version_cells(**changed: str) -> dict[str, str]:
    cells = {
        "id": "resolution/pp/102/dubai-2018", "instrument": "resolution/pp/102", "label": "Rev. Dubai, 2018",
        "conference": "pp-18", "action": "revised", "title": "", "title_basis": "", "title_source": "",
        "previous": "resolution/pp/102/busan-2014", "previous_basis": "complete chain", "other_mark": "",
        "other_mark_source": "", "source": "k1",
    }  # fmt: skip
    return {**cells, **changed}


@pytest.mark.parametrize(
    ("basis", "term"),
    [
        ("complete chain", PLEN.revises),
        ("successive conferences", PLEN.revises),
        ("earlier known version", PLEN.laterVersionOf),
    ],
)
def test_a_version_revises_only_the_one_directly_before_it(basis: str, term: URIRef) -> None:
    facts = Facts(KEYS)
    works.map_version(works.ResolutionVersionRow.model_validate(version_cells(previous_basis=basis)), facts)
    previous = RES["resolution/pp/102/busan-2014"]
    assert [predicate for _, predicate, value in facts.triples if value == previous] == [term]


def test_a_citation_says_what_kind_of_text_cites_and_is_cited() -> None:
    facts = Facts(KEYS)
    row = links.ResolutionCitationRow(
        id="resolution/pp/102/dubai-2018/citation/recalling/x", citing="resolution/pp/102/dubai-2018",
        cited="provision/cs/art-44", cited_as=None, heading="recalling", source=("k1",),
    )  # fmt: skip
    links.map_citation(row, facts)
    predicates = {predicate for _, predicate, value in facts.triples if str(value).startswith(str(RES))}
    assert {PLEN.citing, PLEN.citingVersion, PLEN.cited, PLEN.citedText} <= predicates
    assert PLEN.citedVersion not in predicates
    assert PLEN.citedWork not in predicates


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("resolution/pp/102", "work"),
        ("resolution/pp/102/dubai-2018", "version"),
        ("resolution/pp/180/draft-busan-2014-dt-78", "text"),
        ("resolution/unga/70-125", "text"),
        ("text/wsis/tunis-agenda", "text"),
        ("provision/cs/66", "text"),
    ],
)
def test_the_shape_of_an_id_tells_works_from_versions(path: str, shape: str) -> None:
    assert links.shape_of(path) == shape


def test_long_addressees_keep_different_ids() -> None:
    printed = "the Director of the Telecommunication Development Bureau, in coordination with the Director of the "
    first, second = links.addressee_path(printed + "Radiocommunication Bureau"), links.addressee_path(printed + "x")
    assert first != second
    assert max(len(first), len(second)) <= len("addressee/") + 80


@pytest.mark.parametrize("verb", ["instructs", "further instructs", "resolves to instruct"])
def test_verbs_of_instruction_make_an_instructing_clause(verb: str) -> None:
    assert clause(verb) >= {(PLEN.InstructsClause, PLEN.instructionOf)}


@pytest.mark.parametrize("verb", ["urges", "requests"])
def test_other_verbs_do_not_instruct(verb: str) -> None:
    assert not {kind for kind, _ in clause(verb)} & {PLEN.InstructsClause, PLEN.InvitesClause}


def clause(verb: str) -> set[tuple[URIRef | Literal, URIRef]]:
    facts = Facts(KEYS)
    row = links.ResolutionClauseRow(
        id="resolution/pp/102/dubai-2018/clause/1", text="resolution/pp/102/dubai-2018", order=1, verb=verb,
        addressee="the Council", source=("k1",),
    )  # fmt: skip
    links.map_clause(row, facts)
    kinds = {value for _, predicate, value in facts.triples if predicate == RDF.type}
    terms = {predicate for _, predicate, value in facts.triples if value == RES[row.text]}
    return {(kind, term) for kind in kinds for term in terms}


def test_a_topic_counted_by_machine_is_no_assignment() -> None:
    facts = Facts(KEYS)
    row = topics.TopicMentionRow(
        id="resolution/pp/101/dubai-2018/topic-mention/ipv6", instrument="resolution/pp/101",
        version="resolution/pp/101/dubai-2018", topic="ipv6", mentions=3, source=("k1",),
    )  # fmt: skip
    topics.map_mention(row, facts)
    assert {value for _, predicate, value in facts.triples if predicate == RDF.type} == {PLEN.TopicMention}
    assert not any(predicate == PLEN.assignedTopic for _, predicate, _ in facts.triples)


def test_names_are_given_in_their_language() -> None:
    topic = "topic/internet-governance"
    names = {value for predicate, value in small_release.about("topics", topic) if predicate == SKOS.prefLabel}
    assert names == {Literal("Internet governance", lang="en"), Literal("Gobernanza de Internet", lang="es")}
