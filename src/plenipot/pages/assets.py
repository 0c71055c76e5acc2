"""Addresses of the scripts that Vite builds, read from its manifest. The pages work without scripts."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parents[1] / "pages" / "static"


@cache
def manifest() -> dict[str, str]:
    """Map the source name of each entry script to its URL path; empty if the scripts were not built."""
    path = STATIC / "build" / ".vite" / "manifest.json"
    if not path.is_file():
        return {}
    entries = json.loads(path.read_text(encoding="utf-8"))
    return {name: f"/static/build/{entry['file']}" for name, entry in entries.items() if entry.get("isEntry")}


def script(name: str) -> str | None:
    """Return the URL path of a script, such as ``explorer``; None if it was not built."""
    return manifest().get(f"{name}.ts")
