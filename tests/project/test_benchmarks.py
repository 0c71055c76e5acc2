"""The evaluation of the benchmarks: their queries, comparisons and targets."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyoxigraph as ox
import pytest

from benchmarks import generator, plots, report, targets, work
from benchmarks.speed import REPEATED
from plenipot.model import release_files


def _round(rate: float, p50: float = 1.0, p99: float = 2.0, status: int = 0) -> dict[str, Any]:
    return {"rate": rate, "p50": p50, "p99": p99, "status": status, "broken": 0, "late": 0, "cpu": 0.1}


def _record(peer: str, mode: str, connections: int, *rounds: dict[str, Any], name: str = "lookup") -> dict[str, Any]:
    return {"work": name, "mode": mode, "connections": connections, "peer": peer, "rounds": list(rounds)}


def _result(scale: int, *records: dict[str, Any]) -> dict[str, Any]:
    kinds = {"lookup": "lookup", "join": "join", "aggregate": "aggregate", "path": "path"}
    return {
        "scale": scale,
        "day": "2026-11-24",
        "machine": {"cores": 2, "memory_mb": 24_000, "python": "3.11", "versions": {}, "load_before": 0.1},
        "seconds": 1,
        "rounds": 3,
        "minutes": 1.0,
        "client_per_second": 90_000.0,
        "works": {name: {"what": name, "fixed": True, "kind": kind} for name, kind in kinds.items()},
        "contestants": [],
        "records": list(records),
        "hostile": [
            {"peer": "Plenipot", "beside": beside, **_round(1, p99=10.0 * (1 + beside))} for beside in (False, True)
        ],
        "notes": [],
    }


def _found(result: dict[int, dict[str, Any]], what: str) -> targets.Target:
    return next(each for each in targets.table(result) if each.what.startswith(what))


def test_a_cell_is_the_median_of_its_rounds() -> None:
    rounds = [_round(100), _round(300), _round(120, status=2)]
    (cell,) = targets.cells(
        _result(1, _record("Plenipot", "distinct", 1, *rounds), _record("Fuseki", "distinct", 1, _round(60)))
    )
    assert cell.rates == {"Plenipot": 120, "Fuseki": 60}
    assert cell.errors["Plenipot"] == 2
    assert cell.ratio("Fuseki") == 2.0
    assert cell.ratio("rdflib-endpoint") is None


@pytest.mark.parametrize(("ours", "met"), [(33.0, True), (32.9, False)])
def test_lookups_need_a_third_of_oxigraph(ours: float, met: bool) -> None:
    records = [_record("Plenipot", "distinct", 8, _round(ours)), _record("oxigraph serve", "distinct", 8, _round(100))]
    assert _found({1: _result(1, *records)}, "distinct point lookups at least 0.33").met is met


def test_one_cell_behind_is_not_met() -> None:
    records = [
        _record(peer, "repeated", connections, _round(rate))
        for connections, rates in ((1, (100, 50)), (64, (100, 101)))
        for peer, rate in zip(("Plenipot", "Fuseki"), rates, strict=True)
    ]
    found = _found({1: _result(1, *records)}, "repeated")
    assert found.met is False
    assert "1 of 2 cells" in found.found


def test_questions_are_compared_with_fuseki_alone() -> None:
    records = [
        _record(peer, "distinct", 8, _round(rate), name="questions")
        for peer, rate in (("Plenipot", 100), ("Fuseki", 90), ("oxigraph serve", 110))
    ]
    result = _result(1, *records)
    result["works"]["questions"] = {"kind": "question", "fixed": False}
    assert _found({1: result}, "questions ahead of Fuseki").met is True


def test_what_was_not_measured_is_not_met() -> None:
    assert _found({1: _result(1)}, "joins").met is None


def test_a_server_that_answered_one_call() -> None:
    single = {"work": "join", "mode": "distinct", "connections": 8, "peer": "rdflib-endpoint", "single": 4.0}
    records = [_record("Plenipot", "distinct", 8, _round(100), name="join"), single]
    (cell,) = targets.cells(_result(1, *records))
    assert cell.rates["rdflib-endpoint"] == 0.25


def test_the_hostile_query_and_the_flat_cost() -> None:
    results = {
        scale: _result(scale, _record("Plenipot", "distinct", 1, _round(1, p50=p50)))
        for scale, p50 in ((1, 1.0), (100, 1.6))
    }
    assert _found(results, "p99 of honest").met is False
    flat = _found(results, "a question about")
    assert flat.met is False
    assert "1.60 × (lookup, × 100)" in flat.found


def test_the_report_has_every_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "HERE", tmp_path)
    (tmp_path / "results").mkdir()
    (tmp_path / "closure.md").write_text("## The closure\n", encoding="utf-8")
    (tmp_path / "profile.md").write_text("## Where the time goes\n", encoding="utf-8")
    records = [_record("Plenipot", "distinct", 8, _round(1234)), _record("Fuseki", "distinct", 8, _round(617))]
    (tmp_path / "results" / "speed-1.json").write_text(json.dumps(_result(1, *records)), encoding="utf-8")
    report.main()
    text = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert "| lookup | 8 | 1230 | 1.00 / 2.00 | 617 | 1.00 / 2.00 | 2.00 × |" in text
    assert text.rstrip().endswith("## The closure")
    ET.parse(tmp_path / "plots" / "distinct-1.svg")


def test_plots_are_xml() -> None:
    bars = plots.bars("a & b", {"x": {"p": 1.0, "q": 1000.0}, "y": {"p": 0.0}}, "requests/s")
    lines = plots.lines("c < d", {"x": [(1, 1.0), (100, 2.0)]}, "ms")
    for each in (bars, lines):
        assert ET.fromstring(each).tag.endswith("svg")


def test_copies_are_about_other_things_in_the_same_graphs(tmp_path: Path) -> None:
    root = release_files.root()
    files = generator.dataset(root, 2, tmp_path)
    once = release_files.dataset(root, release_files.optional_families(root))
    assert [graph for _, graph in files] == [graph for _, graph in once]
    by_name = {path.name: path for path, _ in files}
    before = {path.name: path for path, _ in once}
    for name in ("texts.ttl", "inferred.trig"):
        copied, first = list(ox.parse(path=str(by_name[name]))), set(ox.parse(path=str(before[name])))
        assert first < set(copied)
        assert {quad.graph_name for quad in copied} == {quad.graph_name for quad in first}
    lines = generator.merge([(by_name["texts.ttl"], None)], tmp_path / "merged.nt")
    assert lines == len((tmp_path / "merged.nt").read_text(encoding="utf-8").splitlines())


def test_every_query_is_sparql_and_another_one(tmp_path: Path) -> None:
    nothing = ox.Store()
    for each in work.works(10):
        assert len(set(each.queries)) == 1 or len(set(each.queries)) > REPEATED, each.name
        nothing.query(f"{each.queries[0]}{each.limit}")
        encoded = each.write(tmp_path / each.name, 1).read_text(encoding="utf-8")
        assert unquote(encoded.rstrip("\n")) == each.queries[0]
    with pytest.raises(ValueError, match="no such work: nonsense"):
        work.works(1, ["nonsense"])
