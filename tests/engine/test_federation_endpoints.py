"""Results of other endpoints as VALUES blocks, and the IP addresses to which the client connects."""

from __future__ import annotations

import asyncio
import ipaddress

import httpx
import pyoxigraph as ox
import pytest

from plenipot.engine.federation.endpoints import ByteBudget, RemoteEndpointError, parse_endpoint
from plenipot.engine.federation.values import GENID, TooManySolutions, UnreadableResults, values_block
from plenipot.engine.sparql.tokens import unescape
from tests.engine.federation_fixtures import MEDIA, URL, Wire, results


@pytest.mark.parametrize(
    ("cell", "term"),
    [
        ({"type": "uri", "value": "http://e/a"}, ox.NamedNode("http://e/a")),
        ({"type": "literal", "value": "a", "xml:lang": "en"}, ox.Literal("a", language="en")),
        (
            {"type": "typed-literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
            ox.Literal(1),
        ),
        *(
            ({"type": "literal", "value": text}, ox.Literal(text))
            for text in (
                '") } SERVICE <http://192.0.2.8/> { ?s ?p ("',
                "\\u0041 \\\\u0022) \\U0001F600 \\",
                "\n\r\t\"'\\\x00\u2028\U0001f600",
                "\\\x00",
                "'''\"\"\"",
            )
        ),
    ],
)
def test_a_term_stays_what_it_is_however_escapes_are_read(cell: dict[str, str], term: ox.Literal) -> None:
    block = values_block(["x"], results({"x": cell}), 10, lambda _: None)
    for text in (block, unescape(block)):
        (row,) = ox.Store().query(f"SELECT * {{ {text} }}")  # type: ignore[misc]
        assert row["x"] == term


@pytest.mark.parametrize(
    "cell",
    [
        {"type": "uri", "value": "http://e/> ) } SERVICE <http://192.0.2.8/"},
        {"type": "uri", "value": "relative"},
        {"type": "literal", "value": "a", "xml:lang": "en> }"},
        {"type": "literal", "value": "a", "datatype": "http://e/> }"},
        {"type": "literal", "value": "\ud800"},
        {"type": "literal", "value": 1},
        {"type": "literal", "value": ["a"]},
        {"type": "literal"},
        {"type": "triple", "value": {}},
        {"type": "literal", "value": "a", "xml:lang": "en", "its:dir": "ltr"},
        [],
        "x",
        None,
    ],
)
def test_what_is_no_term_is_refused(cell: object) -> None:
    with pytest.raises(UnreadableResults):
        values_block(["x"], results({"x": cell}), 10, lambda _: None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b'{"head": {}, "boolean": true}',
        b'{"results": {"bindings": {}}}',
        b'{"results": {"bindings": [1]}}',
        b'{"results": {"bindings": [{"x": {"type": "literal", "value": "a"}}',
        b'{"results": {"bindings": ' + b"[" * 100_000,
        b"\xff\xfe\xfd",
        # A recursive native parser would overflow the stack on this.
        b'{"results": {"bindings": [' + b'{"x": {"type": "triple", "value": {"object": ' * 50_000,
    ],
)
def test_what_are_no_results_are_refused(body: bytes) -> None:
    with pytest.raises(UnreadableResults):
        values_block(["x"], body, 10, lambda _: None)


def test_variables_are_those_of_the_pattern_and_no_others() -> None:
    body = results({"x": {"type": "literal", "value": "a"}, "} SERVICE": {"type": "literal", "value": "b"}})
    assert values_block(["x", "y"], body, 10, lambda _: None) == 'VALUES (?x ?y) { ("a" UNDEF) }'


def test_blank_nodes_become_iris_that_are_new_in_each_answer() -> None:
    def names() -> list[str]:
        cells: list[dict[str, object]] = [{"x": {"type": "bnode", "value": label}} for label in ("b0", "b1", "b0")]
        block = values_block(["x"], results(*cells), 10, lambda _: None)
        return [row["x"].value for row in ox.Store().query(f"SELECT * {{ {block} }}")]  # type: ignore[union-attr]

    one, two = names(), names()
    assert one[0] == one[2] != one[1]
    assert all(name.startswith(GENID) for name in one)
    assert not {*one} & {*two}


def test_rows_and_what_they_become_are_bounded() -> None:
    with pytest.raises(TooManySolutions):
        values_block(["x"], results({}, {}), 1, lambda _: None)
    with pytest.raises(RemoteEndpointError):
        values_block([f"x{n}" for n in range(1000)], results({}, {}), 10, ByteBudget(8000).take)


# Addresses of requests.


