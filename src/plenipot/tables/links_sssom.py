"""Mapping sets in SSSOM, read as rows."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import curies
from pydantic import BaseModel

from plenipot import release
from plenipot.tables.rows import Reading, Refusal, take
from plenipot.vocabulary import BASE


@contextmanager
def _home(folder: Path) -> Iterator[None]:
    """Let pystow find its home in a folder that has a README.md.

    sssom-pydantic imports pystow, which on import makes a folder in the home of the user and writes a README.md to it,
    and fails where it cannot (https://github.com/cthoyt/pystow/pull/64). Where that file exists, pystow writes nothing.
    HOME is set because pystow looks it up even if PYSTOW_HOME is set, and a user without an entry in passwd has none.
    """
    wanted = {"PYSTOW_HOME": str(folder), "PYSTOW_USE_APPDIRS": "", "HOME": str(folder)}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


with _home(release.root()):
    import sssom_pydantic

MAPPING_SETS = ("states", "groups", "bodies", "persons", "conferences", "texts", "topics", "wsis")
"""The files of ``data/links``: ``states`` stands for ``data/links/states.sssom.tsv``."""

_SOURCE = f"{BASE}source/"
_SET = f"{BASE}external-set/"

RowT = TypeVar("RowT", bound=BaseModel)


def read_mappings(path: Path, model: type[RowT], shown: str) -> Reading[RowT]:
    """Read an SSSOM file through its row model; ``shown`` is how messages name the file.

    Every row counts as read; a row that SSSOM or the model refuses is listed with its line, never dropped.
    """
    reading: Reading[RowT] = Reading()
    header = _header_lines(path)
    try:
        with sssom_pydantic.read_iterable(path) as found:
            if found.mapping_set.license is None:
                reading.refusals.append(Refusal(shown, 1, "license", "a mapping set names its licence"))
            for line, mapping in enumerate(found.mappings, start=header + 1):
                reading.read += 1
                if isinstance(mapping, sssom_pydantic.SemanticMapping):
                    take(_cells(mapping, found.converter), model, shown, line, reading)
                else:
                    reading.refusals.append(Refusal(shown, line, "(row)", f"not SSSOM: {mapping.exception}"))
    except (ValueError, csv.Error) as error:  # the metadata cannot be read, or the file is no table
        reading.refusals.append(Refusal(shown, 1, "(header)", f"not SSSOM: {error}"))
    return reading


def _header_lines(path: Path) -> int:
    """Lines before the first row: the metadata, each after ``#``, and the names of the columns."""
    with path.open(encoding="utf-8") as handle:
        return next((number for number, line in enumerate(handle, start=1) if not line.startswith("#")), 1)


def _cells(mapping: sssom_pydantic.SemanticMapping, converter: curies.Converter) -> dict[str, Any]:
    def expand(reference: curies.Reference | None) -> str:
        return "" if reference is None else converter.expand_reference(reference, strict=True)

    obj = mapping.object
    return {
        "subject_id": expand(mapping.subject).removeprefix(BASE),
        "predicate_id": expand(mapping.predicate),
        "object_id": expand(obj),
        "object_curie": obj.curie,
        "object_label": getattr(obj, "name", None) or "",
        "object_source": expand(mapping.object_source).removeprefix(_SET),
        "mapping_justification": expand(mapping.justification),
        "confidence": mapping.confidence if mapping.confidence is None else str(mapping.confidence),
        "comment": mapping.comment or "",
        "source": expand(mapping.source).removeprefix(_SOURCE),
    }
