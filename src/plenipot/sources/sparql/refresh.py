"""Query the endpoints page by page, and write the differences to the tables; the tables are never changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tqdm import tqdm

from plenipot.sources.sparql.client import Row, SparqlClient
from plenipot.sources.sparql.difference import compare, report
from plenipot.sources.sparql.jobs import Job, read_table
from plenipot.sources.sparql.state import State

PAGE_PAUSE = 1.0
"""Seconds between two requests to an endpoint."""


def fetch(
    job: Job, client: SparqlClient, state: State, root: Path, sleep: Callable[[float], None] = time.sleep
) -> list[Row]:
    """Fetch all rows of a job; pages in the state are not requested again.

    Raises:
        SparqlClientError: a page failed; the pages before it are in the state.
    """
    rows: list[Row] = []
    requested = False
    with tqdm(desc=job.name, unit=" rows") as bar:
        for query, until_empty in job.pages(root):
            page = state.get(query)
            if page is None:
                if requested:
                    sleep(PAGE_PAUSE)
                page = client.select(query)
                requested = True
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
    sleep: Callable[[float], None] = time.sleep,
) -> list[State]:
    """Run jobs and pass the diff of each to ``write``; ``endpoint`` makes the client for an address.

    Returns the states of the jobs: clear them once the diffs are saved.

    Raises:
        SparqlClientError: an endpoint failed; the next run continues from there.
    """
    states: list[State] = []
    for job in jobs:
        client = endpoint(job.endpoint)
        state = State(folder / f"{job.name}.jsonl", client.url, job.text)
        if restart:
            state.clear()
            state = State(folder / f"{job.name}.jsonl", client.url, job.text)
        rows = fetch(job, client, state, root, sleep)
        changes = compare(job, read_table(root / job.file, job.where), rows)
        write(report(job, client.url, len(rows), changes))
        states.append(state)
    return states
