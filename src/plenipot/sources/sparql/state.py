"""State of a job on disk, one line per fetched page, so that an interrupted run can resume."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from plenipot.sources.sparql.client import Row


class State:
    """The fetched pages of a job in a file of JSON lines; the first line identifies the query and the endpoint.

    Pages of another query or endpoint, and a truncated line, are dropped.
    """

    def __init__(self, path: Path, endpoint: str, query: str) -> None:
        self._path = path
        self._identity = {"endpoint": endpoint, "query": hashlib.sha256(query.encode()).hexdigest()}
        self._pages: dict[str, list[Row]] = {}
        self._load()

    def _load(self) -> None:
        lines = self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []
        complete = []
        for line in lines:
            try:
                complete.append(json.loads(line))
            except ValueError:
                break
        if not complete or complete[0] != self._identity:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps(self._identity) + "\n", encoding="utf-8")
            return
        self._pages = {page["page"]: page["rows"] for page in complete[1:]}
        if len(complete) < len(lines):
            text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in complete)
            self._path.write_text(text, encoding="utf-8")

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, query: str) -> list[Row] | None:
        """Return the rows of a page; None if it was not fetched."""
        return self._pages.get(_key(query))

    def put(self, query: str, rows: list[Row]) -> None:
        """Save a page; it is on disk (fsync) when this returns."""
        self._pages[_key(query)] = rows
        with self._path.open("a", encoding="utf-8") as handle:
            handle.write(json.dumps({"page": _key(query), "rows": rows}, ensure_ascii=False) + "\n")
            handle.flush()
            os.fsync(handle.fileno())

    def clear(self) -> None:
        """Delete all pages, so that the next run fetches them again."""
        self._path.unlink(missing_ok=True)
        self._pages = {}


def _key(query: str) -> str:
    return hashlib.sha256(query.encode()).hexdigest()[:16]
