"""The outlines of the map of the world, made once by ``npm run world``, and where a point of the earth stands on it."""

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
    """The map: outlines by their M49 code, and those of land that has none."""

    width: int
    height: int
    scale: float
    translate: tuple[float, float]
    paths: Mapping[str, str]
    uncoded: Sequence[str]
    source: str

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a point stands.

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
    """The map that the package has."""
    found = json.loads(_FILE.read_text(encoding="utf-8"))
    x, y = found["translate"]
    return World(
        found["width"],
        found["height"],
        found["scale"],
        (x, y),
        {each["code"]: each["path"] for each in found["paths"] if each["code"]},
        [each["path"] for each in found["paths"] if not each["code"]],
        found["source"],
    )
