"""Characters that SPARQL has no use for outside of texts, most of them put there by a word processor or a keyboard.

Many cannot be seen, or look like the character that was meant, so that a message has to name them.
"""

from __future__ import annotations

import unicodedata

from plenipot.lexer import Token

_QUOTES = dict.fromkeys("‘’‚‛′‵＇", "'") | dict.fromkeys("“”„‟″‶«»＂", '"')
_MEANT = {
    **_QUOTES,
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **{
        "≤": "<=",
        "≥": ">=",
        "≠": "!=",
        "×": "*",
        "∗": "*",
        "÷": "/",
        "∕": "/",
        "⋅": "*",
        "∧": "&&",
        "∨": "||",
        "¬": "!",
    },
    **{
        "‹": "<",
        "›": ">",
        "〈": "<",
        "〉": ">",
        "。": ".",
        "、": ",",
        "،": ",",
        "؛": ";",
        "؟": "?",
        "\u037e": ";",
    },
}
"""What was meant by a character that looks like it; full-width forms and spaces follow a rule instead."""
_NAMES = {"\ufeff": "byte order mark", "\x00": "null character"}


def odd_character(token: Token) -> tuple[int, str] | None:
    """The first character of a token that does not belong in a query, by its place in the token, and what to do.

    >>> odd_character(Token("other", "\\u00a0", 0))
    (0, 'this is a no-break space (U+00A0); write a plain space')
    >>> odd_character(Token("word", "\\ufeffSELECT", 0))
    (0, 'this is a byte order mark (U+FEFF); delete it')
    >>> odd_character(Token("text", "'\\u00a0'", 0))
    """
    for place, character in enumerate(token.text):
        if token.kind == "unclosed":
            if _QUOTES.get(character) == token.text[0]:
                return place, f"this is {_named(character)}; write {token.text[0]} to close the text"
        elif _is_odd(character, token.kind):
            return place, f"this is {_named(character)}; {_advice(character)}"
    return None


def _is_odd(character: str, kind: str) -> bool:
    if "\x20" <= character < "\x7f":
        return False
    if kind == "other":
        return True
    wide = "\uff01" <= character <= "\uff5e"
    # Keywords are ASCII; a name or variable may have almost any letter, but hardly means the signs among them.
    if kind == "word" and (wide or unicodedata.category(character)[0] in "PSZC"):
        return True
    return kind in ("variable", "name") and (character == "\ufeff" or (wide and not character.isalnum()))


def _named(character: str) -> str:
    """A character with its name in Unicode, and an article.

    >>> _named("“"), _named("\\x07")
    ('a left double quotation mark (U+201C)', 'a control character (U+0007)')
    """
    other = "control character" if unicodedata.category(character) == "Cc" else "character without a name"
    name = _NAMES.get(character) or unicodedata.name(character, other).lower()
    article = "an" if name[0] in "aeio" else "a"
    return f"{article} {name} (U+{ord(character):04X})"


def _advice(character: str) -> str:
    meant = _MEANT.get(character)
    if meant is None and "\uff01" <= character <= "\uff5e":
        meant = unicodedata.normalize("NFKC", character)
    if meant is not None:
        return f"write {meant}"
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp") or character in "\x0b\x0c\x1c\x1d\x1e\x1f\x85":
        return "write a plain space"
    if category in ("Cf", "Cc"):
        return "delete it"
    return "outside of texts, names and IRIs it means nothing"
