"""Bodies of the Union, its treaties and their provisions, mandates, and categories of membership."""

from __future__ import annotations

from plenipot.tables.claims import claim_table
from plenipot.tables.rows import Family
from plenipot.tables.structure_bodies import TABLES as BODIES
from plenipot.tables.structure_membership import TABLES as MEMBERSHIP
from plenipot.tables.structure_treaties import TABLES as TREATIES

FAMILY = Family("structure", (*BODIES, *TREATIES, *MEMBERSHIP, claim_table()))
