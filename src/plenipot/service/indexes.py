"""What is made of a release besides its graph, while it is served already: the search index, and what facts rest on."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from plenipot.grounds import Grounds
from plenipot.release import grounds_file, release_id
from plenipot.search import Index
from plenipot.service.generation import Generation


async def make_indexes(generation: Generation) -> None:
    """Make the indexes of a release, each in a process of its own: the first query need not wait for them."""
    folder = tempfile.TemporaryDirectory(prefix="plenipot-")
    generation.folders.append(folder)
    path = Path(folder.name) / "search.sqlite"
    files = [f"{graph or ''}={each}" for each, graph in generation.release.files]
    try:
        if await _made("index", str(path), *files):
            generation.search = await asyncio.to_thread(Index, path)
    finally:
        generation.search_ready.set()
    root, path = generation.release.root, Path(folder.name) / "grounds.sqlite"
    if root and (made := Grounds(grounds_file(root), root)).release() == release_id(root):
        generation.grounds = made
    elif root and (root / "data" / "tables").is_dir() and await _made("ground", str(path)):
        generation.grounds = Grounds(path, root)


async def _made(*command: str) -> bool:
    """Whether a command of our own came to a good end; it is killed when nobody waits for it any more."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "plenipot", *command, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        return await process.wait() == 0
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
