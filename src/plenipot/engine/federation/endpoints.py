"""Other endpoints: which may be asked, at which addresses, and how much of an answer is read."""

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
    """An endpoint could not be asked, or gave no answer that can be used."""

    def __init__(self, what: str, limit: str | None = None) -> None:
        super().__init__(what)
        self.limit = limit


@dataclass(frozen=True)
class RemoteEndpoint:
    """An endpoint that may be asked."""

    iri: str
    scheme: str
    host: str
    port: int
    netloc: str
    target: str
    """Path and query."""

    @property
    def address(self) -> Address | None:
        """Its address, where it is named by that."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None

    def admits(self, address: Address) -> bool:
        """Whether it may be asked at an address: a private one only if that is how the endpoint is named.

        >>> local = ipaddress.ip_address("127.0.0.1")
        >>> [endpoint(f"http://{host}/").admits(local) for host in ("127.0.0.1", "localhost", "example.org")]
        [True, True, False]
        """
        if self.address is not None:
            return address == self.address
        if self.host == "localhost":
            return address.is_loopback
        return is_public(address)


def endpoint(url: str) -> RemoteEndpoint:
    """An endpoint by its address.

    >>> endpoint("https://query.example.org/sparql").port
    443

    Raises:
        ValueError: it cannot be an endpoint, and why.
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
    """Whether an address is one of the open Internet.

    >>> public = lambda text: is_public(ipaddress.ip_address(text))
    >>> [public(each) for each in ("9.9.9.9", "10.0.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1")]
    [True, False, False, False, False]
    >>> [public(each) for each in ("2620:fe::fe", "::1", "::ffff:9.9.9.9", "fec0::1", "64:ff9b::1", "2002:7f00:1::")]
    [True, False, False, False, False, False]
    """
    # Other addresses of version 6 stand for some of version 4, or are of one network only.
    if isinstance(address, ipaddress.IPv6Address) and (address not in _UNICAST or address.sixtofour is not None):
        return False
    return address.is_global and not address.is_multicast


async def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a host."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class ByteBudget:
    """Bytes that may still be read."""

    def __init__(self, total: int) -> None:
        self._left = total

    def take(self, count: int) -> None:
        """Count some bytes.

        Raises:
            EndpointError: they are too many.
        """
        self._left -= count
        if self._left < 0:
            raise RemoteEndpointError("answers more than may be read", limit="service-mb")


class EndpointClient:
    """Asks endpoints, each at an address that was checked, without following it anywhere."""

    def __init__(self, resolve: Resolve = look_up, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._resolve = resolve
        # The transport alone: it knows no redirects, no cookies, no proxies and unpacks nothing. A connection is not
        # used again: it belongs to an address, which two names could share.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._transport = transport or httpx.AsyncHTTPTransport(trust_env=False, limits=limits)

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def ask(self, asked: RemoteEndpoint, query: str, budget: ByteBudget) -> bytes:
        """The answer of an endpoint to a SELECT query, as JSON results. The deadline is the caller's.

        Raises:
            EndpointError: there is none.
        """
        addresses = await self._addresses(asked)
        for address in addresses[:-1]:
            try:
                return await self._post(asked, address, query, budget)
            except httpx.ConnectError:
                continue
        try:
            return await self._post(asked, addresses[-1], query, budget)
        except httpx.ConnectError:
            raise RemoteEndpointError("cannot be reached") from None

    async def _addresses(self, asked: RemoteEndpoint) -> list[Address]:
        """What the name of the host stands for, looked up once: nothing looks it up again."""
        try:
            found = [ipaddress.ip_address(each) for each in await self._resolve(asked.host, asked.port)]
        except (OSError, ValueError):
            found = []
        if not found:
            raise RemoteEndpointError("has no address")
        if not all(map(asked.admits, found)):
            raise RemoteEndpointError("has a name that leads to an address which is not public")
        return found[:4]

    async def _post(self, asked: RemoteEndpoint, address: Address, query: str, budget: ByteBudget) -> bytes:
        url = httpx.URL(scheme=asked.scheme, host=str(address), port=asked.port, raw_path=asked.target.encode())
        headers = {
            "Host": asked.netloc,
            "Accept": MEDIA,
            "Accept-Encoding": "identity",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": "plenipot",
            "Connection": "close",
        }
        # The name, not the address, is what the certificate has to be of.
        extensions = {"sni_hostname": asked.host}
        body = urlencode({"query": query}).encode()
        request = httpx.Request("POST", url, headers=headers, content=body, extensions=extensions)
        try:
            response = await self._transport.handle_async_request(request)
            try:
                _check(response)
                return await _bounded(response, budget)
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


async def _bounded(response: httpx.Response, budget: ByteBudget) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        budget.take(len(chunk))
        body += chunk
    return bytes(body)
