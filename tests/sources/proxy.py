"""A fault-injecting proxy."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Proxy:
    """A proxy that applies ``faults`` to the next requests, in order, and then forwards all requests."""

    url: str
    faults: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    requests: int = 0
