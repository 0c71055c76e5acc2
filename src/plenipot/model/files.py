"""Write files so that nobody ever finds half of one, or some of several."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path


@contextmanager
def replacement(path: Path) -> Iterator[Path]:
    """An empty file beside another one, which takes its place at the end if all went well, and else is removed.

    Missing folders are made. Of a symbolic link, the file that it leads to is replaced.

    Raises:
        OSError: a folder or file cannot be made; its name is the path that was given.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():  # a device would be replaced by an ordinary file
        raise OSError(errno.EINVAL, "Not an ordinary file", str(path))
    with _told_of(path):
        if target.parent.exists() and not target.parent.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with _told_of(path):
            temporary.chmod(_mode(target))
            temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write several files.

    All contents are on the disk before the first file is replaced: a full disk leaves every file as it was.

    Raises:
        OSError: a file cannot be written; its name is the path that was given.
    """
    with ExitStack() as stack:
        for path, content in contents.items():
            temporary = stack.enter_context(replacement(path))
            with _told_of(path):
                temporary.write_bytes(content)


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """What the system says of a temporary file, or of nothing, it says of the file that is meant."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those of a new file."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