def ask(wire: Wire, url: str, size: int = 1000) -> bytes:
    return asyncio.run(wire.caller.query(parse_endpoint(url), "ASK {}", ByteBudget(size)))


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["0.0.0.0"],
        ["224.0.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["::ffff:9.9.9.9"],
        ["fe80::1"],
        ["fc00::1"],
        ["64:ff9b::a00:1"],
        ["2002:a00:1::1"],
        ["9.9.9.9", "127.0.0.1"],
        ["not an address"],
        [],
    ],
)
@pytest.mark.parametrize("host", ["example.org", "2130706433", "0x7f.1", "localhost.example.org"])
def test_a_name_that_leads_to_a_private_address_is_not_followed(host: str, addresses: list[str]) -> None:
    wire = Wire(results())
    wire.addresses = addresses
    with pytest.raises(RemoteEndpointError) as caught:
        ask(wire, f"http://{host}/")
    assert not wire.requests
    assert not any(address in str(caught.value) for address in addresses)


@pytest.mark.parametrize(
    ("host", "address"), [("10.0.0.1", "10.0.0.1"), ("[::1]", "::1"), ("localhost", "127.0.0.1"), ("localhost", "::1")]
)
def test_a_private_address_is_asked_if_it_is_named(host: str, address: str) -> None:
    wire = Wire(results())
    wire.addresses = [address]
    ask(wire, f"http://{host}/")
    assert ipaddress.ip_address(wire.requests[0].url.host) == ipaddress.ip_address(address)


def test_localhost_is_no_other_machine() -> None:
    wire = Wire(results())
    wire.addresses = ["10.0.0.1"]
    with pytest.raises(RemoteEndpointError):
        ask(wire, "http://localhost/")


def test_the_address_that_was_checked_is_the_one_that_is_asked_and_the_name_is_kept() -> None:
    wire = Wire(results())
    wire.addresses = ["9.9.9.9"]
    ask(wire, "https://query.example.org:8443/sparql?a=b")
    (request,) = wire.requests
    assert str(request.url) == "https://9.9.9.9:8443/sparql?a=b"
    assert request.headers["host"] == "query.example.org:8443"
    assert request.extensions["sni_hostname"] == "query.example.org"
    assert wire.looked_up == ["query.example.org"]
    assert request.headers["accept-encoding"] == "identity"
    assert "cookie" not in request.headers


def test_a_second_address_is_tried_when_the_first_is_not_reached() -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        if request.url.host == "2620:fe::fe":
            raise httpx.ConnectError("no route")
        return httpx.Response(200, stream=httpx.ByteStream(results()), headers=MEDIA)

    wire = Wire(reply)
    wire.addresses = ["2620:fe::fe", "9.9.9.9"]
    assert ask(wire, "http://example.org/") == results()
    wire.addresses = ["2620:fe::fe"]
    with pytest.raises(RemoteEndpointError, match="cannot be reached"):
        ask(wire, "http://example.org/")


@pytest.mark.parametrize("status", [204, 301, 302, 303, 307, 308, 400, 401, 500, 503])
def test_another_status_is_a_failure_and_no_redirect_is_followed(status: int) -> None:
    wire = Wire(lambda _: httpx.Response(status, headers={**MEDIA, "Location": "http://127.0.0.1/"}))
    with pytest.raises(RemoteEndpointError) as caught:
        ask(wire, URL)
    assert len(wire.requests) == 1
    assert ("redirect" in str(caught.value)) == (300 <= status < 400)


@pytest.mark.parametrize("headers", [{"Content-Type": "text/html"}, {}, {**MEDIA, "Content-Encoding": "gzip"}])
def test_another_type_or_coding_is_a_failure(headers: dict[str, str]) -> None:
    body = httpx.ByteStream(results())
    with pytest.raises(RemoteEndpointError):
        ask(Wire(lambda _: httpx.Response(200, stream=body, headers=headers)), URL)


def test_what_is_read_is_bounded_whatever_it_says() -> None:
    wire = Wire(results() + b" " * 1000)
    assert ask(wire, URL, 2000)
    with pytest.raises(RemoteEndpointError) as caught:
        ask(wire, URL, 1000)
    assert caught.value.limit == "service-mb"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "//example.org/",
        "example.org",
        "http:///sparql",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://example.org/#a",
        "http://example.org:99999/",
        "http://exämple.org/",
        "http://[fe80::1%25eth0]/",
        "http://example.org/a b",
        "http://example.org/\r\nHost: x",
    ],
)
def test_what_can_be_no_endpoint_is_told_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_endpoint(url)
