"""Atomic writes: a reader never finds a partly written file, nor only some files of a set."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path


@contextmanager
def replacement(path: Path) -> Iterator[Path]:
    """Yield a temporary file that replaces ``path`` on success and is deleted on an exception.

    Missing folders are created. If the path is a symbolic link, its target is replaced.

    Raises:
        OSError: a folder or file cannot be created; the error names ``path``, not the temporary file.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():  # a device would be replaced by an ordinary file
        raise OSError(errno.EINVAL, "Not an ordinary file", str(path))
    with _errors_name(path):
        if target.parent.exists() and not target.parent.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with _errors_name(path):
            temporary.chmod(_mode(target))
            temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write several files, all or none.

    All contents are on the disk before the first file is replaced: a full disk leaves every file unchanged.

    Raises:
        OSError: a file cannot be written; the error names its path, not the temporary file.
    """
    with ExitStack() as stack:
        for path, content in contents.items():
            temporary = stack.enter_context(replacement(path))
            with _errors_name(path):
                temporary.write_bytes(content)


@contextmanager
def _errors_name(path: Path) -> Iterator[None]:
    """Re-raise an OSError with this path instead of that of the temporary file."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _mode(path: Path) -> int:
    """The permission bits of an existing file, or those that the umask gives to a new one."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
