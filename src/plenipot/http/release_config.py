"""The configuration of a release: its files and bounds, before anything is loaded."""

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
    """The identifier of a release, its RDF files with their named graphs, and the folder of its questions."""

    id: str
    files: Files
    queries: Path
    root: Path | None = None
    """The folder that has its tables and axioms; None for data that were not built from tables."""


def bounds(settings: Settings) -> Bounds:
    """The bounds of one query: memory, and bytes and rows of its answer."""
    return Bounds(settings.memory_mb, settings.answer_mb * 1024 * 1024, settings.rows, PREFIXES)


def service_bounds(settings: Settings) -> ServiceBounds:
    """The bounds of the SERVICE clauses of one query."""
    return ServiceBounds(
        settings.services,
        settings.service_timeout,
        settings.service_mb,
        settings.service_rows,
        settings.service_clauses,
        settings.service_calls,
    )


def start_nursery(settings: Settings, files: Files, backend: str | None) -> Nursery:
    """Start the process that loads the files. With a backend it loads none, and its workers only check queries."""
    return Nursery(() if backend else files, bounds(settings))
