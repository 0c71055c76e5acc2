"""Read SSSOM mapping sets (https://mapping-commons.github.io/sssom/) as rows."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import curies
from pydantic import BaseModel

from plenipot.model import release_files
from plenipot.model.vocabulary import BASE
from plenipot.tables.rows import Refusal, RowsRead, add_row, not_utf8


@contextmanager
def _pystow_home(folder: Path) -> Iterator[None]:
    """Point pystow to a home folder that already has a README.md.

    sssom-pydantic imports pystow, which on import makes a folder in the user's home and writes a README.md to it; the
    import fails if it cannot write (https://github.com/cthoyt/pystow/pull/64). It writes nothing if the file exists.
    HOME is set too: pystow reads it even if PYSTOW_HOME is set, and a user without an entry in passwd has none.
    """
    variables = {"PYSTOW_HOME": str(folder), "PYSTOW_USE_APPDIRS": "", "HOME": str(folder)}
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


with _pystow_home(release_files.root()):
    import sssom_pydantic

MAPPING_SETS = ("states", "groups", "bodies", "persons", "conferences", "texts", "topics", "wsis")
"""Mapping sets by file name: ``states`` is ``data/links/states.sssom.tsv``."""

# sssom-py, the reference implementation, drops mappings with other CURIEs; namespace IRIs may have any letter.
_NOT_ASCII = "{}: a CURIE has ASCII letters only; give the thing a prefix of its own, whose namespace is its whole IRI"
_SOURCE = f"{BASE}source/"
_SET = f"{BASE}external-set/"

RowT = TypeVar("RowT", bound=BaseModel)


def read_mappings(path: Path, model: type[RowT], file_name: str) -> RowsRead[RowT]:
    """Read an SSSOM file and validate its rows with a model; ``file_name`` names the file in messages.

    An invalid row is never dropped silently: it becomes a refusal with its line.
    """
    result: RowsRead[RowT] = RowsRead()
    if refusal := not_utf8(path, file_name):
        result.refusals.append(refusal)
        return result
    header = _header_lines(path)
    try:
        with sssom_pydantic.read_iterable(path) as mappings_file:
            if mappings_file.mapping_set.license is None:
                result.refusals.append(Refusal(file_name, 1, "license", "a mapping set names its licence"))
            for line, mapping in enumerate(mappings_file.mappings, start=header + 1):
                result.read += 1
                if not isinstance(mapping, sssom_pydantic.SemanticMapping):
                    result.refusals.append(Refusal(file_name, line, "(row)", f"not SSSOM: {mapping.exception}"))
                elif not_ascii := [each for each in _references(mapping) if not each.isascii()]:
                    result.refusals.append(Refusal(file_name, line, "(row)", _NOT_ASCII.format(", ".join(not_ascii))))
                else:
                    add_row(_cells(mapping, mappings_file.converter), model, file_name, line, result)
    except (ValueError, csv.Error) as error:  # unreadable metadata, or not a table
        result.refusals.append(Refusal(file_name, 1, "(header)", f"not SSSOM: {error}"))
    return result


def _header_lines(path: Path) -> int:
    """Count the lines before the first row: the metadata (lines that start with ``#``) and the header."""
    with path.open(encoding="utf-8") as handle:
        return next((number for number, line in enumerate(handle, start=1) if not line.startswith("#")), 1)


def _references(mapping: sssom_pydantic.SemanticMapping) -> list[str]:
    """The CURIEs of a mapping."""
    references = (mapping.subject, mapping.predicate, mapping.object, mapping.object_source, mapping.justification)
    return [reference.curie for reference in (*references, mapping.source) if reference is not None]


def _curie(iri: str, converter: curies.Converter) -> str:
    """Compact an IRI with its shortest namespace, which leaves the most readable CURIE.

    >>> spaces = {"ex": "http://example.org/", "ex_e": "http://example.org/é"}
    >>> _curie("http://example.org/é", curies.Converter.from_prefix_map(spaces))
    'ex:é'
    """
    prefix, space = min(
        ((prefix, space) for prefix, space in converter.bimap.items() if iri.startswith(space)),
        key=lambda candidate: len(candidate[1]),
    )
    return f"{prefix}:{iri.removeprefix(space)}"


def _cells(mapping: sssom_pydantic.SemanticMapping, converter: curies.Converter) -> dict[str, Any]:
    def expand(reference: curies.Reference | None) -> str:
        return "" if reference is None else converter.expand_reference(reference, strict=True)

    object_id = expand(mapping.object)
    return {
        "subject_id": expand(mapping.subject).removeprefix(BASE),
        "predicate_id": expand(mapping.predicate),
        "object_id": object_id,
        "object_curie": _curie(object_id, converter),
        "object_label": getattr(mapping.object, "name", None) or "",
        "object_source": expand(mapping.object_source).removeprefix(_SET),
        "mapping_justification": expand(mapping.justification),
        "confidence": mapping.confidence if mapping.confidence is None else str(mapping.confidence),
        "comment": mapping.comment or "",
        "source": expand(mapping.source).removeprefix(_SOURCE),
    }
