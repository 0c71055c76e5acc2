"""The world map: outlines in the file that ``npm run world`` makes, and the projection of points."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

_FILE = Path(__file__).parents[2] / "pages" / "map" / "world.json"
# The polynomial of the Equal Earth projection (Šavrič, Patterson and Jenny, 2018).
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = sqrt(3) / 2


@dataclass(frozen=True)
class World:
    """The map: SVG paths by M49 code, and those of land without a code; sizes in SVG units."""

    width: int
    height: int
    scale: float
    translate: tuple[float, float]
    paths: Mapping[str, str]
    uncoded: Sequence[str]
    source: str

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Project a point, given in degrees, to x and y.

        >>> world().point(0, 0)[0], world().point(60, 0)[1] < world().point(-30, 0)[1]
        (1000.0, True)
        """
        angle = asin(_M * sin(radians(latitude)))
        square = angle * angle
        sixth = square**3
        across = _A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)
        x = radians(longitude) * cos(angle) / (_M * across)
        y = angle * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
        return round(self.translate[0] + self.scale * x, 1), round(self.translate[1] - self.scale * y, 1)


@cache
def world() -> World:
    """Load the map of the package."""
    data = json.loads(_FILE.read_text(encoding="utf-8"))
    x, y = data["translate"]
    return World(
        data["width"],
        data["height"],
        data["scale"],
        (x, y),
        {shape["code"]: shape["path"] for shape in data["paths"] if shape["code"]},
        [shape["path"] for shape in data["paths"] if not shape["code"]],
        data["source"],
    )
