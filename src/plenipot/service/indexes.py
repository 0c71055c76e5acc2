"""What is made of a release besides its graph, while it is served already: the search index, and what facts rest on."""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from plenipot.grounds import Grounds
from plenipot.release import grounds_file, release_id
from plenipot.search import Index
from plenipot.service.generation import Generation

_log = logging.getLogger("plenipot")


async def make_indexes(generation: Generation) -> None:
    """Make the indexes of a release, each in a process of its own: the first query need not wait for them.

    The service answers without an index that cannot be made, and says that it has none.
    """
    root = generation.release.root
    try:
        generation.grounds = _shipped(root) if root else None
        if generation.grounds or not root:
            generation.grounds_ready.set()
        folder = tempfile.TemporaryDirectory(prefix="plenipot-")
        generation.folders.append(folder)
        path = Path(folder.name) / "search.sqlite"
        if await _made("index", str(path), *(f"{graph or ''}={each}" for each, graph in generation.release.files)):
            generation.search = await asyncio.to_thread(Index, path)
        generation.search_ready.set()
        path = path.with_name("grounds.sqlite")
        if root and not generation.grounds and await _made("ground", str(path)):
            generation.grounds = Grounds(path, root)
    except OSError as error:
        _log.warning("an index could not be made: %s", error)
    finally:
        generation.search_ready.set()
        generation.grounds_ready.set()


def _shipped(root: Path) -> Grounds | None:
    """The index of rows and rules that came with the release, if it was made of this one."""
    found = Grounds(grounds_file(root), root)
    return found if found.release() == release_id(root) else None


async def _made(*command: str) -> bool:
    """Whether a command of our own came to a good end; it is killed when nobody waits for it any more."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "plenipot", *command, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        code = await process.wait()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if code:
        _log.warning("an index could not be made: `plenipot %s` ended with %s", command[0], code)
    return code == 0
