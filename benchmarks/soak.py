"""Soak test with regular and hostile clients: ``python -m benchmarks.soak --minutes 20``.

Honest callers ask at a modest rate and check each answer; hostile ones run the list of tests/abuse at random. Each
caller has an address of its own on the loopback, so that the bounds per client are for each. It fails if an honest
caller got an error or another answer, or if memory grew.
"""

from __future__ import annotations

import random
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

import click
import httpx

from benchmarks.memory import tree, tree_pss
from benchmarks.peers.servers import plenipot
from tests.abuse.target import Target, client
from tests.abuse.ways import Way, engine, lines, pages, reach, slow

BOUNDS = ("--timeout", "10", "--memory", "512")
HONEST_RATE = 5.0
"""Requests per second of a regular client."""
GROWTH = 0.1
GROWTH_MB = 32.0
"""Allowed growth of memory: a tenth, plus 32 MB that allocators do not return.

The test compares two memories: the median of the main process at the start and at the end of the load, and that of all
idle processes before and after the load. It only prints the memory of all processes under load, because a hostile query
may use memory up to its limit.
"""

_PREFIXES = "PREFIX plen: <https://w3id.org/plenipot/ontology/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
_QUERIES = (
    "SELECT ?label { <https://w3id.org/plenipot/state/che> rdfs:label ?label } ORDER BY ?label",
    "SELECT (COUNT(*) AS ?n) { ?state a plen:State }",
    "SELECT ?class (COUNT(*) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY DESC(?n) ?class LIMIT 20",
    "SELECT ?s ?label { ?s a plen:Conference ; rdfs:label ?label } ORDER BY ?s ?label LIMIT 50",
    "ASK { <https://w3id.org/plenipot/resolution/pp/102> ?p ?o }",
)
_PATHS = (
    "/state/che.ttl",
    "/state/ken.html",
    "/resolution/pp/102.jsonld",
    "/query/candidates-for-pp-26.csv",
    "/search?q=res%20102",
    "/",
)


@dataclass
class Tally:
    """Counts of responses, per minute and in total."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    failed: int = 0

    def honest(self, seconds: float, error: str | None) -> None:
        """Count a request of a regular client."""
        with self.lock:
            self.requests += 1
            self.seconds.append(seconds)
            if error:
                self.failed += 1
                self.errors.append(error)

    def hostile(self, label: str) -> None:
        """Count a hostile request."""
        with self.lock:
            self.outcomes[label] += 1

    def take(self) -> tuple[list[float], list[str], Counter[str]]:
        """Return the counts since the last call."""
        with self.lock:
            taken = self.seconds, self.errors, self.outcomes
            self.seconds, self.errors, self.outcomes = [], [], Counter()
        return taken


class Honest:
    """Requests with known results."""

    def __init__(self, url: str) -> None:
        self._url = url
        with client("127.0.0.2") as http:
            self._right = {number: self._ask(http, number, 0).content for number in self.numbers}

    @property
    def numbers(self) -> range:
        """Make the requests."""
        return range(len(_QUERIES) + len(_PATHS))

    def _ask(self, http: httpx.Client, number: int, turn: int) -> httpx.Response:
        if number >= len(_QUERIES):
            return http.get(self._url + _PATHS[number - len(_QUERIES)])
        # A comment of its own: three of four queries are not answered from memory.
        query = f"{_PREFIXES}{_QUERIES[number]}" + (f" # {turn}" if turn % 4 else "")
        return http.get(f"{self._url}/sparql?query={quote(query)}", headers={"Accept": "text/csv;q=0.9, */*;q=0.1"})

    def call(self, address: str, seed: int, tally: Tally, over: threading.Event) -> None:
        """Send requests at a moderate rate until the end of the test."""
        chance = random.Random(seed)
        with client(address) as http:
            turn = seed * 1_000_000
            while not over.wait(chance.expovariate(HONEST_RATE)):
                turn += 1
                number = chance.choice(self.numbers)
                started = time.monotonic()
                error = None
                try:
                    answer = self._ask(http, number, turn)
                    if answer.status_code != 200:
                        error = f"{answer.status_code} {answer.text[:200]}"
                    elif answer.content != self._right[number]:
                        error = f"another answer to request {number}"
                except httpx.HTTPError as problem:
                    error = repr(problem)
                tally.honest(time.monotonic() - started, error)


def attack(target: Target, seed: int, tally: Tally, over: threading.Event) -> None:
    """Run random attacks until the end of the test."""
    chance = random.Random(seed)
    # Most of what takes long is among the queries.
    ways: list[Way] = [*engine.WAYS * 4, *lines.WAYS, *slow.WAYS, *reach.WAYS, *pages.WAYS]
    while not over.is_set():
        way = chance.choice(ways)
        try:
            label = way.attack(target).label
        except Exception as error:  # whatever an attack meets: here it counts what honest callers meet
            label = type(error).__name__
        tally.hostile(label if len(label) < 24 else label[:24] + "…")


@click.command()
@click.option("--minutes", default=20.0, show_default=True, type=click.FloatRange(min=0.2))
@click.option("--honest", default=4, show_default=True, help="Honest callers.")
@click.option("--hostile", default=8, show_default=True, help="Hostile callers, two to an address.")
@click.option("--seed", default=1, show_default=True)
def main(minutes: float, honest: int, hostile: int, seed: int) -> None:
    """Run the soak test; exit with 1 if a regular client had a wrong response, or memory grew."""
    with plenipot(BOUNDS) as peer:
        url = peer.endpoint.removesuffix("/sparql")
        wait_until_ready(url)
        calls = Honest(url)
        before = settled(peer.pid)
        tally, over = Tally(), threading.Event()
        threads = [
            threading.Thread(target=calls.call, args=(f"127.0.0.{2 + number}", seed + number, tally, over))
            for number in range(honest)
        ]
        threads += [
            threading.Thread(target=attack, args=(each, seed * 1000 + number, tally, over), daemon=True)
            for number, each in enumerate(targets(url, peer.pid, hostile))
        ]
        for thread in threads:
            thread.start()
        memory = watch(peer.pid, minutes, tally)
        over.set()
        for thread in threads:
            thread.join(60)
        after = settled(peer.pid)
    sys.exit(verdict(tally, [own for _, own in memory], minutes, (before, after)))


def wait_until_ready(url: str) -> None:
    """Wait until the search index is loaded."""
    while httpx.get(f"{url}/ready", trust_env=False).status_code != 200:
        time.sleep(0.2)


def targets(url: str, pid: int, count: int) -> Iterator[Target]:
    """Yield a target per hostile client, with its own client address."""
    port = int(url.rpartition(":")[2])
    for number in range(count):
        address = f"127.0.1.{1 + number // 2}"
        yield Target(port, pid, 10, client(address), client(address), address)


def watch(pid: int, minutes: float, tally: Tally) -> list[tuple[float, float]]:
    """Print the counts of each minute; record the memory of all processes and of the main one each second, in MB."""
    click.echo("minute  honest errors    p50    p99  MB (all, service)  new workers  hostile")
    samples: list[tuple[float, float]] = []
    known = set(tree(pid))
    started = time.monotonic()
    minute, replaced = 0, 0
    while (passed := time.monotonic() - started) < minutes * 60:
        time.sleep(1)
        samples.append((tree_pss(pid), own_pss(pid)))
        there = set(tree(pid))
        replaced += len(there - known)
        known = there
        if passed >= (minute + 1) * 60 or time.monotonic() - started >= minutes * 60:
            minute += 1
            report(minute, tally, samples[-60:], replaced)
            replaced = 0
    return samples


def settled(pid: int) -> float:
    """Return the memory of all idle processes in MB: the minimum of five seconds."""
    samples = []
    for _ in range(5):
        time.sleep(1)
        samples.append(tree_pss(pid))
    return min(samples)


def own_pss(pid: int) -> float:
    """Return the memory of one process in MB."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as lines_of:
        return sum(int(line.split()[1]) for line in lines_of if line.startswith("Pss:")) / 1024


