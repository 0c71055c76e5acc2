"""CSV that is safe in spreadsheets: no cell runs as a formula; an optional byte order mark for Excel."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Query

from plenipot.http.requests.types import ParameterType

_BYTE_ORDER_MARK = "\ufeff".encode()
_TRUE, _FALSE = ("1", "true", "yes"), ("0", "false", "no")


def write_csv(rows: Iterable[Iterable[str]], bom: bool = False) -> bytes:
    """Write rows as CSV (RFC 4180) in UTF-8.

    Excel recognizes UTF-8 by a byte order mark only. Other programs need none, and some read it as a part of the
    first column name: the client must request it.

    >>> write_csv([["a", "é"], ["=1", "x,y"]]).decode()
    'a,é\\r\\n\\'=1,"x,y"\\r\\n'
    >>> write_csv([["a"]], bom=True)
    b'\\xef\\xbb\\xbfa\\r\\n'
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([escape_formula(cell) for cell in row] for row in rows)
    body = out.getvalue().encode()
    return _BYTE_ORDER_MARK + body if bom else body


def for_excel(url: str) -> str:
    """Add ``bom=1`` to the URL of a CSV file.

    >>> for_excel("/state/che.csv"), for_excel("/query/x.csv?a=b")
    ('/state/che.csv?bom=1', '/query/x.csv?a=b&bom=1')
    """
    return f"{url}{'&' if '?' in url else '?'}bom=1"


class ByteOrderMark(ParameterType):
    """Whether a CSV file begins with a byte order mark."""

    def read(self, text: str) -> bool:
        """Parse the text of a value.

        >>> ByteOrderMark().read("1"), ByteOrderMark().read("no")
        (True, False)

        Raises:
            ValueError: the text is not a boolean.
        """
        if text.lower() not in (*_TRUE, *_FALSE):
            raise ValueError("must be 1, with a byte order mark, or 0")
        return text.lower() in _TRUE

    @property
    def json_schema(self) -> dict[str, Any]:
        """The type as JSON Schema."""
        return {"type": "string", "enum": ["0", "1"]}


BOM = Annotated[
    bool | None,
    ByteOrderMark(),
    Query(description="1 for a byte order mark before CSV, by which Excel knows UTF-8.", examples=["1"]),
]


def escape_formula(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would run as a formula; numbers stay unchanged.

    >>> escape_formula("=1+2"), escape_formula("＝1+2"), escape_formula("-5"), escape_formula("plain")
    ("'=1+2", "'＝1+2", '-5', 'plain')
    """
    is_formula = cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    return "'" + cell if is_formula and not re.fullmatch(r"[+-]?\d+(\.\d+)?", cell) else cell
