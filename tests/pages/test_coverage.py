"""The page /coverage: complete sets, gaps and disagreements."""

from __future__ import annotations

import html
import re

import httpx

from plenipot.model import release_files
from plenipot.model.questions import read_catalogue
from plenipot.pages.kinds.disagreements import DISAGREEMENTS
from plenipot.pages.views.coverage import QUESTIONS


def text_of(page: httpx.Response) -> str:
    main = page.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_sets_and_gaps_are_told_in_words(site: httpx.Client) -> None:
    text = text_of(site.get("/coverage"))
    assert "Member States all 194" in text
    assert "Plenipotentiary conferences whose chair is known 12 of 22" in text
    assert re.search(r"Of \d+ sets whose size some source gives, \d+ are complete", text)
    assert "Looked for in" in text
    assert "Known to stand in" in text


def test_both_values_stand_side_by_side_with_the_reason(site: httpx.Client) -> None:
    text = text_of(site.get("/coverage", params={"about": "Conference"}))
    assert re.search(r"Followed here 2012-07-13 .{0,120} Not followed 2012-07-12", text)
    assert "Communique of 13 July says the session concluded yesterday" in text


def test_a_kind_without_disagreement_says_so_and_an_unknown_one_is_refused(site: httpx.Client) -> None:
    assert "No disagreement about topics is known" in text_of(site.get("/coverage", params={"about": "Topic"}))
    assert site.get("/coverage", params={"about": "<script>"}).status_code == 400


def test_a_claim_shows_the_values_against_it(site: httpx.Client) -> None:
    page = site.get("/claim/09cad49704ba136c.html")
    text = text_of(page)
    assert "resolution/unga/68-189 followed here" in text
    assert "text/un/a-68-189 not followed" in text


def test_a_gap_tells_what_was_tried(site: httpx.Client) -> None:
    text = text_of(site.get("/gap/accession-history.html"))
    assert "nothing found" in text
    assert "Yearbook of the International Law Commission 1970 II" in text


def test_what_the_page_leads_to_is_there() -> None:
    names = {each.name for each in read_catalogue(release_files.root() / "queries")}
    assert {*QUESTIONS, DISAGREEMENTS.question} <= names


def test_choices_are_carried_on(site: httpx.Client) -> None:
    page = site.get("/coverage", params={"lang": "fr"})
    assert 'href="/coverage?about=Conference&amp;lang=fr"' in page.text


def test_disagreements_about_persons_are_about_people(site: httpx.Client) -> None:
    assert "Where sources disagree about people:" in site.get("/coverage", params={"about": "Person"}).text
