"""Make pyoxigraph triples from IRIs."""

from __future__ import annotations

from typing import TypeAlias

import pyoxigraph as ox

Value: TypeAlias = ox.NamedNode | ox.Literal
"""The type of the object of a triple; the description has no blank nodes."""


def triple(subject: str, predicate: str, value: Value) -> ox.Triple:
    """Make a triple from the IRIs of its subject and predicate."""
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)
