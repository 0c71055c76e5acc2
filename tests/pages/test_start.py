"""The home page, search, and the pages of questions, bodies and sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import httpx
import pytest

from benchmarks.peers.servers import free_port
from plenipot.model import release_files
from plenipot.model.questions import read_catalogue
from plenipot.pages.kinds.bodies import KINDS as BODIES
from plenipot.pages.kinds.organizations import KINDS as ORGANIZATIONS
from plenipot.pages.kinds.sources import KINDS as SOURCES
from plenipot.pages.views.question_themes import theme_of, themes
from plenipot.pages.views.start import LEADS_TO, SECTIONS, countdown
from tests.server import start, stop

QUESTIONS = {each.name: each for each in read_catalogue(release_files.root() / "queries")}
OF_OTHERS = ("/council", "/map", "/timeline", "/relations", "/coverage")
"""Pages with tests of their own."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a single triple."""
    path = tmp_path_factory.mktemp("small") / "one.ttl"
    path.write_text("<https://example.org/a> <https://example.org/b> <https://example.org/c> .", encoding="utf-8")
    port = free_port()
    process = start(["--data", str(path), "--workers", "1"], port)
    yield f"http://127.0.0.1:{port}"
    stop(process)


def page(site: httpx.Client, path: str, **given: str) -> str:
    """Return the HTML of a page."""
    answer = site.get(path, params=given or None, follow_redirects=True)
    assert answer.status_code == 200, f"{path}: {answer.text[:300]}"
    return answer.text


