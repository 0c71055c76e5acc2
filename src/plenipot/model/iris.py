"""Whether a text is an IRI, and whether one of ours."""

from __future__ import annotations

import re

import pyoxigraph as ox

from plenipot.model.vocabulary import BASE

LONGEST = 1000
"""Characters of an IRI that is looked up."""
FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|^`\\\x7f]')
"""Characters that no IRI has (SPARQL 1.1, IRIREF)."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def is_iri(text: str) -> bool:
    """Whether a text is an IRI that a query can name.

    >>> is_iri("https://example.org/é?a#b"), is_iri("https://example.org/a b"), is_iri("a/b")
    (True, False, False)
    """
    if len(text) > LONGEST or FORBIDDEN.search(text):
        return False
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def is_local(path: str) -> bool:
    """Whether something of ours can have this path, which leads nowhere else.

    >>> [is_local(path) for path in ("state/che", "/example.org", "a/../b", "a\\\\b", "")]
    [True, False, False, False, False]
    """
    return bool(path) and path[0] != "/" and not {".", ".."} & set(path.split("/")) and is_iri(BASE + path)


def has_scheme(text: str) -> bool:
    """Whether a text begins as an absolute IRI does (RFC 3987, section 2.2).

    >>> has_scheme("https://example.org/"), has_scheme("urn:x"), has_scheme("state/che")
    (True, True, False)
    """
    return _SCHEME.match(text) is not None
