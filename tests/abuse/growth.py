"""Measurement of time complexity: whether the CPU time of a parser grows linearly with the length of a text."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product

Reader = Callable[[str], object]
Maker = Callable[[int], str]
"""Makes a text of about the given number of characters."""
FACTOR = 8
"""Length of the second text, relative to the first."""
MOST = 32.0
"""The growth for `FACTOR` that passes: 8 is linear, up to 25 where a long text needs memory, 64 quadratic."""
_FIRST_LOOK = 3000
"""Characters of the first measurement of all texts; a quadratic parser is many times as slow there as a linear one."""
_FORM_WINDOW = 6
"""Number of texts whose growth is measured: the slowest ones of the first measurement."""
_MEASURABLE = 0.004
"""Seconds below which a measurement is mostly noise."""


def seconds(reader: Reader, text: str) -> float:
    """CPU seconds of a parser for a text; other processes do not count."""
    started = time.process_time()
    reader(text)
    return time.process_time() - started


def growth(reader: Reader, make: Maker, size: int = _FIRST_LOOK, largest: int = 200_000) -> float:
    """The growth of the CPU time for a text that is `FACTOR` times as long, the minimum of several attempts.

    A text that is parsed too quickly to measure is made longer first, up to ``largest`` characters.
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


def faster_than_linear(reader: Reader, texts: Iterable[tuple[str, Maker]]) -> dict[str, float]:
    """Find the texts, given with names, whose CPU time grows faster than linearly; the result has their growth."""
    makers = dict(texts)
    took = {name: seconds(reader, make(_FIRST_LOOK)) for name, make in makers.items()}
    slowest = sorted(took, key=took.__getitem__, reverse=True)[:_FORM_WINDOW]
    grown = {name: growth(reader, makers[name]) for name in slowest}
    return {name: times for name, times in grown.items() if times > MOST}


def repeated(unit: str, opening: str = "", closing: str = "") -> Maker:
    """Make a function that repeats a piece up to a number of characters.

    >>> repeated("ab", "#")(7)
    '#ababab'
    """
    return lambda size: opening + unit * (size // len(unit)) + closing


def units(alphabet: Sequence[str], longest: int) -> Iterator[str]:
    """All short texts over an alphabet, without those that give the same text when repeated.

    >>> list(units("ab", 3))
    ['a', 'b', 'ab', 'aab', 'abb']
    """
    for length in range(1, longest + 1):
        for parts in product(alphabet, repeat=length):
            turned = [parts[start:] + parts[:start] for start in range(length)]
            if parts == min(turned) and len(set(turned)) == length:
                yield "".join(parts)
