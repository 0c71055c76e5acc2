"""Show every error of a command as one line: without a traceback, and without paths that the user did not write."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

TRACEBACK = "PLENIPOT_TRACEBACK"
"""The environment variable that disables this module, so that Python shows the traceback."""
_ARGUMENTS = "plenipot.commands.arguments"


class Commands(click.Group):
    """A command group that shows errors as messages and exits with code 1."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Remember the arguments, whose paths error messages may show.

        ``--help`` writes its output in this method, so its errors are converted here, too.
        """
        ctx.meta[_ARGUMENTS] = tuple(args)
        with _errors_as_messages(args):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand.

        Raises:
            click.ClickException: the command failed; with the message for the user.
        """
        with _errors_as_messages(ctx.meta[_ARGUMENTS]):
            return super().invoke(ctx)


@contextmanager
def _errors_as_messages(arguments: Iterable[str]) -> Iterator[None]:
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:
        # EPIPE: the reader of our output closed the pipe. Click then exits without a message.
        if os.environ.get(TRACEBACK) or (isinstance(error, OSError) and error.errno == errno.EPIPE):
            raise
        _discard_unwritable_output()
        raise click.ClickException(message(error, arguments)) from None


def message(error: Exception, arguments: Iterable[str] = ()) -> str:
    """The message for the user.

    Args:
        error: an error of ours or of Python.
        arguments: what the user wrote; the message may show their paths in full.

    >>> message(PermissionError(13, "Permission denied", "out/a.ttl"), ["dump", "out"])
    'out/a.ttl: Permission denied'
    >>> message(PermissionError(13, "Permission denied", "/var/lib/service/a.ttl"), ["dump", "out"])
    'a.ttl: Permission denied'
    >>> message(KeyError("x"))
    "KeyError: 'x'. This is a fault of Plenipot; PLENIPOT_TRACEBACK=1 shows where."
    """
    if isinstance(error, UnicodeDecodeError):
        return f"a file is not UTF-8: byte {error.object[error.start]:#04x} at {error.start}"
    if isinstance(error, OSError) and error.strerror:
        paths = [_shown_path(str(name), arguments) for name in (error.filename, error.filename2) if name]
        return ": ".join([*dict.fromkeys(paths), error.strerror])
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    # Our own errors have messages for the user, and so have OSErrors that we raise, which have no errno.
    if isinstance(error, OSError | sqlite3.Error) or type(error).__module__.partition(".")[0] == "plenipot":
        return str(error)
    return f"{type(error).__name__}: {error}. This is a fault of Plenipot; {TRACEBACK}=1 shows where."


def _shown_path(path: str, arguments: Iterable[str]) -> str:
    """The path if it starts with an argument, else relative to the root of the release, else the file name."""
    from plenipot.model import release_files

    for argument in arguments:
        argument_path = argument.rpartition("=")[2]  # --out=FOLDER, GRAPH=FILE
        if argument_path and (path == argument_path or path.startswith(argument_path.rstrip("/") + "/")):
            return path
    try:
        return str(Path(path).relative_to(release_files.root()))
    except (ValueError, FileNotFoundError):
        return Path(path).name


def _discard_unwritable_output() -> None:
    """Redirect standard output to the null device if it cannot be flushed.

    Python flushes it again at exit, and would add a second error message.
    """
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
