"""An HTTP client for other SPARQL endpoints, with checks of their addresses and a budget of bytes."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import httpx
import pyoxigraph as ox

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

MEDIA = "application/sparql-results+json"
_UNICAST = ipaddress.ip_network("2000::/3")
_PORTS = {"http": 80, "https": 443}


class RemoteEndpointError(RuntimeError):
    """A request to an endpoint failed; ``limit`` names the bound that its answer exceeded, if any."""

    def __init__(self, message: str, limit: str | None = None) -> None:
        super().__init__(message)
        self.limit = limit


@dataclass(frozen=True)
class RemoteEndpoint:
    """An endpoint on the list, with the parts of its URL."""

    iri: str
    scheme: str
    host: str
    port: int
    netloc: str
    target: str
    """Path and query of the URL."""

    @property
    def address(self) -> Address | None:
        """The IP address in the URL; None for a host name."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None

    def allows(self, address: Address) -> bool:
        """Whether to connect to an address: a public one, or the private one that the URL names.

        >>> local = ipaddress.ip_address("127.0.0.1")
        >>> [parse_endpoint(f"http://{host}/").allows(local) for host in ("127.0.0.1", "localhost", "example.org")]
        [True, True, False]
        """
        if self.address is not None:
            return address == self.address
        if self.host == "localhost":
            return address.is_loopback
        return is_public(address)


def parse_endpoint(url: str) -> RemoteEndpoint:
    """Parse and validate the URL of an endpoint.

    >>> parse_endpoint("https://query.example.org/sparql").port
    443

    Raises:
        ValueError: the URL is no valid endpoint; the message says why.
    """
    parts = urlsplit(ox.NamedNode(url).value)
    host = parts.hostname or ""
    if parts.scheme not in _PORTS or not host:
        raise ValueError("it must begin with http:// or https:// and a host")
    if not url.isascii() or "%" in parts.netloc or "@" in parts.netloc or "#" in url:
        raise ValueError("it must be plain ASCII without user, zone and fragment")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return RemoteEndpoint(url, parts.scheme, host, parts.port or _PORTS[parts.scheme], parts.netloc, target)


def is_public(address: Address) -> bool:
    """Whether an address is a public unicast address.

    >>> public = lambda text: is_public(ipaddress.ip_address(text))
    >>> [public(text) for text in ("9.9.9.9", "10.0.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1")]
    [True, False, False, False, False]
    >>> [public(text) for text in ("2620:fe::fe", "::1", "::ffff:9.9.9.9", "fec0::1", "64:ff9b::1", "2002:7f00:1::")]
    [True, False, False, False, False, False]
    """
    # Other IPv6 addresses embed an IPv4 address (mapped, NAT64, 6to4), or are not routed publicly.
    if isinstance(address, ipaddress.IPv6Address) and (address not in _UNICAST or address.sixtofour is not None):
        return False
    return address.is_global and not address.is_multicast


async def resolve_host(host: str, port: int) -> Sequence[str]:
    """Resolve a host name to its IP addresses."""
    infos = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in infos))


class ByteBudget:
    """A budget of bytes, shared by the clauses of a query."""

    def __init__(self, total: int) -> None:
        self._left = total

    def take(self, count: int) -> None:
        """Take bytes from the budget.

        Raises:
            RemoteEndpointError: the budget is used up.
        """
        self._left -= count
        if self._left < 0:
            raise RemoteEndpointError("answers more than may be read", limit="service-mb")


class EndpointClient:
    """Sends queries to endpoints, each at an IP address that was checked. It follows no redirects."""

    def __init__(self, resolve: Resolve = resolve_host, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._resolve = resolve
        # A bare transport follows no redirects, sends no cookies, uses no proxies and decompresses nothing. Connections
        # are not reused: two host names can share an address.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._transport = transport or httpx.AsyncHTTPTransport(trust_env=False, limits=limits)

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def query(self, endpoint: RemoteEndpoint, query: str, budget: ByteBudget) -> bytes:
        """Send a SELECT query, and return the results as SPARQL JSON. The caller must set a timeout.

        Raises:
            RemoteEndpointError: the request failed.
        """
        addresses = await self._resolve_checked(endpoint)
        for address in addresses[:-1]:
            try:
                return await self._post(endpoint, address, query, budget)
            except httpx.ConnectError:
                continue
        try:
            return await self._post(endpoint, addresses[-1], query, budget)
        except httpx.ConnectError:
            raise RemoteEndpointError("cannot be reached") from None

    async def _resolve_checked(self, endpoint: RemoteEndpoint) -> list[Address]:
        """Resolve the host once and check all its addresses; connecting by address avoids DNS rebinding."""
        try:
            addresses = [ipaddress.ip_address(text) for text in await self._resolve(endpoint.host, endpoint.port)]
        except (OSError, ValueError):
            addresses = []
        if not addresses:
            raise RemoteEndpointError("has no address")
        if not all(map(endpoint.allows, addresses)):
            raise RemoteEndpointError("has a name that leads to an address which is not public")
        return addresses[:4]

    async def _post(self, endpoint: RemoteEndpoint, address: Address, query: str, budget: ByteBudget) -> bytes:
        url = httpx.URL(
            scheme=endpoint.scheme, host=str(address), port=endpoint.port, raw_path=endpoint.target.encode()
        )
        headers = {
            "Host": endpoint.netloc,
            "Accept": MEDIA,
            "Accept-Encoding": "identity",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": "plenipot",
            "Connection": "close",
        }
        # TLS must verify the certificate for the host name, not for the address.
        extensions = {"sni_hostname": endpoint.host}
        body = urlencode({"query": query}).encode()
        request = httpx.Request("POST", url, headers=headers, content=body, extensions=extensions)
        try:
            response = await self._transport.handle_async_request(request)
            try:
                _check(response)
                return await _read_body(response, budget)
            finally:
                await response.aclose()
        except httpx.ConnectError:
            raise
        except httpx.HTTPError:
            raise RemoteEndpointError("broke the connection") from None


def _check(response: httpx.Response) -> None:
    if response.is_redirect:
        raise RemoteEndpointError("answers with a redirect, which is not followed")
    if response.status_code != 200:
        raise RemoteEndpointError(f"answers with status {response.status_code}")
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise RemoteEndpointError("answers in a coding that was not asked for")
    if response.headers.get("content-type", "").partition(";")[0].strip().lower() not in (MEDIA, "application/json"):
        raise RemoteEndpointError("does not answer in SPARQL JSON results")


async def _read_body(response: httpx.Response, budget: ByteBudget) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        budget.take(len(chunk))
        body += chunk
    return bytes(body)
