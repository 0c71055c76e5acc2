"""Whose request it is and for which host: only what a trusted proxy says about the client is believed."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from starlette.types import Scope

from plenipot.service.problems import Problem

_HOST = re.compile(rb"(?:[A-Za-z0-9._~-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def check_host(scope: Scope, hosts: Sequence[bytes]) -> None:
    """Refuse a request unless it names one host (RFC 9112, section 3.2): addresses in responses are made from it.

    >>> check_host({"http_version": "1.1"}, [b"example.org:8000"])

    Raises:
        Problem: 400, there is no Host header, more than one, or one that is no host.
    """
    if len(hosts) == 1 and _HOST.fullmatch(hosts[0]):
        return
    if not hosts and scope["http_version"] == "1.0":
        return
    detail = f"A request needs one Host header with a host and, if you like, a port; this one has {len(hosts)}."
    if len(hosts) == 1:
        detail = "The Host header of a request must be the name or the address of a host, with a port if you like."
    raise Problem(400, "Wrong Host header", detail)


class PublicAddress:
    """Scheme and host of the addresses that the service writes, whatever Host a request has.

    >>> scope = {"scheme": "http", "headers": [(b"host", b"replica-1:8000"), (b"accept", b"*/*")]}
    >>> PublicAddress("https://itu.example.org").apply(scope)
    >>> scope["scheme"], scope["headers"]
    ('https', [(b'accept', b'*/*'), (b'host', b'itu.example.org')])
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._scheme, self._host = parts.scheme, parts.netloc.encode("idna" if not parts.netloc.isascii() else "ascii")

    def apply(self, scope: Scope) -> None:
        """Let a request seem to have come for the public address, if there is one."""
        if self._host:
            scope["scheme"] = self._scheme
            scope["headers"] = [*(each for each in scope["headers"] if each[0] != b"host"), (b"host", self._host)]


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
