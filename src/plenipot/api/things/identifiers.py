"""Identifiers as people write them, in addresses and as parameters, and what was meant by a wrong one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlencode, urlsplit

from fastapi import Request
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from plenipot.api.sparql.protocol import run
from plenipot.api.things.statements import best_label, read_labels, select
from plenipot.engine.interface import Request as QueryRequest
from plenipot.http.negotiation import SUFFIXES
from plenipot.http.problems.problem import Problem
from plenipot.model.compact import expand, relative
from plenipot.model.iris import FORBIDDEN, MAX_LENGTH, has_scheme, is_iri, is_local
from plenipot.model.questions import Parameter
from plenipot.model.terms import link
from plenipot.model.vocabulary import BASE, PREFIXES

_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_SUFFIX = re.compile(rf"\.(?:{'|'.join(SUFFIXES)})\Z")
_SPACES = " \t\u00a0"
_SUGGESTED = 5
_LONG = 100
"""Characters of an identifier that is compared with others."""
_NEAR = 0.55
"""How much of an identifier has to be as it was written for a suggestion, from 0 to 1."""
_KNOWN = f"""SELECT ?thing ?successor WHERE {{{{
  VALUES ?thing {{{{ {{things}} }}}}
  FILTER (EXISTS {{{{ ?thing ?p ?o }}}} || EXISTS {{{{ ?s ?p ?thing }}}} || EXISTS {{{{ ?s ?thing ?o }}}})
  OPTIONAL {{{{ ?thing <{PREFIXES["dcterms"]}isReplacedBy> ?successor }}}}
}}}} ORDER BY ?thing DESC(?successor)"""
_SHELF = f"""SELECT DISTINCT ?thing WHERE {{{{ ?thing <{PREFIXES["rdfs"]}label> ?label
  FILTER (STRSTARTS(STR(?thing), "{BASE}{{folder}}")) }}}} ORDER BY ?thing LIMIT 20000"""


def uri(iri: str) -> str:
    """An IRI in ASCII, for a header (RFC 3987, section 3.1).

    >>> uri("https://example.org/é%20?a=b#c")
    'https://example.org/%C3%A9%20?a=b#c'
    """
    return quote(iri, safe="%/:?#[]@!$&'()*+,;=~")


def paths(path: str, raw: bytes) -> list[str]:
    """The identifiers that a path of an address may stand for, without the base, the likeliest first.

    A client decodes what is escaped, or not: an identifier can have `%` itself, and letters beyond ASCII may be escaped
    (RFC 3987, section 3.2).

    >>> paths("state/che", b"/state/che"), paths("caf\u00e9/a b", b"/caf%C3%A9/a%20b")
    (['state/che'], ['caf%C3%A9/a%20b', 'café/a%20b'])
    """
    if b"%" not in raw:
        return [path] if is_local(path) else []
    as_sent = raw.decode("latin-1").partition("?")[0].removeprefix("/")
    return list(dict.fromkeys(each for each in (path, as_sent, _letters(as_sent)) if is_local(each)))


def _letters(text: str) -> str:
    """A text with the letters beyond ASCII that were escaped; other escapes stay."""

    def decoded(match: re.Match[str]) -> str:
        found = unquote(match[0], errors="replace")
        return match[0] if "\ufffd" in found else "".join(each if each > "\x9f" else quote(each, "") for each in found)

    return _ESCAPED.sub(decoded, text)


def spellings(text: str, folder: str = "", host: str = "") -> list[str]:
    """The IRIs that a text may stand for, the most literal first.

    Args:
        text: an IRI, with or without our base or by a prefix, or the address of a page, with other letters and spaces.
        folder: where the thing is that a single word names, such as ``conference/``.
        host: the host of this service: its addresses are those of things.

    >>> spellings("PP-18 ", "conference/")[-1], spellings("plen:Topic")[0]
    ('https://w3id.org/plenipot/conference/pp-18', 'https://w3id.org/plenipot/ontology/Topic')
    >>> BASE + "state/che" in spellings("http://localhost:8000/state/che.html?lang=fr", host="localhost:8000")
    True
    """
    text = _stripped(text)
    # A name of ours comes before one of nobody, such as the IRI plen:Topic.
    found = [*_of_ours(text, folder, host), *([text] if has_scheme(text) else [])]
    return [each for each in dict.fromkeys(found) if is_iri(each)]


def _stripped(text: str) -> str:
    """A text without spaces around it, and without the brackets that an IRI has in Turtle."""
    text = text.strip(_SPACES)
    return text[1:-1] if text.startswith("<") and text.endswith(">") else text


def _of_ours(text: str, folder: str, host: str) -> Iterator[str]:
    local = _local(text, host)
    if local is None:
        name = text.partition(":")[2]
        if not name.startswith("//") and (iri := expand(text)):
            yield iri
            if iri.startswith(BASE):
                yield BASE + name
        return
    forms = [local, local.strip("/"), _SUFFIX.sub("", local.strip("/"))]
    forms += [decoded for each in forms if "%" in each for decoded in (unquote(each), _letters(each))]
    forms += [re.sub(f"[{_SPACES}]+", "-", each) for each in forms]
    for each in dict.fromkeys([*forms, *map(str.lower, forms)]):
        if is_local(each):
            yield BASE + each
        if each and "/" not in each and folder:
            yield BASE + folder + each


def _local(text: str, host: str) -> str | None:
    """What stands behind the base of an identifier, or the host of an address; None if it is not of ours."""
    if not has_scheme(text):
        return text
    if text.startswith(BASE):
        return text.removeprefix(BASE)
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https"):
        return None
    if parts.netloc == host and host:
        return parts.path
    # The permanent identifier with another scheme, or with letters of another case.
    home = urlsplit(BASE)
    if parts.netloc.lower() == home.netloc and parts.path.lower().startswith(home.path):
        return parts.path[len(home.path) :]
    return None


async def known(request: Request, iris: Iterable[str]) -> dict[str, str]:
    """The IRIs of which the release says something; one that was given up leads to its successor."""
    wanted = dict.fromkeys(iris)
    if not wanted:
        return {}
    state = request.app.state
    rows = await select(state.engine, state.settings, _KNOWN.format(things=" ".join(f"<{each}>" for each in wanted)))
    found: dict[str, str] = {}
    for row in rows:
        successor = row.get("successor")
        iri = row["thing"].value
        found.setdefault(iri, successor.value if successor and successor.kind == "uri" else iri)
    return found | {each: each for each in wanted if each in state.graphs}


@dataclass(frozen=True)
class Named:
    """A thing as somebody named it in a parameter."""

    parameter: str
    text: str
    folder: str = ""
    """Where things of the kind are, such as ``conference/``; empty for things of any kind."""


async def understood(request: Request, named: Sequence[Named]) -> dict[str, str]:
    """The IRIs that were meant, by parameter; one query for all.

    Raises:
        Problem: 400 for what can be no identifier, 404 for one that names nothing, with those that are near.
    """
    host = request.url.netloc
    candidates = {each.parameter: spellings(each.text[: MAX_LENGTH + 1], each.folder, host) for each in named}
    found = await known(request, (iri for iris in candidates.values() for iri in iris))
    meant: dict[str, str] = {}
    for each in named:
        iri = next((found[iri] for iri in candidates[each.parameter] if iri in found), None)
        if (iri is None and FORBIDDEN.search(_stripped(each.text))) or not candidates[each.parameter]:
            detail = f"{each.parameter} must be an identifier, such as state/che or {BASE}state/che"
            raise Problem(400, "Wrong parameter", f"{detail}; it is {each.text[:100]!r}.")
        if iri is None:
            raise await unknown(request, each)
        meant[each.parameter] = iri
    return meant


async def of_question(request: Request, parameters: Sequence[Parameter], values: Mapping[str, str]) -> dict[str, str]:
    """The values of a question with the identifiers that were meant.

    Raises:
        Problem: as of ``understood``.
    """
    named = [Named(p.name, values[p.name], p.folder) for p in parameters if p.type == "iri" and p.name in values]
    meant = await understood(request, named) if named else {}
    return {**values, **{name: relative(iri) for name, iri in meant.items()}}


async def unknown(request: Request, named: Named) -> Problem:
    """The problem of a parameter that names nothing, with identifiers that are near."""
    near = await _near(request, named.text, named.folder)
    detail = f"{named.parameter}={named.text[:100]!r} names nothing in this release."
    given = dict(request.query_params.multi_items())

    def address(identifier: str) -> str:
        return f"{request.url.path}?{urlencode({**given, named.parameter: identifier})}"

    return _suggesting(detail, near, address)


async def unknown_path(request: Request, path: str) -> Problem:
    """The problem of an address that names nothing, with those that are near."""
    near = await _near(request, path, "")
    return _suggesting(f"Nothing in this release has the identifier {path[:200]!r}.", near, _path)


def _suggesting(detail: str, near: Mapping[str, str], address: Callable[[str], str]) -> Problem:
    if near:
        detail += f" Did you mean {' or '.join(list(near)[:3])}?"
    else:
        detail += " Search for the thing, or start at the first page."
    suggestions = [{"identifier": each, "name": name, "address": address(each)} for each, name in near.items()]
    return Problem(404, "Unknown identifier", detail, {"suggestions": suggestions}, {"Vary": "Accept"})


async def _near(request: Request, text: str, folder: str) -> dict[str, str]:
    """Identifiers near to one that names nothing, with their names: the same in other letters, then those beside it."""
    state = request.app.state
    candidates = [each for each in spellings(text, folder, request.url.netloc) if each.startswith(BASE)]
    same = dict.fromkeys(relative(each) for each in (await known(request, candidates)).values())
    paths_of_ours = [each.removeprefix(BASE) for each in reversed(candidates)]
    wanted = next((each for each in paths_of_ours if "/" in each), "")[:_LONG]
    shelves = (wanted.partition("/")[0] + "/", folder)
    if shelf := next((each for each in shelves if each in state.folders), None):
        # Thousands of lines: they are read where nobody waits for it.
        lines = await run(state.engine, QueryRequest(_SHELF.format(folder=shelf), "tsv"), state.settings)
        same |= dict.fromkeys(await asyncio.to_thread(_nearest, wanted, lines))
    near = list(same)[:_SUGGESTED]
    labels = await read_labels(state.engine, state.settings, [BASE + each for each in near]) if near else {}
    names = {each: best_label(labels.get(BASE + each, ()), "en") for each in near}
    return {each: name.value if name else each for each, name in names.items()}


def _nearest(text: str, lines: bytes) -> list[str]:
    there = [line[1:-1].removeprefix(BASE) for line in lines.decode().split("\n")[1:] if line]
    near = process.extract(
        text, there, scorer=DamerauLevenshtein.normalized_similarity, limit=_SUGGESTED, score_cutoff=_NEAR
    )
    return [each for each, _, _ in near]


def _path(identifier: str) -> str:
    return link(BASE + identifier) or "/"
