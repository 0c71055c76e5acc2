"""The process pool: limits, timeouts, replacement of workers, fairness, and exit with the service."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from plenipot.engine.errors import (
    AnswerTooLarge,
    DeadlineExceeded,
    MemoryExceeded,
    QueryError,
    QueueFull,
    ShareExceeded,
    Unavailable,
)
from plenipot.engine.evaluate import Bounds
from plenipot.engine.interface import Request
from plenipot.engine.pool.client import Nursery, NurseryError
from plenipot.engine.pool.pool import TIME_SLICE, Pool
from plenipot.engine.pool.scheduler import CLIENT
from plenipot.engine.stream import StreamedResult, read_answer
from tests.timing import SLACK

QUICK = Request("ASK { ?s ?p ?o }", "json")
# Slow, but needs no memory: it counts the cross product of small VALUES blocks.
ENDLESS_TEXT = (
    "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(10)))} }}" for i in range(14))
    + " }"
)
ENDLESS = Request(ENDLESS_TEXT, "json")
BOUNDS = Bounds(128, 8 * 1024 * 1024, 1_000_000, {})


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.nt"
    path.write_text("<https://example.org/s> <https://example.org/p> <https://example.org/o> .", encoding="utf-8")
    return path


@pytest.fixture
def nursery(data: Path) -> Iterator[Nursery]:
    made = Nursery([(data, "https://example.org/g")], BOUNDS)
    made.wait()
    yield made
    made.close()


def with_pool(nursery: Nursery, act: Callable[[Pool], Awaitable[None]], **settings: float) -> None:
    async def main() -> None:
        chosen = {"size": 1, "timeout": 0.5, "queue": 8} | settings
        pool = Pool(nursery, int(chosen["size"]), chosen["timeout"], int(chosen["queue"]))
        await pool.start()
        try:
            await act(pool)
        finally:
            await pool.stop()

    asyncio.run(main())


async def run(pool: Pool, request: Request) -> bytes:
    return await read_answer(await pool.open(request))


def running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def eventually(condition: Callable[[], bool]) -> bool:
    for _ in range(100):
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_a_killed_worker_is_replaced_at_once(nursery: Nursery) -> None:
    async def act(pool: Pool) -> None:
        first = set(pool._pids)
        started = time.monotonic()
        with pytest.raises(DeadlineExceeded):
            await run(pool, ENDLESS)
        assert b"true" in await run(pool, QUICK)
        assert time.monotonic() - started < 0.5 + SLACK
        for _ in range(40):  # the pool replaces the worker meanwhile
            await asyncio.sleep(0.05)
            if pool.workers == 2:
                break
        assert pool.workers == 2
        assert eventually(lambda: [running(pid) for pid in first].count(True) == 1)

    with_pool(nursery, act)


def test_a_worker_survives_a_bad_query_and_an_answer_that_is_too_large(nursery: Nursery) -> None:
    async def act(pool: Pool) -> None:
        workers = set(pool._pids)
        with pytest.raises(QueryError):
            await run(pool, Request("SELEC", "json"))
        large = "SELECT * { " + " ".join(f"VALUES ?v{i} {{ 1 2 3 4 5 6 7 8 9 10 }}" for i in range(5)) + " }"
        with pytest.raises(AnswerTooLarge):
            await run(pool, Request(large, "json"))
        assert set(pool._pids) == workers

    with_pool(nursery, act, timeout=5)


def test_long_queries_yield_to_short_ones(nursery: Nursery) -> None:
    async def act(pool: Pool) -> None:
        long = [asyncio.create_task(run(pool, Request(ENDLESS_TEXT + f"#{n}", "json"))) for n in range(2)]
        await asyncio.sleep(3 * TIME_SLICE)
        # One long query freed its slot for the other, which keeps the slot of short queries until the first ends.
        started = time.monotonic()
        long[0].cancel()
        for _ in range(20):
            assert b"true" in await run(pool, QUICK)
        assert time.monotonic() - started < 5
        assert not long[1].done()
        long[1].cancel()
        await asyncio.gather(*long, return_exceptions=True)

    with_pool(nursery, act, timeout=30)


def test_a_long_answer_comes_in_parts(nursery: Nursery) -> None:
    rows = "SELECT * { " + " ".join(f"VALUES ?v{i} {{ 1 2 3 4 5 6 7 8 9 }}" for i in range(5)) + " }"

    async def act(pool: Pool) -> None:
        answer = await pool.open(Request(rows, "tsv"))
        assert isinstance(answer, StreamedResult)
        body = b"".join([part async for part in answer.parts()])
        assert body.count(b"\n") == 9**5 + 1
        assert answer.complete
        answer.close()
        # The stream continues for its second reader; without readers the worker is freed.
        answer = await pool.open(Request(rows, "csv"))
        assert isinstance(answer, StreamedResult)
        answer.readers += 1
        answer.close()
        assert (await answer.read_all()).count(b"\r\n") == 9**5 + 1
        answer.close()
        assert pool.busy == 0
        answer = await pool.open(Request(rows, "csv"))
        assert isinstance(answer, StreamedResult)
        answer.close()
        await asyncio.sleep(0.3)
        assert (pool.busy, pool.workers) == (0, 2)

    with_pool(nursery, act, timeout=5)


def test_memory_is_bounded(nursery: Nursery) -> None:
    doubling = " ".join(f"BIND (CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))

    async def act(pool: Pool) -> None:
        with pytest.raises(MemoryExceeded):
            await run(pool, Request(f"SELECT (STRLEN(?x40) AS ?n) {{ BIND ('xxxx' AS ?x0) {doubling} }}", "json"))
        assert b"true" in await run(pool, QUICK)

    with_pool(nursery, act, timeout=10)


def test_the_queue_is_bounded(nursery: Nursery) -> None:
    async def act(pool: Pool) -> None:
        asked = [asyncio.create_task(run(pool, QUICK if number else ENDLESS)) for number in range(5)]
        results = await asyncio.gather(*asked, return_exceptions=True)
        kinds = [type(result) for result in results]
        # One query runs, two wait until it ends, and the others are refused at once.
        assert kinds[0] is DeadlineExceeded
        assert kinds.count(QueueFull) >= 2
        assert b"true" in await run(pool, QUICK)

    with_pool(nursery, act, queue=2)


def test_a_caller_that_goes_away_frees_the_worker(nursery: Nursery) -> None:
    async def act(pool: Pool) -> None:
        task = asyncio.create_task(run(pool, ENDLESS))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert pool.busy == 0
        assert b"true" in await run(pool, QUICK)

    with_pool(nursery, act, timeout=30)


def test_without_nursery_the_pool_says_so(data: Path) -> None:
    nursery = Nursery([(data, "https://example.org/g")], BOUNDS)
    nursery.wait()

    async def act(pool: Pool) -> None:
        nursery.close()
        await asyncio.sleep(0.2)
        with pytest.raises((MemoryExceeded, DeadlineExceeded, Unavailable)):
            await run(pool, QUICK)
        assert pool.workers == 0
        with pytest.raises(Unavailable):
            await run(pool, QUICK)

    with_pool(nursery, act)


def test_data_that_cannot_be_read_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "bad.ttl"
    path.write_text("nonsense", encoding="utf-8")
    nursery = Nursery([(path, "https://example.org/g")], BOUNDS)
    with pytest.raises(NurseryError, match=r"^bad\.ttl: "):
        nursery.wait()
    nursery.close()


ORPHANS = """
import asyncio, sys
from pathlib import Path
from plenipot.engine.interface import Request
from plenipot.engine.pool.pool import Pool
from plenipot.engine.pool.client import Nursery
from plenipot.engine.evaluate import Bounds

