"""Resolve identifiers in paths and parameters, however people write them, and suggest similar ones if they fail."""

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
_MAX_SUGGESTIONS = 5
_MAX_COMPARED = 100
"""Number of characters of an identifier that are compared for suggestions."""
_MIN_SIMILARITY = 0.55
"""Minimum normalized Damerau-Levenshtein similarity of a suggestion, from 0 to 1."""
_KNOWN = f"""SELECT ?thing ?successor WHERE {{{{
  VALUES ?thing {{{{ {{things}} }}}}
  FILTER (EXISTS {{{{ ?thing ?p ?o }}}} || EXISTS {{{{ ?s ?p ?thing }}}} || EXISTS {{{{ ?s ?thing ?o }}}})
  OPTIONAL {{{{ ?thing <{PREFIXES["dcterms"]}isReplacedBy> ?successor }}}}
}}}} ORDER BY ?thing DESC(?successor)"""
_FOLDER = f"""SELECT DISTINCT ?thing WHERE {{{{ ?thing <{PREFIXES["rdfs"]}label> ?label
  FILTER (STRSTARTS(STR(?thing), "{BASE}{{folder}}")) }}}} ORDER BY ?thing LIMIT 20000"""


def to_uri(iri: str) -> str:
    """Convert an IRI to a URI, which is ASCII, for a header (RFC 3987, section 3.1).

    >>> to_uri("https://example.org/é%20?a=b#c")
    'https://example.org/%C3%A9%20?a=b#c'
    """
    return quote(iri, safe="%/:?#[]@!$&'()*+,;=~")


def paths(path: str, raw: bytes) -> list[str]:
    """The identifiers that the path of a URL can mean, without our base, the most likely first.

    Clients decode percent-escapes or not. An identifier can contain ``%`` itself, and clients may escape non-ASCII
    letters (RFC 3987, section 3.2).

    Args:
        path: the decoded path, without the first slash.
        raw: the path as sent, with escapes.

    >>> paths("state/che", b"/state/che"), paths("caf\u00e9/a b", b"/caf%C3%A9/a%20b")
    (['state/che'], ['caf%C3%A9/a%20b', 'café/a%20b'])
    """
    if b"%" not in raw:
        return [path] if is_local(path) else []
    as_sent = raw.decode("latin-1").partition("?")[0].removeprefix("/")
    candidates = (path, as_sent, _decode_letters(as_sent))
    return list(dict.fromkeys(candidate for candidate in candidates if is_local(candidate)))


def _decode_letters(text: str) -> str:
    """Decode escapes of non-ASCII letters; other escapes stay."""

    def decode(match: re.Match[str]) -> str:
        letters = unquote(match[0], errors="replace")
        if "\ufffd" in letters:
            return match[0]
        return "".join(letter if letter > "\x9f" else quote(letter, "") for letter in letters)

    return _ESCAPED.sub(decode, text)


def spellings(text: str, folder: str = "", host: str = "") -> list[str]:
    """The IRIs that a text can mean, the most literal first.

    Args:
        text: an IRI, a relative IRI, a prefixed name or the URL of a page; case and spaces can differ.
        folder: the first segment for a text of one word, such as ``conference/``.
        host: the host of this service, whose URLs stand for identifiers.

    >>> spellings("PP-18 ", "conference/")[-1], spellings("plen:Topic")[0]
    ('https://w3id.org/plenipot/conference/pp-18', 'https://w3id.org/plenipot/ontology/Topic')
    >>> BASE + "state/che" in spellings("http://localhost:8000/state/che.html?lang=fr", host="localhost:8000")
    True
    """
    text = _strip(text)
    # `plen:Topic` is also an absolute IRI with the scheme `plen`: try the prefixed name first.
    candidates = [*_our_iris(text, folder, host), *([text] if has_scheme(text) else [])]
    return [iri for iri in dict.fromkeys(candidates) if is_iri(iri)]


def _strip(text: str) -> str:
    """Remove spaces around a text, and the angle brackets of an IRI in Turtle."""
    text = text.strip(_SPACES)
    return text[1:-1] if text.startswith("<") and text.endswith(">") else text


def _our_iris(text: str, folder: str, host: str) -> Iterator[str]:
    """The IRIs with our base that a text can mean."""
    local = _local_part(text, host)
    if local is None:
        name = text.partition(":")[2]
        if not name.startswith("//") and (iri := expand(text)):
            yield iri
            if iri.startswith(BASE):
                yield BASE + name
        return
    forms = [local, local.strip("/"), _SUFFIX.sub("", local.strip("/"))]
    forms += [decoded for form in forms if "%" in form for decoded in (unquote(form), _decode_letters(form))]
    forms += [re.sub(f"[{_SPACES}]+", "-", form) for form in forms]
    for form in dict.fromkeys([*forms, *map(str.lower, forms)]):
        if is_local(form):
            yield BASE + form
        if form and "/" not in form and folder:
            yield BASE + folder + form


def _local_part(text: str, host: str) -> str | None:
    """The part after our base or after the host of this service; None for other IRIs."""
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
    # Our base with another scheme or in another case.
    home = urlsplit(BASE)
    if parts.netloc.lower() == home.netloc and parts.path.lower().startswith(home.path):
        return parts.path[len(home.path) :]
    return None


async def read_known(request: Request, iris: Iterable[str]) -> dict[str, str]:
    """The IRIs that occur in the release, each with itself or, if it is retired, with its successor."""
    candidates = dict.fromkeys(iris)
    if not candidates:
        return {}
    state = request.app.state
    rows = await select(state.engine, state.settings, _KNOWN.format(things=" ".join(f"<{iri}>" for iri in candidates)))
    known: dict[str, str] = {}
    for row in rows:
        successor = row.get("successor")
        iri = row["thing"].value
        known.setdefault(iri, successor.value if successor and successor.kind == "uri" else iri)
    return known | {iri: iri for iri in candidates if iri in state.graphs}


