"""Start-up jobs: build the search index and the provenance index of a release while it is already served."""

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
from plenipot.model.release_files import grounds_file
from plenipot.release.ids import release_id

_log = logging.getLogger("plenipot")


async def make_indexes(live: LiveRelease) -> None:
    """Make the indexes of a release, each in a process of its own: the first query need not wait for them.

    The service answers without an index that cannot be made, and says that it has none.
    """
    root, search = live.release.root, live.part(LiveIndex)
    try:
        live.provenance = _shipped(root) if root else None
        if live.provenance or not root:
            live.provenance_ready.set()
        folder = tempfile.TemporaryDirectory(prefix="plenipot-")
        live.folders.append(folder)
        path = Path(folder.name) / "search.sqlite"
        if await _made("index", str(path), *(f"{graph or ''}={each}" for each, graph in live.release.files)):
            search.index = await asyncio.to_thread(Index, path)
        search.ready.set()
        path = path.with_name("grounds.sqlite")
        if root and not live.provenance and await _made("ground", str(path)):
            live.provenance = ProvenanceIndex(path, root)
    except OSError as error:
        _log.warning("an index could not be made: %s", error)
    finally:
        search.ready.set()
        live.provenance_ready.set()


def _shipped(root: Path) -> ProvenanceIndex | None:
    """The index of rows and rules that came with the release, if it was made of this one."""
    found = ProvenanceIndex(grounds_file(root), root)
    return found if found.release() == release_id(root) else None


async def _made(*command: str) -> bool:
    """Whether a command of our own came to a good end; it is killed when nobody waits for it any more."""
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
