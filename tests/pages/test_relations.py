"""The pages of relations: the connections of a thing, and paths between two things."""

from __future__ import annotations

import html
import re

import httpx
import pyoxigraph as ox
import pytest

from plenipot.api.relations.connections import QUESTION
from plenipot.api.relations.paths import HUBS
from plenipot.api.relations.phrases import DIRECT, JOINS, NAMES, property_iri
from plenipot.model import release_files
from plenipot.model.questions import read_question
from plenipot.model.vocabulary import BASE, PLEN, PREFIXES
from tests.competency.release_store import load
from tests.pages.query_count import queries

LEFT_OUT = {
    "the other end of one that is followed": """
        abrogatedBy adoptedVersion amendedBy citedByInstrument electedByBody followedBy groupNamedIn hasAction
        hasAllocation hasCandidacy hasCitation hasClause hasConference hasCouncilCandidacy hasCurrentMembership
        hasDeadline hasDeclaration hasDuty hasElection hasElectsMandate hasFacilitation hasFollowUp hasGoalReference
        hasGroupMember hasGroupMention hasGroupRole hasImplementation hasInferredSeat hasInstruction hasInvitation
        hasLineReference hasLink hasListing hasMandate hasMember hasOffice hasPart hasPeriod hasPreparatoryMeeting
        hasProvision hasRegionalState hasReportsMandate hasResult hasRight hasSeat hasSeatInTerm hasSigned
        hasTopicAssignment hasTreatyPart hasVersion hasVersionCitation hasWithheld hasWorkCitation holds hosted
        implementedBy instructedBy isBasisOf ledTo markedUpBy officeHeldBy precededByBody precededByTransitively
        predecessor predecessorState receivesReportsFrom replacedBy represents revisedBy touchedBy""",
    "follows from a node that joins the two": """
        adoptedTreaty amendedTreaty binds candidacyRegion cites convenedConference didNotSignFinalActsOf
        directlyTouches elects facilitatedBy followedUpBy heldOffice implements inferredSatInTerm instructs invites
        ledBody madeDeclarationAt memberOf namesGroup refersToActionLine refersToGoal replacedTreaty reportsTo
        revisedTreaty satInTerm satOnBoard signedFinalActsOf soughtCouncilSeatAt stoodAt stoodFor touches""",
    "the same through any number of steps": """
        followedByTransitively laterVersionOf replacesTransitively revisesTransitively succeededBy""",
    "a second name for what is followed": """
        actionObject addressedTo assignedVersion citedText citedVersion citedWork citingDraft citingVersion citingWork
        clauseOf currentMember electsMembersOf establishes inElection latestEdition latestKnownVersion signatory
        signatoryGroup signedText titleVersion wonThrough""",
    "leads to a node that joins, to a source or to a kind": """
        commonProposalRoleOf confirmedBySource contradictedBySource definedIn fromSlice hasActingChairmanship
        hasChairmanship hasDesignatedChairmanship hasViceChairmanship inferredFrom linkTarget linkedThing
        mandateRelation namesPartner sectionClause sectionOf sourceKind statedInDeclaration statementClaim targetSet
        titleListing titleSource""",
    "belongs to a number: a vote, a fee, a size": """
        allocatedTo allocationOf contributor countOf duringTerm feeOf feeSector grantedByVersion inRound
        inferredSeatRegion resultOf rightOf seatRegion""",
    "what one paper or statement says of a thing": "statementAbout statementObject statementSubject termOfTreaty",
    "every one of thousands of publications has it": "publishingSector",
}
"""Object properties that the pages of relations ignore, by reason."""


def text_of(page: httpx.Response) -> str:
    main = page.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_no_property_between_things_is_forgotten() -> None:
    ontology = release_files.root() / "ontology"
    object_property = ox.NamedNode(PREFIXES["owl"] + "ObjectProperty")
    found = {
        quad.subject.value.removeprefix(str(PLEN))
        for path in ontology.glob("*.ttl")
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        if quad.object == object_property
        and isinstance(quad.subject, ox.NamedNode)
        and quad.subject.value.startswith(str(PLEN))
    }
    left_out = {name for names in LEFT_OUT.values() for name in names.split()}
    assert found - NAMES - left_out == set(), "give these words, or a reason to leave them out"
    assert NAMES & left_out == set()
    assert left_out - found == set()
    assert NAMES - found == {"broader"}


