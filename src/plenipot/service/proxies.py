"""Whose request it is when a proxy passes it on: only what a named proxy says about that is believed."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence

from starlette.types import Scope

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Proxies:
    """The proxies that are trusted: addresses, or networks of them."""

    def __init__(self, named: Iterable[str]) -> None:
        self._networks: Sequence[_Network] = [ipaddress.ip_network(each, strict=False) for each in named]

    def __contains__(self, host: str) -> bool:
        address = _address(host)
        return address is not None and any(address in each for each in self._networks)

    def origin(self, peer: str, forwarded: Sequence[str]) -> str:
        """The address that a request comes from: the right-most of ``X-Forwarded-For`` that is no trusted proxy's.

        What stands left of it was written by somebody who is not trusted.

        >>> proxies = Proxies(["127.0.0.1", "10.0.0.0/8"])
        >>> proxies.origin("127.0.0.1", ["198.51.100.7, 203.0.113.9, 10.1.2.3"])
        '203.0.113.9'
        >>> proxies.origin("192.0.2.1", ["198.51.100.7"])
        '192.0.2.1'
        """
        nearest = peer
        if nearest not in self:
            return nearest
        for entry in reversed([part for line in forwarded for part in line.split(",")]):
            address = _address(entry)
            if address is None:  # not an address: nobody can be counted by it
                return nearest
            nearest = str(address)
            if nearest not in self:
                return nearest
        return nearest

    def restore(self, scope: Scope) -> None:
        """Give a request the address and the scheme that it had before the proxies."""
        if not self._networks or not scope["client"] or scope["client"][0] not in self:
            return
        told = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        schemes = [value for name, value in scope["headers"] if name == b"x-forwarded-proto"]
        scope["client"] = (self.origin(scope["client"][0], told), scope["client"][1])
        if schemes and schemes[-1] in (b"http", b"https"):
            scope["scheme"] = schemes[-1].decode()


def _address(text: str) -> _Address | None:
    """An address as it stands in the header, with or without a port.

    >>> [str(_address(each)) for each in ("192.0.2.1:80", "[2001:db8::1]:443", " 2001:db8::1", "::ffff:192.0.2.1", "?")]
    ['192.0.2.1', '2001:db8::1', '2001:db8::1', '192.0.2.1', 'None']
    """
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    # A socket for both families writes an IPv4 address like this.
    return getattr(address, "ipv4_mapped", None) or address
