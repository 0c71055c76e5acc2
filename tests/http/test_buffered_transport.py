"""The head of a response and its body leave in one system call."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from plenipot.http.connections.buffered_transport import BufferedTransport
from tests.server import Server


class Recorder(asyncio.Transport):
    """Records what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[bytes | str] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.calls.append(bytes(data))

    def get_write_buffer_size(self) -> int:
        return 10

    def close(self) -> None:
        self.calls.append("close")

    def abort(self) -> None:
        self.calls.append("abort")


async def _next_iteration() -> None:
    await asyncio.sleep(0)
    await asyncio.sleep(0)


def test_writes_of_one_iteration_are_joined() -> None:
    async def write() -> list[bytes | str]:
        recorder = Recorder()
        transport = BufferedTransport(recorder, asyncio.get_running_loop())
        transport.write(b"head ")
        transport.write(b"body")
        assert recorder.calls == []
        assert transport.get_write_buffer_size() == 19
        await _next_iteration()
        transport.write(b"next")
        await _next_iteration()
        return recorder.calls

    assert asyncio.run(write()) == [b"head body", b"next"]


def test_many_bytes_are_written_at_once_and_in_order() -> None:
    """A handler that sends without a pause must not fill the memory: the transport is told of each 16 kB."""

    async def write() -> list[bytes | str]:
        recorder = Recorder()
        transport = BufferedTransport(recorder, asyncio.get_running_loop())
        for part in (b"head", 20_000 * b"x", 10_000 * b"y", 10_000 * b"z", b"end"):
            transport.write(part)
        assert len(recorder.calls) == 2
        await _next_iteration()
        return recorder.calls

    assert asyncio.run(write()) == [b"head" + 20_000 * b"x", 10_000 * b"y" + 10_000 * b"z", b"end"]


@pytest.mark.parametrize(("end", "calls"), [("close", [b"last", "close"]), ("abort", ["abort"])])
def test_close_writes_what_is_buffered_and_abort_drops_it(end: str, calls: list[bytes | str]) -> None:
    async def write() -> list[bytes | str]:
        recorder = Recorder()
        transport = BufferedTransport(recorder, asyncio.get_running_loop())
        transport.write(b"last")
        getattr(transport, end)()
        await _next_iteration()
        return recorder.calls

    assert asyncio.run(write()) == calls


def test_the_service_writes_a_response_with_one_system_call(server: Server) -> None:
    """`/proc` counts the write calls of a process; the event loop itself writes to no file for a request."""

    def written() -> int:
        text = Path(f"/proc/{server.pid}/io").read_text(encoding="ascii")
        return int(next(line for line in text.splitlines() if line.startswith("syscw")).split()[1])

    with httpx.Client() as client:
        url = f"{server.url}/sparql?query=ASK{{}}"
        client.get(url)
        before = written()
        for _ in range(50):
            assert client.get(url).status_code == 200
        calls = written() - before
    assert calls < 75, calls