def test_the_question_follows_what_has_words() -> None:
    text = read_question(release_files.root() / "queries" / f"{QUESTION}.rq").text
    pairs = {pair for one, two, _, _ in JOINS for pair in ((one, two), (two, one))}
    assert set(re.findall(r"\(plen:(\w+) plen:(\w+)\)", text)) == pairs
    blocks = re.findall(r"VALUES \?property \{([^}]*)\}", text)
    followed = [{each.partition(":")[2] for each in block.split()} for block in blocks]
    assert followed == [set(DIRECT) | {role for pair in pairs for role in pair}, set(DIRECT)]


def test_every_relation_is_in_the_data_and_every_hub_too() -> None:
    used = {quad.predicate.value for quad in load().quads_for_pattern(None, None, None, None)}
    assert {name for name in NAMES if property_iri(name) not in used} <= {
        "annexTo",
        "figureOf",
        "relationTo",
        "resultedIn",
    }
    for hub in HUBS:
        assert next(load().quads_for_pattern(None, None, ox.NamedNode(hub)), None), hub


def test_connections_pass_over_nodes_that_only_join_and_name_them(site: httpx.Client) -> None:
    page = site.get("/relations", params={"thing": "state/che"})
    text = text_of(page)
    assert "sat on the Council in" in text
    assert re.search(r"Council term 2019-2022 term of the Council 2019 to 2022 Switzerland, Council 2019-2022", text)
    assert 'href="/why?thing=tenure%2Fcouncil%2F2019-2022%2Fche"' in page.text
    assert "/relations?thing=term/council/2019-2022" in page.text


def test_both_directions_have_words_of_their_own(site: httpx.Client) -> None:
    assert "has the version" in text_of(site.get("/relations", params={"thing": "resolution/pp/102"}))
    version = text_of(site.get("/relations", params={"thing": "resolution/pp/102/dubai-2018"}))
    assert "is a version of" in version
    assert "was adopted at" in version


def test_a_day_leaves_out_what_was_not_so(site: httpx.Client) -> None:
    text = text_of(site.get("/relations", params={"thing": "state/che", "as_of": "2021-06-01"}))
    assert "Council 2019-2022" in text
    assert "Council 2015-2018" not in text
    assert "whose beginning is not known are left out" in text


def test_kind_and_years_and_relation_filter(site: httpx.Client) -> None:
    params = {"thing": "conference/pp-18", "kind": "Person"}
    page = site.get("/relations.json", params=params).json()
    assert {each["kind"] for each in page["things"] if each["id"] != "conference/pp-18"} == {"person"}
    params = {"thing": "state/che", "relation": "through:seatHolder:inTerm", "from": "2000-01-01", "to": "2012-12-31"}
    terms = {each["to"] for each in site.get("/relations.json", params=params).json()["connections"]}
    assert "term/council/2003-2006" in terms
    assert all("1999" <= each.rpartition("/")[2] <= "2011-2014" for each in terms)


def test_a_hub_is_paged(site: httpx.Client) -> None:
    params = {"thing": "body/itu-t/sg15", "relation": "from:responsibleGroup"}
    first = site.get("/relations", params=params)
    assert first.text.count('class="go"') == 100
    assert re.search(r"Page 1 of [23]\d", text_of(first))
    second = site.get("/relations", params={**params, "page": "2"})
    assert second.text.count('class="go"') == 100
    rows = [re.findall(r'href="/relations\?thing=([^"&]+)"', page.text) for page in (first, second)]
    assert set(rows[0]) & set(rows[1]) == {params["thing"]}


def test_ways_between_two_things_are_told_in_words(site: httpx.Client) -> None:
    text = text_of(site.get("/relations", params={"thing": "state/usa", "other": "resolution/pp/102"}))
    assert "United States of America hosted Plenipotentiary Conference (Minneapolis, 1998)" in text
    assert "first adopted PP Resolution 102" in text
    assert "Left out on the way" in text
    text = text_of(site.get("/relations", params={"thing": "person/doreen-bogdan-martin", "other": "topic/ipv6"}))
    assert "3 steps" in text
    assert "mentions the topic IPv6" in text


def test_the_other_way_round_has_the_same_length(site: httpx.Client) -> None:
    there = site.get("/relations.json", params={"thing": "state/ken", "other": "topic/spam"}).json()
    back = site.get("/relations.json", params={"thing": "topic/spam", "other": "state/ken"}).json()
    assert there["connections"][0]["from"] == "state/ken"
    assert back["connections"][0]["from"] == "topic/spam"
    assert text_of(site.get("/relations?thing=state/ken&other=topic/spam")).count("3 steps") == text_of(
        site.get("/relations?thing=topic/spam&other=state/ken")
    ).count("3 steps")


