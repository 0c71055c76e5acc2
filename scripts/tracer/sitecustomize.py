"""Write every function call of the package to a file. Python imports this module if its folder is on the path.

The file is opened at the start of the process, because a query worker cannot open files later.
"""

from __future__ import annotations

import inspect
import os
import sys
import threading
from types import CodeType, FrameType

FILE = "PLENIPOT_TRACE"
"""The variable with the file that calls are written to."""
FOLDER = "PLENIPOT_TRACE_FOLDER"
"""The variable with the folder of the package."""


def install(path: str, folder: str) -> None:
    """Record the calls of this process and its threads: one line for each, with module, tab and function."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    lines: dict[CodeType, bytes] = {}

    def record(frame: FrameType, event: str, _: object) -> None:
        if event != "call":
            return
        code = frame.f_code
        line = lines.get(code)
        if line is None:
            line = lines[code] = _line(code, folder)
        if line:
            os.write(descriptor, line)

    threading.setprofile(record)
    sys.setprofile(record)


def _line(code: CodeType, folder: str) -> bytes:
    """The line of a function; empty for other packages, templates, and bodies of modules and classes."""
    name = code.co_filename
    if not name.startswith(folder) or not name.endswith(".py") or not code.co_flags & inspect.CO_NEWLOCALS:
        return b""
    return f"{name[len(folder) :].lstrip(os.sep)}\t{code.co_qualname}\n".encode()


if FILE in os.environ:
    install(os.environ[FILE], os.environ[FOLDER])
