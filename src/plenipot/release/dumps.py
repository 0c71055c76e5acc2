"""The whole release as files: the same release gives the same bytes."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import zstandard

from plenipot.engine.interface import Files
from plenipot.model.vocabulary import PREFIXES
from plenipot.release.canonical import canonical_lines, read_quads

COMPRESSIONS = ("gz", "zst")


def write_dumps(files: Files, folder: Path) -> list[Path]:
    """Write the release as TriG and N-Quads with its named graphs, and as Turtle without them; plain, gzip and zstd.

    The N-Quads are canonical (RDFC-1.0): labels of blank nodes and the order of lines are those of the standard.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = b"".join(canonical_lines(read_quads(files)))
    ordered = list(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    triples = dict.fromkeys(quad.triple for quad in ordered)
    quads = sorted(ordered, key=lambda quad: str(quad.graph_name))
    contents = {
        "plenipot.nq": text,
        "plenipot.trig": ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=PREFIXES),
        "plenipot.ttl": ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES),
    }
    return [path for name, content in contents.items() if content for path in _write(folder / name, content)]


def _write(path: Path, content: bytes) -> Iterator[Path]:
    packed = {
        "": content,
        # The time of packing would make every run differ.
        ".gz": gzip.compress(content, mtime=0),
        ".zst": zstandard.ZstdCompressor(level=10).compress(content),
    }
    for suffix, data in packed.items():
        made = path.with_name(path.name + suffix)
        made.write_bytes(data)
        yield made
