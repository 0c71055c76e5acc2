"""RDF terms, and a parser of N-Triples and N-Quads that is independent of the tested engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@dataclass(frozen=True)
class Iri:
    """An IRI."""

    value: str


@dataclass(frozen=True)
class Blank:
    """A blank node; the scope of its label is the document."""

    label: str


@dataclass(frozen=True)
class Literal:
    """A literal; ``lang`` in lower case, ``direction`` as in RDF 1.2."""

    text: str
    datatype: str = XSD + "string"
    lang: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Triple:
    """A triple term of RDF 1.2."""

    subject: Term
    predicate: Term
    object: Term


Term = Iri | Blank | Literal | Triple
Row = tuple[Term | int | None, ...]
"""A statement, with its graph name if it has one, or a solution; None for an unbound variable."""


class NotRead(ValueError):
    """A text is not valid in the expected format."""


_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<open><<\()
  | (?P<close>\)>>)
  | <(?P<iri>[^<>"{}|^`\x00-\x20]*)>
  | _:(?P<blank>[^\s<>"(){}\[\],;]*[^\s<>"(){}\[\],;.])
  | "(?P<text>(?:[^"\\\n\r]|\\.)*)"(?:@(?P<lang>[A-Za-z]+(?:-[A-Za-z0-9]+)*)(?:--(?P<dir>ltr|rtl))?
                                     |\^\^<(?P<type>[^<>]*)>)?
  | (?P<end>\.)
  | (?P<comment>\#[^\n]*)
  )\s*""",
    re.VERBOSE,
)


def unescape(text: str) -> str:
    r"""Replace the escapes of a literal or an IRI.

    >>> unescape(r"a\tb\u00e9")
    'a\tbé'
    """

    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _ESCAPES[match[3]]

    return _ESCAPE.sub(character, text) if "\\" in text else text


def literal(text: str, datatype: str | None, lang: str | None, direction: str | None = None) -> Literal:
    """Make a literal: plain, typed or with a language tag.

    >>> literal("a", None, "EN").lang
    'en'
    """
    if lang:
        kind = "dirLangString" if direction else "langString"
        return Literal(text, RDF + kind, lang.lower(), direction or "")
    return Literal(text, datatype or XSD + "string")


def read_statements(text: str) -> list[tuple[Term, ...]]:
    """Parse an N-Triples or N-Quads document to statements of three or four terms.

    >>> [len(each) for each in read_statements('<a:s> <a:p> "o"@en . _:b <a:p> <<( <a:s> <a:p> "1" )>> <a:g> .')]
    [3, 4]

    Raises:
        NotRead: the document has a syntax error.
    """
    statements: list[tuple[Term, ...]] = []
    open_terms: list[list[Term]] = [[]]
    for match in _tokens(text):
        kind = match.lastgroup
        if kind == "comment":
            continue
        if kind == "open":
            open_terms.append([])
        elif kind == "close":
            inner = open_terms.pop()
            if len(inner) != 3 or not open_terms:
                raise NotRead(f"not a triple term: {inner}")
            open_terms[-1].append(Triple(*inner))
        elif kind == "end":
            terms = tuple(open_terms[0])
            if len(open_terms) != 1 or len(terms) not in (3, 4):
                raise NotRead(f"not a statement: {terms}")
            statements.append(terms)
            open_terms = [[]]
        else:
            open_terms[-1].append(_term(match))
    if open_terms != [[]]:
        raise NotRead("the last statement has no end")
    return statements


def _tokens(text: str) -> Iterator[re.Match[str]]:
    place = len(text) - len(text.lstrip())
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise NotRead(f"not N-Triples at {text[place : place + 40]!r}")
        yield match
        place = match.end()


def _term(match: re.Match[str]) -> Term:
    if match["iri"] is not None:
        return Iri(unescape(match["iri"]))
    if match["blank"] is not None:
        return Blank(match["blank"])
    return literal(unescape(match["text"]), match["type"], match["lang"], match["dir"])
