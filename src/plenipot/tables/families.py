"""All families, found by name: ``tables/{family}.py`` holds ``FAMILY``, ``data/tables/{family}/`` its files."""

from __future__ import annotations

from plenipot.tables import (
    akn,
    conferences,
    elections,
    gaps,
    members,
    merges,
    recommendations,
    resolutions,
    sources,
    structure,
    texts,
    topics,
)
from plenipot.tables.rows import Family

FAMILIES: tuple[Family, ...] = (
    akn.FAMILY,
    conferences.FAMILY,
    elections.FAMILY,
    gaps.FAMILY,
    members.FAMILY,
    merges.FAMILY,
    recommendations.FAMILY,
    resolutions.FAMILY,
    sources.FAMILY,
    structure.FAMILY,
    texts.FAMILY,
    topics.FAMILY,
)
