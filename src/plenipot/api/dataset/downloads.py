"""Downloads of dumps, and the sitemap."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from xml.sax.saxutils import escape

from fastapi import FastAPI, Header, Query, Request, Response
from fastapi import Path as InPath
from fastapi.responses import FileResponse, RedirectResponse

from plenipot.api.dataset.description import DUMPS, PACKED, dump_names
from plenipot.api.things.statements import select
from plenipot.http.etags import matches
from plenipot.http.openapi_responses import Xml, binary_content, redirect_response, responses, text_content
from plenipot.http.problems.problem import Problem
from plenipot.http.requests import ranges
from plenipot.http.requests.routing import ReadRouter
from plenipot.http.requests.types import Integer, Text
from plenipot.http.responses import CORS
from plenipot.model.terms import origin, page_path
from plenipot.model.vocabulary import BASE, PLEN, PREFIXES
from plenipot.release.dump_job import RETRY_AFTER, DumpFailed, DumpJob

router = ReadRouter()
SITEMAP_PAGE = 20_000
"""URLs in a part of the sitemap; the protocol allows 50,000."""

_SUFFIXES = {**DUMPS, **PACKED}
_MEDIA_TYPES = {name: _SUFFIXES[name.rpartition(".")[2]] for name in dump_names()}
LATEST = "latest"
# The sitemap omits the resources of the dataset description except the dataset, and the questions, which robots.txt
# excludes.
_PATTERN = f"""?thing <{PREFIXES["rdf"]}type> ?kind
  FILTER (STRSTARTS(STR(?thing), "{BASE}") && ?kind != <{PLEN["RetiredIdentifier"]}>)
  FILTER (!REGEX(STR(?thing), "^{BASE}(distribution|graph|query|service)/|^{BASE}publisher$|^{BASE}dataset#"))"""
_THINGS = f"SELECT DISTINCT ?thing WHERE {{ {_PATTERN} }} ORDER BY ?thing OFFSET %d LIMIT {SITEMAP_PAGE}"
_COUNT = f"SELECT (COUNT(DISTINCT ?thing) AS ?count) WHERE {{ {_PATTERN} }}"


Release = Annotated[
    str, InPath(description="The id of the release; latest leads to the one that is served.", examples=[LATEST])
]
File = Annotated[
    str,
    InPath(description="The file.", examples=["plenipot.ttl.zst"], json_schema_extra={"enum": [*dump_names()]}),
]
_CONTENT = binary_content(PACKED.values()) | text_content(DUMPS.values())


@router.read(
    "/dump/{release}/{file}",
    operation_id="dump",
    summary="A dump of the release",
    tags=["linked data"],
    response_class=FileResponse,
    responses={
        **responses(404, 416, content=_CONTENT, description="The whole release; it never changes."),
        206: {"description": "The part.", "content": _CONTENT},
        302: redirect_response("The served release."),
    },
)
async def dump(
    request: Request,
    release: Release,
    file: File,
    part: Annotated[str | None, Text(1000), Header(alias="Range", description="A part of the file.")] = None,
) -> Response:
    """All triples as one file: whole, or the parts that Range names.

    A service has one release and cannot tell an old id from one that never was: both are 404, not 410.
    """
    served: str = request.app.state.release
    if file not in _MEDIA_TYPES:
        raise Problem(404, "No such dump", f"Dumps are {', '.join(_MEDIA_TYPES)}.")
    here = f"/dump/{served}/{file}"
    if release == LATEST:
        return RedirectResponse(here, 302, {**CORS, "Cache-Control": "no-cache"})
    if release != served:
        detail = f"Release {release[:40]!r} is not served here; this is {served}, at {here}."
        raise Problem(404, "Not this release", detail, {"served": served}, {"Link": f'<{here}>; rel="latest-version"'})
    suffixes = file.partition(".")[2]
    # Equal releases have equal dumps, so every replica can use the same ETag.
    headers = {**CORS, "Cache-Control": "public, max-age=31536000, immutable", "ETag": f'"{served}.{suffixes}"'}
    # Answer a conditional request before the dump is written.
    if matches(request.headers.get("if-none-match", "").encode("latin-1"), headers["ETag"].encode()):
        return Response(status_code=304, headers=headers)
    folder = await _dump_folder(request.app)
    _check_range(request, headers["ETag"], (folder / file).stat().st_size)
    filename = f"plenipot-{served}.{suffixes}"
    return FileResponse(folder / file, media_type=_MEDIA_TYPES[file], headers=headers, filename=filename)


def _check_range(request: Request, etag: str, size: int) -> None:
    """Remove a Range header that does not apply from the request, and refuse one beyond the end of the file.

    Raises:
        Problem: 416, with the size of the file.
    """
    byte_ranges = ranges.parse_ranges(request.scope, etag)
    if not byte_ranges:
        request.scope["headers"] = [pair for pair in request.scope["headers"] if pair[0] != b"range"]
    elif not any(last if first is None else first < size for first, last in byte_ranges):
        raise ranges.range_not_satisfiable(size)


async def _dump_folder(app: FastAPI) -> Path:
    """Wait for the dumps; the first request starts the job.

    Raises:
        Problem: 503 if the job failed.
    """
    job: DumpJob = app.state.live_release.dumps
    if job.on_done is None:
        # Cached responses lack the sizes of the dumps.
        job.on_done = app.state.response_cache.clear
    try:
        return await job.folder()
    except DumpFailed:
        detail = "The dump could not be made. Ask /sparql or a named graph instead, or try again in a minute."
        headers = {"Retry-After": f"{RETRY_AFTER:g}"}
        raise Problem(503, "No dump", detail, headers=headers) from None


@router.read(
    "/sitemap.xml",
    operation_id="sitemap",
    summary="The pages for search engines",
    tags=["linked data"],
    response_class=Xml,
    responses=responses(400, 404, description="The pages of things.", cached=False),
)
async def sitemap(
    request: Request,
    part: Annotated[
        int | None, Integer(1, 50_000), Query(description="A part; without it the list of parts.", examples=[1])
    ] = None,
) -> Response:
    """The pages of things, in parts."""
    base = origin(request)
    if part is None:
        count = await _count(request)
        parts = "".join(
            f"<sitemap><loc>{escape(base)}/sitemap.xml?part={n}</loc></sitemap>"
            for n in range(1, -(-count // SITEMAP_PAGE) + 1)
        )
        return _xml(f"<sitemapindex {_NAMESPACE}>{parts}</sitemapindex>")
    rows = await select(request.app.state.engine, request.app.state.settings, _THINGS % ((part - 1) * SITEMAP_PAGE))
    if not rows:
        raise Problem(404, "No such part", "The parts of the sitemap are listed at /sitemap.xml.")
    paths = filter(None, (page_path(row["thing"].value.removeprefix(BASE)) for row in rows))
    return _xml(
        f"<urlset {_NAMESPACE}>"
        + "".join(f"<url><loc>{escape(base + p)}.html</loc></url>" for p in paths)
        + "</urlset>"
    )


_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def _xml(body: str) -> Response:
    return Response('<?xml version="1.0" encoding="UTF-8"?>\n' + body, media_type="application/xml")


async def _count(request: Request) -> int:
    (row,) = await select(request.app.state.engine, request.app.state.settings, _COUNT)
    return int(row["count"].value)
