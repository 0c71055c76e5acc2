"""Write several files so that all of them change or none does."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files, making their folders where they are missing.

    Everything is written beside its place before the first file is replaced: a full disk leaves what was there as it
    was, and nobody reads half a file.

    Raises:
        OSError: a folder cannot be made, or a file cannot be written.
    """
    with ExitStack() as stack:
        # A link stays one: what it leads to is replaced.
        targets = {path.resolve(): content for path, content in contents.items()}
        written = {path: _written_beside(path, content, stack) for path, content in targets.items()}
        for path, temporary in written.items():
            temporary.replace(path)


def _written_beside(path: Path, content: bytes, stack: ExitStack) -> Path:
    """A file with the content in the folder of another one; it is removed at the end, if it is still there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    stack.callback(temporary.unlink, missing_ok=True)
    with open(handle, "wb") as file:
        file.write(content)
        os.fchmod(file.fileno(), _mode(path))
    return temporary


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those of a new file."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
