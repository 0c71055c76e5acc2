"""What is served, before anything of it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plenipot.engine.evaluate import Bounds
from plenipot.engine.federation.bounds import ServiceBounds
from plenipot.engine.interface import Files
from plenipot.engine.pool.client import Nursery
from plenipot.http.settings import Settings
from plenipot.model.vocabulary import PREFIXES


@dataclass(frozen=True)
class ReleaseConfig:
    """The name of a release, its files with their graphs, and the folder of its questions."""

    id: str
    files: Files
    queries: Path
    root: Path | None = None
    """The folder of its tables and axioms; None for data that were not built from tables."""


def bounds(settings: Settings) -> Bounds:
    """What a query may need."""
    return Bounds(settings.memory_mb, settings.answer_mb * 1024 * 1024, settings.rows, PREFIXES)


def service_bounds(settings: Settings) -> ServiceBounds:
    """What the SERVICE clauses of a query may need."""
    return ServiceBounds(
        settings.services,
        settings.service_timeout,
        settings.service_mb,
        settings.service_rows,
        settings.service_clauses,
        settings.service_calls,
    )


def nursery(settings: Settings, files: Files, backend: str | None) -> Nursery:
    """The process that loads the files; with a backend it loads nothing, and its workers check queries."""
    return Nursery(() if backend else files, bounds(settings))
