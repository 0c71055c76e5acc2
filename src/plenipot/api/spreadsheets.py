"""CSV that a spreadsheet shows as it is: no text runs as a formula, and on demand it begins as Excel needs it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from plenipot.http.problems.problem import Problem

_MARK = "\ufeff".encode()
_ON, _OFF = ("1", "true", "yes"), ("", "0", "false", "no")


def table(rows: Iterable[Iterable[str]], marked: bool = False) -> bytes:
    """Rows as CSV (RFC 4180); marked with a byte order mark, without which Excel does not take it for UTF-8.

    Programs need no mark, and some take it for a part of the first name: it stands there only for who asks for it.

    >>> table([["a", "é"], ["=1", "x,y"]]).decode()
    'a,é\\r\\n\\'=1,"x,y"\\r\\n'
    >>> table([["a"]], marked=True)
    b'\\xef\\xbb\\xbfa\\r\\n'
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    body = out.getvalue().encode()
    return _MARK + body if marked else body


def for_excel(address: str) -> str:
    """The address of some CSV with the mark that Excel needs.

    >>> for_excel("/state/che.csv"), for_excel("/query/x.csv?a=b")
    ('/state/che.csv?bom=1', '/query/x.csv?a=b&bom=1')
    """
    return f"{address}{'&' if '?' in address else '?'}bom=1"


def wants_mark(value: str) -> bool:
    """Whether ``bom=`` asks for a byte order mark.

    Raises:
        Problem: 400 for what is neither yes nor no.
    """
    if value.lower() not in (*_ON, *_OFF):
        raise Problem(400, "Wrong parameter", f"bom={value[:20]!r} must be 1, with a byte order mark, or 0.")
    return value.lower() in _ON


def harmless(cell: str) -> str:
    """A cell that a spreadsheet does not run as a formula; a number stays one.

    >>> harmless("=1+2"), harmless("＝1+2"), harmless("-5"), harmless("plain")
    ("'=1+2", "'＝1+2", '-5', 'plain')
    """
    starts_like_one = cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    return "'" + cell if starts_like_one and not re.fullmatch(r"[+-]?\d+(\.\d+)?", cell) else cell
