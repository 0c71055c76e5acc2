"""The headers of requests that came before: a client sends the same ones with each request, and they are read once."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from starlette.types import Scope

from plenipot.service.clients import network
from plenipot.service.kept import Variant, variant
from plenipot.service.negotiation import accepted_by, choose
from plenipot.service.problems import Problem
from plenipot.store.plain import wanted

_MOST = 1000
_LONGEST = 4096
"""Bytes of a block that is remembered."""


@dataclass(frozen=True, slots=True)
class Block:
    """What the headers of a GET say."""

    client: str
    """For whom a proxy asks; empty without one, when it is whoever sent it."""
    variant: Variant
    wanted: bytes
    """The formats of answers, as a query process is told."""
    tags: Scope | None
    """The If-None-Match header, if there is one."""

    @classmethod
    def of(cls, scope: Scope, proxied: bool) -> Block | None:
        """What the headers of a request say; None if they say something unusual."""
        names = {name for name, _ in scope["headers"]}
        of_headers = variant(scope)
        if of_headers is None or any(name.startswith(b"if-") and name != b"if-none-match" for name in names):
            return None
        accept = accepted_by(scope)
        formats = wanted(_format("SELECT", accept), _format("CONSTRUCT", accept), of_headers[3])
        tags = [each for each in scope["headers"] if each[0] == b"if-none-match"]
        client = network(scope["client"][0]) if proxied else ""
        return cls(client, of_headers, formats, {"headers": tags} if tags else None)


def _format(form: str, accept: str | None) -> str | None:
    try:
        return choose(form, accept, None)[0]
    except Problem:
        return None


class Blocks:
    """The blocks that came last, by their bytes behind the proxy that sent them."""

    def __init__(self) -> None:
        self._blocks: OrderedDict[bytes, Block] = OrderedDict()

    def get(self, received: bytes) -> Block | None:
        """What a block says, if it came before."""
        found = self._blocks.get(received)
        if found is not None:
            self._blocks.move_to_end(received)
        return found

    def learn(self, received: bytes, scope: Scope, proxied: bool) -> None:
        """Remember what a block says."""
        if len(received) > _LONGEST or received in self._blocks:
            return
        if block := Block.of(scope, proxied):
            self._blocks[received] = block
            if len(self._blocks) > _MOST:
                self._blocks.popitem(last=False)
