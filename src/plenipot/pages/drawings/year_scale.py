"""A linear scale of years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class YearScale:
    """Linear scale from years with fractions to x in SVG units."""

    first: float
    last: float
    left: float
    """x of ``first``."""
    right: float
    """x of ``last``."""
    max_ticks: int = 10

    def at(self, year: float) -> float:
        """Return the x of a year; a year outside the scale is outside the axis.

        >>> YearScale(1900, 1950, 16, 1184).at(1900), YearScale(1900, 1950, 16, 1184).at(1925)
        (16.0, 600.0)
        """
        return round(self.left + (self.right - self.left) * (year - self.first) / (self.last - self.first), 1)

    def within(self, year: float | None) -> float | None:
        """Return the x of a year; None if it is outside the scale."""
        return self.at(year) if year is not None and self.first <= year <= self.last else None

    @property
    def ticks(self) -> Sequence[tuple[float, str]]:
        """x and label of round years, at most ``max_ticks``.

        >>> YearScale(1948, 2027, 0, 800).ticks[:2]
        [(20.3, '1950'), (121.5, '1960')]
        """
        length = self.last - self.first
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200) if length / step <= self.max_ticks)
        start = int(-(-self.first // step) * step)
        return [(self.at(year), str(year)) for year in range(start, int(self.last) + 1, step)]
