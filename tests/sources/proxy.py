"""A proxy that breaks answers."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Proxy:
    """A proxy: ``faults`` are done to the next requests, in order; after that it passes everything on."""

    url: str
    faults: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    requests: int = 0
