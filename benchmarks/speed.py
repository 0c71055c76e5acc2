"""Compare the speed of Plenipot and other servers on this machine, with the same data, in one run.

``python -m benchmarks.speed --fuseki FOLDER --json benchmarks/results/speed-1.json`` measures the release;
``--scale 10`` and ``--scale 100`` measure its copies. ``python -m benchmarks.report`` writes the results down.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx

from benchmarks import client, contest, processes, work
from benchmarks.contest import Contestant, Data
from benchmarks.peers.servers import fetch_fuseki
from benchmarks.trivial import client_speed

HOSTILE = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT "
DEADLINE = 60
HOSTILE_DEADLINE = 10
REPEATED = 16
"""Number of different queries in the mode "repeated"."""
SLOW = 1.0
"""Seconds per query above which the benchmark does not use several connections."""
PAUSE = 20
"""Average pause in milliseconds of regular clients beside a hostile query, so that they do not saturate the CPU."""
HEAVY = ("aggregate-all", "text", "construct", "big", "questions")
"""Works that run over eight connections only."""
Record = dict[str, Any]


class Run:
    """A run of the benchmark: its works and results."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options, self.folder = options, folder
        self.scale: int = options.scale
        self.works = work.works(self.scale, options.only)
        self.records: list[Record] = []
        self.hostile: list[Record] = []
        self.notes: list[str] = []
        self.contestants: dict[str, Contestant] = {}
        self._rows: dict[str, list[int]] = {}
        self._first: dict[str, int] = {}

    def check(self, contestant: Contestant) -> None:
        """Run some queries of each work once; compare the numbers of rows with the first contestant; record times."""
        for each in self.works:
            if contestant.name == "rdflib-endpoint" and each.name in ("questions", "aggregate-all"):
                self.note(f"rdflib-endpoint was not asked {each.name}: it ends no query that takes long")
                continue
            sample = each.queries if each.name == "questions" else each.queries[:3]
            started = time.monotonic()
            try:
                rows = [self._count(contestant, each, query) for query in sample]
            except (httpx.HTTPError, ValueError) as error:
                self.note(f"{contestant.name} did not answer {each.name}: {type(error).__name__} {str(error)[:150]}")
                processes.settle(contestant.pid, 60)
                continue
            contestant.calls[each.name] = (time.monotonic() - started) / len(sample)
            expected = self._rows.setdefault(each.name, rows)
            if rows != expected:
                wrong = sum(1 for here, there in zip(rows, expected, strict=True) if here != there)
                self.note(f"{contestant.name} gave other numbers of rows for {wrong} of {len(rows)}: {each.name}")

    @staticmethod
    def _count(contestant: Contestant, each: work.Work, query: str) -> int:
        answer = contest.ask(contestant.endpoint, f"{query}{each.limit}", each.accept, 30)
        if answer.status_code != 200:
            raise ValueError(f"{answer.status_code} {answer.text}")
        if each.accept == work.ROWS:
            return len(answer.json()["results"]["bindings"])
        # An answer to CONSTRUCT may name a triple twice.
        return len({line for line in answer.text.splitlines() if line.strip()})

    def note(self, text: str) -> None:
        """Record a note for readers of the results."""
        self.notes.append(text)
        print("note:", text, file=sys.stderr, flush=True)

    def warm(self, contestant: Contestant) -> None:
        """Warm up a server with some queries of each work, for JIT compilers."""
        if contestant.name == "rdflib-endpoint":
            return
        for each in self.works:
            call = contestant.calls.get(each.name)
            if call is None or call > SLOW:
                continue
            path = each.write(self.folder / f"{each.name}.txt")
            try:
                self._ask(contestant, each, "distinct", 8, path, 0.0)
            except RuntimeError as error:
                self.note(f"{contestant.name} does not answer any more: {each.name}: {error}")
            processes.settle(contestant.pid)

    def measure(self, contestants: Sequence[Contestant]) -> None:
        """Measure all works in all modes; the contestants take turns."""
        for each in self.works:
            path = each.write(self.folder / f"{each.name}.txt")
            few = each.write(self.folder / f"{each.name}-few.txt", None if each.name == "questions" else REPEATED)
            for mode in self.options.modes:
                for connections in self._connections(each):
                    self._cell(contestants, each, mode, connections, path if mode == "distinct" else few)

    def _connections(self, each: work.Work) -> Sequence[int]:
        if self.options.connections:
            return tuple(self.options.connections)
        if each.name in HEAVY:
            return (8,)
        if self.scale == 1:
            return (1, 8, 64)
        return (1, 8) if each.fixed else (8,)

    def _cell(
        self, contestants: Sequence[Contestant], each: work.Work, mode: str, connections: int, path: Path
    ) -> None:
        rounds: dict[str, list[client.Measured]] = {}
        for number in range(self.options.rounds):
            for contestant in contestants:
                call = contestant.calls.get(each.name)
                if call is None or (number and contestant.name == "rdflib-endpoint"):
                    continue
                if call > SLOW and contestant.name == "rdflib-endpoint":
                    continue
                with processes.only(contestant.pid, [every.pid for every in contestants]):
                    try:
                        found = self._ask(contestant, each, mode, connections, path, call)
                    except RuntimeError as error:
                        self.note(f"{contestant.name} does not answer any more: {each.name}, {mode}: {error}")
                        contestant.calls.clear()
                        continue
                    if not processes.settle(contestant.pid):
                        self.note(f"{contestant.name} still worked 20 s after {each.name}, {connections} connections")
                rounds.setdefault(contestant.name, []).append(found)
        for contestant in contestants:
            record: Record = {"work": each.name, "mode": mode, "connections": connections, "peer": contestant.name}
            if contestant.name in rounds:
                record["rounds"] = [{**asdict(one), "rate": one.rate} for one in rounds[contestant.name]]
            elif each.name in contestant.calls:
                # One process that does one thing at a time: more connections make it no faster.
                record["single"] = contestant.calls[each.name]
            else:
                continue
            self.records.append(record)
            print(_line(record), flush=True)

    def _ask(
        self, contestant: Contestant, each: work.Work, mode: str, connections: int, path: Path, call: float
    ) -> client.Measured:
        # Long enough that some are answered over each connection.
        seconds = min(12.0, max(self.options.seconds, 4 * call * connections, 4 * call))
        first = self._first.get(each.name, each.limit) if mode == "distinct" else each.limit
        found = client.run(
            contestant.endpoint, path, each.accept, connections, seconds, first, mode == "distinct", DEADLINE
        )
        if mode == "distinct":
            self._first[each.name] = first + found.issued
        return found

    def beside_a_hostile_query(self, contestant: Contestant) -> None:
        """Measure point lookups at a fixed rate, alone and beside a client whose query runs until its timeout."""
        lookup = next((each for each in self.works if each.name == "lookup"), None)
        if lookup is None:
            return
        path = lookup.write(self.folder / "lookup.txt")
        hostile = self.folder / "hostile.txt"
        work.Work("hostile", "", [HOSTILE]).write(hostile)
        for beside in (False, True):
            with ExitStack() as stack:
                if beside:
                    stack.enter_context(client.beside(contestant.endpoint, hostile, lookup.accept, 1000))
                    time.sleep(1.0)
                first = self._first.get("lookup", lookup.limit)
                seconds = self.options.hostile_seconds
                try:
                    found = client.run(contestant.endpoint, path, lookup.accept, 8, seconds, first, True, 60, PAUSE)
                except RuntimeError as error:
                    self.note(f"{contestant.name} does not answer beside a hostile query: {error}")
                    return
                self._first["lookup"] = first + found.issued
            self.hostile.append({"peer": contestant.name, "beside": beside, **asdict(found), "rate": found.rate})
            print(f"{contestant.name}: p99 {found.p99} ms{' beside a hostile query' if beside else ''}", flush=True)


