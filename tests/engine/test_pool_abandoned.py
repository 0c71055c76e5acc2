"""A client that disconnects during a long answer: its parts do not reach the next query of the worker."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from plenipot.engine.evaluate import Bounds
from plenipot.engine.interface import Request
from plenipot.engine.pool.client import Nursery, Worker
from plenipot.engine.pool.pool import Pool
from plenipot.engine.stream import MAX_IN_MEMORY, StreamedResult

TRUE = b'{"head":{},"boolean":true}'


def test_a_reader_that_goes_away_as_a_part_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "data.nt"
    path.write_text("".join(f'<urn:s{each}> <urn:p> "{"x" * 60}" .\n' for each in range(30_000)), encoding="utf-8")
    nursery = Nursery([(path, None)], Bounds(512, 64 * 1024 * 1024, 1_000_000, {}))
    nursery.wait()
    reading: list[StreamedResult] = []
    receive = Worker.data_received

    def received(self: Worker, data: bytes) -> None:
        """Close the stream right after a part has arrived, which can happen in one iteration of the event loop."""
        receive(self, data)
        if reading and reading[0].size > 2 * MAX_IN_MEMORY:
            reading.pop().close()

    async def ask() -> list[bytes | StreamedResult]:
        pool = Pool(nursery, 1, 10.0, 8)
        await pool.start()
        try:
            long = await pool.open(Request("SELECT * { ?s ?p ?o }", "json"))
            assert isinstance(long, StreamedResult)
            reading.append(long)
            while reading:
                await asyncio.sleep(0.01)
            return [await pool.open(Request(f"ASK {{ ?s ?p ?o }} #{each}", "json")) for each in range(4)]
        finally:
            await pool.stop()

    monkeypatch.setattr(Worker, "data_received", received)
    try:
        assert asyncio.run(ask()) == [TRUE] * 4
    finally:
        nursery.close()
