"""Tests for IRIs, local paths and schemes."""

from __future__ import annotations

import re

import pyoxigraph as ox

from plenipot.model.vocabulary import BASE

MAX_LENGTH = 1000
"""Maximum length of an IRI in characters."""
FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|^`\\\x7f]')
"""Characters that an IRI must not have (SPARQL 1.1 grammar, IRIREF)."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI of at most 1000 characters that SPARQL accepts as IRIREF.

    >>> is_iri("https://example.org/é?a#b"), is_iri("https://example.org/a b"), is_iri("a/b")
    (True, False, False)
    """
    if len(text) > MAX_LENGTH or FORBIDDEN.search(text):
        return False
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def is_local(path: str) -> bool:
    """Whether a path is valid after our base: without a leading slash and without ``.`` or ``..`` segments.

    >>> [is_local(path) for path in ("state/che", "/example.org", "a/../b", "a\\\\b", "")]
    [True, False, False, False, False]
    """
    return bool(path) and path[0] != "/" and not {".", ".."} & set(path.split("/")) and is_iri(BASE + path)


def has_scheme(text: str) -> bool:
    """Whether a text starts with a scheme, as an absolute IRI does (RFC 3987, section 2.2).

    >>> has_scheme("https://example.org/"), has_scheme("urn:x"), has_scheme("state/che")
    (True, True, False)
    """
    return _SCHEME.match(text) is not None
