"""Start-up jobs: make the search index and the provenance index while the release is served already."""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from plenipot.api.search import Index
from plenipot.api.search.live_index import LiveIndex
from plenipot.graph.provenance.read import ProvenanceIndex
from plenipot.http.live_release import LiveRelease
from plenipot.model.release_files import provenance_file
from plenipot.release.ids import release_id

_log = logging.getLogger("plenipot")


async def make_indexes(live: LiveRelease) -> None:
    """Make the indexes of a release in child processes, so that queries do not wait for them.

    If an index cannot be made, the service runs without it: the search answers 503, and ``/why`` shows no rows.
    """
    root, search = live.release.root, live.part(LiveIndex)
    try:
        live.provenance = _shipped(root) if root else None
        if live.provenance or not root:
            live.provenance_ready.set()
        folder = tempfile.TemporaryDirectory(prefix="plenipot-")
        live.folders.append(folder)
        path = Path(folder.name) / "search.sqlite"
        if await _run_command(
            "index", str(path), *(f"{graph or ''}={rdf_file}" for rdf_file, graph in live.release.files)
        ):
            search.index = await asyncio.to_thread(Index, path)
        search.ready.set()
        path = path.with_name("grounds.sqlite")
        if root and not live.provenance and await _run_command("ground", str(path)):
            live.provenance = ProvenanceIndex(path, root)
    except OSError as error:
        _log.warning("an index could not be made: %s", error)
    finally:
        search.ready.set()
        live.provenance_ready.set()


def _shipped(root: Path) -> ProvenanceIndex | None:
    """The provenance index in the release, if it was made from this release."""
    index = ProvenanceIndex(provenance_file(root), root)
    return index if index.release() == release_id(root) else None


async def _run_command(*command: str) -> bool:
    """Run a ``plenipot`` command; whether it succeeded. A cancellation kills the process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "plenipot",
        *command,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, errors = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        reason = errors.decode(errors="replace").strip().rpartition("\n")[2]
        _log.warning(
            "an index could not be made: `plenipot %s` ended with %s: %s", command[0], process.returncode, reason
        )
    return process.returncode == 0
