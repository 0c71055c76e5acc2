"""What is missing names what was tried, and is counted in one place only."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rdflib import RDF, XSD, Graph, Literal

from plenipot.graph.mapping import map_tables
from plenipot.model import release_files
from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.coverage import FAMILY as COVERAGE
from plenipot.tables.gaps import FAMILY

TABLE = Path("data/tables/gaps/gap.csv")


@pytest.fixture(scope="module")
def graph() -> Graph:
    made = Graph()
    for triples in map_tables(release_files.root(), [FAMILY, COVERAGE]).graphs.values():
        for triple in triples:
            made.add(triple)
    return made


def test_a_gap_tells_where_it_was_looked_for_and_when(graph: Graph) -> None:
    gap = RES["gap/pp-chairs"]
    assert (gap, PLEN.gapResult, Literal("found in part")) in graph
    assert (gap, PLEN.triedOn, Literal("2026-11-24", datatype=XSD.date)) in graph
    assert "lives of elected officials" in str(graph.value(gap, PLEN.tried))
    assert str(graph.value(gap, PLEN.stillMissing)).startswith("1868, 1872")


def test_a_gap_is_counted_by_a_set_that_exists_or_by_itself(graph: Graph) -> None:
    sets = set(graph.subjects(RDF.type, PLEN.CoverageSet))
    measured = {gap: graph.value(gap, PLEN.measuredBy) for gap in graph.subjects(PLEN.measuredBy)}
    assert len(measured) >= 10
    assert set(measured.values()) <= sets
    for gap in measured:
        assert graph.value(gap, PLEN.have) is None


def test_every_gap_was_tried(graph: Graph) -> None:
    for gap in graph.subjects(RDF.type, PLEN.KnownGap):
        assert graph.value(gap, PLEN.gapResult) is not None
        assert (graph.value(gap, PLEN.tried) is None) == (str(graph.value(gap, PLEN.gapResult)) == "not tried")


@pytest.mark.parametrize(
    ("good", "bad", "reason"),
    [
        (",pp-chairs,,,", ",pp-chairs,10,22,", "have and expected stay empty"),
        (",2026-11-24,found in part,", ",,found in part,", "tried and tried_on are given"),
        (",2026-11-24,found in part,", ",2026-11-24,not tried,", "tried and tried_on are given"),
        (",found in part,", ",found perhaps,", "Input should be"),
    ],
)
def test_a_gap_that_contradicts_itself_is_named_by_its_line(tmp_path: Path, good: str, bad: str, reason: str) -> None:
    path = tmp_path / TABLE
    path.parent.mkdir(parents=True)
    shutil.copytree(release_files.root() / "data/tables/sources", tmp_path / "data/tables/sources")
    shutil.copy(release_files.root() / TABLE, path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    (number,) = (index for index, line in enumerate(lines) if line.startswith("pp-chairs,"))
    assert good in lines[number]
    lines[number] = lines[number].replace(good, bad, 1)
    path.write_text("".join(lines), encoding="utf-8")
    (refusal,) = map_tables(tmp_path, [FAMILY]).refusals
    assert (refusal.file, refusal.line) == (str(TABLE), number + 1)
    assert reason in refusal.reason
