"""Messages for syntax errors in queries, in words for the author of the query.

Oxigraph's parser reports the furthest position that it reached, often a token or a line after the mistake, and the
characters that it expected there. The checks of this module find the most frequent mistakes; for all others the message
of the parser is used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from plenipot.engine.errors import BadSyntax, QueryError
from plenipot.engine.sparql.characters import odd_character
from plenipot.engine.sparql.tokens import FORMS, Token, declared_prefixes, tokenize
from plenipot.model.vocabulary import PREFIXES

_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
_HEX = re.compile("u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}")
_MAX_SHOWN = 60
"""Characters of a token that a message shows."""
_CLOSING = {"{": "}", "(": ")", "[": "]"}
_TERMS = ("variable", "iri", "name", "text", "number")
_KEYWORDS = """
ABS ADD ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY
DESC DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN IRI
ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NAMED NOT
NOW OFFSET OPTIONAL ORDER PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR
SERVICE SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID
SUBSTR SUM TIMEZONE TZ UCASE UNDEF UNION URI UUID VALUES WHERE YEAR ADJUST LATERAL TRIPLE SUBJECT PREDICATE
OBJECT ISTRIPLE VERSION HASLANG HASLANGDIR LANGDIR STRLANGDIR
"""
KEYWORDS = frozenset(_KEYWORDS.split())
_OPERATORS = ("=", ">", "<", "+", "*", "/", "&", "|", "!", ",")


@dataclass(frozen=True)
class Mistake:
    """A mistake: its position and a message. Lines end at line feeds, columns are code points; both count from 1."""

    line: int
    column: int
    message: str
    valid_sparql: bool = False
    """Whether the query is valid SPARQL that only the engine rejects."""


def explain_error(query: str, message: str) -> QueryError:
    """Make the error for a query that the engine rejected with ``message``.

    >>> explain_error("SELECT * {\\n ?s ?p }", "error at 2:9: expected [_]")
    BadSyntax('Line 2, column 8: the triple ?s ?p has no object before this }.')
    """
    mistake = diagnose(query, message)
    if mistake is None:
        return BadSyntax(message)
    text = f"Line {mistake.line}, column {mistake.column}: {mistake.message}."
    return QueryError(text) if mistake.valid_sparql else BadSyntax(text)


def diagnose(query: str, message: str) -> Mistake | None:
    """Find the mistake in a query that the engine rejected with ``message``; None if that has no position.

    >>> diagnose("SELECT * {\\n ?s rdfs:label ?l }", "error at 2:12: expected OPTIONAL").message
    'the prefix rdfs: is not declared; add PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>'
    """
    place = _PLACE.match(message)
    if place is None:
        return None
    tokens = list(tokenize(query))
    for check in CHECKS:
        finding = check(tokens)
        if finding is not None:
            token, text = finding
            return Mistake(*position(query, token.start), text, check is _duplicate_selection)
    return _engine_mistake(query, tokens, int(place[1]), int(place[2]), place[3])


def position(query: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1.

    >>> position("a\\nbc", 3)
    (2, 2)
    """
    before = query[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


Finding = tuple[Token, str] | None


def _odd_character(tokens: Sequence[Token]) -> Finding:
    for token in tokens:
        if (token.kind == "unclosed" or not token.text.isascii() or not token.text.isprintable()) and (
            odd := odd_character(token)
        ):
            return Token("other", token.text[odd[0]], token.start + odd[0]), odd[1]
        if token.kind == "unclosed":  # the rest of the line was meant as a literal
            return None
    return None


def _codepoint_escape(tokens: Sequence[Token]) -> Finding:
    for token, after in pairwise(tokens):
        if token.text == "\\" and token.kind == "other" and after.text[:1] in ("u", "U") and _HEX.match(after.text):
            return (
                token,
                "the engine reads a codepoint escape in texts, names and IRIs only; write the character itself",
            )
    return None


def _first_token(tokens: Sequence[Token]) -> Finding:
    expected = "a query begins with PREFIX, BASE, " + ", ".join(FORMS[:-1]) + f" or {FORMS[-1]}"
    if not tokens:
        return Token("other", "", 0), f"there is no query; {expected}"
    if tokens[0].kind != "word" or tokens[0].text.upper() not in (*FORMS, "PREFIX", "BASE", "VERSION"):
        return tokens[0], f"{_quote(tokens[0])} begins no query; {expected}"
    return None


def _unclosed_text(tokens: Sequence[Token]) -> Finding:
    for token in tokens:
        if token.kind == "unclosed":
            quote = token.text[0]
            if token.text.startswith(3 * quote):
                return token, f"the text that begins with {3 * quote} is never closed"
            return token, f"the text that begins with {quote} is not closed on its line"
    return None


def _undeclared_prefix(tokens: Sequence[Token]) -> Finding:
    prefixes = declared_prefixes(list(tokens))
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.kind != "name" or (before is not None and before.text.upper() == "PREFIX"):
            continue
        prefix = token.text.partition(":")[0]
        if prefix != "_" and prefix not in prefixes:
            namespace = PREFIXES.get(prefix, "…")
            shown = _shorten(prefix)
            return token, f"the prefix {shown}: is not declared; add PREFIX {shown}: <{namespace}>"
    return None


def _unbalanced_brackets(tokens: Sequence[Token]) -> Finding:
    opened: list[Token] = []
    for token in tokens:
        if token.text in _CLOSING and token.kind == "other":
            opened.append(token)
        elif token.kind == "other" and token.text in _CLOSING.values():
            if not opened:
                return token, f"this {token.text} closes nothing"
            expected = _CLOSING[opened[-1].text]
            if token.text != expected:
                return token, f"this is {token.text} where {expected} is wanted, to close an earlier {opened[-1].text}"
            opened.pop()
    return (opened[-1], f"this {opened[-1].text} is never closed") if opened else None


def _missing_by(tokens: Sequence[Token]) -> Finding:
    for word, after in pairwise(tokens):
        if word.kind == "word" and word.text.upper() in ("ORDER", "GROUP") and after.text.upper() != "BY":
            return word, f"{word.text} wants BY behind it"
    return None


def _incomplete_triple(tokens: Sequence[Token]) -> Finding:
    """Find a triple with only one or two terms between the punctuation before and after it."""
    for index, token in enumerate(tokens):
        if token.kind != "other" or token.text not in "}.;":
            continue
        terms = _terms_before(tokens, index)
        border = tokens[index - len(terms) - 1].text if len(terms) < index else ""
        inside_values = border == "{" and _after_values(tokens, index - len(terms) - 1)
        if border in ("{", ".") and len(terms) == 2 and not inside_values:
            triple = f"{_shorten(terms[0].text)} {_shorten(terms[1].text)}"
            return token, f"the triple {triple} has no object before this {token.text}"
        if border == ";" and len(terms) == 1:
            return token, f"the property {_shorten(terms[0].text)} has no object before this {token.text}"
        if border in ("{", ".") and len(terms) == 1 and not inside_values:
            return (
                token,
                f"the triple of {_shorten(terms[0].text)} has no property and no object before this {token.text}",
            )
    return None


def _terms_before(tokens: Sequence[Token], end: int) -> list[Token]:
    """The terms directly before index ``end``, at most three."""
    terms: list[Token] = []
    while len(terms) < min(3, end):
        token = tokens[end - len(terms) - 1]
        if token.kind not in _TERMS and not (token.kind == "word" and token.text == "a"):
            break
        terms.insert(0, token)
    return terms


def _after_values(tokens: Sequence[Token], brace: int) -> bool:
    return brace >= 2 and tokens[brace - 2].text.upper() == "VALUES"


def _duplicate_selection(tokens: Sequence[Token]) -> Finding:
    """Find a variable that is selected twice without AS, which is valid (SPARQL 1.1, section 19.8, rule 9).

    Oxigraph rejects it with "Duplicated variable name in SELECT", and in a sub-query with a list of expected tokens
    (https://github.com/oxigraph/oxigraph/issues/203).
    """
    duplicate = _duplicate_variable(tokens)
    if duplicate is None or duplicate[1]:
        return None
    token = duplicate[0]
    return (
        token,
        f"{_shorten(token.text)} stands twice in this SELECT, which the engine here does not take; write it once",
    )


def _duplicate_alias(tokens: Sequence[Token]) -> Finding:
    """Find a variable that is selected twice, once or twice with AS, which is invalid (SPARQL 1.1, section 16.1.2)."""
    duplicate = _duplicate_variable(tokens)
    if duplicate is None or not duplicate[1]:
        return None
    token = duplicate[0]
    return token, f"{_shorten(token.text)} stands twice in this SELECT; give each expression a name of its own"


def _duplicate_variable(tokens: Sequence[Token]) -> tuple[Token, bool] | None:
    """Find the second of two equal variables in a SELECT clause; the flag is True if AS introduces one of them."""
    selected: dict[str, bool] | None = None
    depth = 0
    for before, token in pairwise(tokens):
        if _is_keyword(before, "SELECT"):
            selected, depth = {}, 0
        if selected is None:
            continue
        is_alias = depth == 1 and _is_keyword(before, "AS")
        if token.kind == "other" and token.text in "()":
            depth += 1 if token.text == "(" else -1
        elif depth == 0 and (token.text == "{" or _is_keyword(token, "WHERE", "FROM")):
            selected = None
        elif token.kind == "variable" and (depth == 0 or is_alias):
            if (earlier := selected.get(token.text[1:])) is not None:
                return token, earlier or is_alias
            selected[token.text[1:]] = is_alias
    return None


def _is_keyword(token: Token, *words: str) -> bool:
    return token.kind == "word" and token.text.upper() in words


def _broken_iri(tokens: Sequence[Token]) -> Finding:
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        broken = token.text == "<" and after is not None and after.start == token.start + 1
        if broken and after is not None and after.text.startswith(("http:", "https:", "urn:", "mailto:")):
            return token, "this IRI has a character that an IRI cannot have, or no > at its end"
    return None


def _unknown_word(tokens: Sequence[Token]) -> Finding:
    for token in tokens:
        if token.kind == "word" and token.text.upper() not in KEYWORDS and token.text not in ("a", "true", "false"):
            return (
                token,
                f"{_quote(token)} is no keyword and no function; a variable begins with ?, a name has a prefix",
            )
    return None


def _missing_operand(tokens: Sequence[Token]) -> Finding:
    for operator, after in pairwise(tokens):
        both = operator.kind == after.kind == "other"
        if both and operator.text in _OPERATORS and operator.text != "*" and after.text == ")":
            return operator, f"{operator.text} has nothing behind it"
    return None


CHECKS = (
    _odd_character,
    _codepoint_escape,
    _first_token,
    _unclosed_text,
    _broken_iri,
    _undeclared_prefix,
    _unbalanced_brackets,
    _unknown_word,
    _missing_by,
    _duplicate_selection,
    _duplicate_alias,
    _incomplete_triple,
    _missing_operand,
)
"""The checks in order; none of them finds a mistake in a query that the engine accepts."""


def _engine_mistake(query: str, tokens: Sequence[Token], line: int, column: int, expected: str) -> Mistake:
    lines = query.split("\n")
    offset = sum(len(text) + 1 for text in lines[: line - 1]) + column - 1
    sentences = [
        part for part in re.split(r", (?=[\[\"A-Z])", expected) if re.match(r"[A-Z][a-z]+ |[A-Z]+ [a-z]", part)
    ]
    last = next((token for token in reversed(tokens) if token.start < offset), None)
    if sentences:
        return Mistake(line, column, "; ".join(sentences).rstrip("."))
    if last is None:
        return Mistake(line, column, "this cannot be read")
    return Mistake(*position(query, last.start), f"the query cannot be read at or before {_quote(last)}")


def _shorten(text: str) -> str:
    """Shorten a part of a query for a message."""
    return text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 1] + "…"


def _quote(token: Token) -> str:
    return repr(_shorten(token.text))
