"""Properties of all responses: compression, conditional requests, response cache, Host, bodies that are too long."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence

import httpx
import pytest

from tests.http.connections import connect, read_response
from tests.server import Server

WIDE = "SELECT * { ?s ?p ?o " + "".join(f"BIND ('{i:040}' AS ?v{i})" for i in range(40)) + " }"
PAGES = ("/sparql?" + urllib.parse.urlencode({"query": WIDE}), "/", "/docs", "/openapi.json", "/static/style.css")


def raw(server: Server, path: str, *headers: str) -> tuple[dict[str, str], bytes]:
    """Headers and body as received, without decoding."""
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=20)
    connection.putrequest("GET", path, skip_accept_encoding=True)
    for line in headers:
        name, _, value = line.partition(": ")
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    assert response.status == 200
    made = {name.lower(): value for name, value in response.getheaders()}
    body = response.read()
    connection.close()
    return made, body


@pytest.mark.parametrize("path", PAGES)
def test_each_client_gets_a_coding_that_it_accepts(server: Server, path: str) -> None:
    """The response cache keeps codings apart, whichever is requested first (RFC 9110, section 12.5.3)."""
    accepted: Sequence[tuple[tuple[str, ...], bool]] = (
        (("Accept-Encoding: gzip;q=0",), False),
        (("Accept-Encoding: GZIP; Q=0.000",), False),
        (("Accept-Encoding: identity;q=0",), False),  # gzip is not accepted either: the body is sent without coding
        ((), False),
        (("Accept-Encoding: gzip",), True),
        (("Accept-Encoding: *;q=0",), False),
        (("Accept-Encoding: *",), True),
        (("Accept-Encoding: identity",), False),
        (("Accept-Encoding: br", "Accept-Encoding: gzip"), True),
        (("Accept-Encoding: identity;q=0, gzip;q=0.1",), True),
        (("Accept-Encoding: gzip;q=0.1, identity;q=0.9",), False),
        (("Accept-Encoding: *;q=0, gzip",), True),
        (("Accept-Encoding: gzip;q=0, *",), False),
    )
    plain = raw(server, path)[1]
    for _ in range(2):
        for lines, coded in accepted:
            headers, body = raw(server, path, *lines)
            assert (headers.get("content-encoding") == "gzip") is coded, lines
            assert (gzip.decompress(body) if coded else body) == plain, lines
            assert int(headers["content-length"]) == len(body)
            assert "accept-encoding" in headers["vary"].lower()


def test_a_small_body_is_compressed_for_who_refuses_the_plain_one(server: Server) -> None:
    path = "/sparql?query=ASK%7B%7D"
    headers, body = raw(server, path, "Accept-Encoding: gzip, identity;q=0")
    assert headers["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(body)) == {"head": {}, "boolean": True}
    assert "content-encoding" not in raw(server, path, "Accept-Encoding: gzip")[0]


@pytest.mark.parametrize("path", PAGES)
def test_who_has_a_body_gets_304_whatever_its_coding(server: Server, path: str) -> None:
    first = httpx.get(server.url + path)
    if "etag" not in first.headers:
        assert first.headers["content-type"].startswith("text/html")
        return
    for coding in ("gzip", "identity"):
        tag = httpx.get(server.url + path, headers={"Accept-Encoding": coding}).headers["etag"]
        for method in ("GET", "HEAD"):
            for given in (tag, f'"other", W/{tag}', "*"):
                headers = {"Accept-Encoding": coding, "If-None-Match": given}
                again = httpx.request(method, server.url + path, headers=headers)
                assert (again.status_code, again.content) == (304, b"")
                assert again.headers["etag"] == tag


def test_a_post_is_no_conditional_request(server: Server) -> None:
    first = httpx.post(server.sparql, data={"query": "ASK {}"})
    for tag in (first.headers["etag"], "*"):
        again = httpx.post(server.sparql, data={"query": "ASK {}"}, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (200, first.content)


def _request(server: Server, *lines: str) -> bytes:
    with connect(server) as sock:
        sock.sendall("\r\n".join((*lines, "", "")).encode("latin-1"))
        return read_response(sock)


@pytest.mark.parametrize(
    "hosts",
    [
        (),
        ("Host: evil.example", "Host: localhost"),
        ("Host: a", "Host: a"),
        ("Host: ",),
        ("Host: a b",),
        ("Host: evil.example/path",),
        ("Host: user@evil.example",),
        ("Host: a,b",),
        ('Host: "><script>',),
    ],
)
def test_a_request_names_one_host(server: Server, hosts: Sequence[str]) -> None:
    """URLs in responses use the Host header, which is a part of the cache key (RFC 9112, section 3.2)."""
    answer = _request(server, "GET /.well-known/sparql-examples HTTP/1.1", *hosts)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer
    assert b"Host" in answer.partition(b"\r\n\r\n")[2]


def test_a_host_of_another_client_is_in_nobodys_response(server: Server) -> None:
    line = "GET /.well-known/sparql-examples HTTP/1.1"
    for name in ("one.example", "two.example:8000", "[::1]:8000"):
        for _ in range(2):
            answer = _request(server, line, f"Host: {name}")
            assert answer.startswith(b"HTTP/1.1 200 ")
            assert f"http://{name}/sparql".encode() in answer
            assert not any(
                f"http://{other}".encode() in answer for other in {"one.example", "two.example"} - {name[:11]}
            )
    assert _request(server, "GET /health HTTP/1.0").startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("size", [700_000, 5_000_000, 20_000_000])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/sparql-query", "text/plain"])
def test_a_plain_client_reads_why_its_body_is_refused(server: Server, size: int, kind: str) -> None:
    """urllib sends the whole body before it reads: if the server did not drain it, urllib would get a reset."""
    request = urllib.request.Request(server.sparql, b"query=" + b"x" * size, {"Content-Type": kind})
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request, timeout=20)
    assert error.value.code == (415 if kind == "text/plain" else 413)
    assert json.loads(error.value.read())["status"] == error.value.code


def test_a_plain_client_reads_that_its_path_takes_no_body(server: Server) -> None:
    request = urllib.request.Request(server.url + "/search", b"x" * 3_000_000)
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request, timeout=20)
    assert error.value.code == 405


def test_a_head_that_is_too_long_is_refused_and_not_reset(server: Server) -> None:
    with connect(server) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Long: " + b"x" * 1_000_000 + b"\r\n\r\n")
        sock.shutdown(socket.SHUT_WR)
        answer = b""
        while part := sock.recv(65536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["status"] == 431


@pytest.mark.parametrize("posted", [False, True])
def test_fields_are_bounded(server: Server, posted: bool) -> None:
    many = "&".join(f"default-graph-uri=urn:g{n}" for n in range(600))
    body = f"query=ASK+%7B%7D&{many}"
    answer = (
        httpx.post(server.sparql, content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
        if posted
        else httpx.get(f"{server.sparql}?{body}")
    )
    assert (answer.status_code, answer.json()["limit"]) == (400, "parameters")
    few = "&".join(f"default-graph-uri=urn:g{n}" for n in range(400))
    assert httpx.get(f"{server.sparql}?query=ASK+%7B%7D&{few}").status_code == 200
