"""Labels of elected posts, elections, candidacies, results and chairs."""

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
"""Short names of posts by the last segment of their path."""
_BODIES = ("council", "rrb")


def post_label(slug: str) -> str:
    """Return the name of a post by the last segment of its path.

    >>> post_label("director-tsb"), post_label("director-of-studies")
    ('Director of TSB', 'Director of studies')
    """
    return POSTS.get(slug) or slug.replace("-", " ").capitalize()


def election_label(slot: str) -> str:
    """Return the label of an election, given as conference and post.

    >>> election_label("pp-98/secretary-general"), election_label("pp-22/council")
    ('Election of the Secretary-General, PP-98', 'Election of the Council, PP-22')
    """
    code, _, slug = slot.partition("/")
    return f"Election of the {post_label(slug)}, {code.upper()}"


def candidacy_label(who: str, slot: str) -> str:
    """Return the label of a candidacy in an election.

    >>> candidacy_label("Yoshio Utsumi", "pp-98/secretary-general"), candidacy_label("France", "pp-94/council")
    ('Yoshio Utsumi, candidate for Secretary-General, PP-98', 'France, candidate for the Council, PP-94')
    """
    code, _, slug = slot.partition("/")
    return f"{who}, candidate for {'the ' if slug in _BODIES else ''}{post_label(slug)}, {code.upper()}"


def result_label(identifier: str) -> str:
    """Return the label of a result; the row has only the slugs of conference, post, round and candidate.

    >>> result_label("pp-14/deputy-secretary-general/1/shola-taylor"), result_label("pp-10/council/single/swe")
    ('Result of Shola Taylor, Deputy Secretary-General, PP-14, round 1', 'Result of SWE, Council, PP-10')
    """
    code, slug, number, who = identifier.split("/")
    name = who.upper() if len(who) == 3 else who.replace("-", " ").title()
    return f"Result of {name}, {post_label(slug)}, {code.upper()}" + (f", round {number}" if number.isdigit() else "")


def chair_label(who: str, role: str, body: str) -> str:
    """Return the label of a chair of a body.

    >>> chair_label("Haruna Iddrisu", "chair", "council"), chair_label("P. Pellé", "vice-chair", "ccitt/sg-mp")
    ('Haruna Iddrisu, chair of the Council', 'P. Pellé, vice-chair of CCITT SG-MP')
    """
    words = body.upper().replace("/", " ").replace("COUNCIL", "the Council")
    return f"{who}, {role.replace('acting-', 'acting ')} of {words}"
