"""``python -m benchmarks.report``: write ``RESULTS.md`` and its plots from ``benchmarks/results/*.json``.

Nobody edits numbers by hand: what is not in the JSON is not in the tables.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import plots, targets
from benchmarks.plots import short
from benchmarks.targets import OURS, Cell

HERE = Path(__file__).parent
PEERS = (OURS, "oxigraph serve", "Fuseki", "rdflib-endpoint")
Record = dict[str, Any]
_METHOD = """# Results

Written by `python -m benchmarks.report` from `benchmarks/results/*.json`, which these commands make:

    python -m benchmarks.speed --fuseki FOLDER --json benchmarks/results/speed-1.json
    python -m benchmarks.replicas --json benchmarks/results/replicas.json

All servers run on this machine with the same data: the named graphs, and their merge as the default graph (rdflib
makes the merge while it answers). They are measured in turn, in rounds; while one is measured the others are stopped
(SIGSTOP) with all their processes. Each number is the median of the rounds, after requests that warm the server up.
The client is `wrk` with one thread, on the same cores as the server. "Distinct" is never the same query twice:
another constant and another LIMIT that cuts nothing off; "repeated" is 16 queries again and again. Before measuring,
each server is asked some queries of each work, and the numbers of rows are compared. Scales above 1 are copies of the
release without the family `recommendations`, each with names of its own. Where rdflib-endpoint takes more than a
second for one call, that call is its number: it is one process that does one thing at a time.

