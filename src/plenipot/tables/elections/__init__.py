"""Elections with candidates and votes, holders of offices, and seats of the Council and the Board."""

from __future__ import annotations

from plenipot.tables.elections.council import TABLES as COUNCIL
from plenipot.tables.elections.people import TABLES as PEOPLE
from plenipot.tables.elections.votes import TABLES as VOTES
from plenipot.tables.rows import Family

FAMILY = Family("elections", (*PEOPLE, *VOTES, *COUNCIL))
