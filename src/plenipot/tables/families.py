"""Registry of the families: ``tables/{family}.py`` defines ``FAMILY``, ``data/tables/{family}/`` has its files.

Import and list a new family here.
"""

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
