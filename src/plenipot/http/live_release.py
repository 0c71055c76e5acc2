"""A release while it is served, and its replacement by another one without a failed request."""

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
from plenipot.engine.remote import RemoteEngine, sizes
from plenipot.engine.spill import SpillBudget
from plenipot.graph.provenance.read import ProvenanceIndex
from plenipot.http.release_config import ReleaseConfig, bounds, nursery
from plenipot.http.settings import Settings
from plenipot.model.questions import Question, folders, read_catalogue
from plenipot.release.dump_job import DumpJob

PartT = TypeVar("PartT")
_log = logging.getLogger("plenipot")


@dataclass
class LiveRelease:
    """A release with the processes that answer from it, and the number of requests that began with it."""

    release: ReleaseConfig
    questions: tuple[Question, ...]
    nursery: Nursery
    pool: Pool
    engine: CachedEngine
    triples: int
    graphs: dict[str, int]
    remote: RemoteEngine | None
    spill: SpillBudget
    grounds: ProvenanceIndex | None = None
    grounds_ready: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when there is an index of what facts rest on, or when there will be none."""
    folders: list[tempfile.TemporaryDirectory[str]] = field(default_factory=list)
    dumps: DumpJob = field(init=False)
    _parts: dict[type[Any], Any] = field(default_factory=dict)
    _running: int = 0
    _empty: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.dumps = DumpJob(self.release.files)

    def part(self, kind: type[PartT]) -> PartT:
        """What start-up jobs make of the release, one object of each kind; an empty one until they have run."""
        made: PartT = self._parts.setdefault(kind, kind())
        return made

    def enter(self) -> None:
        """Count a request in: what it needs stays until it leaves."""
        self._running += 1

    def leave(self) -> None:
        """Count a request out."""
        self._running -= 1
        if not self._running:
            self._empty.set()

    async def end(self) -> None:
        """Stop the processes, as soon as nobody needs them."""
        while self._running:
            self._empty.clear()
            await self._empty.wait()
        await self.stop()

    async def stop(self) -> None:
        """Stop the processes, whoever needs them."""
        await self.pool.stop()
        if self.remote:
            await self.remote.close()
        self.nursery.close()
        await self.dumps.stop()
        for folder in self.folders:
            folder.cleanup()


def load_release(settings: Settings, release: ReleaseConfig, loaded: Nursery, backend: str | None) -> LiveRelease:
    """A generation over a nursery, as soon as it has loaded the release, or over a backend that has it.

    Raises:
        BadHeader: a question cannot be read.
        NurseryError: the data cannot be loaded.
        BackendError: the backend does not answer.
    """
    questions = read_catalogue(release.queries)
    loaded.wait()
    spill = SpillBudget(settings.spill_mb * 1024 * 1024, settings.spill_mb * 1024 * 1024 // 4)
    pool = Pool(loaded, settings.workers, settings.timeout, settings.queue, spill)
    remote = None
    triples, graphs = loaded.triples, loaded.graphs
    if backend:
        triples, graphs = sizes(backend)
        remote = RemoteEngine(backend, pool, settings.timeout, bounds(settings), settings.queue, spill)
    engine = CachedEngine(remote or pool, settings.cache_mb * 1024 * 1024)
    return LiveRelease(release, questions, loaded, pool, engine, triples, graphs, remote, spill)


def install(app: FastAPI, made: LiveRelease) -> None:
    """Let the application answer from a generation."""
    state = app.state
    state.live_release = made
    state.pool, state.engine, state.remote = made.pool, made.engine, made.remote
    state.triples, state.graphs = made.triples, made.graphs
    state.release, state.files = made.release.id, made.release.files
    state.questions = {question.name: question for question in made.questions}
    state.folders = folders(made.questions)
    # Made from the release when somebody asks for them.
    state.ontology = None
    state.response_cache.clear()


async def replace(
    app: FastAPI,
    read: Callable[[], ReleaseConfig],
    backend: str | None,
    index: Callable[[LiveRelease], Awaitable[None]],
) -> None:
    """Serve what is there now; what was served before is served until all is ready, or on if it cannot be."""
    settings: Settings = app.state.settings
    loaded: Nursery | None = None
    made: LiveRelease | None = None
    try:
        release = await asyncio.to_thread(read)
        loaded = nursery(settings, release.files, backend)
        made = await asyncio.to_thread(load_release, settings, release, loaded, backend)
        await made.pool.start()
        await index(made)
    except BaseException as error:  # whatever is wrong with the new one, the old one answers
        if made:
            await made.stop()
        elif loaded:
            loaded.close()
        if not isinstance(error, Exception):  # the service ends
            raise
        _log.warning("the release could not be loaded again; %s is served on: %s", app.state.release, error)
        return
    old: LiveRelease = app.state.live_release
    install(app, made)
    _log.warning("release %s is served now", release.id)
    try:
        await old.end()
    except asyncio.CancelledError:
        await old.stop()
        raise
