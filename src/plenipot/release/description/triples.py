"""Triples from IRIs and terms."""

from __future__ import annotations

from typing import TypeAlias

import pyoxigraph as ox

Value: TypeAlias = ox.NamedNode | ox.Literal
"""The object of a triple; the description has no blank nodes."""


def triple(subject: str, predicate: str, value: Value) -> ox.Triple:
    """A triple of the description."""
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)