def test_no_way_is_shown_twice_and_hubs_are_within_the_deadline(site: httpx.Client) -> None:
    for thing, other in (("state/usa", "resolution/pp/102"), ("conference/pp-18", "body/itu-t/sg15")):
        page = site.get("/relations", params={"thing": thing, "other": other})
        ways = re.findall(r'<ol class="steps">(.*?)</ol>', page.text, re.S)
        assert len(ways) > 1
        assert len(set(ways)) == len(ways)


def test_the_number_of_queries_is_fixed(site: httpx.Client) -> None:
    things = ("person/houlin-zhao", "conference/pp-14", "body/wtsa")
    asked = [queries(site, "/relations", thing=thing) for thing in things]
    assert asked == [5, 5, 5], "what is meant, rows, counts, names and kinds"
    assert queries(site, "/relations", thing="state/bra", other="topic/cybersecurity") <= 5 + 7


def test_choices_are_carried_on(site: httpx.Client) -> None:
    page = site.get("/relations", params={"thing": "state/che", "lang": "fr", "as_of": "2021-06-01"})
    assert "Suisse" in page.text
    links = re.findall(r'href="(/relations\?thing=term[^"]+)"', page.text)
    assert links
    assert all("lang=fr" in link and "as_of=2021-06-01" in link for link in links)


def test_a_search_gives_a_start_and_a_second_thing(site: httpx.Client) -> None:
    assert 'href="/relations?thing=state/ken"' in site.get("/relations", params={"q": "Kenya"}).text
    page = site.get("/relations", params={"thing": "state/ken", "q": "ipv6"}).text
    assert 'href="/relations?thing=state/ken&amp;other=topic/ipv6"' in page or "other=topic/ipv6" in page


def test_a_link_between_two_things_can_be_a_start(site: httpx.Client) -> None:
    text = text_of(site.get("/relations", params={"thing": "tenure/council/2019-2022/che"}))
    assert "seat holder" in text
    assert "Switzerland" in text


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"thing": "https://example.org/x"}, 400),
        ({"thing": "state/che> . ?s ?p ?o"}, 400),
        ({"thing": "x" * 2000}, 400),
        ({"thing": "state/nowhere"}, 404),
        ({"thing": "state/che", "relation": "to:nonsense"}, 400),
        ({"thing": "state/che", "relation": "through:seatHolder:seatHolder"}, 400),
        ({"thing": "state/che", "kind": "Dragon"}, 400),
        ({"thing": "state/che", "from": "2020-02-31"}, 400),
        ({"thing": "state/che", "page": "-1"}, 400),
        ({"thing": "state/che", "other": "state/che"}, 400),
        ({"other": "state/che"}, 400),
        ({"q": "x" * 500}, 400),
    ],
)
def test_hostile_input_is_refused(site: httpx.Client, params: dict[str, str], status: int) -> None:
    assert site.get("/relations", params=params).status_code == status


def test_two_things_without_a_way_say_so(site: httpx.Client) -> None:
    text = text_of(site.get("/relations", params={"thing": "state/che", "other": "external-set/wikidata"}))
    assert "No way of at most 4 steps was found" in text


def test_data_of_the_picture_name_what_they_join(site: httpx.Client) -> None:
    answer = site.get("/relations.json", params={"thing": "resolution/pp/102"}).json()
    ids = {each["id"] for each in answer["things"]}
    assert all(each["from"] in ids and each["to"] in ids for each in answer["connections"])
    assert answer["thing"] == "resolution/pp/102"
    assert BASE not in str(answer["things"])


@pytest.mark.parametrize(
    ("thing", "kind"),
    [
        ("volume/itu-r/xii-reports", "publication"),
        ("resolution/pp/102", "text"),
        ("region/e", "administrative region"),
        ("organization/waseda-university", "organization"),
        ("conference/pp-22", "conference"),
    ],
)
def test_a_thing_is_called_what_the_table_of_classes_calls_it(site: httpx.Client, thing: str, kind: str) -> None:
    things = {
        each["id"]: each["kind"] for each in site.get("/relations.json", params={"thing": thing}).json()["things"]
    }
    assert things[thing] == kind
    assert text_of(site.get("/relations", params={"thing": thing})).count(f"{kind[0].upper()}{kind[1:]} ·") == 1
