"""Coverage: members are counted in the closed graph, and a wrong pattern or number is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from rdflib import RDF, RDFS, Literal

from plenipot import cli
from plenipot.graph.coverage import Coverage, measure, triples
from plenipot.graph.mapping import map_tables
from plenipot.model import release_files
from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.coverage import FAMILY
from plenipot.tables.facts import Triple
from tests.tables.release_mapping import mapping

TABLES = release_files.root() / "data" / "tables"
STATES = RES["coverage/member-states"]


def a_set(expected: int) -> set[Triple]:
    return {
        (STATES, RDF.type, PLEN.CoverageSet),
        (STATES, RDFS.label, Literal("Member States", lang="en")),
        (STATES, PLEN.coverageArea, Literal("members")),
        (STATES, PLEN.expected, Literal(expected)),
        (STATES, PLEN.memberPattern, Literal("?member a plen:MemberState")),
    }


def store(*states: str) -> ox.Store:
    """States, each in a graph of its own."""
    kind, member = ox.NamedNode(str(RDF.type)), ox.NamedNode(str(PLEN.MemberState))
    quads = (ox.Quad(ox.NamedNode(RES[f"state/{each}"]), kind, member, ox.NamedNode(f"urn:{each}")) for each in states)
    made = ox.Store()
    made.extend(quads)
    return made


@pytest.mark.parametrize(
    ("expected", "complete", "impossible"), [(3, False, False), (2, True, False), (1, False, True)]
)
def test_members_are_counted_in_all_graphs(expected: int, complete: bool, impossible: bool) -> None:
    (found,) = measure(a_set(expected), store("che", "ken"))
    assert found == Coverage("members", "Member States", expected, 2, STATES)
    assert (found.complete, found.impossible) == (complete, impossible)
    assert triples([found]) == {(STATES, PLEN.present, Literal(2)), (STATES, PLEN.complete, Literal(complete))}


@pytest.mark.parametrize(
    ("bad", "reason"), [("?state a plen:MemberState", "does not name ?member"), ("?member a", "not a graph pattern")]
)
def test_a_wrong_pattern_is_named_by_line(bad: str, reason: str, tmp_path: Path) -> None:
    for name in ("coverage", "sources"):
        shutil.copytree(TABLES / name, tmp_path / "data" / "tables" / name)
    path = tmp_path / "data" / "tables" / "coverage" / "set.csv"
    text = path.read_text(encoding="utf-8")
    assert ",?member a plen:MemberState," in text
    path.write_text(text.replace(",?member a plen:MemberState,", f",{bad},", 1), encoding="utf-8")
    line = text[: text.index(",?member a plen:MemberState,")].count("\n") + 1
    (refusal,) = map_tables(tmp_path, [FAMILY]).refusals
    assert (refusal.file, refusal.line, refusal.column) == ("data/tables/coverage/set.csv", line, "pattern")
    assert reason in refusal.reason


def test_the_command_names_complete_and_open_sets() -> None:
    result = CliRunner().invoke(cli.main, ["coverage"])
    assert result.exit_code == 0
    lines = {line.split(": ", 1)[1]: line for line in result.output.splitlines()}
    assert lines["Member States"].split() == ["194", "of", "194", "complete", "members:", "Member", "States"]
    assert " open " in lines["Plenipotentiary conferences whose chair is known"]


def test_the_report_shows_every_set_and_every_gap() -> None:
    report = (release_files.root() / "docs" / "coverage.md").read_text(encoding="utf-8")
    graphs = mapping().graphs
    for family, kind in (("coverage", PLEN.CoverageSet), ("gaps", PLEN.KnownGap)):
        things = {s for s, p, o in graphs[family] if p == RDF.type and o == kind}
        labels = [str(o) for s, p, o in graphs[family] if p == RDFS.label and s in things]
        assert len(labels) > 20
        assert [label for label in labels if f"| {label} |" not in report] == []


def test_every_choice_between_sources_has_a_reason() -> None:
    triples = [triple for graph in mapping().graphs.values() for triple in graph]
    claims = {s for s, p, o in triples if p == RDF.type and o == PLEN.Claim}
    assert len(claims) > 400
    assert sorted(claims - {s for s, p, _ in triples if p == PLEN.reason}) == []
