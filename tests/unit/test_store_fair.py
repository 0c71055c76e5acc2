"""Who is served when there are more queries than workers."""

from __future__ import annotations

import pytest
from cachetools import LRUCache

from plenipot.store.fair import _MAX_CLIENTS, HALF_LIFE, FairQueue, Ticket


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def joined(queue: FairQueue, *clients: str) -> list[Ticket]:
    tickets = [Ticket(client) for client in clients]
    for ticket in tickets:
        queue.join(ticket)
        assert queue.overflow() is None
    return tickets


def test_who_came_first_is_first_among_equals(clock: Clock) -> None:
    queue = FairQueue(10, 5, clock)
    one, two, three = joined(queue, "a", "b", "a")
    assert [queue.next(), queue.next(), queue.next(), queue.next()] == [one, two, three, None]


def test_who_used_least_is_first(clock: Clock) -> None:
    queue = FairQueue(10, 5, clock)
    joined(queue, "greedy")
    running = queue.next()
    assert running
    clock.now += 10
    queue.end(running)
    greedy, modest = joined(queue, "greedy", "modest")
    assert [queue.next(), queue.next()] == [modest, greedy]


def test_what_runs_now_counts_as_used(clock: Clock) -> None:
    queue = FairQueue(10, 5, clock)
    joined(queue, "greedy", "greedy", "modest")
    queue.next()
    clock.now += 1
    assert queue.used("greedy") == 1
    chosen = queue.next()
    assert chosen
    assert chosen.client == "modest"


def test_a_client_has_no_more_than_its_share(clock: Clock) -> None:
    queue = FairQueue(10, 2, clock)
    one, two, three = joined(queue, "a", "a", "a")
    assert [queue.next(), queue.next(), queue.next()] == [one, two, None]
    queue.end(one)
    assert queue.next() is three


def test_in_a_full_queue_the_last_of_who_has_most_there_goes(clock: Clock) -> None:
    queue = FairQueue(3, 1, clock)
    _, _, last = joined(queue, "greedy", "modest", "greedy")
    queue.join(Ticket("another"))
    assert queue.overflow() is last
    assert len(queue) == 3
    modest = Ticket("modest")
    queue.join(modest)
    assert queue.overflow() is modest
    assert queue.overflow() is None


def test_what_was_used_is_forgotten(clock: Clock) -> None:
    queue = FairQueue(10, 1, clock)
    joined(queue, "a")
    running = queue.next()
    assert running
    clock.now += 8
    queue.end(running)
    clock.now += 3 * HALF_LIFE
    assert queue.used("a") == pytest.approx(1)


def test_the_longest_query_of_who_used_most_is_ended(clock: Clock) -> None:
    queue = FairQueue(10, 3, clock)
    first, second = joined(queue, "greedy", "greedy")
    queue.next()
    clock.now += 2
    queue.next()
    clock.now += 2
    (waiting,) = joined(queue, "modest")
    assert first.started is not None
    assert second.started is not None
    assert queue.victim(waiting, 1) is first


def test_nobody_is_ended_for_who_used_as_much_or_before_a_while(clock: Clock) -> None:
    queue = FairQueue(10, 1, clock)
    joined(queue, "a")
    queue.next()
    clock.now += 0.5
    (waiting,) = joined(queue, "b")
    assert queue.victim(waiting, 1) is None
    (own,) = joined(queue, "a")
    clock.now += 10
    assert queue.victim(own, 1) is None
    assert queue.victim(waiting, 1) is not None


def test_who_goes_away_waits_no_more(clock: Clock) -> None:
    queue = FairQueue(10, 1, clock)
    one, two = joined(queue, "a", "b")
    assert queue.leave(one)
    assert queue.next() is two
    assert not queue.leave(two)


def test_only_so_many_clients_are_remembered(clock: Clock) -> None:
    queue = FairQueue(10, 1, clock)
    queue._used = LRUCache(100)
    for number in range(300):
        joined(queue, f"client {number}")
        running = queue.next()
        assert running
        clock.now += 1
        queue.end(running)
    assert [queue.used(f"client {number}") > 0 for number in (0, 199, 200, 299)] == [False, False, True, True]
    assert _MAX_CLIENTS <= 10_000
