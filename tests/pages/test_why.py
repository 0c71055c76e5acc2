"""The page /why explains every fact: by its row and sources, or by its rule and premises."""

from __future__ import annotations

import html
import re
import time

import httpx
import pytest

from plenipot.model.vocabulary import BASE

pytestmark = pytest.mark.timeout(300)  # the first test waits for the index of a release


@pytest.fixture(scope="module", autouse=True)
def _provenance_loaded(site: httpx.Client) -> None:
    """Wait for the provenance index, which the service loads in the background."""
    for _ in range(400):
        if "are being read" not in site.get("/why", params={"thing": "state/che"}).text:
            return
        time.sleep(0.5)
    raise AssertionError("the index of what facts rest on was not made")


def why(site: httpx.Client, **said: str) -> str:
    answer = site.get("/why", params=said)
    assert answer.status_code == 200, answer.text
    text = re.sub(r"<[^>]+>", " ", answer.text.partition("<article")[2].partition("</article>")[0])
    return " ".join(html.unescape(text).split())


def test_a_stated_fact_shows_the_row_and_the_sources_of_that_row(site: httpx.Client) -> None:
    text = why(site, thing="conference/pp-22", property="ontology/heldIn", value="state/rou")
    assert "It is stated In the graph conferences" in text
    assert re.search(r"data/tables/conferences/conference\.csv , line \d+", text)
    assert "Sources of this fact" in text


def test_the_row_is_the_one_of_the_table(site: httpx.Client) -> None:
    """Check that the named line of a table contains the thing."""
    answer = site.get("/why", params={"thing": "state/che", "property": "ontology/iso3", "value": "CHE"}).text
    found = re.search(r"<code>(data/tables/members/\w+\.csv)</code>, line (\d+)", answer)
    assert found
    with open(found[1], encoding="utf-8") as table:
        assert "che" in table.read().splitlines()[int(found[2]) - 1].lower()


def test_a_thing_of_many_rows_shows_some_of_each_family(site: httpx.Client) -> None:
    text = why(site, thing="state/che")
    for family in ("links", "members"):
        assert re.search(rf"In the graph {family}[^/]*data/(tables/)?{family}/", text), family


def test_an_inferred_fact_shows_the_rule_and_its_premises(site: httpx.Client) -> None:
    text = why(site, thing="state/che", property="ontology/hosted", value="conference/pp-1965")
    assert "By the rule “hosted is held in the other way round”" in text
    assert "Plenipotentiary Conference (Montreux, 1965) held in Switzerland" in text
    assert "No table states it" in text


def test_a_chain_of_rules_can_be_walked_to_what_is_stated(site: httpx.Client) -> None:
    """Follow the premises of a derived statement until every branch ends in a table."""
    said = {"thing": "resolution/pp/102", "property": "ontology/touches", "value": "topic/internet-public-policy"}
    page = site.get("/why", params=said)
    assert page.status_code == 200, page.text
    seen: set[str] = set()
    queue = [page.text]
    stated = 0
    while queue and len(seen) < 60:
        text = queue.pop()
        article = text.partition("<article")[2].partition("</article>")[0]
        stated += "It is stated" in article
        for href in re.findall(r'class="why" href="([^"]+)"', article):
            href = html.unescape(href)
            if href not in seen:
                seen.add(href)
                premise = site.get(href)
                assert premise.status_code == 200, href
                queue.append(premise.text)
    assert seen
    assert stated >= 2


def test_a_thing_shows_its_rows_and_sources_and_where_they_disagree(site: httpx.Client) -> None:
    query = f"""PREFIX plen: <{BASE}ontology/>
        SELECT ?s ?v {{ ?c a plen:Claim ; plen:subject ?s ; plen:value ?v }} ORDER BY ?s LIMIT 1"""
    answer = site.get("/sparql", params={"query": query, "format": "json"}).json()
    claim = answer["results"]["bindings"][0]
    text = why(site, thing=claim["s"]["value"].removeprefix(BASE))
    assert "Where sources disagree about it" in text
    assert claim["v"]["value"] in text


def test_a_claim_names_each_source_and_reason_once(site: httpx.Client) -> None:
    # Two rows of the tables claim this title, each with its reason.
    page = site.get("/why", params={"thing": "resolution/pp/102/dubai-2018"}).text
    claims = page.partition("Where sources disagree about it")[2]
    assert "the best basis seen for this version; the heading is cut in the file" in claims
    links = re.findall(r'href="(/source/[^"?]+)', claims.partition("not followed")[0])
    assert len(links) > 5
    assert len(links) == len(set(links))


@pytest.mark.parametrize("thing", ["", "<x", "state/che> ?p ?o } #", "a" * 3000, "state/che\n"])
def test_what_is_no_identifier_is_refused(site: httpx.Client, thing: str) -> None:
    assert site.get("/why", params={"thing": thing}).status_code == 400


def test_what_is_not_said_is_not_found(site: httpx.Client) -> None:
    assert site.get("/why", params={"thing": "state/zzz"}).status_code == 404
    said = {"thing": "state/che", "property": "ontology/iso3", "value": '") } #'}
    assert site.get("/why", params=said).status_code == 404


def test_the_choices_of_the_reader_are_carried_on(site: httpx.Client) -> None:
    page = site.get("/why", params={"thing": "state/che", "lang": "fr"})
    assert "Suisse" in page.text
    assert 'href="/state/che?lang=fr"' in page.text


def test_the_same_page_in_another_language_is_of_the_same_fact(site: httpx.Client) -> None:
    page = site.get("/why", params={"thing": "state/che"})
    assert 'href="/why?thing=state%2Fche&amp;lang=ar"' in page.text
