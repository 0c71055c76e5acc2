"""Ten journeys from the start page to the answer taken away."""

from __future__ import annotations

from collections.abc import Sequence

from tests.browser.steps import (
    TAKE,
    Choose,
    Cite,
    CopyAddress,
    Download,
    Follow,
    Journey,
    Search,
    See,
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
            Download("CSV", "Versions", "csv", ("resolution/pp/102/busan-2014", "conference/pp-14")),
        ),
    ),
    Journey(
        "person",
        "Who is the Secretary-General, to be cited?",
        (
            Search("Bogdan-Martin"),
            Follow("Doreen Bogdan-Martin"),
            See("Secretary-General"),
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
        "council-on-a-day",
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
        "The plenipotentiaries of this century, by a query of one's own?",
        (
            Follow("Workbench", "*"),
            Choose("Answer", "on this page"),
            Use("button", "Run", leads_on=True),
            See("Plenipotentiary Conference (Doha, 2026)"),
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
)
