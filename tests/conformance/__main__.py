"""Run the tests of the W3C against the service: ``python -m tests.conformance PATH``.

PATH is a checkout of https://github.com/w3c/rdf-tests.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import click

from tests.conformance.ledger import Entry, Verdict, judge, read_ledger
from tests.conformance.manifest import Suite, Test
from tests.conformance.outcome import Outcome
from tests.conformance.plan import run
from tests.conformance.record import write_part
from tests.conformance.report import by_failure, by_suite, reasons

HERE = Path(__file__).parent
W3C = "https://w3c.github.io/rdf-tests/"
SUITES = {
    # Before the suite of all query tests, which includes it.
    "SPARQL 1.1 query syntax": "sparql/sparql11/syntax-query/manifest.ttl",
    "SPARQL 1.1 query evaluation": "sparql/sparql11/manifest-sparql11-query.ttl",
    "SPARQL 1.1 result formats": "sparql/sparql11/manifest-sparql11-results.ttl",
    "SPARQL 1.1 protocol": "sparql/sparql11/protocol/manifest.ttl",
    "SPARQL 1.1 service description": "sparql/sparql11/service-description/manifest.ttl",
    "SPARQL 1.1 federated query": "sparql/sparql11/manifest-sparql11-fed.ttl",
    "SPARQL 1.1 entailment": "sparql/sparql11/entailment/manifest.ttl",
    "SPARQL 1.1 update": "sparql/sparql11/manifest-sparql11-update.ttl",
    "SPARQL 1.1 graph store protocol": "sparql/sparql11/graph-store-protocol/manifest.ttl",
    "SPARQL 1.0": "sparql/sparql10/manifest.ttl",
    "SPARQL 1.2": "sparql/sparql12/manifest.ttl",
    "RDF 1.1 N-Triples": "rdf/rdf11/rdf-n-triples/manifest.ttl",
    "RDF 1.1 N-Quads": "rdf/rdf11/rdf-n-quads/manifest.ttl",
    "RDF 1.1 Turtle": "rdf/rdf11/rdf-turtle/manifest.ttl",
    "RDF 1.1 TriG": "rdf/rdf11/rdf-trig/manifest.ttl",
    "RDF 1.2 N-Triples": "rdf/rdf12/rdf-n-triples/manifest.ttl",
    "RDF 1.2 N-Quads": "rdf/rdf12/rdf-n-quads/manifest.ttl",
    "RDF 1.2 Turtle": "rdf/rdf12/rdf-turtle/manifest.ttl",
    "RDF 1.2 TriG": "rdf/rdf12/rdf-trig/manifest.ttl",
}


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--only", multiple=True, metavar="PATTERN", help="Run these tests only, such as 'sparql11/bind#*'.")
@click.option("--commit", help="Commit of the suite, for the record; asked of git otherwise.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the tables into this page.")
@click.option("--ledger", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=HERE / "ledger.toml")
def main(path: Path, only: tuple[str, ...], commit: str | None, report: Path | None, ledger: Path) -> None:
    """Run the suite at PATH; fails on new failures and on stale entries of the ledger."""
    entries = read_ledger(ledger)
    started = time.monotonic()
    suites = _suites(Suite(path.resolve(), W3C), only)
    outcomes = run([test for tests in suites.values() for test in tests], lambda text: click.echo(text, err=True))
    by_id = {outcome.test.id: outcome for outcome in outcomes}
    grouped = {name: [by_id[test.id] for test in tests] for name, tests in suites.items() if tests}
    verdict = judge(outcomes, entries, whole=not only)
    _tell(verdict, entries)
    seconds = time.monotonic() - started
    lines = _tables(grouped, outcomes, entries, commit or _commit(path), seconds)
    click.echo("\n".join(lines))
    if report:
        write_part(report, "suites", lines)
    sys.exit(0 if verdict.ok else 1)


def _suites(suite: Suite, only: Sequence[str]) -> dict[str, list[Test]]:
    """The tests by suite; a test in two suites counts in the first one."""
    seen: set[str] = set()
    found: dict[str, list[Test]] = {}
    for name, manifest in SUITES.items():
        found[name] = []
        for test in suite.tests(suite.root / manifest):
            if test.id not in seen and (not only or any(fnmatchcase(test.id, pattern) for pattern in only)):
                seen.add(test.id)
                found[name].append(test)
    return found


def _tell(verdict: Verdict, entries: Sequence[Entry]) -> None:
    for outcome in verdict.new:
        click.echo(f"NEW {outcome.test.id}: {outcome.failure}: {outcome.detail}")
    for text in verdict.stale:
        click.echo(f"STALE {text}")


def _tables(
    grouped: dict[str, list[Outcome]], outcomes: list[Outcome], entries: Sequence[Entry], commit: str, seconds: float
) -> list[str]:
    values = sum(outcome.by_value for outcome in outcomes)
    return [
        f"https://github.com/w3c/rdf-tests at {commit}, run in {seconds:.0f} seconds.",
        "",
        *by_suite(grouped, entries),
        "",
        "How they fail:",
        "",
        *by_failure(outcomes, entries),
        "",
        "Why they fail:",
        "",
        *reasons(outcomes, entries),
        "",
        f"{values} tests passed with values written otherwise than in the expected result:",
        "the same number, truth value or time.",
    ]


def _commit(path: Path) -> str:
    command = ["git", "-C", str(path), "rev-parse", "HEAD"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    return asked.stdout.strip() if asked.returncode == 0 else "an unknown commit"


if __name__ == "__main__":
    main()
