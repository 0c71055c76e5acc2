"""Syntax tests: valid queries are answered, invalid ones get a status of 400."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import httpx

from tests.conformance.evaluation import with_base
from tests.conformance.manifest import Test
from tests.conformance.outcome import Outcome, failed
from tests.conformance.server import Running, service

_ANY = "*/*"


def run_syntax(tests: Sequence[Test]) -> list[Outcome]:
    """Run the syntax tests and the update tests on one service with little data."""
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        path = Path(folder) / "data.nt"
        path.write_text("<urn:x:s> <urn:x:p> <urn:x:o> .\n", encoding="utf-8")
        with service([path]) as running:
            return [_judged(running, test) for test in tests]


def _is_update(test: Test) -> bool:
    """Whether a test is one of updates; some are recognizable only by their file name."""
    return "Update" in test.kind or (test.action is not None and test.action.path.suffix == ".ru")


def _judged(running: Running, test: Test) -> Outcome:
    assert test.action is not None
    update = _is_update(test)
    try:
        if update:
            headers = {"Content-Type": "application/sparql-update"}
            response = running.client.post("/sparql", content=with_base(test.action), headers=headers)
        else:
            response = running.query(with_base(test.action), _ANY)
    except httpx.HTTPError as error:
        return failed(test, "refused", f"no response: {error!r}")
    status = response.status_code
    if update:
        kind = "accepted" if status != 400 else "not run" if "Negative" in test.kind else "refused"
        return failed(test, kind, f"{status}: {response.text}")
    if test.kind.startswith("Negative"):
        return Outcome(test) if status == 400 else failed(test, "accepted", f"{status}: {response.text}")
    return Outcome(test) if status == 200 else failed(test, "refused", f"{status}: {response.text}")
