"""Search for things by name, number, acronym or title, in any language that they have a name in; typos are forgiven.

``index`` makes the index of a release, ``query`` reads what somebody searched for, ``lookup`` finds and ranks.
"""

from plenipot.search.index import KINDS, build_index
from plenipot.search.lookup import Hit, Index, Results

__all__ = ["KINDS", "Hit", "Index", "Results", "build_index"]
