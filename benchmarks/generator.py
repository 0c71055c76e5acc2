"""The graph of the release, multiplied: copies whose things have other names and whose terms are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from plenipot.release import graph_files
from plenipot.vocabulary import BASE

_THING = re.compile(re.escape(f"<{BASE}") + r"(?!ontology/)")
# The code of a state is its key: without a code of its own, each copy would contradict the others.
_CODE = re.compile(r'(plen:iso3 "[A-Z]{3})"')


def copies(root: Path, count: int) -> Iterator[bytes]:
    """Turtle documents of ``count`` copies; the first is the release itself."""
    documents = [path.read_text(encoding="utf-8") for path in graph_files(root)]
    for number in range(count):
        for document in documents:
            yield (document if number == 0 else rename(document, number)).encode()


def rename(document: str, number: int) -> str:
    """A Turtle document about other things of the same kinds.

    >>> rename('<https://w3id.org/plenipot/state/che> a plen:State ; plen:iso3 "CHE" .', 7)
    '<https://w3id.org/plenipot/copy-7/state/che> a plen:State ; plen:iso3 "CHE-7" .'
    """
    renamed = _THING.sub(f"<{BASE}copy-{number}/", document)
    return _CODE.sub(rf'\1-{number}"', renamed)