def report(minute: int, tally: Tally, samples: list[tuple[float, float]], replaced: int) -> None:
    """Print the counts of a minute."""
    seconds, errors, outcomes = tally.take()
    half, most = percentile(seconds, 0.5), percentile(seconds, 0.99)
    megabytes, own = (statistics.median(each) for each in zip(*samples, strict=True))
    told = ", ".join(f"{count} × {label}" for label, count in outcomes.most_common(12))
    click.echo(
        f"{minute:6} {len(seconds):7} {len(errors):6} {half * 1000:6.0f} {most * 1000:6.0f}"
        f"  {megabytes:8.0f} {own:8.0f}  {replaced:11}  {told}"
    )
    for error, count in Counter(errors).most_common(3):
        click.echo(f"        honest error, {count} times: {error}")


def percentile(seconds: list[float], share: float) -> float:
    """Return a percentile; 0 for an empty list.

    >>> percentile([3.0, 1.0, 2.0], 0.5), percentile([], 0.99)
    (2.0, 0.0)
    """
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))] if seconds else 0.0


def start_and_end(values: list[float], minutes: float) -> tuple[float, float]:
    """Return the medians of minutes 2 to 6 and of the last 5; in a run below 12 minutes, of the 2nd and 4th quarter.

    >>> start_and_end([100.0] * 60 + [200.0] * 60, 2)
    (100.0, 200.0)
    """
    quarter = max(1, len(values) // 4)
    first, last = (
        (values[60:360], values[-300:]) if minutes >= 12 else (values[quarter : 2 * quarter], values[-quarter:])
    )
    return statistics.median(first), statistics.median(last)


def verdict(tally: Tally, own: list[float], minutes: float, idle: tuple[float, float]) -> int:
    """Print the result; return the exit code."""
    wrong = tally.failed > 0
    click.echo(f"{tally.requests} honest requests, {tally.failed} errors")
    for name, (before, after) in (
        ("the service itself, beginning and end", start_and_end(own, minutes)),
        ("all processes when idle, before and after", idle),
    ):
        more = after > before * (1 + GROWTH) + GROWTH_MB
        wrong = wrong or more
        click.echo(f"memory of {name}: {before:.0f} MB, {after:.0f} MB" + (": GREW" if more else ""))
    return int(wrong)


if __name__ == "__main__":
    main()
