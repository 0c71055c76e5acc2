"""The pages of conferences, States, persons and offices agree with the data."""

from __future__ import annotations

import html
import re

import httpx
import pytest

from tests.pages.query_count import queries

pytestmark = pytest.mark.timeout(120)


def page(site: httpx.Client, path: str, **choices: str) -> str:
    answer = site.get(f"/{path}.html", params=choices)
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def part(text: str, name: str) -> str:
    """Return the text of a section."""
    found = re.search(rf'<section class="part" id="{name}".*?</section>', text, re.DOTALL)
    assert found, f"no section {name}"
    return words(found[0])


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_a_conference_counts_what_it_did_to_texts_and_lists_it(site: httpx.Client) -> None:
    text = page(site, "conference/pp-18")
    told = part(text, "texts")
    assert "adopted 10 0 1 11" in told  # ten resolutions, no decision, one recommendation
    assert "revised" in told
    assert "abrogated" in told
    assert told.index("PP Resolution 64 ") < told.index("PP Resolution 102 "), "numbers in their order"
    assert 'href="#texts-adopted"' in text
    assert 'id="texts-adopted"' in text


def test_an_election_is_told_round_by_round(site: httpx.Client) -> None:
    told = part(page(site, "conference/pp-22"), "elections")
    assert "Round 3 2022-09-30 165 votes cast 85 needed" in told
    assert re.search(r"Cosmas Zavazava Zimbabwe 101 elected", told)
    assert re.search(r"name not found Cameroon 11 not elected in this round withdrew after round 1", told)


def test_the_bars_of_votes_are_as_long_as_the_votes(site: httpx.Client) -> None:
    text = page(site, "election/pp-22/director-bdt")
    row = re.search(r"Stephen Bereaux.*?</tr>", text.partition("Round 3")[2], re.DOTALL)
    assert row
    # 63 of 101 votes, and 85 were needed
    assert 'width="62.4"' in row[0]
    assert 'x1="84.1' in row[0]


def test_what_a_conference_elected_tells_officials_from_seats(site: httpx.Client) -> None:
    told = part(page(site, "conference/pp-22"), "elected")
    assert "Secretary-General Doreen Bogdan-Martin" in told
    assert "139 votes" in told
    assert "Council 48, from 2023 to 2026" in told
    assert "Radio Regulations Board 12, from 2023 to 2026" in told


def test_the_coming_conference_says_what_is_announced_and_what_is_missing(site: httpx.Client) -> None:
    text = page(site, "conference/pp-26")
    assert "Before you leave." in text
    assert "Revathi Mannepalli" in part(text, "elections")
    assert "nobody is elected" not in text
    assert ">elected<" not in text
    assert "Doreen Bogdan-Martin" in part(text, "posts")
    assert "Deadlines for proposals and candidatures for PP-26" in part(text, "missing")
    assert text.index('id="elections"') < text.index('id="missing"') < text.index('id="texts"')
    assert "Before you leave." not in page(site, "conference/pp-22")


def test_signatures_and_figures_that_disagree(site: httpx.Client) -> None:
    text = page(site, "conference/wcit-12")
    assert "Did not sign at the conference" in part(text, "signatures")
    told = part(text, "figures")
    assert "followed here" in told
    assert "The graph can name" in told


def test_declarations_name_the_states_of_each(site: httpx.Client) -> None:
    told = part(page(site, "conference/pp-18"), "declarations")
    assert "84 declarations." in told
    assert "No. 1 ? Georgia" in told


def test_signatories_are_counted_by_region(site: httpx.Client) -> None:
    told = part(page(site, "conference/pp-18"), "signatories")
    assert re.search(r"Eastern Europe and Northern Asia \d+ \d+", told)


def test_proposals_are_counted_by_region_and_outcome(site: httpx.Client) -> None:
    told = part(page(site, "conference/pp-10"), "proposals")
    assert "APT 4 4 0 0" in told


def test_a_state_tells_stated_seats_from_derived_ones_and_from_what_is_not_known(site: httpx.Client) -> None:
    told = part(page(site, "state/usa"), "council")
    assert "On the Council in 6 terms by a source, and in 1 by what another statement implies; not known of 7" in told
    assert "1999 to 2002 yes, derived its representative held the chair" in told
    assert "1995 to 1998 not known" in told
    drawn = page(site, "state/usa")
    assert drawn.count('class="term stated"') == 7  # six terms and the legend
    assert drawn.count('class="term derived"') == 2


