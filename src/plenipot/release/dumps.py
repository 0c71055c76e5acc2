"""Dump a release to files. Equal releases give equal bytes."""

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
    """Write a release as TriG, N-Quads and Turtle (without named graphs); each plain, gzip and Zstandard.

    The N-Quads are canonical (RDFC-1.0), with the standard labels of blank nodes and the standard order of lines.

    Returns:
        The paths of the files.

    Raises:
        UnreadableData: a file is not RDF in the format of its suffix.
        OSError: the folder cannot be created or a file cannot be written; then no file is written.
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
    dumps = {
        folder / (name + suffix): data
        for name, content in contents.items()
        if content
        for suffix, data in _compress(content).items()
    }
    write_files(dumps)
    return list(dumps)


def _compress(content: bytes) -> dict[str, bytes]:
    """The content plain and compressed, by the suffix of the file."""
    return {
        "": content,
        # With the time of compression in the header, every run would give other bytes.
        ".gz": gzip.compress(content, mtime=0),
        ".zst": zstandard.ZstdCompressor(level=10).compress(content),
    }
