"""Full-text search for things by name, number, acronym or title, in all languages, with correction of typos.

``index`` builds the index of a release, ``query`` parses search queries, ``lookup`` finds and ranks things.
"""

from plenipot.api.search.index import build_index
from plenipot.api.search.lookup import Hit, Index, Results

__all__ = ["Hit", "Index", "Results", "build_index"]