def plain(html: str) -> str:
    """Return the visible text."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def part(html: str, anchor: str) -> str:
    """Return the HTML of a section."""
    found = re.search(rf'<section class="part" id="{anchor}".*?</section>', html, re.DOTALL)
    assert found, anchor
    return found[0]


def test_the_first_page_says_what_this_is_and_where_to_begin(site: httpx.Client) -> None:
    html = page(site, "/")
    text = plain(html)
    assert "How the ITU is governed" in text
    assert "194 Member States" in text
    assert "132 resolutions and decisions of the Plenipotentiary in force" in text
    assert '<form class="big" action="/search" method="get" role="search"' in html
    assert 'href="/topic/internet-public-policy"' in html


def test_the_plenipotentiary_of_this_month_comes_from_the_graph(site: httpx.Client) -> None:
    html = page(site, "/")
    text = plain(html)
    assert "9 to 27 November 2026, as announced" in text
    assert "Ahmad bin Abdulla AlMuslemani" in text
    # Resolution 102 is the one that most sources count among those on Internet policy.
    assert html.index("/resolution/pp/102") < html.index("/resolution/pp/180")
    assert "Seizo Onoe" in text
    assert "Candidatures for Secretary-General and Deputy Secretary-General at PP-26" in text
    assert "No proposal to this conference is known to the graph" in text


def test_the_day_decides_how_the_conference_stands() -> None:
    assert countdown("2026-11-09", "2026-11-27", date(2026, 11, 9)) == "now: day 1 of 19"
    assert countdown("2026-11-09", "2026-11-27", date(2026, 11, 27)) == "now: day 19 of 19"
    assert countdown("2026-11-09", "2026-11-27", date(2026, 11, 28)) == "over"


def test_every_link_of_the_first_page_leads_somewhere(site: httpx.Client) -> None:
    html = page(site, "/")
    paths = {unescape(path) for path in re.findall(r'href="(/[^"#]*)"', html)}
    for path in sorted(paths - set(OF_OTHERS)):
        assert site.get(path).status_code in (200, 303), path
    assert set(LEADS_TO.values()) <= paths


def test_a_release_without_the_conference_has_a_first_page(small: str) -> None:
    html = httpx.get(small, headers={"Accept": "text/html"}).text
    assert "How the ITU is governed" in html
    assert "Doha" not in html


def test_choices_are_carried_on(site: httpx.Client) -> None:
    html = page(site, "/", lang="fr", as_of="2019-01-01")
    assert 'href="/body/itu?lang=fr&amp;as_of=2019-01-01"' in html
    assert '<input type="hidden" name="lang" value="fr">' in html
    # On that day Resolution 102 was that of Dubai.
    assert "/resolution/pp/102/dubai-2018" in html
    assert "/resolution/pp/102/bucharest-2022" not in html
    for path in ("/search?q=kenya&lang=fr", "/questions?lang=fr", "/query/council-on-a-day.html?lang=fr"):
        assert "lang=fr" in re.findall(r'<p class="brand"><a href="([^"]*)"', page(site, path))[0]


@pytest.mark.parametrize("path", ["/", "/questions", "/query/council-on-a-day.html", "/search"])
def test_nonsense_is_refused(site: httpx.Client, path: str) -> None:
    assert site.get(path, params={"lang": "xx"}).status_code == 400
    assert site.get(path, params={"as_of": "2020-02-31"}).status_code == 400
    assert "<script>alert" not in site.get(path, params={"q": "<script>alert(1)</script>"}).text


def test_results_of_a_search_are_grouped_by_kind(site: httpx.Client) -> None:
    text = plain(page(site, "/search", q="internet"))
    assert text.index("Topics") < text.index("Resolutions, decisions, Recommendations") < text.index("Bodies of")
    assert "PP Resolution 102 resolution" in text
    assert "Instrument" not in text
    one = page(site, "/search", q="internet", kind="Body")
    assert "/body/cwg-internet" in one
    assert "/resolution/pp/102" not in one


def test_a_study_group_is_told_by_its_number(site: httpx.Client) -> None:
    found = site.get("/search", params={"q": "sg17"}, headers={"Accept": "application/json"}).json()["results"]
    assert (found[0]["label"], found[0]["kind"]) == ("ITU-T SG 17: Security", "study group")
    assert "ITU-T SG 17 (2013-2016): Security" in [each["label"] for each in found]


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("turkey", "Türkiye"),
        ("swaziland", "Eswatini"),
        ("east timor", "Timor-Leste"),
        ("ivory coast", "Côte d'Ivoire"),
        ("UAE", "United Arab Emirates"),
    ],
)
def test_a_state_is_found_by_every_name_that_a_list_prints(site: httpx.Client, written: str, label: str) -> None:
    found = site.get("/search", params={"q": written}, headers={"Accept": "application/json"}).json()["results"]
    assert found[0]["label"] == label


def test_who_finds_nothing_is_told_what_to_do(site: httpx.Client) -> None:
    html = page(site, "/search", q="zzzzqqq", kind="State")
    assert "Nothing has this name" in html
    assert 'href="/questions?q=zzzzqqq"' in html
    assert 'href="/search?q=zzzzqqq"' in html


def test_every_question_stands_in_a_group(site: httpx.Client) -> None:
    groups = themes(QUESTIONS)
    assert sum(len(each.questions) for each in groups) == len(QUESTIONS)
    assert all(theme_of(each.keywords) != "others" for each in QUESTIONS.values())
    html = page(site, "/questions")
    assert all(f'href="/query/{name}.html"' in html for name in QUESTIONS)
    fewer = page(site, "/questions", q="VOTES council")
    assert "council-votes-of-a-plenipotentiary" in fewer
    assert "most-revised-recommendations" not in fewer


def test_a_question_has_a_form_and_names_in_the_language_of_the_reader(site: httpx.Client) -> None:
    html = page(site, "/query/regional-organizations-of-a-state.html", state="state/ken", lang="fr")
    assert 'name="state" value="state/ken" data-thing data-label="Kenya" data-kind="State"' in html
    assert '<a href="/organization/atu?lang=fr"' in html
    assert "?state=state%2Fken" in html
    # Keys of sources are links, not words.
    html = page(site, "/query/candidates-for-pp-26.html")
    assert re.search(r'<a href="/source/[^"]+" title="[^"]+"><span class="hidden">source </span>1</a>', html)


def test_a_column_that_only_names_another_is_left_out_but_what_it_adds_is_kept(site: httpx.Client) -> None:
    html = page(site, "/query/preparatory-meetings-for-a-plenipotentiary.html")
    assert "organizer name" not in plain(html)
    assert "Arab States (Arab preparatory group)" in html


def test_long_answers_go_on_page_by_page(site: httpx.Client) -> None:
    given = {"source": "source/relaton-itu", "kind": "ontology/StudyQuestion"}
    html = page(site, "/query/what-a-source-is-used-for.html", **given)
    assert "511 rows; here are 1 to 500" in plain(html)
    more = unescape(re.findall(r'<a rel="next" href="([^"]*)"', html)[0])
    assert "511 rows; here are 501 to 511" in plain(page(site, more))


def test_a_body_stands_in_the_chart(site: httpx.Client) -> None:
    chart = part(page(site, "/body/itu-t/sg17"), "place")
    here = chart.index('aria-current="true"')
    assert chart.rindex("ITU-T SG 3<", 0, here) < here < chart.index("ITU-T SG 20<")
    assert (
        chart.index(">Plenipotentiary Conference<")
        < chart.index(">Council<")
        < chart.index(">Radiocommunication Sector<")
    )
    # A study period stands for its group; who is no more is kept apart.
    assert 'aria-current="true"' in part(page(site, "/body/itu-t/sg17/2013-2016"), "place")
    assert chart.index("no more") < chart.index("/body/itu-t/sg16")


def test_a_body_on_a_day(site: httpx.Client) -> None:
    html = page(site, "/body/itu", as_of="1990-01-01")
    chart = part(html, "place")
    assert "/body/ccitt?" in chart
    assert "/body/itu-t?" not in chart
    # Of the working group it is not known since when there is one: it is not said that there was one then.
    assert chart.index("whose first year is not known") < chart.index("/body/cwg-internet?")
    assert "Jean Jipguep" in part(html, "offices")
    assert "Doreen Bogdan-Martin" not in part(html, "offices")


def test_the_council_has_its_mandate_chairs_reports_and_meetings(site: httpx.Client) -> None:
    html = page(site, "/body/council")
    mandate = plain(part(html, "mandate"))
    assert mandate.index("CS Article 10: The Council") < mandate.index("CV Article 4")
    assert "Eva Spina" in part(html, "chairs")
    assert "CV 82" in part(html, "reports")
    assert "Council 2024" in part(html, "meetings")
    assert "PP Resolution 102" in plain(part(html, "asked"))
    assert 'href="/council"' in html


def test_publications_of_a_study_group_are_drawn_and_told(site: httpx.Client) -> None:
    drawn = part(page(site, "/body/itu-t/sg17"), "publications")
    # 64 editions in 2008, by the catalogue.
    column = re.search(
        r"<title>2008: (\d+) of Recommendations, (\d+) of what amends them(?:, (\d+) of other works)?<", drawn
    )
    assert column
    assert sum(int(each or 0) for each in column.groups()) == 64
    assert drawn.count("<g>") == len(range(1972, 2027))
    row = re.search(r"<span>2008</span></td><td[^>]*><span>(\d+)</span>", drawn)
    assert row
    assert row[1] == "64"


def test_a_source_tells_what_rests_on_it(site: httpx.Client) -> None:
    html = page(site, "/source/relaton-itu")
    counts = part(html, "counts")
    assert re.search(r"kind=[^\"]*Edition\">edition</a></td><td class=\"number\">21,293", counts)
    assert 'href="https://github.com/relaton/relaton-data-itu"' in html
    assert "1920" in part(page(site, "/source/igor-cow-igo"), "claims")
    assert "No other source is known to contradict it" in page(site, "/source/aa-wtdc22")


def test_a_page_asks_as_many_questions_whatever_it_shows() -> None:
    for section in (*SECTIONS, *(each for kind in (*BODIES, *SOURCES, *ORGANIZATIONS) for each in kind.sections)):
        asked = QUESTIONS[section.question]
        names = {each.name for each in asked.parameters}
        assert section.parameter is None or section.parameter in names, section.name
        assert set(section.columns) <= set(asked.columns), section.name
        assert section.node is None or section.node in asked.columns, section.name


def test_an_organization_has_its_positions_and_papers(site: httpx.Client) -> None:
    html = page(site, "/organization/isoc")
    assert "Background Paper on ITU Plenipotentiary 2022" in part(html, "documents")
    assert "positions" in part(html, "positions")
    assert "Academia" in part(page(site, "/organization/waseda-university"), "listings")
