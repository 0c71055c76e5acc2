"""The dump is written once, for any number of clients, even if some disconnect."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from benchmarks.peers.servers import free_port
from plenipot.release.dump_job import DumpFailed, DumpJob
from tests.server import start, stop

SLOW = "import pathlib, sys, time; time.sleep(0.5); pathlib.Path(sys.argv[1], 'made').write_text('x')"


def _children() -> list[psutil.Process]:
    return psutil.Process().children()


def test_clients_that_go_away_start_no_second_process() -> None:
    async def ask() -> tuple[int, Path]:
        job = DumpJob((), (sys.executable, "-c", SLOW))
        counts = []
        for _ in range(4):
            client = asyncio.create_task(job.folder())
            await asyncio.sleep(0.05)
            counts.append(len(_children()))
            client.cancel()
            await asyncio.gather(client, return_exceptions=True)
        folder = await job.folder()
        assert (folder / "made").read_text() == "x"
        assert await job.folder() == folder
        await job.stop()
        assert not folder.exists()
        return max(counts), folder

    before = len(_children())
    most, _ = asyncio.run(ask())
    assert most == before + 1


def test_the_process_ends_with_the_job() -> None:
    async def ask() -> None:
        job = DumpJob((), (sys.executable, "-c", "import time; time.sleep(60)"))
        before = set(_children())
        client = asyncio.create_task(job.folder())
        await asyncio.sleep(0.2)
        (child,) = set(_children()) - before
        await job.stop()
        assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
        await asyncio.gather(client, return_exceptions=True)

    asyncio.run(ask())


def test_a_job_that_failed_is_not_started_again_at_once(tmp_path: Path) -> None:
    log = tmp_path / "runs"
    fails = f"import sys; open({str(log)!r}, 'a').write('x'); sys.exit(1)"

    async def ask() -> None:
        job = DumpJob((), (sys.executable, "-c", fails))
        for _ in range(3):
            with pytest.raises(DumpFailed):
                await job.folder()
        await job.stop()

    asyncio.run(ask())
    assert log.read_text() == "x"


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """A service without dumps: its address and its process."""
    data = tmp_path / "data.ttl"
    data.write_text("".join(f"<urn:s> <urn:p> {n} .\n" for n in range(100_000)), encoding="utf-8")  # takes a second
    process = start(["--data", str(data)], port := free_port())
    yield f"http://127.0.0.1:{port}", process.pid
    stop(process)


def test_vanished_clients_of_the_service_leave_one_process(fresh: tuple[str, int]) -> None:
    """Four clients disconnect, then one waits: there is one process at a time, and the last client gets the file."""
    url, pid = fresh
    service = psutil.Process(pid)
    seen = set()
    for _ in range(4):
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{url}/dump/latest/plenipot.nq.gz", follow_redirects=True, timeout=0.05)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        running = {child.pid for child in service.children() if "dump" in child.cmdline()}
        assert len(running) <= 1
        seen |= running
        if not running:
            break
        time.sleep(0.05)
    assert len(seen) == 1
    name = httpx.get(f"{url}/dump/latest/plenipot.nq.gz", follow_redirects=True)
    assert name.status_code == 200
