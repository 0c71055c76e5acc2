"""Ask the endpoints, page by page, and write how their answers differ. The tables themselves are never written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tqdm import tqdm

from plenipot.sources.sparql.client import Row, SparqlClient
from plenipot.sources.sparql.difference import compare, report
from plenipot.sources.sparql.jobs import Job, read_table
from plenipot.sources.sparql.state import State

COURTESY = 1.0
"""Seconds between two pages of an endpoint."""


def fetch(
    job: Job, endpoint: SparqlClient, state: State, root: Path, rest: Callable[[float], None] = time.sleep
) -> list[Row]:
    """All rows of a job; pages that the state holds are not asked for again.

    Raises:
        EndpointError: a page could not be had; the pages before it are in the state.
    """
    rows: list[Row] = []
    asked = False
    with tqdm(desc=job.name, unit=" rows") as bar:
        for query, until_empty in job.pages(root):
            page = state.get(query)
            if page is None:
                if asked:
                    rest(COURTESY)
                page = endpoint.select(query)
                asked = True
                state.put(query, page)
            rows += page
            bar.update(len(page))
            if until_empty and not page:
                break
    return rows


def refresh(
    jobs: Iterable[Job],
    root: Path,
    folder: Path,
    write: Callable[[str], None],
    *,
    endpoint: Callable[[str], SparqlClient] = SparqlClient,
    restart: bool = False,
    rest: Callable[[float], None] = time.sleep,
) -> list[State]:
    """Run jobs and hand the diff of each to ``write``; ``endpoint`` makes the client for an address.

    The states are handed back, to be cleared when the diffs are where they should be.

    Raises:
        EndpointError: an endpoint did not answer; a further run goes on from there.
    """
    states: list[State] = []
    for job in jobs:
        asked = endpoint(job.endpoint)
        state = State(folder / f"{job.name}.jsonl", asked.url, job.text)
        if restart:
            state.clear()
            state = State(folder / f"{job.name}.jsonl", asked.url, job.text)
        rows = fetch(job, asked, state, root, rest)
        changes = compare(job, read_table(root / job.file, job.where), rows)
        write(report(job, asked.url, len(rows), changes))
        states.append(state)
    return states
