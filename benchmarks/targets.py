"""Performance targets, with the measured values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.plots import short

OURS = "Plenipot"
FLAT = 1.5
"""Allowed slowdown of a query about a fixed number of things in a graph of a hundred times the size."""
Record = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """A work in a mode over a number of connections: requests per second and latencies in ms, by server."""

    scale: int
    work: str
    kind: str
    fixed: bool
    mode: str
    connections: int
    rates: Mapping[str, float]
    p50: Mapping[str, float]
    p99: Mapping[str, float]
    errors: Mapping[str, int]

    def ratio(self, peer: str) -> float | None:
        """Return the ratio of the request rates of Plenipot and a peer."""
        ours, theirs = self.rates.get(OURS), self.rates.get(peer)
        return None if ours is None or not theirs else ours / theirs


@dataclass(frozen=True)
class Target:
    """A target, the measured value, and whether it is met; None if it was not measured."""

    what: str
    found: str
    met: bool | None


def cells(result: Record) -> list[Cell]:
    """Return the cells of a run; each number is the median of the rounds."""
    found: dict[tuple[str, str, int], dict[str, Record]] = {}
    for record in result["records"]:
        found.setdefault((record["work"], record["mode"], record["connections"]), {})[record["peer"]] = record
    return [_cell(result, *key, records) for key, records in found.items()]


def _cell(result: Record, work: str, mode: str, connections: int, records: Mapping[str, Record]) -> Cell:
    def over(name: str) -> dict[str, float]:
        return {
            peer: median(each[name] for each in record["rounds"])
            for peer, record in records.items()
            if "rounds" in record
        }

    rates = over("rate")
    # A server that does one thing at a time: what one call takes says all.
    rates |= {peer: 1 / record["single"] for peer, record in records.items() if "single" in record}
    errors = {
        peer: sum(each["status"] + each["broken"] + each["late"] for each in record.get("rounds", ()))
        for peer, record in records.items()
    }
    about = result["works"][work]
    return Cell(
        result["scale"],
        work,
        about["kind"],
        about["fixed"],
        mode,
        connections,
        rates,
        over("p50"),
        over("p99"),
        errors,
    )


def table(results: Mapping[int, Record]) -> list[Target]:
    """Evaluate all targets."""
    all_cells = [cell for result in results.values() for cell in cells(result)]
    first = [cell for cell in all_cells if cell.scale == 1]
    peers = sorted({peer for cell in first for peer in cell.rates} - {OURS})
    distinct = [cell for cell in first if cell.mode == "distinct"]
    lookups = [cell for cell in distinct if cell.kind == "lookup"]
    targets = [
        _ahead(
            "repeated queries ahead of every peer", [cell for cell in first if cell.mode == "repeated"], peers, 1, True
        ),
        _ahead("distinct point lookups at least 0.33 × oxigraph serve", lookups, ["oxigraph serve"], 0.33),
        _ahead("distinct point lookups ahead of Fuseki", lookups, ["Fuseki"], 1, True),
        _ahead("distinct point lookups at least 5 × rdflib-endpoint", lookups, ["rdflib-endpoint"], 5),
    ]
    for kind, name in (("join", "joins"), ("aggregate", "aggregates"), ("path", "paths")):
        chosen = [cell for cell in distinct if cell.kind == kind]
        targets.append(_ahead(f"{name} ahead of all three (distinct)", chosen, peers, 1, True))
    questions = [cell for cell in distinct if cell.kind == "question"]
    targets.append(_ahead("questions ahead of Fuseki (distinct)", questions, ["Fuseki"], 1, True))
    targets.append(_hostile(results.get(1)))
    targets.append(_flat(all_cells))
    return targets


def _ahead(what: str, chosen: Iterable[Cell], peers: Sequence[str], least: float, strict: bool = False) -> Target:
    ratios = [
        (ratio, f"{cell.work}, {cell.connections} connections, {peer}")
        for cell in chosen
        for peer in peers
        if (ratio := cell.ratio(peer)) is not None
    ]
    if not ratios:
        return Target(what, "not measured", None)
    lowest, where = min(ratios)
    enough = sum(1 for ratio, _ in ratios if (ratio > least if strict else ratio >= least))
    met = enough == len(ratios)
    return Target(what, f"lowest {short(lowest)} × ({where}); {enough} of {len(ratios)} cells", met)


def _hostile(result: Record | None) -> Target:
    what = "p99 of honest callers beside a hostile query at most 1.5 × without it"
    found = {each["beside"]: each["p99"] for each in (result or {}).get("hostile", ()) if each["peer"] == OURS}
    if len(found) < 2:
        return Target(what, "not measured", None)
    ratio = found[True] / found[False]
    return Target(what, f"{short(ratio)} × ({short(found[False])} ms, {short(found[True])} ms)", ratio <= 1.5)


def flat(all_cells: Iterable[Cell]) -> dict[str, dict[int, float]]:
    """Latency in ms by scale, of distinct queries about a fixed number of things over one connection."""
    found: dict[str, dict[int, float]] = {}
    for cell in all_cells:
        if cell.fixed and cell.mode == "distinct" and cell.connections == 1 and OURS in cell.p50:
            found.setdefault(cell.work, {})[cell.scale] = cell.p50[OURS]
    return {work: times for work, times in found.items() if len(times) > 1}


def _flat(all_cells: Iterable[Cell]) -> Target:
    what = f"a question about a fixed number of things costs the same at every scale (at most {FLAT} × that at × 1)"
    found = flat(all_cells)
    growth = [(times[max(times)] / times[min(times)], work, max(times)) for work, times in found.items()]
    if not growth:
        return Target(what, "not measured", None)
    worst, work, scale = max(growth)
    return Target(what, f"at most {short(worst)} × ({work}, × {scale})", worst <= FLAT)
