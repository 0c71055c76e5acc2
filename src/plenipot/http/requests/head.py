"""The request headers that the middleware needs, parsed in one pass."""

from __future__ import annotations

from starlette.types import Scope


class RequestHead:
    """The request headers that decide how a response is sent; several lines of one header are joined by commas.

    >>> head = RequestHead({"headers": [(b"host", b"a"), (b"accept", b"text/csv"), (b"accept", b"*/*"), (b"x", b"y")]})
    >>> head.hosts, head.accept, head.accept_encoding
    ([b'a'], b'text/csv,*/*', b'')
    """

    __slots__ = (
        "accept", "accept_encoding", "chunked", "content_length", "expects_100", "hosts", "if_none_match", "range",
    )  # fmt: skip

    def __init__(self, scope: Scope) -> None:
        self.hosts: list[bytes] = []
        self.accept = self.accept_encoding = self.if_none_match = b""
        self.range = self.chunked = self.expects_100 = False
        self.content_length = 0
        for name, value in scope["headers"]:
            if name == b"accept":
                self.accept = self.accept + b"," + value if self.accept else value
            elif name == b"host":
                self.hosts.append(value)
            elif name == b"accept-encoding":
                self.accept_encoding = self.accept_encoding + b"," + value if self.accept_encoding else value
            elif name == b"if-none-match":
                self.if_none_match = self.if_none_match + b"," + value if self.if_none_match else value
            elif name == b"range":
                self.range = True
            elif name == b"content-length":
                self.content_length = int(value) if value.isdigit() else 0
            elif name == b"transfer-encoding":
                self.chunked = True
            elif name == b"expect":
                self.expects_100 = True
