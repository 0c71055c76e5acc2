"""The cache of answers: cache hits, coalesced requests, bounded memory."""

from __future__ import annotations

import asyncio

import pytest

from plenipot.engine.cache import CachedEngine
from plenipot.engine.errors import BadSyntax
from plenipot.engine.interface import Request
from plenipot.engine.stream import StreamedResult, read_answer


async def ask(engine: CachedEngine, request: Request) -> bytes:
    return await read_answer(await engine.open(request))


class Slow:
    """An engine that counts its requests."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def open(self, request: Request) -> bytes:
        self.asked.append(request.query)
        await asyncio.sleep(0.01)
        if request.query == "bad":
            raise BadSyntax("bad")
        return request.query.encode() * 10


def test_an_answer_is_asked_for_once() -> None:
    async def scenario() -> None:
        engine = Slow()
        cached = CachedEngine(engine, 10_000)
        many = await asyncio.gather(*(ask(cached, Request("a", "json")) for _ in range(5)))
        assert set(many) == {b"a" * 10}
        assert await ask(cached, Request("a", "json")) == b"a" * 10
        assert engine.asked == ["a"]
        await ask(cached, Request("a", "csv"))
        await ask(cached, Request("a", "json", default_graphs=("urn:g",)))
        assert engine.asked == ["a"] * 3, "another format or dataset is another answer"

    asyncio.run(scenario())


def test_what_differs_each_time_is_not_kept() -> None:
    async def scenario() -> None:
        engine = Slow()
        cached = CachedEngine(engine, 10_000)
        for _ in range(2):
            await ask(cached, Request("SELECT (RAND() AS ?x) {}", "json"))
        assert len(engine.asked) == 2

    asyncio.run(scenario())


def test_errors_are_not_kept() -> None:
    async def scenario() -> None:
        engine = Slow()
        cached = CachedEngine(engine, 10_000)
        for _ in range(2):
            with pytest.raises(BadSyntax):
                await ask(cached, Request("bad", "json"))
        assert engine.asked == ["bad", "bad"]

    asyncio.run(scenario())


def test_memory_is_bounded_and_the_oldest_goes_first() -> None:
    async def scenario() -> None:
        engine = Slow()
        cached = CachedEngine(engine, 352)
        for text in ("aa", "bb", *(f"{n:02}" for n in range(15))):
            await ask(cached, Request(text, "json"))
        engine.asked.clear()
        await ask(cached, Request("14", "json"))
        assert engine.asked == []
        await ask(cached, Request("aa", "json"))
        assert engine.asked == ["aa"]
        await ask(cached, Request("x" * 30, "json"))
        await ask(cached, Request("x" * 30, "json"))
        assert engine.asked == ["aa", "x" * 30, "x" * 30], "a large answer is not kept"

    asyncio.run(scenario())


def test_a_caller_that_goes_away_leaves_the_others_their_answer() -> None:
    async def scenario() -> None:
        engine = Slow()
        cached = CachedEngine(engine, 10_000)
        first = asyncio.create_task(ask(cached, Request("a", "json")))
        second = asyncio.create_task(ask(cached, Request("a", "json")))
        await asyncio.sleep(0)
        first.cancel()
        assert await second == b"a" * 10
        assert engine.asked == ["a", "a"], "who waits longest asks again"

    asyncio.run(scenario())


def test_an_answer_whose_parts_come_at_once_is_whole_for_all() -> None:
    class Quick:
        async def open(self, request: Request) -> StreamedResult:
            arrival = StreamedResult()
            arrival.add(b"one, ")
            arrival.add(b"two")
            arrival.finish()
            return arrival

    async def scenario() -> None:
        cached = CachedEngine(Quick(), 10_000)
        for _ in range(2):
            assert await ask(cached, Request("a", "json")) == b"one, two"
        assert cached.hits == 1

    asyncio.run(scenario())


def test_who_requests_a_stream_that_is_arriving_joins_it() -> None:
    class Streaming:
        def __init__(self) -> None:
            self.streams: list[StreamedResult] = []

        async def open(self, request: Request) -> StreamedResult:
            stream = StreamedResult()
            stream.add(b"begin, ")
            self.streams.append(stream)
            return stream

    async def scenario() -> None:
        engine = Streaming()
        cached = CachedEngine(engine, 10_000)
        first = await cached.open(Request("a", "json"))
        second = await cached.open(Request("a", "json"))
        assert isinstance(first, StreamedResult)
        assert second is first
        assert len(engine.streams) == 1, "the query runs once"
        assert first.readers == 2
        first.close()
        engine.streams[0].add(b"end")
        engine.streams[0].finish()
        assert await read_answer(second) == b"begin, end"
        assert await ask(cached, Request("a", "json")) == b"begin, end"
        assert (len(engine.streams), cached.hits) == (1, 1)
        # A new request does not join an abandoned stream.
        gone = await cached.open(Request("b", "json"))
        assert isinstance(gone, StreamedResult)
        gone.close()
        assert await cached.open(Request("b", "json")) is not gone

    asyncio.run(scenario())