def test_a_day_is_marked_in_the_drawing_and_taken_into_account_elsewhere(site: httpx.Client) -> None:
    text = page(site, "state/usa", as_of="1960-06-01")
    assert "On 1960-06-01: not known: the record of the term has gaps" in part(text, "council")
    told = part(text, "people")
    assert "Gerald C. Gross" in told
    assert "Doreen Bogdan-Martin" not in told
    later = part(page(site, "state/usa", as_of="2020-06-01"), "council")
    assert "On 2020-06-01: on the Council: a source names the State" in later


def test_the_holder_of_the_day_is_marked(site: httpx.Client) -> None:
    text = page(site, "office/secretary-general", as_of="1985-06-01")
    told = part(text, "holders")
    assert "On 1985-06-01: Richard E. Butler" in told
    assert "Houlin Zhao" in told, "the others stay"
    assert len(re.findall(r'<tr class="now">', text)) == 1
    # of the second tenure of Pekka Tarjanne no source gives the beginning
    gap = part(page(site, "office/secretary-general", as_of="1996-06-01"), "holders")
    assert "On 1996-06-01: nobody and nothing of which both ends are known" in gap


def test_a_person_has_offices_and_candidacies(site: httpx.Client) -> None:
    text = page(site, "person/houlin-zhao")
    assert "Director of the Telecommunication Standardization Bureau" in part(text, "roles")
    assert "176 178" in part(text, "candidacies")


def test_former_states_and_groups_have_pages_of_their_own(site: httpx.Client) -> None:
    text = words(page(site, "state/yugoslavia"))
    assert "successor state" in text
    assert "Serbia" in text
    assert "Palestine" in page(site, "state/pse")
    told = part(page(site, "organization/cept"), "members")
    assert re.search(r"Switzerland 7 1999-2002 2003-2006", told)
    held = part(page(site, "region/a", as_of="2021-06-01"), "members")
    assert re.search(r"Brazil 1 2019-2022", held)


def test_a_term_says_whether_its_record_has_gaps(site: httpx.Client) -> None:
    assert "The record of this term has gaps" in page(site, "term/council/1999-2002")
    assert "Every seat of this term was found" in page(site, "term/council/2019-2022")


@pytest.mark.parametrize("pair", [("conference/pp-14", "conference/pp-1989"), ("state/bra", "state/tuv")])
def test_the_number_of_queries_does_not_grow_with_the_rows(site: httpx.Client, pair: tuple[str, str]) -> None:
    asked = [queries(site, f"/{path}.html", lang="es") for path in pair]
    assert 5 < asked[0] == asked[1] < 25


@pytest.mark.parametrize("path", ["conference/pp-22", "state/che", "office/secretary-general", "organization/apt"])
def test_the_choices_of_the_reader_are_carried_on(site: httpx.Client, path: str) -> None:
    text = page(site, path, lang="fr", as_of="2020-01-01").partition("<main")[2].partition('id="all"')[0]
    links = [html.unescape(each) for each in re.findall(r'<a href="(/[^"]+)"', text)]
    links.remove(next((each for each in links if each == f"/{path}.html?lang=fr"), links[0]))  # all times
    carried = [each for each in links if re.match(r"/(state|conference|person|office|body|organization|term)/", each)]
    assert carried
    assert not [each for each in carried if "lang=fr" not in each or "as_of=2020-01-01" not in each]


@pytest.mark.parametrize("choice", [{"as_of": "2020-13-01"}, {"as_of": '"><script>'}, {"lang": "tlh"}])
@pytest.mark.parametrize("path", ["conference/pp-22", "state/che"])
def test_nonsense_is_refused(site: httpx.Client, path: str, choice: dict[str, str]) -> None:
    assert site.get(f"/{path}.html", params=choice).status_code == 400


@pytest.mark.parametrize("path", ["conference/pp-18", "conference/pp-26", "state/usa", "office/secretary-general"])
def test_anchors_lead_somewhere_and_stand_once(site: httpx.Client, path: str) -> None:
    text = page(site, path, as_of="2012-01-01")
    names = re.findall(r'\bid="([^"]+)"', text)
    assert len(names) == len(set(names)), sorted(each for each in set(names) if names.count(each) > 1)
    assert not set(re.findall(r'href="#([^"]+)"', text)) - set(names)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)
