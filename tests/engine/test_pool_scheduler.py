"""Fair scheduling: order of waiting queries, limits per client, overflow, preemption."""

from __future__ import annotations

import pytest
from cachetools import LRUCache

from plenipot.engine.pool.scheduler import _MAX_CLIENTS, HALF_LIFE, FairScheduler, Ticket


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def enqueue(scheduler: FairScheduler, *clients: str) -> list[Ticket]:
    tickets = [Ticket(client) for client in clients]
    for ticket in tickets:
        scheduler.enqueue(ticket)
        assert scheduler.drop_overflow() is None
    return tickets


def test_who_came_first_is_first_among_equals(clock: Clock) -> None:
    scheduler = FairScheduler(10, 5, clock)
    one, two, three = enqueue(scheduler, "a", "b", "a")
    assert [scheduler.start_next(), scheduler.start_next(), scheduler.start_next(), scheduler.start_next()] == [
        one,
        two,
        three,
        None,
    ]


def test_who_used_least_is_first(clock: Clock) -> None:
    scheduler = FairScheduler(10, 5, clock)
    enqueue(scheduler, "greedy")
    running = scheduler.start_next()
    assert running
    clock.now += 10
    scheduler.finish(running)
    greedy, modest = enqueue(scheduler, "greedy", "modest")
    assert [scheduler.start_next(), scheduler.start_next()] == [modest, greedy]


def test_what_runs_now_counts_as_used(clock: Clock) -> None:
    scheduler = FairScheduler(10, 5, clock)
    enqueue(scheduler, "greedy", "greedy", "modest")
    scheduler.start_next()
    clock.now += 1
    assert scheduler.usage("greedy") == 1
    chosen = scheduler.start_next()
    assert chosen
    assert chosen.client == "modest"


def test_a_client_has_no_more_than_its_share(clock: Clock) -> None:
    scheduler = FairScheduler(10, 2, clock)
    one, two, three = enqueue(scheduler, "a", "a", "a")
    assert [scheduler.start_next(), scheduler.start_next(), scheduler.start_next()] == [one, two, None]
    scheduler.finish(one)
    assert scheduler.start_next() is three


def test_in_a_full_queue_the_last_of_who_has_most_there_goes(clock: Clock) -> None:
    scheduler = FairScheduler(3, 1, clock)
    _, _, last = enqueue(scheduler, "greedy", "modest", "greedy")
    scheduler.enqueue(Ticket("another"))
    assert scheduler.drop_overflow() is last
    assert len(scheduler) == 3
    modest = Ticket("modest")
    scheduler.enqueue(modest)
    assert scheduler.drop_overflow() is modest
    assert scheduler.drop_overflow() is None


def test_what_was_used_is_forgotten(clock: Clock) -> None:
    scheduler = FairScheduler(10, 1, clock)
    enqueue(scheduler, "a")
    running = scheduler.start_next()
    assert running
    clock.now += 8
    scheduler.finish(running)
    clock.now += 3 * HALF_LIFE
    assert scheduler.usage("a") == pytest.approx(1)


def test_the_longest_query_of_who_used_most_is_ended(clock: Clock) -> None:
    scheduler = FairScheduler(10, 3, clock)
    first, second = enqueue(scheduler, "greedy", "greedy")
    scheduler.start_next()
    clock.now += 2
    scheduler.start_next()
    clock.now += 2
    (waiting,) = enqueue(scheduler, "modest")
    assert first.started is not None
    assert second.started is not None
    assert scheduler.choose_victim(waiting, 1) is first


def test_nobody_is_ended_for_who_used_as_much_or_before_a_while(clock: Clock) -> None:
    scheduler = FairScheduler(10, 1, clock)
    enqueue(scheduler, "a")
    scheduler.start_next()
    clock.now += 0.5
    (waiting,) = enqueue(scheduler, "b")
    assert scheduler.choose_victim(waiting, 1) is None
    (own,) = enqueue(scheduler, "a")
    clock.now += 10
    assert scheduler.choose_victim(own, 1) is None
    assert scheduler.choose_victim(waiting, 1) is not None


def test_who_goes_away_waits_no_more(clock: Clock) -> None:
    scheduler = FairScheduler(10, 1, clock)
    one, two = enqueue(scheduler, "a", "b")
    assert scheduler.remove(one)
    assert scheduler.start_next() is two
    assert not scheduler.remove(two)


def test_only_so_many_clients_are_remembered(clock: Clock) -> None:
    scheduler = FairScheduler(10, 1, clock)
    scheduler._usage = LRUCache(100)
    for number in range(300):
        enqueue(scheduler, f"client {number}")
        running = scheduler.start_next()
        assert running
        clock.now += 1
        scheduler.finish(running)
    assert [scheduler.usage(f"client {number}") > 0 for number in (0, 199, 200, 299)] == [False, False, True, True]
    assert _MAX_CLIENTS <= 10_000
