"""Where years stand in a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class YearScale:
    """Years, with fractions, on the horizontal axis of a drawing, whose units it gives."""

    first: float
    last: float
    left: float
    """Where ``first`` stands."""
    right: float
    """Where ``last`` stands."""
    most_ticks: int = 10

    def at(self, year: float) -> float:
        """Where a moment stands; one outside of the years stands outside of the axis.

        >>> YearScale(1900, 1950, 16, 1184).at(1900), YearScale(1900, 1950, 16, 1184).at(1925)
        (16.0, 600.0)
        """
        return round(self.left + (self.right - self.left) * (year - self.first) / (self.last - self.first), 1)

    def within(self, year: float | None) -> float | None:
        """Where a moment stands if it is one of the years; else None."""
        return self.at(year) if year is not None and self.first <= year <= self.last else None

    @property
    def ticks(self) -> Sequence[tuple[float, str]]:
        """Round years with their place, as many as there may be.

        >>> YearScale(1948, 2027, 0, 800).ticks[:2]
        [(20.3, '1950'), (121.5, '1960')]
        """
        long = self.last - self.first
        step = next(each for each in (1, 2, 5, 10, 20, 50, 100, 200) if long / each <= self.most_ticks)
        start = int(-(-self.first // step) * step)
        return [(self.at(year), str(year)) for year in range(start, int(self.last) + 1, step)]