def _line(record: Record) -> str:
    head = f"{record['work']:14} {record['mode']:8} {record['connections']:3} {record['peer']:16}"
    if "single" in record:
        return f"{head} one call takes {record['single']:.2f} s"
    rates = sorted(each["rate"] for each in record["rounds"])
    last = record["rounds"][-1]
    errors = sum(each["status"] + each["broken"] + each["late"] for each in record["rounds"])
    rate = rates[len(rates) // 2]
    return f"{head} {rate:10.1f}/s  p50 {last['p50']:9.2f}  p99 {last['p99']:9.2f} ms  errors {errors}"


def starts(run: Run, data: Data) -> Iterator[AbstractContextManager[Contestant]]:
    """Yield the context managers that start the servers; note those that are not available."""
    chosen = run.options.peers
    if "plenipot" in chosen:
        yield contest.plenipot(data, DEADLINE)
    if "oxigraph" in chosen:
        yield contest.oxigraph(data, None)
    if "fuseki" in chosen:
        if run.options.fuseki:
            yield contest.fuseki(data, DEADLINE, fetch_fuseki(run.options.fuseki), run.options.heap)
        else:
            run.note("Fuseki was not measured: no folder for its jars was named (--fuseki)")
    if "rdflib" in chosen:
        if not contest.have_rdflib_endpoint():
            run.note("rdflib-endpoint was not measured: it is not installed (extra bench)")
        elif data.scale > 1:
            run.note(f"rdflib-endpoint was not measured at × {data.scale}: loading takes longer than all the rest")
        else:
            yield contest.rdflib_endpoint(data)


def together(run: Run, data: Data) -> None:
    """Start all servers at once, and measure them in turn."""
    with ExitStack() as stack:
        contestants = [stack.enter_context(start) for start in starts(run, data)]
        pids = [every.pid for every in contestants]
        for contestant in contestants:
            with processes.only(contestant.pid, pids):
                run.check(contestant)
                run.warm(contestant)
        run.measure(contestants)
        for contestant in contestants:
            contestant.memory_after_mb = processes.memory_mb(contestant.pid)
            run.contestants[contestant.name] = contestant


def one_by_one(run: Run, data: Data) -> None:
    """Start and measure each server alone, if they do not fit into memory together."""
    for start in starts(run, data):
        with start as contestant:
            run.check(contestant)
            run.warm(contestant)
            run.measure([contestant])
            contestant.memory_after_mb = processes.memory_mb(contestant.pid)
            run.contestants[contestant.name] = contestant


def hostile(run: Run, data: Data) -> None:
    """Start each server alone with a query timeout, if it supports one."""
    chosen = run.options.peers
    if "plenipot" in chosen:
        with contest.plenipot(data, HOSTILE_DEADLINE) as contestant:
            run.beside_a_hostile_query(contestant)
    if "oxigraph" in chosen:
        with contest.oxigraph(data, HOSTILE_DEADLINE) as contestant:
            run.beside_a_hostile_query(contestant)
    if "fuseki" in chosen and run.options.fuseki:
        with contest.fuseki(data, HOSTILE_DEADLINE, fetch_fuseki(run.options.fuseki), run.options.heap) as contestant:
            run.beside_a_hostile_query(contestant)


def machine() -> Record:
    """Describe the machine."""
    total = int(Path("/proc/meminfo").read_text().split()[1]) // 1024
    names = ("pyoxigraph", "oxigraph", "uvicorn", "rdflib", "rdflib-endpoint")
    versions = {}
    for name in names:
        try:
            versions[name] = version(name)
        except ImportError:
            continue
    return {
        "cores": os.cpu_count(),
        "memory_mb": total,
        "python": platform.python_version(),
        "versions": versions,
        "load_before": os.getloadavg()[0],
    }


def main() -> None:
    """Run the benchmark and write the results."""
    options = _options()
    processes.end_cleanly()
    began = time.monotonic()
    before = machine()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run = Run(options, folder)
        data = contest.prepare(options.scale, folder)
        (together if options.scale < contest.ON_DISK else one_by_one)(run, data)
        if options.scale == 1 and options.hostile_seconds:
            hostile(run, data)
        trivial = client_speed(folder)
    result = {
        "scale": options.scale,
        "day": datetime.now(UTC).date().isoformat(),
        "machine": before,
        "seconds": options.seconds,
        "rounds": options.rounds,
        "works": {each.name: {"what": each.what, "fixed": each.fixed, "kind": each.kind} for each in run.works},
        "contestants": [asdict(each) for each in run.contestants.values()],
        "records": run.records,
        "hostile": run.hostile,
        "client_per_second": trivial,
        "notes": run.notes,
        "minutes": round((time.monotonic() - began) / 60, 1),
    }
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"{result['minutes']} minutes; the client alone: {trivial or 'not measured, nginx is not here'} requests/s")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--scale", type=int, default=1, help="copies of the release; 100 and more: servers one by one")
    parser.add_argument("--only", nargs="*", default=(), help="names of works")
    parser.add_argument("--peers", nargs="*", default=("plenipot", "oxigraph", "fuseki", "rdflib"))
    parser.add_argument("--modes", nargs="*", default=("distinct", "repeated"), choices=("distinct", "repeated"))
    parser.add_argument("--connections", nargs="*", type=int, help="instead of those of each work")
    parser.add_argument("--seconds", type=float, default=1, help="of one measurement, at least; whole seconds")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--hostile-seconds", type=int, default=12, help="0 leaves the hostile query out")
    parser.add_argument("--fuseki", type=Path, help="folder for the jars of Fuseki, fetched there if it is empty")
    parser.add_argument("--heap", help="heap of Fuseki; 4g at scale 1, 8g above")
    parser.add_argument("--json", type=Path, help="file for all that was measured")
    options = parser.parse_args()
    options.heap = options.heap or ("4g" if options.scale == 1 else "8g")
    if not client.available():
        parser.error("wrk is not installed (Debian: apt-get install wrk)")
    return options


if __name__ == "__main__":
    main()
