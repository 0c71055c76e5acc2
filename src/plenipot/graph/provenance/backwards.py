"""The premises of an inferred triple: its rule, read backwards."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from plenipot.graph.provenance.read import Rule
from plenipot.model.terms import Term

_FILTER = re.compile(r" FILTER .*$")
_VARIABLE = re.compile(r"\?([a-z0-9]+)")


@dataclass(frozen=True)
class Backwards:
    """A rule that can have made a triple: its condition, with what the triple says of its variables."""

    rule: Rule
    pattern: str
    """The condition with those values, as a graph pattern."""
    bound: Mapping[str, str]


@dataclass(frozen=True)
class Premise:
    """A triple that a conclusion rests on; its value as an IRI or as a text."""

    subject: str
    property: str
    value: str
    is_thing: bool


@dataclass(frozen=True)
class Inference:
    """How a triple follows: the axiom in words, and the triples that it was made from."""

    words: str
    premises: Sequence[Premise]

    def things(self) -> set[str]:
        """The IRIs of all premises, without their properties."""
        found = {each.subject for each in self.premises}
        return found | {each.value for each in self.premises if each.is_thing}


def query_of(subject: str, property: str, value: Term, rule: Rule) -> Backwards | None:
    """The condition of a rule for the triple that it is to have made; None if the rule makes no such triple.

    >>> rule = Rule("", "?x <urn:hosted> ?z", "?z <urn:heldIn> ?x FILTER isIRI(?x)")
    >>> query_of("urn:che", "urn:hosted", Term("uri", "urn:pp-22"), rule).pattern
    '<urn:pp-22> <urn:heldIn> <urn:che>'
    >>> query_of("urn:che", "urn:other", Term("uri", "urn:pp-22"), rule)
    """
    if value.kind not in ("uri", "literal"):  # a query cannot name a blank node, and rules make no triple terms
        return None
    bound: dict[str, str] = {}
    given = (str(ox.NamedNode(subject)), str(ox.NamedNode(property)), str(value.to_oxigraph()))
    for token, term in zip(rule.conclusion.split(" ", 2), given, strict=True):
        if token.startswith("?"):
            bound[token[1:]] = term
        elif token != term:
            return None
    condition = _FILTER.sub("", rule.condition)
    return Backwards(rule, _VARIABLE.sub(lambda match: bound.get(match[1], match[0]), condition), bound)


def premises(backwards: Backwards, row: Mapping[str, Term]) -> Inference:
    """The premises of one solution."""
    made = []
    for pattern in _FILTER.sub("", backwards.rule.condition).split(" . "):
        subject, property, value = (_value(token, backwards.bound, row) for token in pattern.split(" ", 2))
        made.append(Premise(subject[0], property[0], value[0], value[1]))
    return Inference(backwards.rule.words, tuple(made))


def _value(token: str, bound: Mapping[str, str], row: Mapping[str, Term]) -> tuple[str, bool]:
    """What a token of a pattern stands for, and whether that is a thing."""
    if token.startswith("?") and token[1:] in row:
        term = row[token[1:]]
        return term.value, term.kind == "uri"
    text = bound.get(token[1:], token) if token.startswith("?") else token
    if text.startswith("<"):
        return text[1:-1], True
    return text, False
