"""Small SVG plots: bars on a logarithmic axis, and lines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

COLOURS = ("#3b6ea5", "#d08a2e", "#6a9a57", "#a5524b")
_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">'
    '<rect width="100%" height="100%" fill="white"/><text x="10" y="18" font-size="14">{title}</text>'
)
_LEFT, _RIGHT, _BAR = 130, 60, 11


def bars(title: str, groups: Mapping[str, Mapping[str, float]], unit: str) -> str:
    """Plot a group of bars per name, with a bar per series, on a logarithmic axis."""
    series = list(dict.fromkeys(name for group in groups.values() for name in group))
    values = [value for group in groups.values() for value in group.values() if value > 0]
    if not values:
        return ""
    low = 10 ** math.floor(math.log10(min(values)))
    high = 10 ** math.ceil(math.log10(max(values) * 1.0001))
    width, top = 760, 52
    span = width - _LEFT - _RIGHT
    group_height = _BAR * len(series) + 8
    height = top + group_height * len(groups) + 12
    parts = [_HEAD.format(width=width, height=height, title=escape(f"{title} ({unit}, logarithmic)"))]
    parts.append(_legend(series))
    for power in range(round(math.log10(low)), round(math.log10(high)) + 1):
        x = _LEFT + span * (power - math.log10(low)) / (math.log10(high) - math.log10(low))
        parts.append(f'<line x1="{x:.0f}" y1="{top - 4}" x2="{x:.0f}" y2="{height - 10}" stroke="#ddd"/>')
    for position, (name, group) in enumerate(groups.items()):
        y = top + position * group_height
        parts.append(f'<text x="{_LEFT - 6}" y="{y + group_height / 2}" text-anchor="end">{escape(name)}</text>')
        for number, one in enumerate(series):
            value = group.get(one, 0.0)
            if value <= 0:
                continue
            length = max(1.0, span * (math.log10(value) - math.log10(low)) / (math.log10(high) - math.log10(low)))
            at = y + number * _BAR
            colour = COLOURS[number % len(COLOURS)]
            parts.append(f'<rect x="{_LEFT}" y="{at}" width="{length:.1f}" height="{_BAR - 2}" fill="{colour}"/>')
            parts.append(f'<text x="{_LEFT + length + 3:.1f}" y="{at + 9}" font-size="9">{short(value)}</text>')
    return "".join(parts) + "</svg>\n"


def lines(title: str, series: Mapping[str, Sequence[tuple[float, float]]], unit: str) -> str:
    """Plot a line per series on two logarithmic axes."""
    points = [point for each in series.values() for point in each]
    if not points:
        return ""
    width, height, top, bottom = 760, 320, 52, 30
    lows = [math.log10(min(each[axis] for each in points)) - 0.1 for axis in (0, 1)]
    highs = [math.log10(max(each[axis] for each in points)) + 0.1 for axis in (0, 1)]

    def place(point: tuple[float, float]) -> tuple[float, float]:
        right = (math.log10(point[0]) - lows[0]) / (highs[0] - lows[0])
        up = (math.log10(point[1]) - lows[1]) / (highs[1] - lows[1])
        return 60 + right * (width - 160), height - bottom - up * (height - top - bottom)

    parts = [_HEAD.format(width=width, height=height, title=escape(f"{title} ({unit}, logarithmic)"))]
    parts.append(_legend(list(series)))
    for x in sorted({point[0] for point in points}):
        at = place((x, points[0][1]))[0]
        parts.append(f'<text x="{at:.0f}" y="{height - 10}" text-anchor="middle">× {x:g}</text>')
    for number, each in enumerate(series.values()):
        colour = COLOURS[number % len(COLOURS)]
        dashes = "" if number < len(COLOURS) else ' stroke-dasharray="5 3"'
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(place, each))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>')
        for point in each:
            x, y = place(point)
            parts.append(
                f'<text x="{x + 4:.1f}" y="{y - 4:.1f}" font-size="9" fill="{colour}">{short(point[1])}</text>'
            )
    return "".join(parts) + "</svg>\n"


def short(value: float) -> str:
    """Format a number with three significant digits.

    >>> short(12345.6), short(123.4), short(1.234), short(0.01234)
    ('12300', '123', '1.23', '0.0123')
    """
    if value <= 0:
        return "0"
    digits = 2 - math.floor(math.log10(value))
    rounded = round(value, digits)
    return f"{rounded:.{max(0, digits)}f}"


def _legend(series: Sequence[str]) -> str:
    parts = []
    x = 10
    for number, name in enumerate(series):
        parts.append(f'<rect x="{x}" y="28" width="10" height="10" fill="{COLOURS[number % len(COLOURS)]}"/>')
        parts.append(f'<text x="{x + 14}" y="37">{escape(name)}</text>')
        x += 30 + 7 * len(name)
    return "".join(parts)
