"""Whether the time that a reader takes grows with the length of a text, or faster."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import product

Reader = Callable[[str], object]
FACTOR = 4
"""How much longer the second text is than the first."""
MOST = 8.0
"""The growth for `FACTOR` that still passes: about 4 is linear, 16 is quadratic."""
_MEASURABLE = 0.004
"""Seconds below which a measurement is mostly noise."""


def seconds(reader: Reader, text: str) -> float:
    """The processor time that a reader takes for a text: it does not count what other processes do meanwhile."""
    started = time.process_time()
    reader(text)
    return time.process_time() - started


def growth(reader: Reader, make: Callable[[int], str], size: int, largest: int = 200_000) -> float:
    """How many times as long a reader takes for a text that is `FACTOR` times as long, the least of some attempts.

    A text that is read too quickly to measure is made longer first, up to ``largest`` characters.
    """
    while size * FACTOR < largest and seconds(reader, make(size)) < _MEASURABLE:
        size *= 2
    short, long = make(size), make(size * FACTOR)
    least = float("inf")
    gc.disable()
    try:
        for _ in range(5):
            base = max(min(seconds(reader, short) for _ in range(3)), _MEASURABLE / 4)
            least = min(least, seconds(reader, long) / base)
            if least <= MOST:
                break
    finally:
        gc.enable()
    return least


def repeated(unit: str, opening: str = "") -> Callable[[int], str]:
    """A text made of one piece again and again, for each number of characters.

    >>> repeated("ab", "#")(7)
    '#ababab'
    """
    return lambda size: opening + unit * (size // len(unit))


def units(alphabet: Sequence[str], longest: int) -> Iterator[str]:
    """Every short text, one of those that are the same when they are repeated.

    >>> list(units("ab", 3))
    ['a', 'b', 'ab', 'aab', 'abb']
    """
    for length in range(1, longest + 1):
        for parts in product(alphabet, repeat=length):
            turned = [parts[start:] + parts[:start] for start in range(length)]
            if parts == min(turned) and len(set(turned)) == length:
                yield "".join(parts)
