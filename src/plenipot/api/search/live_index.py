"""The search index of the served release, which a start-up job builds while other requests are answered already."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from plenipot.api.search.lookup import Index


@dataclass
class LiveIndex:
    """The index, or None if it is not built yet or could not be built; ``ready`` is set when the job has ended."""

    index: Index | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
