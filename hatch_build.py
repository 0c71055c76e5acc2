"""Says what is missing before a package is built: an installed one has no `make` to get it by."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SCRIPTS = "src/plenipot/pages/static/build"
INDEX = "data/grounds.sqlite"
HOW = "run `make wheel`, or `make .venv/web .venv/grounds` and build again"


class CustomBuildHook(BuildHookInterface[Any]):
    """Refuses a wheel or an sdist without the scripts of the pages, or without the index of what facts rest on."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Check what `make` makes; an editable installation is what it is made with."""
        if version == "editable":
            return
        root = Path(self.root)
        if not (root / SCRIPTS / ".vite" / "manifest.json").is_file():
            self.app.abort(f"{SCRIPTS} is not there: the pages would have no scripts and no styles. First {HOW}.")
        if indexed_release(root / INDEX) is None:
            self.app.abort(f"{INDEX} is not there, or no index: /why would have no rows. First {HOW}.")
        if indexed_release(root / INDEX) != release_id(root / "data" / "graph" / "release.tsv"):
            self.app.abort(f"{INDEX} was made of other data than these: every service would make it anew. First {HOW}.")
        if self.target_name == "wheel":
            build_data["force_include"][INDEX] = f"plenipot/_release/{INDEX}"


def indexed_release(path: Path) -> str | None:
    """The id of the release that an index was made of; None if the file is no index."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
            return str(store.execute("SELECT id FROM release").fetchone()[0])
    except (sqlite3.Error, TypeError):
        return None


def release_id(table: Path) -> str:
    """The id of the whole release, as docs/release.md tells: nothing of the package is imported to build it."""
    lines = table.read_text(encoding="utf-8").splitlines()[1:]
    whole = sorted(line.removeprefix("\t") + "\n" for line in lines if line.startswith("\t"))
    return hashlib.sha256("".join(whole).encode()).hexdigest()[:32]
