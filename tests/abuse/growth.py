"""Whether the time that a reader takes grows with the length of a text, or faster."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product

Reader = Callable[[str], object]
Maker = Callable[[int], str]
"""Gives a text of about so many characters."""
FACTOR = 8
"""How much longer the second text is than the first."""
MOST = 22.0
"""The growth for `FACTOR` that still passes: about 8 is linear, 64 is quadratic."""
_FIRST_LOOK = 3000
"""Characters for which all texts are tried once; there a quadratic reader takes many times as long as a linear one."""
_FORM_WINDOW = 6
"""Texts whose growth is measured: those that took longest at first."""
_MEASURABLE = 0.004
"""Seconds below which a measurement is mostly noise."""


def seconds(reader: Reader, text: str) -> float:
    """The processor time that a reader takes for a text: it does not count what other processes do meanwhile."""
    started = time.process_time()
    reader(text)
    return time.process_time() - started


def growth(reader: Reader, make: Maker, size: int = _FIRST_LOOK, largest: int = 200_000) -> float:
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


def faster_than_linear(reader: Reader, texts: Iterable[tuple[str, Maker]]) -> dict[str, float]:
    """Of some texts with their names those for which the time grows faster than the length, and how much faster."""
    makers = dict(texts)
    took = {name: seconds(reader, make(_FIRST_LOOK)) for name, make in makers.items()}
    slowest = sorted(took, key=took.__getitem__, reverse=True)[:_FORM_WINDOW]
    grown = {name: growth(reader, makers[name]) for name in slowest}
    return {name: times for name, times in grown.items() if times > MOST}


def repeated(unit: str, opening: str = "", closing: str = "") -> Maker:
    """A text made of one piece again and again, for each number of characters.

    >>> repeated("ab", "#")(7)
    '#ababab'
    """
    return lambda size: opening + unit * (size // len(unit)) + closing


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
