"""Range requests, as readers of Parquet files and resumed downloads send them."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pyarrow.parquet as pq
import pytest

from tests.server import Server

PARQUET = "/query/member-states-by-region.parquet"
SELECT = "SELECT ?s ?o { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?o } ORDER BY ?s ?o LIMIT 2000"
ADDRESSES = (
    PARQUET,
    "/query/member-states-by-region.csv",
    "/query/member-states-by-region.json?limit=20",
    f"/sparql?query={quote(SELECT)}",
    f"/sparql?query={quote(SELECT)}&format=csv",
    f"/sparql?query={quote('DESCRIBE <state/che>')}",
    "/state/che.ttl",
    "/state/che.jsonld",
    "/state/che.csv",
    "/graph/links.ttl",
    "/state/che.html",
    "/context.jsonld",
    "/openapi.json",
    "/.well-known/sparql-examples",
)


@pytest.fixture(scope="module")
def client(release_server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=release_server.url, timeout=60, headers={"Accept-Encoding": "identity"}) as client:
        yield client


def varies(response: httpx.Response) -> set[str]:
    return {each.strip().lower() for each in response.headers.get("vary", "").split(",") if each.strip()}


@pytest.mark.parametrize("address", ADDRESSES)
def test_parts_of_an_answer(client: httpx.Client, address: str) -> None:
    whole = client.get(address)
    body, size, tag = whole.content, len(whole.content), whole.headers["etag"]
    assert (whole.status_code, whole.headers["accept-ranges"]) == (200, "bytes")
    for given, first, last in (
        ("bytes=0-0", 0, 0),
        ("bytes=10-99", 10, 99),
        ("bytes=-8", size - 8, size - 1),
        (f"bytes={size - 5}-", size - 5, size - 1),
        (f"bytes=3-{size + 100}", 3, min(size - 1, size + 100)),
        (f"bytes=-{size + 100}", 0, size - 1),
        (" Bytes=5-6 ".strip(), 5, 6),
    ):
        part = client.get(address, headers={"Range": given})
        assert part.status_code == 206, given
        assert part.headers["content-range"] == f"bytes {first}-{last}/{size}"
        assert part.content == body[first : last + 1]
        assert part.headers["content-length"] == str(last - first + 1)
        for name in ("etag", "content-type", "cache-control"):
            assert part.headers[name] == whole.headers[name]
        assert varies(whole) - {"accept-encoding"} == varies(part) - {"accept-encoding"}
    for given in (f"bytes={size}-", f"bytes={size + 9}-{size + 10}", "bytes=-0"):
        none = client.get(address, headers={"Range": given})
        assert (none.status_code, none.headers["content-range"]) == (416, f"bytes */{size}"), given
    for given in ("bytes=9-1", "bytes=", "bytes=a-b", "lines=0-1", "bytes=1-2,", "bytes=0-1,4-5", "bytes 0-1"):
        assert client.get(address, headers={"Range": given}).content == body, given
    head = client.head(address, headers={"Range": "bytes=0-9"})
    assert (head.status_code, head.headers["accept-ranges"]) == (200, "bytes")
    assert head.headers["content-length"] == str(size)
    for condition, status in ((tag, 206), ('"other"', 200), (f"W/{tag}", 200), ("Wed, 21 Oct 2015 07:28:00 GMT", 200)):
        answer = client.get(address, headers={"Range": "bytes=2-4", "If-Range": condition})
        assert (answer.status_code, answer.content) == (status, body[2:5] if status == 206 else body), condition
    unchanged = client.get(address, headers={"Range": "bytes=2-4", "If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


@pytest.mark.parametrize("address", ADDRESSES[:5])
def test_a_part_is_of_the_bytes_as_they_are(client: httpx.Client, address: str) -> None:
    body = client.get(address).content
    with client.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    tag = packed.headers["etag"]
    if packed.headers.get("content-encoding") == "gzip":
        assert gzip.decompress(raw) == body
        # If-Range has the ETag of the gzip coding, and ranges select bytes without coding: the whole body is sent.
        whole = client.get(address, headers={"Range": "bytes=5-", "If-Range": tag, "Accept-Encoding": "gzip"})
        assert (whole.status_code, whole.content) == (200, body)
    part = client.get(address, headers={"Range": "bytes=5-2000", "Accept-Encoding": "gzip"})
    assert (part.status_code, part.content) == (206, body[5:2001])
    assert "content-encoding" not in part.headers


def test_what_changes_each_time_has_no_parts(client: httpx.Client) -> None:
    address = f"/sparql?query={quote('SELECT (RAND() AS ?x) {}')}"
    answer = client.get(address, headers={"Range": "bytes=0-1"})
    assert answer.status_code == 200
    assert "accept-ranges" not in answer.headers


def test_a_post_has_no_parts(client: httpx.Client) -> None:
    whole = client.post("/sparql", data={"query": SELECT})
    part = client.post("/sparql", data={"query": SELECT}, headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.content) == (200, whole.content)


def test_scripts_of_other_origins_may_ask_for_parts(client: httpx.Client) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    allowed = client.options(PARQUET, headers=asked).headers["access-control-allow-headers"]
    assert {"Range", "If-Range"} <= {each.strip() for each in allowed.split(",")}
    part = client.get(PARQUET, headers={"Range": "bytes=0-3", "Origin": "https://example.org"})
    assert "Content-Range" in part.headers["access-control-expose-headers"]


class Remote(io.RawIOBase):
    """A seekable file over HTTP range requests, as data frame libraries read Parquet files."""

    def __init__(self, client: httpx.Client, address: str) -> None:
        self._client, self._address = client, address
        head = client.head(address)
        assert head.headers["accept-ranges"] == "bytes"
        self._size, self._tag = int(head.headers["content-length"]), head.headers["etag"]
        self._position = 0
        self.asked: list[str] = []

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._position = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        length = min(len(buffer), self._size - self._position)
        if length <= 0:
            return 0
        given = f"bytes={self._position}-{self._position + length - 1}"
        part = self._client.get(self._address, headers={"Range": given, "If-Range": self._tag})
        assert part.status_code == 206
        self.asked.append(given)
        buffer[:length] = part.content
        self._position += length
        return length


def test_parquet_is_read_by_parts(client: httpx.Client) -> None:
    whole = pq.read_table(io.BytesIO(client.get(PARQUET).content))
    end = client.get(PARQUET, headers={"Range": "bytes=-8"})
    assert end.content.endswith(b"PAR1")
    assert client.head(PARQUET, headers={"Accept-Encoding": "gzip"}).headers["content-length"] == str(
        len(client.get(PARQUET).content)
    )
    remote = Remote(client, PARQUET)
    column = pq.ParquetFile(remote).read(columns=["state"])
    assert column.column("state") == whole.column("state")
    assert remote.asked
    assert "bytes=0-" not in remote.asked


def test_a_download_goes_on_where_it_broke_off(client: httpx.Client) -> None:
    address = "/graph/links.ttl"
    whole = client.get(address)
    begun = whole.content[:1000]
    rest = client.get(address, headers={"Range": f"bytes={len(begun)}-", "If-Range": whole.headers["etag"]})
    assert begun + rest.content == whole.content
