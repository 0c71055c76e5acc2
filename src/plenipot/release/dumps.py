"""The whole release as files: the same release gives the same bytes."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyoxigraph as ox
import zstandard

from plenipot.engine.interface import Files
from plenipot.model.files import write_files
from plenipot.model.vocabulary import PREFIXES
from plenipot.release.canonical import canonical_lines, read_quads

COMPRESSIONS = ("gz", "zst")


def write_dumps(files: Files, folder: Path) -> list[Path]:
    """Write the release as TriG and N-Quads with its named graphs, and as Turtle without them; plain, gzip and zstd.

    The N-Quads are canonical (RDFC-1.0): labels of blank nodes and the order of lines are those of the standard.

    Raises:
        UnreadableData: a file is not RDF of its suffix.
        OSError: the folder cannot be made, or a file not written; none was.
    """
    text = b"".join(canonical_lines(read_quads(files)))
    ordered = list(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    triples = dict.fromkeys(quad.triple for quad in ordered)
    quads = sorted(ordered, key=lambda quad: str(quad.graph_name))
    contents = {
        "plenipot.nq": text,
        "plenipot.trig": ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=PREFIXES),
        "plenipot.ttl": ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES),
    }
    packed = {
        folder / (name + suffix): data
        for name, content in contents.items()
        if content
        for suffix, data in _packed(content).items()
    }
    write_files(packed)
    return list(packed)


def _packed(content: bytes) -> dict[str, bytes]:
    """The content plain and compressed, by the suffix of the file."""
    return {
        "": content,
        # The time of packing would make every run differ.
        ".gz": gzip.compress(content, mtime=0),
        ".zst": zstandard.ZstdCompressor(level=10).compress(content),
    }
