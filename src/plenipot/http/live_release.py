"""The release that is served, and its replacement by a newer one without a failed request."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fastapi import FastAPI

from plenipot.engine.cache import CachedEngine
from plenipot.engine.pool.client import Nursery
from plenipot.engine.pool.pool import Pool
from plenipot.engine.remote import RemoteEngine, backend_sizes
from plenipot.engine.spill import SpillBudget
from plenipot.graph.provenance.read import ProvenanceIndex
from plenipot.http.release_config import ReleaseConfig, bounds, start_nursery
from plenipot.http.settings import Settings
from plenipot.model.questions import Question, folders, read_catalogue
from plenipot.release.dump_job import DumpJob

PartT = TypeVar("PartT")
_log = logging.getLogger("plenipot")


@dataclass
class LiveRelease:
    """A loaded release with its query processes, and the number of running requests that use it."""

    release: ReleaseConfig
    questions: tuple[Question, ...]
    nursery: Nursery
    pool: Pool
    engine: CachedEngine
    triples: int
    graphs: dict[str, int]
    remote: RemoteEngine | None
    spill: SpillBudget
    provenance: ProvenanceIndex | None = None
    provenance_ready: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the provenance index is open, or when it is clear that there is none."""
    folders: list[tempfile.TemporaryDirectory[str]] = field(default_factory=list)
    dumps: DumpJob = field(init=False)
    _parts: dict[type[Any], Any] = field(default_factory=dict)
    _requests: int = 0
    _unused: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.dumps = DumpJob(self.release.files)

    def part(self, kind: type[PartT]) -> PartT:
        """The object of a class that start-up jobs fill, one per class; it is empty until they have run."""
        part: PartT = self._parts.setdefault(kind, kind())
        return part

    def begin_request(self) -> None:
        """Count a request that starts: `stop_when_unused` waits for its end."""
        self._requests += 1

    def end_request(self) -> None:
        """Count a request that has ended."""
        self._requests -= 1
        if not self._requests:
            self._unused.set()

    async def stop_when_unused(self) -> None:
        """Wait for the requests that use the release, then stop its processes."""
        while self._requests:
            self._unused.clear()
            await self._unused.wait()
        await self.stop()

    async def stop(self) -> None:
        """Stop the processes at once, even if requests use them."""
        await self.pool.stop()
        if self.remote:
            await self.remote.close()
        self.nursery.close()
        await self.dumps.stop()
        for folder in self.folders:
            folder.cleanup()


def load_release(settings: Settings, release: ReleaseConfig, nursery: Nursery, backend: str | None) -> LiveRelease:
    """Wait until the nursery has loaded the release, and make the engine that answers from it.

    Args:
        nursery: the process that loads the release; with a backend, one without data.
        backend: URL of a SPARQL endpoint that has the data of the release; None to answer from the nursery.

    Raises:
        BadHeader: the header of a question is invalid.
        NurseryError: the data cannot be loaded.
        BackendError: the backend does not answer.
    """
    questions = read_catalogue(release.queries)
    nursery.wait()
    spill = SpillBudget(settings.spill_mb * 1024 * 1024, settings.spill_mb * 1024 * 1024 // 4)
    pool = Pool(nursery, settings.workers, settings.timeout, settings.queue, spill)
    remote = None
    triples, graphs = nursery.triples, nursery.graphs
    if backend:
        triples, graphs = backend_sizes(backend)
        remote = RemoteEngine(backend, pool, settings.timeout, bounds(settings), settings.queue, spill)
    engine = CachedEngine(remote or pool, settings.cache_mb * 1024 * 1024)
    return LiveRelease(release, questions, nursery, pool, engine, triples, graphs, remote, spill)


def install(app: FastAPI, live: LiveRelease) -> None:
    """Let the application answer from a release, and clear what is cached of another one."""
    state = app.state
    state.live_release = live
    state.pool, state.engine, state.remote = live.pool, live.engine, live.remote
    state.triples, state.graphs = live.triples, live.graphs
    state.release, state.files = live.release.id, live.release.files
    state.questions = {question.name: question for question in live.questions}
    state.folders = folders(live.questions)
    # The terms of the ontology are read at the first request for one.
    state.ontology = None
    state.response_cache.clear()


async def replace(
    app: FastAPI,
    read_config: Callable[[], ReleaseConfig],
    backend: str | None,
    make_indexes: Callable[[LiveRelease], Awaitable[None]],
) -> None:
    """Load the release again, and serve it once its indexes are ready.

    The old release answers until then. If the new one cannot be loaded, the service logs the error and goes on with
    the old one.
    """
    settings: Settings = app.state.settings
    nursery: Nursery | None = None
    live: LiveRelease | None = None
    try:
        release = await asyncio.to_thread(read_config)
        nursery = start_nursery(settings, release.files, backend)
        live = await asyncio.to_thread(load_release, settings, release, nursery, backend)
        await live.pool.start()
        await make_indexes(live)
    except BaseException as error:
        if live:
            await live.stop()
        elif nursery:
            nursery.close()
        if not isinstance(error, Exception):  # a cancellation: the service is shutting down
            raise
        _log.warning("the release could not be loaded again; %s is served on: %s", app.state.release, error)
        return
    old: LiveRelease = app.state.live_release
    install(app, live)
    _log.warning("release %s is served now", release.id)
    try:
        await old.stop_when_unused()
    except asyncio.CancelledError:
        await old.stop()
        raise
