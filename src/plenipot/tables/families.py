"""All families, found by name: ``tables/{family}.py`` holds ``FAMILY``, ``data/tables/{family}/`` its files."""

from __future__ import annotations

from plenipot.tables import (
    akn,
    conferences,
    coverage,
    elections,
    gaps,
    members,
    merges,
    policy,
    resolutions,
    signatures,
    sources,
    structure,
    topics,
)
from plenipot.tables.rows import Family

FAMILIES: tuple[Family, ...] = (
    akn.FAMILY,
    conferences.FAMILY,
    coverage.FAMILY,
    elections.FAMILY,
    gaps.FAMILY,
    members.FAMILY,
    merges.FAMILY,
    policy.FAMILY,
    resolutions.FAMILY,
    signatures.FAMILY,
    sources.FAMILY,
    structure.FAMILY,
    topics.FAMILY,
)
