"""Refuses every connection, datagram and name look-up beyond the loopback, and writes it down.

An audit hook sees what the interpreter does, whichever library asks for it, and cannot be taken away again. A child
that swallows the error is caught by the file, whose name is in ``PLENIPOT_LOOPBACK_LOG``.
"""

from __future__ import annotations

import ipaddress
import os
import sys

LOG = "PLENIPOT_LOOPBACK_LOG"
_ADDRESS_AT = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.getaddrinfo": 0}
_armed = False


class BeyondTheLoopback(RuntimeError):
    """Something wanted to reach another machine."""


def is_here(host: object) -> bool:
    """Whether a host is this machine.

    >>> is_here("127.0.0.1"), is_here("::1"), is_here("localhost"), is_here(None)
    (True, True, True, True)
    >>> is_here("192.0.2.1"), is_here("www.wikidata.org"), is_here(b"example.org")
    (False, False, False)
    """
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(str(name).partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    elif event in _ADDRESS_AT:
        address = arguments[_ADDRESS_AT[event]]
        if event != "socket.getaddrinfo" and not isinstance(address, tuple):
            return  # a socket of the file system, or one that is connected already
        host = address[0] if isinstance(address, tuple) else address
    else:
        return
    if not is_here(host):
        note = f"{event} {host!r} in {' '.join(sys.argv) or sys.executable}"
        if log := os.environ.get(LOG):
            with open(log, "a", encoding="utf-8") as handle:
                handle.write(note + "\n")
        raise BeyondTheLoopback(note)


def arm() -> None:
    """Begin to refuse; there is no end."""
    global _armed
    if not _armed:
        sys.addaudithook(_refuse)
        _armed = True
