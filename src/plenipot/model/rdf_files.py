"""One error for an unreadable RDF file, with the file name and the reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class UnreadableData(ValueError):
    """A file cannot be read or is not RDF in a known format."""


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Convert errors of the parser and the system to :class:`UnreadableData` with the file name.

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
