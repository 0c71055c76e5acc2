"""The search index of a release that is served: a start-up job makes it, while queries are answered already."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from plenipot.api.search.lookup import Index


@dataclass
class LiveIndex:
    """The index, if it could be made, and whether that has been tried."""

    index: Index | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
