"""What ends a command is told in one line: no traceback, and no path that the user did not write."""

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
"""The environment variable that lets an error through as it is, for whoever looks for its cause."""
_ARGUMENTS = "plenipot.commands.arguments"


class Commands(click.Group):
    """A group of commands whose errors become messages, with exit code 1."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note what the user wrote: an error may show the paths in it. ``--help`` writes here already."""
        ctx.meta[_ARGUMENTS] = tuple(args)
        with _messages(args):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named.

        Raises:
            click.ClickException: it failed; the message says why.
        """
        with _messages(ctx.meta[_ARGUMENTS]):
            return super().invoke(ctx)


@contextmanager
def _messages(arguments: Iterable[str]) -> Iterator[None]:
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:
        # Who reads our output has read enough: click ends without a word.
        if os.environ.get(TRACEBACK) or (isinstance(error, OSError) and error.errno == errno.EPIPE):
            raise
        _let_go_of_a_full_output()
        raise click.ClickException(message(error, arguments)) from None


def message(error: Exception, arguments: Iterable[str] = ()) -> str:
    """What a user can do something with.

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
        shown = [_shown(str(name), arguments) for name in (error.filename, error.filename2) if name]
        return ": ".join([*dict.fromkeys(shown), error.strerror])
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    # Our own errors are written for the user, and so is an OSError of ours, which has no number.
    if isinstance(error, OSError | sqlite3.Error) or type(error).__module__.partition(".")[0] == "plenipot":
        return str(error)
    return f"{type(error).__name__}: {error}. This is a fault of Plenipot; {TRACEBACK}=1 shows where."


def _shown(path: str, arguments: Iterable[str]) -> str:
    """A path as the user wrote it, or from the root of the checkout; of others the name alone."""
    from plenipot.model import release_files

    for argument in arguments:
        written = argument.rpartition("=")[2]  # --out=FOLDER, GRAPH=FILE
        if written and (path == written or path.startswith(written.rstrip("/") + "/")):
            return path
    try:
        return str(Path(path).relative_to(release_files.root()))
    except (ValueError, FileNotFoundError):
        return Path(path).name


def _let_go_of_a_full_output() -> None:
    """What cannot be written to standard output now, cannot be written when Python ends either, which would say so."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
