"""The ledger: new failures, stale entries and invalid entries fail the run."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conformance import __main__ as command
from tests.conformance import manifest
from tests.conformance.ledger import BadLedger, Entry, judge, read_ledger
from tests.conformance.our_suite import OURS
from tests.conformance.outcome import Outcome, failed
from tests.conformance.record import write_part

WHY = "The engine does it otherwise, as its manual says."
GOOD, BAD, WORSE = (manifest.Test(f"suite#{name}", "QueryEvaluationTest") for name in ("good", "bad", "worse"))
OUTCOMES = [Outcome(GOOD), failed(BAD, "wrong answer", "1 instead of 2"), failed(WORSE, "refused", "400")]


def entry(*tests: str) -> Entry:
    return Entry("engine", WHY, tests)


def test_a_ledger_that_explains_what_fails_is_right() -> None:
    assert judge(OUTCOMES, [entry("suite#bad"), entry("suite#worse")]).ok
    assert judge(OUTCOMES, [entry("suite#bad", "suite#w*")]).ok


def test_a_failure_that_is_not_there_is_new() -> None:
    verdict = judge(OUTCOMES, [entry("suite#bad")])
    assert not verdict.ok
    assert [each.test.id for each in verdict.new] == ["suite#worse"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("suite#good", "suite#good: passes: suite#good"),
        ("suite#gone", "suite#gone: no such test"),
        ("suite#*", "suite#*: passes: suite#good"),
    ],
)
def test_an_entry_that_explains_no_failure_is_stale(name: str, told: str) -> None:
    verdict = judge(OUTCOMES, [entry("suite#bad", "suite#worse"), entry(name)])
    assert not verdict.ok
    assert verdict.stale == (told,)


def test_an_entry_of_a_test_that_was_not_run_is_left_alone_in_a_part_of_a_run() -> None:
    entries = [entry("suite#bad", "suite#worse", "other#test")]
    assert judge(OUTCOMES, entries, whole=False).ok
    assert not judge(OUTCOMES, entries, whole=True).ok


@pytest.mark.parametrize(
    "text",
    [
        f'[[expected]]\nkind = "somebody"\nwhy = "{WHY}"\ntests = ["a#b"]',
        f'[[expected]]\nwhy = "{WHY}"\ntests = ["a#b"]',
        '[[expected]]\nkind = "engine"\nwhy = "a bug"\ntests = ["a#b"]',
        f'[[expected]]\nkind = "engine"\nwhy = "{WHY}"\ntests = []',
        f'[[expected]]\nkind = "engine"\nwhy = "{WHY}"\ntests = ["a#b"]\n' * 2,
        f'[[expected]]\nkind = "engine"\nwhy = "{WHY}"\ntests = ["a#b", "a#b"]',
    ],
)
def test_an_entry_without_kind_reason_or_tests_or_twice_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ledger.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadLedger):
        read_ledger(path)


def test_the_ledger_of_the_suites_can_be_read_and_its_names_are_plain() -> None:
    entries = read_ledger(command.HERE / "ledger.toml")
    names = [name for each in entries for name in each.tests]
    assert all("#" in name and "*" not in name for name in names), "a pattern hides what is new"


@pytest.mark.parametrize(("listed", "status"), [((), 1), (("bad", "worse"), 0), (("bad", "worse", "good"), 1)])
def test_the_command_ends_as_the_ledger_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, listed: tuple[str, ...], status: int
) -> None:
    monkeypatch.setattr(command, "W3C", OURS.iri)
    monkeypatch.setattr(command, "SUITES", {"ours": "evaluation/manifest.ttl"})
    names = dict(zip(("good", "bad", "worse"), ("ask-yes", "ask-no", "distinct"), strict=True))

    def outcomes(tests: list[manifest.Test], _: object) -> list[Outcome]:
        wrong = [f"evaluation#{names[each]}" for each in ("bad", "worse")]
        return [failed(test, "refused", "400") if test.id in wrong else Outcome(test) for test in tests]

    monkeypatch.setattr(command, "run", outcomes)
    ledger, report = tmp_path / "ledger.toml", tmp_path / "report.md"
    text = "".join(
        f'[[expected]]\nkind = "engine"\nwhy = "{WHY}"\ntests = ["evaluation#{names[each]}"]\n' for each in listed
    )
    ledger.write_text(text, encoding="utf-8")
    arguments = [str(OURS.root), "--ledger", str(ledger), "--report", str(report), "--commit", "0123abc"]
    result = CliRunner().invoke(command.main, arguments)
    assert result.exit_code == status, result.output
    assert ("NEW evaluation#ask-no" in result.output) == (not listed)
    assert ("STALE evaluation#ask-yes" in result.output) == ("good" in listed)
    written = report.read_text(encoding="utf-8")
    assert "0123abc" in written
    assert "| ours |" in written


def test_a_part_of_a_page_is_written_and_the_rest_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    text = "# Page\n\n<!-- begin a: written by a command -->\nold\n<!-- end a -->\n\nThe end.\n"
    page.write_text(text, encoding="utf-8")
    for _ in range(2):
        write_part(page, "a", ["new"])
        assert page.read_text(encoding="utf-8") == text.replace("old", "\nnew\n")
    with pytest.raises(ValueError, match=r"page\.md has no part 'b'"):
        write_part(page, "b", ["new"])
