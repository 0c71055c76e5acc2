"""The graph of the release, multiplied: copies whose things have other names and whose terms are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from plenipot.release import graph_files
from plenipot.vocabulary import BASE

_THING = re.compile(re.escape(f"<{BASE}") + r"(?!ontology/)")


def copies(root: Path, count: int) -> Iterator[bytes]:
    """Turtle documents of ``count`` copies; the first is the release itself."""
    documents = [path.read_text(encoding="utf-8") for path in graph_files(root)]
    for number in range(count):
        for document in documents:
            text = document if number == 0 else _THING.sub(f"<{BASE}copy-{number}/", document)
            yield text.encode()
