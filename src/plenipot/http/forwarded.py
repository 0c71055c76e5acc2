"""Client address, scheme and host of a request behind proxies: only trusted proxies are believed."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from starlette.types import Scope

from plenipot.http.problems.problem import Problem

_HOST = re.compile(rb"(?:[A-Za-z0-9._~-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def check_host(scope: Scope, hosts: Sequence[bytes]) -> None:
    """Check the Host headers of a request (RFC 9112, section 3.2); URLs in responses are made from the host.

    >>> check_host({"http_version": "1.1"}, [b"example.org:8000"])

    Raises:
        Problem: 400 if there is no Host header, more than one, or an invalid one.
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
    """The public scheme and host of the service, used in the URLs of responses instead of those of the request.

    >>> scope = {"scheme": "http", "headers": [(b"host", b"replica-1:8000"), (b"accept", b"*/*")]}
    >>> PublicAddress("https://itu.example.org").apply(scope)
    >>> scope["scheme"], scope["headers"]
    ('https', [(b'accept', b'*/*'), (b'host', b'itu.example.org')])
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._scheme, self._host = parts.scheme, parts.netloc.encode("idna" if not parts.netloc.isascii() else "ascii")

    def apply(self, scope: Scope) -> None:
        """Set scheme and Host header of a request to the public ones, if they are configured."""
        if self._host:
            scope["scheme"] = self._scheme
            scope["headers"] = [*(header for header in scope["headers"] if header[0] != b"host"), (b"host", self._host)]


class Proxies:
    """The trusted proxies, by address or network (CIDR)."""

    def __init__(self, networks: Iterable[str]) -> None:
        self._networks: Sequence[_Network] = [ipaddress.ip_network(network, strict=False) for network in networks]

    def __contains__(self, host: str) -> bool:
        address = _address(host)
        return address is not None and any(address in network for network in self._networks)

    def client_address(self, peer: str, forwarded: Sequence[str]) -> str:
        """Find the client of a request: the right-most address of ``X-Forwarded-For`` that is no trusted proxy.

        Addresses to the left of it come from an untrusted sender and are ignored.

        Args:
            peer: the address of the other end of the connection.
            forwarded: the values of all ``X-Forwarded-For`` headers, first to last.

        >>> proxies = Proxies(["127.0.0.1", "10.0.0.0/8"])
        >>> proxies.client_address("127.0.0.1", ["198.51.100.7, 203.0.113.9, 10.1.2.3"])
        '203.0.113.9'
        >>> proxies.client_address("192.0.2.1", ["198.51.100.7"])
        '192.0.2.1'
        """
        nearest = peer
        if nearest not in self:
            return nearest
        for entry in reversed([part for line in forwarded for part in line.split(",")]):
            address = _address(entry)
            if address is None:  # a rate limit needs an address: the last valid one counts
                return nearest
            nearest = str(address)
            if nearest not in self:
                return nearest
        return nearest

    def restore(self, scope: Scope) -> None:
        """Set client address and scheme of a request to those before the trusted proxies."""
        if not self._networks or not scope["client"] or scope["client"][0] not in self:
            return
        forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        schemes = [value for name, value in scope["headers"] if name == b"x-forwarded-proto"]
        scope["client"] = (self.client_address(scope["client"][0], forwarded), scope["client"][1])
        if schemes and schemes[-1] in (b"http", b"https"):
            scope["scheme"] = schemes[-1].decode()


def _address(text: str) -> _Address | None:
    """Parse an address of the header, with or without a port; None if it is none.

    >>> [str(_address(text)) for text in ("192.0.2.1:80", "[2001:db8::1]:443", " 2001:db8::1", "::ffff:192.0.2.1", "?")]
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
    # A dual-stack socket reports an IPv4 client as an IPv4-mapped IPv6 address.
    return getattr(address, "ipv4_mapped", None) or address
