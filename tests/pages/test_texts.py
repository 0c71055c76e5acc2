"""The pages of texts, versions, topics, treaties and provisions agree with the data."""

from __future__ import annotations

import html
import re
from datetime import date

import httpx
import pytest

from plenipot.pages.drawings.event_line import Event, line
from plenipot.pages.kinds.page_kinds import KINDS
from tests.pages.query_count import queries

pytestmark = pytest.mark.timeout(120)


def page(site: httpx.Client, path: str, **choices: str) -> str:
    answer = site.get(f"/{path}.html", params=choices)
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def section(text: str, name: str) -> str:
    """Return the text of a section."""
    found = re.search(rf'<section class="part" id="{name}".*?</section>', text, re.DOTALL)
    assert found, f"no section {name}"
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def test_a_resolution_tells_its_versions_in_order_and_the_last_one(site: httpx.Client) -> None:
    text = page(site, "resolution/pp/102")
    told = section(text, "versions")
    marks = ["Minneapolis, 1998 adopted at", "Rev. Marrakesh, 2002 revised", "Rev. Dubai, 2018", "Rev. Bucharest, 2022"]
    places = [told.rindex(mark) for mark in marks]
    assert places == sorted(places)
    assert "The last version that is known is PP Resolution 102 (Rev. Bucharest, 2022)" in told
    assert "Management of Internet domain names and addresses" in told, "the title of then"
    assert len(re.findall(r"<circle ", text.partition('class="line"')[2].partition("</svg>")[0])) == 7


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2013-01-01", "On 2013-01-01 the version PP Resolution 102 (Rev. Guadalajara, 2010) was in force"),
        ("1998-11-05", "On 1998-11-05 no version had been adopted"),
        ("1998-11-06", "On 1998-11-06 the version PP Resolution 102 (Minneapolis, 1998) was in force"),
    ],
)
def test_the_version_in_force_on_a_day(site: httpx.Client, day: str, said: str) -> None:
    assert said in section(page(site, "resolution/pp/102", as_of=day), "versions")


def test_an_abrogated_text_says_so_and_so_does_a_day_after(site: httpx.Client) -> None:
    ended = "at Plenipotentiary Conference (Dubai, 2018)"
    assert f"It was abrogated {ended}" in section(page(site, "resolution/pp/36"), "versions")
    after = section(page(site, "resolution/pp/36", as_of="2020-01-01"), "versions")
    assert f"On 2020-01-01 it had been abrogated, {ended}" in after
    assert "(Rev. Guadalajara, 2010) was in force" in section(
        page(site, "resolution/pp/36", as_of="2018-11-15"), "versions"
    )
    # Its first versions were not seen: that is no reason to say that there was none.
    assert "in force on 2000-01-01 is not known" in section(
        page(site, "resolution/pp/36", as_of="2000-01-01"), "versions"
    )


def test_who_is_instructed_in_the_order_of_the_clauses(site: httpx.Client) -> None:
    told = section(page(site, "resolution/pp/102"), "clauses")
    assert "Rev. Bucharest, 2022 1 clause" in told
    assert "Rev. Dubai, 2018 8 clauses" in told
    directors = told.partition("instructs the Directors of the Bureaux that is: ")[2].partition("instructs")[0]
    for name in ("Telecommunication Development", "Radiocommunication", "Telecommunication Standardization"):
        assert f"Director of the {name} Bureau" in directors
    assert told.index("instructs the Directors of the Bureaux") < told.index("invites Member States and Sector Members")


def test_citations_are_a_list_by_body_and_a_picture_that_agrees(site: httpx.Client) -> None:
    text = page(site, "resolution/pp/101")
    told = section(text, "citations")
    assert "It cites 26 other texts; 8 texts cite it" in told
    assert "World Telecommunication/ICT Policy Forum (Geneva, 2013) 6" in told
    assert "Other versions of the same text 1" in told
    drawn = text.partition('class="citations"')[2].partition("</svg>")[0]
    assert drawn.count("<path ") == 34
    assert 'href="/resolution/pp/102" tabindex="-1"' in drawn
    assert 'href="/resolution/pp/101"' not in drawn


def test_topics_name_the_sources_and_counted_words_stand_apart(site: httpx.Client) -> None:
    text = page(site, "resolution/pp/102")
    told = section(text, "topics")
    assert "International Internet-related public policy issues 18 statements of sources say so" in told
    assert "terms of reference of CWG-Internet" in told
    assert 'href="/why?thing=resolution%2Fpp%2F102%2Ftopic%2Fdomain-names-title"' in text
    words = section(text, "words")
    assert re.search(r"Internet 94 ", words)
    assert "Counted by machine" in words


