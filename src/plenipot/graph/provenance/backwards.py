"""Find the premises of an inferred triple: apply its rule backwards, from the conclusion to the condition."""

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
class BoundRule:
    """A rule whose conclusion matches a triple, with the bindings of this match."""

    rule: Rule
    pattern: str
    """The condition as a graph pattern, with the bound variables replaced."""
    bindings: Mapping[str, str]
    """Terms in N-Triples syntax, by the name of their variable."""


@dataclass(frozen=True)
class Premise:
    """A premise of an inference: ``value`` is an IRI if ``is_thing``, else the text of a literal."""

    subject: str
    property: str
    value: str
    is_thing: bool


@dataclass(frozen=True)
class Inference:
    """An inference of a triple: the axiom in words, and the premises."""

    words: str
    premises: Sequence[Premise]

    def things(self) -> set[str]:
        """The IRIs of the subjects and objects of all premises."""
        subjects = {premise.subject for premise in self.premises}
        return subjects | {premise.value for premise in self.premises if premise.is_thing}


def bind_rule(subject: str, property: str, value: Term, rule: Rule) -> BoundRule | None:
    """Match the conclusion of a rule with a triple, and bind its condition; None if the conclusion does not match.

    >>> rule = Rule("", "?x <urn:hosted> ?z", "?z <urn:heldIn> ?x FILTER isIRI(?x)")
    >>> bind_rule("urn:che", "urn:hosted", Term("uri", "urn:pp-22"), rule).pattern
    '<urn:pp-22> <urn:heldIn> <urn:che>'
    >>> bind_rule("urn:che", "urn:other", Term("uri", "urn:pp-22"), rule)
    """
    if value.kind not in ("uri", "literal"):  # a query cannot name a blank node, and no rule infers triple terms
        return None
    bindings: dict[str, str] = {}
    terms = (str(ox.NamedNode(subject)), str(ox.NamedNode(property)), str(value.to_oxigraph()))
    for token, term in zip(rule.conclusion.split(" ", 2), terms, strict=True):
        if token.startswith("?"):
            bindings[token[1:]] = term
        elif token != term:
            return None
    condition = _FILTER.sub("", rule.condition)
    return BoundRule(rule, _VARIABLE.sub(lambda match: bindings.get(match[1], match[0]), condition), bindings)


def inference(bound_rule: BoundRule, solution: Mapping[str, Term]) -> Inference:
    """Make the inference of one solution of the pattern of a bound rule."""
    premises = []
    for pattern in _FILTER.sub("", bound_rule.rule.condition).split(" . "):
        subject, property, value = (_value(token, bound_rule.bindings, solution) for token in pattern.split(" ", 2))
        premises.append(Premise(subject[0], property[0], value[0], value[1]))
    return Inference(bound_rule.rule.words, tuple(premises))


def _value(token: str, bindings: Mapping[str, str], solution: Mapping[str, Term]) -> tuple[str, bool]:
    """The value of a token of a triple pattern, and whether it is an IRI."""
    if token.startswith("?") and token[1:] in solution:
        term = solution[token[1:]]
        return term.value, term.kind == "uri"
    text = bindings.get(token[1:], token) if token.startswith("?") else token
    if text.startswith("<"):
        return text[1:-1], True
    return text, False