async def main():
    pool = Pool(nursery, 1, 60, 8)
    await pool.start()
    asyncio.create_task(pool.open(Request(sys.argv[2], "json")))
    await asyncio.sleep(0.3)
    print(nursery.pid, *pool._pids, flush=True)
    await asyncio.sleep(60)

nursery = Nursery([(Path(sys.argv[1]), "https://example.org/g")], Bounds(64, 1024 * 1024, 1_000_000, {}))
nursery.wait()
asyncio.run(main())
"""


def test_no_process_outlives_a_service_that_is_killed(data: Path) -> None:
    command = [sys.executable, "-c", ORPHANS, str(data), ENDLESS_TEXT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        pids = [int(word) for word in service.stdout.readline().split()]
        assert len(pids) == 3
        assert all(running(pid) for pid in pids)
        service.kill()
    try:
        assert eventually(lambda: not any(running(pid) for pid in pids))
    finally:
        for pid in filter(running, pids):
            os.kill(pid, signal.SIGKILL)


def test_clients_share_the_workers(nursery: Nursery) -> None:
    async def ask(pool: Pool, client: str, request: Request) -> bytes:
        CLIENT.set(client)
        return await run(pool, request)

    async def act(pool: Pool) -> None:
        # Two greedy clients use all four workers, and have more queries in the queue.
        greedy = [
            asyncio.create_task(ask(pool, f"greedy {number % 2}", Request(f"{ENDLESS_TEXT} #{number}", "json")))
            for number in range(12)
        ]
        await asyncio.sleep(1.5)
        for number in range(4):
            started = time.monotonic()
            assert b"true" in await ask(pool, "modest", Request(f"ASK {{ ?s ?p ?o }} #{number}", "json"))
            assert time.monotonic() - started < SLACK
        ended = await asyncio.gather(*greedy, return_exceptions=True)
        assert ShareExceeded in {type(each) for each in ended}
        assert {type(each) for each in ended} <= {ShareExceeded, DeadlineExceeded, QueueFull}

    with_pool(nursery, act, size=2, timeout=8)


def test_one_client_has_not_all_workers(nursery: Nursery) -> None:
    async def ask(pool: Pool, client: str, request: Request) -> bytes:
        CLIENT.set(client)
        return await run(pool, request)

    async def act(pool: Pool) -> None:
        greedy = [
            asyncio.create_task(ask(pool, "greedy", Request(f"{ENDLESS_TEXT} #{number}", "json")))
            for number in range(8)
        ]
        await asyncio.sleep(1)
        assert pool.busy == 3
        assert b"true" in await ask(pool, "modest", QUICK)
        assert pool.busy == 3
        for task in greedy:
            task.cancel()
        await asyncio.gather(*greedy, return_exceptions=True)

    with_pool(nursery, act, size=2, timeout=30)


def numbered(number: int) -> Request:
    return Request(f"SELECT (<urn:n{number}> AS ?n) {{ ?s ?p ?o }}", "csv")


def test_nobody_waits_for_long_behind_a_query_that_turns_out_to_be_long(nursery: Nursery) -> None:
    async def act(pool: Pool) -> None:
        long = asyncio.create_task(run(pool, ENDLESS))
        quick = [asyncio.create_task(run(pool, numbered(number))) for number in range(6)]
        await asyncio.sleep(0)
        assert pool.waiting == 6
        started = time.monotonic()
        answers = await asyncio.gather(*quick)
        assert time.monotonic() - started < SLACK
        assert [f"urn:n{number}\r\n".encode() in answer for number, answer in enumerate(answers)] == [True] * 6
        assert not long.done()
        long.cancel()
        await asyncio.gather(long, return_exceptions=True)
        for number in range(10):
            assert f"urn:n{number}\r\n".encode() in await run(pool, numbered(number))

    with_pool(nursery, act, timeout=30)


def test_what_waits_at_a_worker_that_ends_is_answered_by_another(nursery: Nursery) -> None:
    doubling = " ".join(f"BIND (CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
    large = Request(f"SELECT (STRLEN(?x40) AS ?n) {{ BIND ('xxxx' AS ?x0) {doubling} }}", "json")

    async def act(pool: Pool) -> None:
        asked = [run(pool, large), *(run(pool, numbered(number)) for number in range(6))]
        ended, *answers = await asyncio.gather(*asked, return_exceptions=True)
        assert isinstance(ended, MemoryExceeded)
        assert [f"urn:n{number}\r\n".encode() in answer for number, answer in enumerate(answers)] == [True] * 6  # type: ignore[operator]

    with_pool(nursery, act, timeout=10, size=1)


def test_each_gets_the_answer_to_its_own_query_whoever_goes_away(nursery: Nursery) -> None:
    async def act(pool: Pool) -> None:
        tasks = [asyncio.create_task(run(pool, numbered(number))) for number in range(60)]
        for number, task in enumerate(tasks):
            await asyncio.sleep(0.001 * (number % 3 == 0))
            if number % 4 == 1:
                task.cancel()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        for number, answer in enumerate(answers):
            if isinstance(answer, bytes):
                assert f"urn:n{number}\r\n".encode() in answer
            else:
                assert (type(answer), number % 4) == (asyncio.CancelledError, 1)
        await asyncio.sleep(0.5)
        assert (pool.waiting, pool.busy, pool._free_slots, pool._long_running) == (0, 0, pool.size, 0)

    with_pool(nursery, act, timeout=10, size=2, queue=64)


def test_the_nursery_forks_with_one_thread(nursery: Nursery) -> None:
    """A fork copies locks that other threads hold; they would stay locked in the worker for ever."""
    assert len(list(Path(f"/proc/{nursery.pid}/task").iterdir())) == 1


def test_a_worker_gives_back_the_memory_of_a_large_query(nursery: Nursery) -> None:
    """Without malloc_trim the allocator would keep 36 MB of this query as long as the worker lives."""
    values = " ".join(f"VALUES ?v{i} {{ 1 2 3 4 5 6 7 8 9 10 }}" for i in range(5))
    text = "CONCAT(" + ", '-', ".join(f"STR(?v{i})" for i in range(5)) + f", '{'x' * 300}')"
    large = Request(f"SELECT (COUNT(DISTINCT ?text) AS ?n) {{ {values} BIND ({text} AS ?text) }}", "csv")

    def resident(pid: int) -> int:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGESIZE")

    async def act(pool: Pool) -> None:
        before = {pid: resident(pid) for pid in pool._pids}
        assert b"100000" in await run(pool, large)
        await asyncio.sleep(0.3)
        grown = max(resident(pid) - before[pid] for pid in pool._pids)
        assert grown < 20_000_000

    with_pool(nursery, act, timeout=20)