def test_stated_and_inferred_outcomes_of_proposals_stand_apart(site: httpx.Client) -> None:
    told = section(page(site, "resolution/pp/163"), "proposals")
    arab = told.partition("ARB stable constitution")[2].partition("ECP (CEPT)")[0]
    stated, _, inferred = arab.partition("What can be inferred")
    assert "Resolution 163 suppressed; working group not reactivated" in stated
    assert "adopted, since the source calls it in essence the proposal of APT" in inferred
    assert "adopted," not in stated
    apt = told.partition("ACP (APT) to suppress it SUP")[2].partition("AFCP")[0]
    assert "adopted: accepted; Resolution 163 suppressed" in apt
    assert "inferred" not in apt


def test_kin_says_what_is_carried_out_and_by_whom(site: httpx.Client) -> None:
    told = section(page(site, "resolution/pp/102"), "kin")
    assert re.search(r"It is carried out by Council Resolution 1336 \(2011\).*in accordance with", told)
    assert re.search(r"It names the groups Council Working Group on .*Internet.* resolves", told)
    assert "It carries out PP Resolution 102" in section(page(site, "resolution/council/1336"), "kin")
    goals = section(page(site, "resolution/pp/197"), "kin")
    assert "It refers to the Sustainable Development Goals" in goals


def test_a_version_stands_among_the_others_and_is_built_of_sections(site: httpx.Client) -> None:
    text = page(site, "resolution/pp/102/dubai-2018")
    assert re.search(r'<a href="/resolution/pp/102/dubai-2018" aria-current="page">Rev. Dubai, 2018</a>', text)
    assert "Rev. Bucharest" not in section(text, "clauses")
    built = section(page(site, "decision/pp/5/bucharest-2022"), "structure")
    assert built.index("considering preamble 3") < built.index("decides operative 7")


def test_a_recommendation_has_editions_and_what_amends_it(site: httpx.Client) -> None:
    text = page(site, "recommendation/itu-t/e.164")
    told = section(text, "editions")
    assert "ITU-T E.164 (02/2026) at the ITU 2026-02-13 in force" in told
    assert told.index("(02/2026)") < told.index("(10/1984)")
    assert "ITU-T E.164 Suppl. 2" in section(text, "additions")
    assert "PP Resolution 133" in section(text, "citations")
    then = section(page(site, "recommendation/itu-t/e.164", as_of="2000-01-01"), "editions")
    assert "The last edition published by 2000-01-01 was ITU-T E.164 (05/1997)" in then
    assert "(02/2026)" in then, "the others are shown too"


def test_a_topic_can_be_walked_and_counts_by_body_and_year(site: httpx.Client) -> None:
    text = page(site, "topic/domain-names")
    place = section(text, "place")
    assert re.search(
        r"public policy issues \d+ texts › Management of Internet resources.* › Domain names 5 texts", place
    )
    assert "Geographic terms in top-level domains" in place
    hub = page(site, "topic/internet-public-policy")
    years = section(hub, "years")
    assert re.search(r"2018 39 ", years)
    assert "Plenipotentiary Conference, 2018: 39" in years, "the picture says the same"
    texts = section(hub, "texts")
    direct, _, narrower = texts.partition("more that touch a narrower topic only")
    assert "PP Resolution 102 ITU's role" in direct
    assert narrower.index("PP Resolution 21 ") < narrower.index("PP Resolution 100 ")
    before = section(page(site, "topic/internet-public-policy", as_of="2013-01-01"), "years")
    assert "2012" in before
    assert "2018" not in before


def test_a_topic_names_its_matches_elsewhere(site: httpx.Client) -> None:
    told = section(page(site, "topic/internet"), "matches")
    assert "Internet EuroVoc exactMatch" in told
    assert "disabled person" not in told, "that is a match of another topic"