@dataclass(frozen=True)
class IdentifierParameter:
    """A parameter of a request that names a thing."""

    name: str
    text: str
    folder: str = ""
    """The first segment of things of its class, such as ``conference/``; empty for any class."""


async def resolve_identifiers(request: Request, parameters: Sequence[IdentifierParameter]) -> dict[str, str]:
    """Resolve parameters to IRIs of the release, by the name of the parameter, with one query.

    Raises:
        Problem: 400 if a value cannot be an identifier; 404 with suggestions if the release does not have it.
    """
    host = request.url.netloc
    candidates = {
        parameter.name: spellings(parameter.text[: MAX_LENGTH + 1], parameter.folder, host) for parameter in parameters
    }
    known = await read_known(request, (iri for iris in candidates.values() for iri in iris))
    resolved: dict[str, str] = {}
    for parameter in parameters:
        iris = candidates[parameter.name]
        iri = next((known[iri] for iri in iris if iri in known), None)
        if (iri is None and FORBIDDEN.search(_strip(parameter.text))) or not iris:
            detail = f"{parameter.name} must be an identifier, such as state/che or {BASE}state/che"
            raise Problem(400, "Wrong parameter", f"{detail}; it is {parameter.text[:100]!r}.")
        if iri is None:
            raise await _unknown_parameter(request, parameter)
        resolved[parameter.name] = iri
    return resolved


async def resolve_values(
    request: Request, parameters: Sequence[Parameter], values: Mapping[str, str]
) -> dict[str, str]:
    """Resolve the values of those parameters of a question that are IRIs; other values stay unchanged.

    Raises:
        Problem: see :func:`resolve_identifiers`.
    """
    identifiers = [
        IdentifierParameter(parameter.name, values[parameter.name], parameter.folder)
        for parameter in parameters
        if parameter.type == "iri" and parameter.name in values
    ]
    resolved = await resolve_identifiers(request, identifiers) if identifiers else {}
    return {**values, **{name: relative(iri) for name, iri in resolved.items()}}


async def _unknown_parameter(request: Request, parameter: IdentifierParameter) -> Problem:
    """The problem of a parameter that names nothing, with suggestions."""
    suggestions = await _suggest(request, parameter.text, parameter.folder)
    detail = f"{parameter.name}={parameter.text[:100]!r} names nothing in this release."
    params = dict(request.query_params.multi_items())

    def url(identifier: str) -> str:
        return f"{request.url.path}?{urlencode({**params, parameter.name: identifier})}"

    return _unknown_identifier(detail, suggestions, url)


async def unknown_path(request: Request, path: str) -> Problem:
    """The problem of a path that names nothing, with suggestions."""
    suggestions = await _suggest(request, path, "")
    return _unknown_identifier(f"Nothing in this release has the identifier {path[:200]!r}.", suggestions, _path)


def _unknown_identifier(detail: str, names: Mapping[str, str], url: Callable[[str], str]) -> Problem:
    """A problem with suggestions: names by identifier, and the URL of each identifier."""
    if names:
        detail += f" Did you mean {' or '.join(list(names)[:3])}?"
    else:
        detail += " Search for the thing, or start at the first page."
    suggestions = [{"identifier": local, "name": name, "address": url(local)} for local, name in names.items()]
    return Problem(404, "Unknown identifier", detail, {"suggestions": suggestions}, {"Vary": "Accept"})


async def _suggest(request: Request, text: str, folder: str) -> dict[str, str]:
    """Suggest identifiers for one that names nothing, with names: other spellings of it, then similar ones."""
    state = request.app.state
    candidates = [iri for iri in spellings(text, folder, request.url.netloc) if iri.startswith(BASE)]
    suggestions = dict.fromkeys(relative(iri) for iri in (await read_known(request, candidates)).values())
    local_parts = [iri.removeprefix(BASE) for iri in reversed(candidates)]
    identifier = next((local for local in local_parts if "/" in local), "")[:_MAX_COMPARED]
    folders = (identifier.partition("/")[0] + "/", folder)
    if known_folder := next((candidate for candidate in folders if candidate in state.folders), None):
        # A folder has up to thousands of identifiers: compare them in a thread, not on the event loop.
        lines = await run(state.engine, QueryRequest(_FOLDER.format(folder=known_folder), "tsv"), state.settings)
        suggestions |= dict.fromkeys(await asyncio.to_thread(_most_similar, identifier, lines))
    best = list(suggestions)[:_MAX_SUGGESTIONS]
    labels = await read_labels(state.engine, state.settings, [BASE + local for local in best]) if best else {}
    names = {local: best_label(labels.get(BASE + local, ()), "en") for local in best}
    return {local: name.value if name else local for local, name in names.items()}


def _most_similar(text: str, lines: bytes) -> list[str]:
    """The identifiers most similar to a text, from the lines of a TSV result."""
    identifiers = [line[1:-1].removeprefix(BASE) for line in lines.decode().split("\n")[1:] if line]
    matches = process.extract(
        text,
        identifiers,
        scorer=DamerauLevenshtein.normalized_similarity,
        limit=_MAX_SUGGESTIONS,
        score_cutoff=_MIN_SIMILARITY,
    )
    return [identifier for identifier, _, _ in matches]


def _path(identifier: str) -> str:
    return link(BASE + identifier) or "/"
