"""Journeys of the documentation, run in the browser: ten questions answered by clicks, and the tutorial.

``python -m tests.browser.guide > docs/ten-questions.md`` writes the first; a test compares it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.browser.steps import TAKE, Cite, Download, Follow, Journey, Search, See, Step, Use, Write

QUESTIONS: Sequence[Journey] = (
    Journey(
        "internet",
        "Which texts touch Internet policy, and through which topic?",
        (
            Follow("Internet policy", "Ways in"),
            See("Resolution 101", "Texts that touch it"),
            Download("CSV", "Texts that touch it", "csv", ("resolution/pp/101",)),
        ),
    ),
    Journey(
        "versions",
        "How did Resolution 102 change from Minneapolis to Bucharest?",
        (
            Follow("Resolution 102", "Ways in"),
            See("Minneapolis, 1998", "Versions"),
            See("Bucharest, 2022", "Versions"),
            Download("CSV", "Versions", "csv", ("conference/pp-14",)),
        ),
    ),
    Journey(
        "doha",
        "Who stands for which office at Doha in 2026?",
        (
            Follow("Plenipotentiary Conference (Doha, 2026)"),
            See("Seizo Onoe", "Candidates, rounds and votes"),
            Download("CSV", "Candidates, rounds and votes", "csv", ("candidacy",)),
        ),
    ),
    Journey(
        "council",
        "Which States sit on the Council, and with how many votes?",
        (
            Follow("The Council", "Ways in"),
            See("Kenya", "On the Council"),
            See("154 votes", "On the Council"),
        ),
    ),
    Journey(
        "state",
        "When did Kenya sit on the Council?",
        (
            Follow("The Council", "Ways in"),
            Follow("Kenya"),
            See("1982", "On the Council"),
        ),
    ),
    Journey(
        "signed",
        "Who signed the International Telecommunication Regulations of 2012, and who did not?",
        (
            Follow("Dubai 2012", "Ways in"),
            See("Kenya", "Who signed, and who did not"),
            Download("CSV", "Who signed, and who did not", "csv", ("state/ken",)),
        ),
    ),
    Journey(
        "decided",
        "What did the conference of Bucharest adopt, revise and abrogate?",
        (
            Follow("Bucharest 2022", "Ways in"),
            See("PP Resolution 102"),
        ),
    ),
    Journey(
        "heads",
        "Who has headed the Union, since when, and by which votes?",
        (
            Follow("Elections and offices", "Ways in"),
            See("Houlin Zhao", "Holders"),
            Follow("Doreen Bogdan-Martin", "Holders"),
            Cite("Doreen Bogdan-Martin", "person/doreen-bogdan-martin"),
        ),
    ),
    Journey(
        "mandate",
        "Which article of the Constitution is about the Council?",
        (
            Follow("Constitution and treaties", "Ways in"),
            Follow("Article 10: The Council"),
            Download("Turtle", TAKE, "ttl", ("provision/cs/art-10",)),
        ),
    ),
    Journey(
        "doubts",
        "Where do sources disagree, and which one is followed?",
        (
            Follow("Coverage and conflicts", "*"),
            See("complete"),
            Download("CSV", "Where sources disagree", "csv", ("source",)),
        ),
    ),
)
TUTORIAL = Journey(
    "tutorial",
    "A briefing on the Internet resolutions, in ten minutes",
    (
        Follow("Internet policy", "Ways in"),
        See("Resolution 101", "Texts that touch it"),
        Download("CSV", "Texts that touch it", "csv", ("resolution/pp/102",)),
        Search("res 102"),
        Follow("PP Resolution 102"),
        See("Bucharest, 2022", "Versions"),
        Use("link", "Why this is believed", "Versions"),
        Follow("This as a page of its own", "*"),
        See("It is stated"),
        Search("res 102"),
        Follow("PP Resolution 102"),
        Write("As of", "2013-01-01"),
        Use("button", "Show", leads_on=True),
        See("Guadalajara, 2010"),
        Cite("PP Resolution 102", "resolution/pp/102"),
        Follow("Explore what it is connected with", TAKE),
        See("PP Resolution 102"),
        Follow("Workbench", "*"),
        Use("button", "Run"),
        See("Plenipotentiary Conference (Doha, 2026)", "Answer"),
        Download("CSV", "Answer", "csv", ("conference/pp-26",)),
    ),
)

_HEAD = """# Ten questions answered by clicking

From the first page, by links and buttons alone. A test of the browser makes each way with the pointer
(`tests/browser/test_guide.py`), and this page is written by `python -m tests.browser.guide`.

| question | way | clicks |
| --- | --- | --- |"""
_TAIL = """
## What cannot be answered so

- **What Doha decided.** No source from after its opening on 9 November 2026 was found; the page of the conference
  says so.
- **Which words of a resolution changed.** Texts are under the copyright of the Union: titles, numbers, marks,
  citations and who is instructed to do what are here, sentences are not.
- **Who proposed a change, for most conferences.** 84 proposals are known, to ten conferences, most of them to PP-14;
  none to PP-06 and none to Doha.
- **All candidates and all rounds.** They stand as far as they were found; the section of each election says so.
- **Whether a State that is not named signed in 2012.** Of the 89 signatories only those stand here whom a source that
  was read names.
- **Comparisons of several things at a time**, such as all States of a region with their votes since 1994: one of the
  questions or a query in the workbench answers them, which takes a word typed or a query changed."""


def in_words(step: Step) -> str:
    """Describe a step for the table.

    >>> in_words(Follow("The Council", "Ways in"))
    '“The Council”'
    """
    if isinstance(step, Follow):
        return f"“{step.name}”"
    if isinstance(step, Download):
        return f"“{step.name}” under “{step.within}”"
    if isinstance(step, Cite):
        return "“BibTeX”"
    if isinstance(step, See):
        return f"see “{step.text}”" + (f" under “{step.within}”" if step.within else "")
    raise TypeError(f"{step}: not a click")


def page() -> Iterator[str]:
    """Generate the lines of docs/ten-questions.md."""
    yield _HEAD
    for each in QUESTIONS:
        clicks = sum(not isinstance(step, See) for step in each.steps)
        yield f"| {each.question} | {', '.join(map(in_words, each.steps))} | {clicks} |"
    yield _TAIL


if __name__ == "__main__":
    print("\n".join(page()))