def test_a_treaty_has_its_chain_acts_articles_and_amendments(site: httpx.Client) -> None:
    text = page(site, "treaty/cs-1992")
    chain = section(text, "chain")
    assert chain.count("International Telecommunication Convention (Nairobi, 1982) ?") == 1
    assert "replaced by Constitution of the International Telecommunication Union and Convention" in chain
    assert "2010-10-22 Plenipotentiary Conference (Guadalajara, 2010) amended" in section(text, "acts")
    assert "Instrument amending the Constitution" in section(text, "amendments")
    assert "Chapter I: Basic Provisions" in section(text, "articles")
    assert "No list of those who signed this treaty was read" in section(text, "signatures")
    then = section(page(site, "treaty/cs-1992", as_of="1950-01-01"), "chain")
    assert "On 1950-01-01 the one in force was International Telecommunication Convention (Atlantic City, 1947)" in then


def test_signing_not_signing_and_announcing_stand_apart(site: httpx.Client) -> None:
    told = section(page(site, "treaty/itr-2012"), "signatures")
    signed, _, others = told.partition("announced that it would not sign 5")
    assert "signed at the conference 45" in signed
    assert "Brazil" in signed
    assert "United States" not in signed
    assert others.index("Qatar") < others.index("did not sign at the conference 20")


def test_a_provision_binds_is_amended_and_never_quoted(site: httpx.Client) -> None:
    text = page(site, "provision/cs/art-10")
    duties = section(text, "duties")
    assert "CS 69 Council shall perform duties assigned by the Plenipotentiary Conference" in duties
    assert "Council acts on behalf of Plenipotentiary Conference" in duties
    assert re.search(
        r"\(Marrakesh, 2002\) by the Instrument amending.* in force from 2004-01-01", section(text, "amendments")
    )
    assert "CS 67 deleted" in section(text, "provisions")
    assert "The words of the treaty are not in the graph" in section(text, "provisions")
    one = page(site, "provision/cs/70")
    assert "Plenipotentiary Conference (Minneapolis, 1998)" in section(one, "amendments")
    assert 'aria-current="page">CS 70<' in one


def test_the_choices_are_carried_on(site: httpx.Client) -> None:
    text = page(site, "resolution/pp/102", lang="fr", as_of="2013-01-01")
    assert 'href="/resolution/pp/102/dubai-2018?lang=fr&amp;as_of=2013-01-01"' in text
    assert 'href="/resolution/wtsa/48?lang=fr&amp;as_of=2013-01-01" tabindex="-1"' in text


def test_nonsense_is_refused(site: httpx.Client) -> None:
    for given in ({"as_of": "2013-02-30"}, {"as_of": "<svg>"}, {"lang": "<script>"}):
        answer = site.get("/resolution/pp/102.html", params=given)
        assert answer.status_code == 400
        assert "<script>" not in answer.text.partition("<main")[2]
        assert "<svg>" not in answer.text
    assert site.get("/resolution/pp/102%3Cscript%3E.html").status_code == 404


@pytest.mark.parametrize(
    "pair",
    [
        ("resolution/pp/101", "resolution/pp/7"),
        ("topic/internet-public-policy", "topic/languages"),
        ("treaty/cs-1992", "treaty/op-1992"),
        ("provision/cs/art-1", "provision/cs/art-40"),
    ],
)
def test_the_number_of_queries_does_not_grow_with_the_rows(site: httpx.Client, pair: tuple[str, str]) -> None:
    asked = [queries(site, f"/{each}.html", as_of="2021-03-04") for each in pair]
    assert asked[0] == asked[1] > 5


def test_labels_of_a_line_do_not_lie_on_each_other() -> None:
    drawn = line([Event(date(year, 1, 1), f"Revision of {year}") for year in range(1990, 2008)])
    assert drawn
    taken: dict[float, float] = {}
    for mark in drawn.marks[:12]:
        half = len(mark.event.label) * 5 / 2
        assert taken.get(mark.label_y, 0.0) <= mark.label_x - half
        taken[mark.label_y] = mark.label_x + half
    assert all(0 <= mark.x <= drawn.width for mark in drawn.marks)


def test_every_section_with_a_shape_of_its_own_says_what_it_draws_from() -> None:
    drawn = [each for kind in KINDS for each in kind.sections if each.shape.startswith("texts/")]
    assert len(drawn) > 20
    assert all(each.draw for each in drawn)


def test_a_title_that_the_source_cuts_off_ends_in_an_ellipsis(site: httpx.Client) -> None:
    assert "the World Summit on the Information Society and …</p>" in page(site, "resolution/pp/140")


def test_a_body_and_a_regional_organization_say_where_sources_disagree(site: httpx.Client) -> None:
    assert "41 parties" in section(page(site, "organization/apt"), "disagreements")
    assert "not followed" in section(page(site, "body/itu"), "disagreements")
