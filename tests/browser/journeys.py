"""Twelve journeys from the home page to a downloaded, cited or copied result."""

from __future__ import annotations

from collections.abc import Sequence

from tests.browser.steps import (
    TAKE,
    Cite,
    CopyAddress,
    Download,
    Follow,
    Journey,
    Search,
    See,
    Suggested,
    Use,
    Write,
)

JOURNEYS: Sequence[Journey] = (
    Journey(
        "revisions",
        "How was Resolution 102 revised, and by which conferences?",
        (
            Search("res 102"),
            Follow("PP Resolution 102"),
            See("Minneapolis, 1998", "Versions"),
            See("Bucharest, 2022", "Versions"),
            Download("CSV", "Versions", "csv", ("conference/pp-14",)),
        ),
    ),
    Journey(
        "policy",
        "Which texts touch Internet policy?",
        (
            Follow("Internet policy", "Ways in"),
            See("Resolution 101", "Texts that touch it"),
            Download("CSV", "Texts that touch it", "csv", ("resolution/pp/101", "resolution/pp/102")),
        ),
    ),
    Journey(
        "council",
        "Since when has Kenya sat on the Council, as of 2020?",
        (
            Follow("Council", "*"),
            Write("As of", "2020-01-01"),
            Use("button", "Show", leads_on=True),
            Follow("Kenya"),
            See("1982", "On the Council"),
            CopyAddress("state/ken"),
        ),
    ),
    Journey(
        "signatures",
        "Who signed the Regulations of 2012, and who did not?",
        (
            Search("WCIT-12"),
            Follow("World Conference on International Telecommunications (Dubai, 2012)"),
            See("Kenya", "Who signed, and who did not"),
            Download("CSV", "Who signed, and who did not", "csv", ("state/ken",)),
        ),
    ),
    Journey(
        "election",
        "Who has headed the Union, and by which votes, to be cited?",
        (
            Follow("Elections and offices", "Ways in"),
            See("Houlin Zhao", "Holders"),
            Follow("Doreen Bogdan-Martin", "Holders"),
            Cite("Doreen Bogdan-Martin", "person/doreen-bogdan-martin"),
        ),
    ),
    Journey(
        "provision",
        "What does the Constitution say of the Council, as data?",
        (
            Search("Article 10 Council"),
            Follow("Article 10: The Council"),
            Download("Turtle", TAKE, "ttl", ("provision/cs/art-10",)),
        ),
    ),
    Journey(
        "on-a-day",
        "Who sat in the Council on the first day of 2020?",
        (
            Follow("Questions", "*"),
            Follow("Which States sat in the Council on a day?"),
            Write("as of", "2020-01-01"),
            Use("button", "Ask", leads_on=True),
            See("Kenya"),
            Download("CSV", "", "csv", ("state/ken",)),
        ),
    ),
    Journey(
        "own-query",
        "The plenipotentiaries, by a query of one's own?",
        (
            Follow("Workbench", "*"),
            Use("button", "Run"),
            See("Plenipotentiary Conference (Doha, 2026)", "Answer"),
            Download("CSV", "Answer", "csv", ("conference/pp-26",)),
        ),
    ),
    Journey(
        "reasons",
        "Why is it believed that Resolution 102 was revised in Dubai, and by which source?",
        (
            Search("res 102"),
            Follow("PP Resolution 102"),
            Use("link", "Why this is believed", "Versions"),
            Follow("This as a page of its own", "*"),
            See("It is stated"),
        ),
    ),
    Journey(
        "way",
        "How is Resolution 102 connected with Kenya, and under which address can that be shown?",
        (
            Suggested("res 102", "PP Resolution 102"),
            Follow("Explore what it is connected with", TAKE),
            Write("How is it connected with", "Kenya"),
            Use("option", "Kenya", "*", leads_on=True),
            See("Plenipotentiary Conference (Busan, 2014)"),
        ),
    ),
    Journey(
        "arabic",
        "What is Kenya called in Arabic, and under which permanent address?",
        (
            Search("Kenya"),
            Follow("Kenya"),
            Follow("العربية", "*"),
            See("كينيا"),
            CopyAddress("state/ken"),
        ),
    ),
    Journey(
        "gaps",
        "What is missing or disputed, and on which source does it rest?",
        (
            Follow("Coverage and conflicts", "*"),
            See("complete"),
            Download("CSV", "Where sources disagree", "csv", ("source",)),
        ),
    ),
)
