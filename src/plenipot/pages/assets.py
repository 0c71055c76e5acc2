"""The scripts that are added to the pages: built by Vite, found by its manifest; without them the pages work."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parents[1] / "pages" / "static"


@cache
def manifest() -> dict[str, str]:
    """The address of each script by the name of its source; nothing where none were built."""
    path = STATIC / "build" / ".vite" / "manifest.json"
    if not path.is_file():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    return {name: f"/static/build/{each['file']}" for name, each in found.items() if each.get("isEntry")}


def script(name: str) -> str | None:
    """The address of a script, such as ``explorer``."""
    return manifest().get(f"{name}.ts")