What Plenipot allows one client is switched off (`--client-rate 0 --client-queries 0`), since one client is all load
here. `oxigraph serve` runs without its `--timeout-s`: with 60 s it keeps a thread for each query until then, and ended
after a few seconds of some thousand queries per second ("failed to allocate an alternative stack"). Fuseki gets the
heap that is named; in memory, or from a hundred copies on with TDB2 on disk, where memory has no room for it.
"""


def main() -> None:
    """Write the report."""
    folder = HERE / "results"
    results = {found["scale"]: found for found in (_read(path) for path in sorted(folder.glob("speed-*.json")))}
    results = dict(sorted(results.items()))
    replicas = _read(folder / "replicas.json") if (folder / "replicas.json").exists() else None
    (HERE / "plots").mkdir(exist_ok=True)
    parts = [_METHOD, _targets(results), *(_scale(result) for result in results.values())]
    parts += [_flat(results), _hostile(results.get(1)), _replicas(replicas)]
    parts += [(HERE / name).read_text(encoding="utf-8") for name in ("profile.md", "closure.md")]
    text = "\n".join(part.rstrip("\n") + "\n" for part in parts if part)
    (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
    print(f"{HERE.name}/RESULTS.md: {', '.join(f'× {scale}' for scale in results) or 'no results'}")


def _read(path: Path) -> Record:
    found: Record = json.loads(path.read_text(encoding="utf-8"))
    return found


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Format a Markdown table.

    >>> print(table(["a", "b"], [["1", "2"]]))
    | a | b |
    | --- | --- |
    | 1 | 2 |
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _targets(results: Mapping[int, Record]) -> str:
    said = {True: "met", False: "**not met**", None: "not measured"}
    rows = [[each.what, each.found, said[each.met]] for each in targets.table(results)]
    return "## Targets\n\n" + table(["target", "measured", ""], rows) + "\n"


def _scale(result: Record) -> str:
    cells = targets.cells(result)
    peers = [peer for peer in PEERS if any(peer in cell.rates for cell in cells)]
    scale = result["scale"]
    machine = result["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    client = result["client_per_second"]
    rounds = [one for record in result["records"] for one in record.get("rounds", ())]
    fastest = max(rounds, key=lambda one: float(one["rate"]))
    parts = [
        f"## × {scale}",
        f"{result['day']}, {machine['cores']} cores, {machine['memory_mb'] // 1024} GiB, Python {machine['python']}, "
        f"{versions}; load {machine['load_before']:.1f} before the run; rounds of {result['seconds']:g} s and more, "
        f"{result['rounds']} of them; {result['minutes']:g} minutes in all.",
        f"The client used {fastest['cpu']:.2f} of a core where a server was fastest ({fastest['rate']:,.0f} "
        f"requests/s), so that it could ask {short(1 / max(fastest['cpu'], 0.01))} times as much. "
        "Against nginx that answers each request with the same few bytes, on the same cores: "
        + (f"{client:,.0f} requests/s." if client else "not measured."),
        _contestants(result),
    ]
    for mode in ("distinct", "repeated"):
        chosen = [cell for cell in cells if cell.mode == mode]
        if not chosen:
            continue
        path = HERE / "plots" / f"{mode}-{scale}.svg"
        groups = {cell.work: {peer: cell.rates[peer] for peer in peers if peer in cell.rates} for cell in chosen}
        eight = {cell.work: groups[cell.work] for cell in chosen if cell.connections == 8}
        path.write_text(plots.bars(f"{mode} queries, × {scale}, 8 connections", eight, "requests/s"), encoding="utf-8")
        parts.append(f"### {mode.capitalize()} queries\n\n![requests per second](plots/{path.name})")
        parts.append(_cells(chosen, peers))
    if result["notes"]:
        parts.append("Notes of the run:\n\n" + "\n".join(f"- {each}" for each in dict.fromkeys(result["notes"])))
    return "\n\n".join(parts) + "\n"


def _contestants(result: Record) -> str:
    rows = [
        [
            each["name"],
            f"`{each['settings']}`",
            f"{each['seconds_to_answer']:.1f}",
            f"{each['memory_mb']:.0f}",
            f"{each['memory_after_mb']:.0f}",
        ]
        for each in result["contestants"]
    ]
    head = ["server", "settings", "start to first answer, s", "memory after loading, MB", "after the run, MB"]
    return table(head, rows) + "\n\nMemory is the proportional set size of all processes. Time includes loading."


def _cells(cells: Iterable[Cell], peers: Sequence[str]) -> str:
    head = ["work", "connections"]
    for peer in peers:
        head += [f"{peer}, /s", "p50 / p99, ms"] + ([] if peer == OURS else ["Plenipot is"])
    rows = []
    for cell in cells:
        row = [cell.work, str(cell.connections)]
        for peer in peers:
            if peer not in cell.rates:
                row += ["–", "–"] + ([] if peer == OURS else ["–"])
                continue
            errors = f" ({cell.errors[peer]} errors)" if cell.errors[peer] else ""
            row.append(short(cell.rates[peer]) + errors)
            row.append(f"{short(cell.p50[peer])} / {short(cell.p99[peer])}" if peer in cell.p50 else "one call")
            if peer != OURS:
                ratio = cell.ratio(peer)
                row.append("–" if ratio is None else f"{short(ratio)} ×")
        rows.append(row)
    return table(head, rows)


def _flat(results: Mapping[int, Record]) -> str:
    found = targets.flat(cell for result in results.values() for cell in targets.cells(result))
    if not found:
        return ""
    scales = sorted({scale for times in found.values() for scale in times})
    rows = [
        [work, *(short(times[scale]) if scale in times else "–" for scale in scales)] for work, times in found.items()
    ]
    path = HERE / "plots" / "flat.svg"
    series = {work: sorted((float(scale), time) for scale, time in times.items()) for work, times in found.items()}
    path.write_text(plots.lines("p50 of distinct queries, one connection", series, "ms"), encoding="utf-8")
    head = ["work", *(f"× {scale}, ms" for scale in scales)]
    title = "## Cost of a question about a fixed number of things\n\np50 of distinct queries over one connection."
    return f"{title}\n\n![milliseconds by scale](plots/flat.svg)\n\n{table(head, rows)}\n"


def _hostile(result: Record | None) -> str:
    if not result or not result["hostile"]:
        return ""
    by_peer: dict[str, dict[bool, Record]] = {}
    for each in result["hostile"]:
        by_peer.setdefault(each["peer"], {})[each["beside"]] = each
    rows = []
    for peer, found in by_peer.items():
        row = [peer]
        for beside in (False, True):
            each = found.get(beside)
            shown = "does not answer" if each is None else f"{short(each['p50'])} / {short(each['p99'])}"
            row += [shown, "–" if each is None else str(each["status"] + each["broken"] + each["late"])]
        both = len(found) == 2 and found[False]["p99"]
        row.append(f"{short(found[True]['p99'] / found[False]['p99'])} ×" if both else "–")
        rows.append(row)
    text = (
        "## Beside a hostile query\n\nDistinct point lookups over 8 connections that each pause 20 ms on average; "
        "beside them one caller asks again and again for a product that takes the whole deadline (10 s).\n\n"
    )
    head = ["server", "alone: p50 / p99, ms", "errors", "beside: p50 / p99, ms", "errors", "p99"]
    return text + table(head, rows) + "\n"


def _replicas(result: Record | None) -> str:
    if result is None:
        return ""
    names = {
        "alone": "one replica alone",
        "without_cache": "three behind nginx",
        "with_cache": "the same, with its cache",
    }
    rows = []
    for position, first in enumerate(result["alone"]):
        row = [first["mode"], str(first["connections"])]
        for name in names:
            each = result[name][position]
            row.append(f"{short(each['rate'])} ({short(each['p50'])} / {short(each['p99'])})")
        rows.append(row)
    killed = result["killed"]
    failed = killed["status"] + killed["broken"] + killed["late"]
    return (
        "## Three replicas behind nginx\n\n`deploy/nginx.conf` with addresses and folders of the run and without what "
        f"it allows one client; point lookups, {result['day']}, {result['seconds']} s each. All share the cores of "
        "this machine, so that three replicas show what nginx costs and what its cache brings, not three times the "
        "work.\n\n"
        + table(["queries", "connections", *(f"{name}, /s (p50 / p99, ms)" for name in names.values())], rows)
        + f"\n\nOne of three replicas was killed (SIGKILL) in the middle of {killed['requests']} requests over 8 "
        f"connections: {failed} of them failed.\n"
    )


if __name__ == "__main__":
    main()
