"""What the posts that are filled by election are called in labels."""

from __future__ import annotations

POSTS = {
    "assistant-secretary-general": "Assistant Secretary-General",
    "council": "Council",
    "deputy-director-international-bureau": "Deputy Director of the International Bureau",
    "deputy-secretary-general": "Deputy Secretary-General",
    "director-bdt": "Director of BDT",
    "director-br": "Director of BR",
    "director-ccir": "Director of CCIR",
    "director-ccit": "Director of CCIT",
    "director-ccitt": "Director of CCITT",
    "director-international-bureau": "Director of the International Bureau",
    "director-tsb": "Director of TSB",
    "rrb": "Radio Regulations Board",
    "secretary-general": "Secretary-General",
}
"""The names are those of the offices and bodies, cut short."""
_BODIES = ("council", "rrb")


def post(slug: str) -> str:
    """A post by the last part of its identifier.

    >>> post("director-tsb"), post("director-of-studies")
    ('Director of TSB', 'Director of studies')
    """
    return POSTS.get(slug) or slug.replace("-", " ").capitalize()


def election(slot: str) -> str:
    """The election of a conference for a post.

    >>> election("pp-98/secretary-general"), election("pp-22/council")
    ('Election of the Secretary-General, PP-98', 'Election of the Council, PP-22')
    """
    code, _, slug = slot.partition("/")
    return f"Election of the {post(slug)}, {code.upper()}"


def candidacy(who: str, slot: str) -> str:
    """Somebody who stands in it.

    >>> candidacy("Yoshio Utsumi", "pp-98/secretary-general"), candidacy("France", "pp-94/council")
    ('Yoshio Utsumi, candidate for Secretary-General, PP-98', 'France, candidate for the Council, PP-94')
    """
    code, _, slug = slot.partition("/")
    return f"{who}, candidate for {'the ' if slug in _BODIES else ''}{post(slug)}, {code.upper()}"


def result(identifier: str) -> str:
    """How somebody fared, in a round; a result has the identifiers of all of them and no names.

    >>> result("pp-14/deputy-secretary-general/1/shola-taylor"), result("pp-10/council/single/swe")
    ('Result of Shola Taylor, Deputy Secretary-General, PP-14, round 1', 'Result of SWE, Council, PP-10')
    """
    code, slug, number, who = identifier.split("/")
    name = who.upper() if len(who) == 3 else who.replace("-", " ").title()
    return f"Result of {name}, {post(slug)}, {code.upper()}" + (f", round {number}" if number.isdigit() else "")


def chair(who: str, role: str, body: str) -> str:
    """Somebody in the chair of a body.

    >>> chair("Haruna Iddrisu", "chair", "council"), chair("P. Pellé", "vice-chair", "ccitt/sg-mp")
    ('Haruna Iddrisu, chair of the Council', 'P. Pellé, vice-chair of CCITT SG-MP')
    """
    words = body.upper().replace("/", " ").replace("COUNCIL", "the Council")
    return f"{who}, {role.replace('acting-', 'acting ')} of {words}"
