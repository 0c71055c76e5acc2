"""The workbench in the browser: with pointer and keyboard, on the data of the release."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.look import violations
from tests.browser.watch import Watch

PLEN = "PREFIX plen: <https://w3id.org/plenipot/ontology/>\n"
TOPICS = PLEN + "SELECT ?topic (COUNT(*) AS ?texts) { ?t plen:touches ?topic } GROUP BY ?topic ORDER BY DESC(?texts)"
STATES = PLEN + "SELECT ?state (COUNT(?term) AS ?terms) { ?state plen:satInTerm ?term } GROUP BY ?state"
CITES = PLEN + "CONSTRUCT { ?a plen:cites ?b } WHERE { ?a plen:cites ?b } ORDER BY ?a ?b LIMIT 40"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
pytestmark = pytest.mark.timeout(180)  # the first test waits for a server of the release


@pytest.fixture
def workbench(page: Page, origin: str) -> Page:
    """Open the workbench, and wait for its editor."""
    page.goto(f"{origin}/workbench")
    expect(editor(page)).to_be_visible()
    return page


def editor(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Query in SPARQL")


def write(page: Page, query: str) -> None:
    """Replace the query in the editor."""
    editor(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(query)
    expect(page.locator("#query")).to_have_value(query)


def asked(page: Page, origin: str, query: str) -> None:
    page.goto(f"{origin}/workbench?query={quote(query)}")
    expect(page.locator("#shown .found")).to_be_visible()


def test_a_class_a_property_and_a_thing_are_completed_with_what_they_need(workbench: Page) -> None:
    write(workbench, "SELECT * WHERE { ?r a ")
    options = workbench.get_by_role("option")
    workbench.keyboard.type("Resol")
    # The first time the service has to count how often every term is used.
    expect(options.filter(has_text="plen:Resolution").first).to_be_visible(timeout=60_000)
    expect(workbench.get_by_text("An instrument with which a conference or body states")).to_be_visible()
    workbench.wait_for_timeout(100)  # an option cannot be taken at the very moment in which it comes
    workbench.keyboard.press("Enter")
    expect(workbench.locator("#query")).to_have_value(PLEN + "SELECT * WHERE { ?r a plen:Resolution")
    workbench.keyboard.type(" ; plen:adoptedB")
    expect(options.filter(has_text="plen:adoptedBy").first).to_be_visible()
    workbench.wait_for_timeout(100)
    workbench.keyboard.press("Enter")
    workbench.keyboard.type(" <council")
    # The search index of a service that has just started may still be made.
    expect(options.filter(has_text="<body/council>").first).to_be_visible(timeout=60_000)
    options.filter(has_text="<body/council>").first.click()
    value = workbench.locator("#query").input_value()
    assert value.startswith(PLEN + "BASE <https://w3id.org/plenipot/>\n")
    assert "?r a plen:Resolution ; plen:adoptedBy <body/council>" in value


def test_what_the_data_never_use_is_marked_with_what_they_do(workbench: Page) -> None:
    write(
        workbench,
        PLEN + "SELECT * { ?r plen:adoptedby ?b ; rdfs:label ?l ; a <https://schema.org/Persn> ."
        " ?r plen:region <https://w3id.org/plenipot/state/chx> }",
    )
    warnings = workbench.locator(".marks li")
    expect(warnings.filter(has_text="Nearest that they use: plen:adoptedBy")).to_be_visible()
    expect(warnings.filter(has_text="the data never use such a class")).to_be_visible()
    expect(warnings.filter(has_text="The data have no state/chx")).to_be_visible()
    warnings.get_by_role("button", name="Use plen:adoptedBy").click()
    expect(workbench.locator("#query")).to_have_value(re.compile("plen:adoptedBy [?]b"))
    warnings.get_by_role("button", name="Declare rdfs:").click()
    expect(workbench.locator("#query")).to_have_value(re.compile("PREFIX rdfs:"))
    assert violations(workbench) == []


def test_a_mistake_is_shown_at_its_place(workbench: Page, watch: Watch) -> None:
    query = "SELECT * WHERE {\n  ?s ?p ?o ;\n  FILTER(?o > ) }"
    watch.expected.add(f"/sparql?query={quote(query, safe='*').replace('%20', '+')}")
    write(workbench, query)
    workbench.keyboard.press("Control+Enter")
    expect(workbench.get_by_role("alert")).to_contain_text("Line 3")
    expect(workbench.locator(".cm-lintRange-error")).to_be_visible()
    workbench.get_by_role("button", name="Go to line 3").click()
    expect(editor(workbench)).to_be_focused()
    assert violations(workbench) == []


def test_a_mistake_behind_emoji_is_marked_where_it_is(workbench: Page, watch: Watch) -> None:
    query = 'SELECT ("\N{GRINNING FACE}\N{GRINNING FACE}" AS ?x) nonsense { }'
    watch.expected.add(f"/sparql?query={quote(query, safe='*').replace('%20', '+')}")
    write(workbench, query)
    workbench.keyboard.press("Control+Enter")
    expect(workbench.locator(".cm-lintRange-error")).to_have_text("nonsense")


@pytest.mark.parametrize(
    "shared", ["PREFIX plen: <https://w3id.org/plenipot/ontology/>", "BASE <https://w3id.org/plenipot/>"]
)
def test_a_declaration_never_lands_in_the_pattern(workbench: Page, shared: str) -> None:
    write(workbench, f"{shared} SELECT * {{\n  ?s rdfs:label ?o\n}}")
    workbench.locator(".marks li").get_by_role("button", name="Declare rdfs:").click()
    declared = f"{shared}\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\nSELECT * {{\n  ?s rdfs:label ?o\n}}"
    expect(workbench.locator("#query")).to_have_value(declared)
    # Completion declares in the same place.
    write(workbench, f"{shared} SELECT * {{\n  ?s a ")
    workbench.keyboard.type("skos:Conc")
    expect(workbench.get_by_role("option").filter(has_text="skos:Concept").first).to_be_visible(timeout=60_000)
    workbench.wait_for_timeout(100)
    workbench.keyboard.press("Enter")
    skos = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
    expect(workbench.locator("#query")).to_have_value(
        re.compile(re.escape(f"{shared}\n{skos}\nSELECT * {{\n  ?s a skos:Concept"))
    )


def test_what_was_typed_and_not_run_outlives_a_link_and_a_reload(workbench: Page, origin: str) -> None:
    typed = "# mine\nASK { ?typed ?not ?run }"
    note = workbench.get_by_text("what you typed here and did not run")
    write(workbench, typed)
    workbench.reload()
    expect(workbench.locator("#query")).to_have_value(typed)
    expect(note).to_be_visible()
    assert violations(workbench) == []
    workbench.get_by_role("banner").get_by_role("link").first.click()
    workbench.wait_for_url(lambda url: "/workbench" not in url)
    workbench.go_back()
    expect(workbench.locator("#query")).to_have_value(typed)
    # A page that was opened for another query keeps that query, and offers the draft.
    asked(workbench, origin, "ASK { }")
    expect(workbench.locator("#query")).to_have_value("ASK { }")
    workbench.get_by_role("button", name="Bring it back").click()
    expect(workbench.locator("#query")).to_have_value(typed)
    # What was run is no draft any more.
    workbench.keyboard.press("Control+Enter")
    expect(workbench.get_by_role("cell", name="yes")).to_be_visible()
    workbench.goto(f"{origin}/workbench")
    expect(editor(workbench)).to_be_visible()
    expect(workbench.locator(".draft")).to_have_count(0)
    expect(workbench.locator("#query")).not_to_have_value(typed)


def test_a_draft_can_be_given_up(workbench: Page) -> None:
    first = workbench.locator("#query").input_value()
    write(workbench, "ASK { ?typed ?not ?run }")
    workbench.reload()
    workbench.get_by_role("button", name="Go back to the query of this page").click()
    expect(workbench.locator("#query")).to_have_value(first)
    workbench.reload()
    expect(editor(workbench)).to_be_visible()
    expect(workbench.locator(".draft")).to_have_count(0)
    expect(workbench.locator("#query")).to_have_value(first)


def test_triple_terms_are_shown_by_their_terms(page: Page, origin: str) -> None:
    che = "<https://w3id.org/plenipot/state/che>"
    asked(page, origin, f'SELECT (<<( {che} <urn:p> <<( <urn:b> <urn:q> "x"@fr )>> )>> AS ?t) {{}}')
    cell = page.get_by_role("region", name="Result table").get_by_role("cell")
    expect(cell).to_have_text(
        re.compile("^\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}Switzerland .*urn:p .*urn:q x fr")
    )
    expect(cell.get_by_role("link", name="Switzerland")).to_be_visible()
    asked(page, origin, f"CONSTRUCT {{ <urn:s> <urn:p> <<( {che} <urn:q> 1 )>> . <urn:s> <urn:r> 2 }} WHERE {{}}")
    expect(page.locator("#shown .found")).to_contain_text("2 triples")
    expect(page.get_by_role("region", name="Result table")).not_to_contain_text("[object")


def test_a_query_can_be_stopped_and_the_next_one_is_answered(workbench: Page) -> None:
    write(workbench, ENDLESS)
    workbench.keyboard.press("Control+Enter")
    workbench.get_by_role("button", name="Stop").click()
    expect(workbench.locator("#shown")).to_contain_text("Stopped after")
    write(workbench, "ASK { ?s ?p ?o }")
    workbench.get_by_role("button", name="Run").click()
    expect(workbench.get_by_role("cell", name="yes")).to_be_visible()


def test_the_editor_can_be_left_by_keyboard(workbench: Page) -> None:
    editor(workbench).focus()
    workbench.keyboard.press("Tab")
    expect(editor(workbench)).to_be_focused()
    workbench.keyboard.press("Escape")
    workbench.keyboard.press("Tab")
    expect(workbench.get_by_role("button", name="Run")).to_be_focused()
    workbench.keyboard.press("Enter")
    expect(workbench.get_by_role("link", name="Plenipotentiary Conference (Dubai, 2018)")).to_be_visible()


@pytest.mark.parametrize(
    ("query", "picture", "said"),
    [
        (TOPICS, "Chart", "International Internet-related public policy"),
        (STATES, "Map", "Outlines and borders are those of Natural Earth"),
        (CITES, "Graph", "connections."),
    ],
)
def test_a_picture_stands_above_its_table(page: Page, origin: str, query: str, picture: str, said: str) -> None:
    asked(page, origin, query)
    page.get_by_role("button", name=picture, exact=True).click()
    expect(page.locator(".drawn svg")).to_be_visible()
    expect(page.locator("#shown")).to_contain_text(said)
    expect(page.get_by_role("region", name="Result table").get_by_role("row").nth(1)).to_be_visible()
    assert violations(page) == []


def test_a_saved_question_is_found_filled_in_and_drawn_over_time(workbench: Page) -> None:
    workbench.get_by_text("Begin with a question").click()
    workbench.get_by_label("Search the questions").fill("plenipotentiary conferences 1865")
    workbench.get_by_role("link", name="Which plenipotentiary conferences").first.click()
    workbench.get_by_role("button", name="Timeline").click()
    expect(workbench.locator(".drawn svg a").first).to_be_visible()


def test_a_table_is_sorted_and_turned_page_by_page(page: Page, origin: str) -> None:
    asked(page, origin, PLEN + "SELECT ?state ?region { ?state a plen:MemberState ; plen:region ?region }")
    expect(page.get_by_role("link", name="Viet Nam")).to_be_visible()
    page.get_by_role("button", name="region", exact=True).click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("region")
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".pages")).to_contain_text("51–69 of 69")


def test_what_was_asked_stays_in_the_browser_and_can_be_cleared(workbench: Page) -> None:
    write(workbench, "ASK { ?s ?p ?o }")
    workbench.keyboard.press("Control+Enter")
    expect(workbench.get_by_role("cell", name="yes")).to_be_visible()
    assert "/workbench?query=ASK" in workbench.url, "the address is the permanent one"
    workbench.reload()
    workbench.get_by_text("What you asked before").click()
    expect(workbench.get_by_role("button", name="ASK { ?s ?p ?o }")).to_be_visible()
    workbench.get_by_role("button", name="Clear the history").click()
    expect(workbench.locator(".past li")).to_have_count(0)


def test_the_programs_follow_the_editor(workbench: Page) -> None:
    workbench.get_by_text("Ask it from a program").click()
    write(workbench, "ASK { ?it ?s ?own }")
    expect(workbench.locator("#programs pre").first).to_contain_text("query=ASK { ?it ?s ?own }")
    expect(workbench.locator("#programs pre")).to_have_count(5)


@pytest.mark.window(scripts=False)
def test_without_scripts_the_field_asks_and_the_answer_is_there(page: Page, origin: str) -> None:
    page.goto(f"{origin}/workbench")
    page.get_by_label("Query in SPARQL").fill("ASK { ?s ?p ?o }")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("cell", name="yes")).to_be_visible()
    page.get_by_text("Ask it from a program").click()
    expect(page.get_by_text("curl --fail-with-body")).to_be_visible()


@pytest.mark.window(width=320, height=640)
def test_nothing_is_wider_than_a_small_phone(page: Page, origin: str) -> None:
    asked(page, origin, TOPICS)
    page.get_by_text("Ask it from a program").click()
    page.get_by_role("button", name="Chart").click()
    expect(page.locator(".drawn svg")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page) == []
