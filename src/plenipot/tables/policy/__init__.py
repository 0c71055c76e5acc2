"""The debate on Internet policy: proposals, positions, stakeholders, papers, and the background paper of 2013."""

from __future__ import annotations

from plenipot.tables.policy.debate import TABLES as DEBATE
from plenipot.tables.policy.papers import TABLES as PAPERS
from plenipot.tables.rows import Family

FAMILY = Family("policy", (*DEBATE, *PAPERS))
