"""RDF files that may be unreadable: one error that names the file and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class UnreadableData(ValueError):
    """A file is not RDF of a known format."""


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Name the file in whatever the parser finds wrong with it, as :class:`UnreadableData`.

    >>> with readable(Path("states.ttl")):
    ...     raise SyntaxError("line 3: no object")
    Traceback (most recent call last):
        ...
    plenipot.model.rdf_files.UnreadableData: states.ttl: line 3: no object
    """
    try:
        yield
    except (SyntaxError, ValueError) as error:
        raise UnreadableData(f"{path.name}: {error}") from None
    except OSError as error:
        raise UnreadableData(f"{path.name}: {error.strerror or 'cannot be read'}") from None
