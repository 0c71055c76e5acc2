"""Search for things by name, number, acronym or title, in any language that they have a name in; typos are forgiven.

``index`` makes the index of a release, ``query`` reads what somebody searched for, ``lookup`` finds and ranks.
"""

from plenipot.api.search.index import build_index
from plenipot.api.search.lookup import Hit, Index, Results

__all__ = ["Hit", "Index", "Results", "build_index"]
