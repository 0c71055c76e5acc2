"""What was fetched so far: one line per page, so that an interrupted run goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from plenipot.sources.sparql.client import Row


class State:
    """The pages of one job in a file of JSON lines; the first line says which query and endpoint they answer.

    Pages of another query or endpoint, and a line that was cut off, are dropped.
    """

    def __init__(self, path: Path, endpoint: str, query: str) -> None:
        self._path = path
        self._identity = {"endpoint": endpoint, "query": hashlib.sha256(query.encode()).hexdigest()}
        self._pages: dict[str, list[Row]] = {}
        self._load()

    def _load(self) -> None:
        lines = self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []
        whole = []
        for line in lines:
            try:
                whole.append(json.loads(line))
            except ValueError:
                break
        if not whole or whole[0] != self._identity:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps(self._identity) + "\n", encoding="utf-8")
            return
        self._pages = {page["page"]: page["rows"] for page in whole[1:]}
        if len(whole) < len(lines):
            text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in whole)
            self._path.write_text(text, encoding="utf-8")

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, query: str) -> list[Row] | None:
        """The rows of a page, or None if it was not fetched."""
        return self._pages.get(_key(query))

    def put(self, query: str, rows: list[Row]) -> None:
        """Keep a page; it is on the disk when this returns."""
        self._pages[_key(query)] = rows
        with self._path.open("a", encoding="utf-8") as handle:
            handle.write(json.dumps({"page": _key(query), "rows": rows}, ensure_ascii=False) + "\n")
            handle.flush()
            os.fsync(handle.fileno())

    def clear(self) -> None:
        """Forget all pages: the next run asks again."""
        self._path.unlink(missing_ok=True)
        self._pages = {}


def _key(query: str) -> str:
    return hashlib.sha256(query.encode()).hexdigest()[:16]
