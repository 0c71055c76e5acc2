"""All families, found by name: ``tables/{family}.py`` holds ``FAMILY``, ``data/tables/{family}/`` its files."""

from __future__ import annotations

from plenipot.tables import (
    akn,
    conferences,
    coverage,
    elections,
    gaps,
    links,
    members,
    merges,
    policy,
    recommendations,
    resolutions,
    sectors,
    signatures,
    sources,
    structure,
    texts,
    topics,
)
from plenipot.tables.rows import Family

FAMILIES: tuple[Family, ...] = (
    akn.FAMILY,
    conferences.FAMILY,
    coverage.FAMILY,
    elections.FAMILY,
    gaps.FAMILY,
    links.FAMILY,
    members.FAMILY,
    merges.FAMILY,
    policy.FAMILY,
    recommendations.FAMILY,
    resolutions.FAMILY,
    sectors.FAMILY,
    signatures.FAMILY,
    sources.FAMILY,
    structure.FAMILY,
    texts.FAMILY,
    topics.FAMILY,
)
