"""The coverage of the release: every set is counted, every gap was looked for, and the report shows both."""

from __future__ import annotations

from click.testing import CliRunner
from rdflib import RDF, RDFS, Graph

from plenipot import cli
from plenipot.model.vocabulary import PLEN
from tests.data.mapping import ROOT, mapping, members


def _gaps() -> Graph:
    made = Graph()
    for family in ("gaps", "coverage"):
        for triple in mapping().graphs[family]:
            made.add(triple)
    return made


def test_a_gap_is_counted_by_a_set_that_exists_or_by_itself() -> None:
    found = _gaps()
    measured = {gap: found.value(gap, PLEN.measuredBy) for gap in found.subjects(PLEN.measuredBy)}
    assert measured
    assert set(measured.values()) <= set(found.subjects(RDF.type, PLEN.CoverageSet))
    for gap in measured:
        assert found.value(gap, PLEN.have) is None


def test_every_gap_was_looked_for_or_says_that_it_was_not() -> None:
    found = _gaps()
    for gap in found.subjects(RDF.type, PLEN.KnownGap):
        assert found.value(gap, PLEN.gapResult) is not None
        assert (found.value(gap, PLEN.tried) is None) == (str(found.value(gap, PLEN.gapResult)) == "not tried")


def test_the_command_names_complete_and_open_sets() -> None:
    result = CliRunner().invoke(cli.main, ["coverage"])
    assert result.exit_code == 0
    lines = {line.split(": ", 1)[1]: line for line in result.output.splitlines()}
    states = str(len(members("members", PLEN.MemberState)))
    assert lines["Member States"].split() == [states, "of", states, "complete", "members:", "Member", "States"]
    assert " open " in lines["Plenipotentiary conferences whose chair is known"]


def test_the_report_shows_every_set_and_every_gap() -> None:
    report = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    for family, kind in (("coverage", PLEN.CoverageSet), ("gaps", PLEN.KnownGap)):
        things = members(family, kind)
        labels = [str(o) for s, p, o in mapping().graphs[family] if p == RDFS.label and s in things]
        assert labels
        assert [label for label in labels if f"| {label} |" not in report] == []
