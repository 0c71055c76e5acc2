"""The parameters of all questions: ``format``, ``limit`` and ``offset``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Query

from plenipot.http.negotiation import HTML, RESULT_TYPES
from plenipot.http.requests.types import Choice, Integer

MAX_LIMIT = 100_000
MAX_OFFSET = 999_999_999
PARQUET = "application/vnd.apache.parquet"
MEDIA_TYPES: Mapping[str, str] = {"html": HTML, **RESULT_TYPES, "parquet": PARQUET}

Format = Annotated[
    str | None,
    Choice(MEDIA_TYPES),
    Query(description="Instead of an Accept header; a suffix of the path does the same.", examples=["json"]),
]
Limit = Annotated[
    int | None, Integer(1, MAX_LIMIT), Query(description="At most so many rows; the pages are in Link.", examples=[10])
]
Offset = Annotated[int, Integer(0, MAX_OFFSET), Query(description="Leave out so many rows first.", examples=[0])]
