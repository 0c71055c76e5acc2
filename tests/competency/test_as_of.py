"""The parameter ``as_of``: results for a day in the past, about membership, seats, offices and texts in force."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from plenipot.model.questions import Question
from tests.competency.answers import EXPECTED, QUESTIONS, ask, check

DATED = [each for each in QUESTIONS if "as_of" in {parameter.name for parameter in each.parameters}]

SUBJECTS = {
    "akoma ntoso",
    "amendments",
    "chairs",
    "constitution",
    "convention",
    "council",
    "decisions",
    "directors",
    "elections",
    "instructions",
    "mandates",
    "members",
    "membership",
    "offices",
    "opinions",
    "persons",
    "radio regulations board",
    "recommendations",
    "regional organizations",
    "resolutions",
    "seats",
    "secretary-general",
    "status",
    "study groups",
    "terms",
    "treaties",
    "versions",
}
WORDS = re.compile(r"\b(members?|seats?|sat|sit|offices?|elected|in force|Secretary-General|revised)\b", re.IGNORECASE)

OTHERWISE = {
    "one conference or election: the day is in the question": (
        "akoma-ntoso-addresses-of-pp-18-texts",
        "candidates-for-pp-26",
        "council-votes-of-a-plenipotentiary",
        "seats-of-a-council-term",
        "new-resolutions-of-recent-assemblies",
        "policy-forum-opinions-on-the-internet",
        "positions-on-a-text",
        "proposals-about-a-text",
        "proposals-on-a-topic",
        "provisions-amended-at-a-conference",
        "regional-organizations-behind-joint-declarations",
        "signatories-of-wcit-12-by-regional-organization",
        "signatures-under-a-treaty",
        "what-a-conference-did-to-treaties",
        "what-changed-between-two-plenipotentiaries",
        "what-pp-18-adopted-revised-and-abrogated",
        "what-wtsa-16-adopted-and-revised",
        "when-and-where-a-conference-meets",
        "who-signed-a-treaty",
        "who-stood-against-whom",
        "who-was-for-and-against",
        "whom-a-conference-elected",
        "whose-terms-end-with-a-conference",
    ),
    "a history: every row has its own day": (
        "candidates-rounds-and-votes",
        "acts-of-conferences-on-a-treaty",
        "chain-of-a-treaty",
        "most-revised-recommendations",
        "open-consultations-of-a-working-group",
        "proposals-of-an-actor",
        "publications-of-a-study-group-by-year",
        "terms-of-the-council-and-a-state",
        "what-amended-a-provision",
        "what-conferences-did-to-a-text",
        "what-happened-to-a-treaty",
    ),
    "the graph has the provisions in one state, as amended up to 2022": (
        "articles-of-a-treaty",
        "bodies-that-report-to-a-body",
        "duties-of-a-body",
        "duties-of-an-elected-official",
        "mandate-of-a-body-by-article",
        "most-referenced-provisions",
        "provisions-of-an-article",
        "provisions-that-name-a-body",
        "rights-by-membership-category",
        "what-a-provision-lays-down",
        "what-refers-to-a-provision",
        "which-articles-create-and-bind-a-body",
        "who-reports-to-whom-around-a-body",
        "whom-the-plenipotentiary-elects",
    ),
    "what a version says: its name tells the conference, and it says so for ever": (
        "citation-neighbourhood-of-resolution-101",
        "citation-network-across-bodies",
        "citations-of-an-older-version",
        "council-instruments-on-the-internet-groups",
        "groups-that-a-resolution-instructs-or-names",
        "how-a-text-stands-to-others",
        "most-cited-resolutions",
        "recommendations-that-resolutions-cite",
        "resolutions-and-sustainable-development-goals",
        "resolutions-that-cite-a-wsis-outcome",
        "structure-of-a-resolution",
        "texts-that-refer-to-an-action-line",
        "what-a-text-cites-and-what-cites-it",
        "what-texts-ask-of-a-body",
        "who-follows-up-sector-resolutions",
        "whom-a-text-instructs-and-invites",
    ),
    "what the record has, not what was so": (
        "complete-revision-chains",
        "disputed-dates-of-admission",
        "editions-of-radiocommunication-assembly-resolutions",
        "instruments-of-unknown-number",
        "itu-r-resolutions-with-complete-chains",
        "marked-up-documents-of-a-text",
        "publications-about-the-internet",
        "publications-that-texts-on-a-topic-cite",
        "resolutions-known-only-from-a-list",
        "sector-texts-whose-sources-conflict",
        "topics-of-a-text-and-who-says-so",
    ),
    "names and codes without dates": ("find-a-state-by-an-external-code", "names-of-a-state-in-six-languages"),
    "no source gives the days: of statuses, of the ends of groups, of accessions to two of the six organizations": (
        "council-working-groups-and-what-established-them",
        "groups-of-the-council",
        "stakeholders-and-their-status-at-itu",
        "states-represented-by-several-regional-organizations",
        "study-groups-of-itu-t",
    ),
}
"""Questions about these subjects without the parameter ``as_of``, with the reason."""


def test_questions_about_membership_seats_offices_and_texts_take_a_day_or_say_why_not() -> None:
    excused = {name for names in OTHERWISE.values() for name in names}
    dated = {each.name for each in DATED}
    subject = {each.name for each in QUESTIONS if SUBJECTS & set(each.keywords) or WORDS.search(each.title)}
    assert subject - dated - excused == set(), "these need as_of, or a reason"
    assert excused & dated == set(), "these take as_of: they need no reason"
    assert excused - {each.name for each in QUESTIONS} == set()
    assert excused - subject == set(), "these are about something else: they need no reason"
    assert len(dated) >= 38


@pytest.mark.parametrize("question", DATED, ids=lambda question: question.name)
def test_a_day_in_the_past_has_its_own_answer(question: Question) -> None:
    expected: Mapping[str, Any] = yaml.safe_load((EXPECTED / f"{question.name}.yaml").read_text(encoding="utf-8"))
    case = expected["as_of"]
    assert case["source"], "an expectation names where it was read"
    assert case.get("contains"), "an expectation without content"
    given = {name: str(value) for name, value in case.get("given", {}).items()}
    rows = ask(question, {**given, "as_of": str(case["day"])})
    check(rows, case)
    assert rows != ask(question, given), "the answer is that of every day"


def test_nothing_was_so_before_there_was_anything() -> None:
    # Left out: what counts States that are members now, whatever sat on the Council; and what comes after a day.
    other = {
        "council-seats-of-a-group-of-states",
        "members-of-outside-groups-on-the-council",
        "next-conferences-after-a-day",
    }
    for question in DATED:
        if question.name not in other:
            assert ask(question, {"as_of": "1800-01-01"}) == [], question.name
