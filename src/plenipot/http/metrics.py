"""Metrics for Prometheus. They contain no client address and no query."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextvars import ContextVar
from itertools import accumulate

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from plenipot.http.openapi_responses import responses
from plenipot.http.requests.routing import ReadRouter

QUERIES: ContextVar[list[int]] = ContextVar("QUERIES")
"""A list of one number: the queries that the handler of this request has run; sent in `Server-Timing`."""
router = ReadRouter()
_BUCKETS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
_ROUTES = frozenset(
    {"sparql", "query", "search", "static", "dump", "health", "ready", "metrics"}
    | {"council", "map", "timeline", "relations", "coverage", "why", "workbench", "questions"}
)


def route(path: str) -> str:
    """Map a path to the value of the label ``route``; the number of values is fixed, whatever clients request.

    >>> route("/sparql"), route("/query/council-on-a-day"), route("/state/che"), route("/")
    ('sparql', 'query', 'thing', 'start')
    """
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in _ROUTES else ("thing" if first else "start")


class Metrics:
    """Counts requests and their seconds, in plain numbers: every request pays for the counting."""

    def __init__(self, app: FastAPI) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests: Counter[tuple[str, int]] = Counter()
        self.seconds: dict[str, list[int]] = {}
        self.sums: defaultdict[str, float] = defaultdict(float)
        self.refusals: Counter[str] = Counter()
        self.disconnects = 0
        self.registry.register(_State(app))

    def count_response(self, path: str, status: int, seconds: float) -> None:
        """Count a response by route and status, and its seconds."""
        name = "sparql" if path == "/sparql" else route(path)
        self.requests[name, status] += 1
        buckets = self.seconds.get(name)
        if buckets is None:
            buckets = self.seconds[name] = [0] * (len(_BUCKETS) + 1)
        buckets[bisect_left(_BUCKETS, seconds)] += 1
        self.sums[name] += seconds

    def count_refusal(self, limit: str) -> None:
        """Count a request that a rate limit refused."""
        self.refusals[limit] += 1

    def count_disconnect(self) -> None:
        """Count a client that disconnected before its response."""
        self.disconnects += 1

    def collect(self) -> Iterator[Metric]:
        """The counted numbers as metrics of Prometheus."""
        requests = CounterMetricFamily("plenipot_requests", "Requests answered.", labels=["route", "status"])
        for (name, status), count in sorted(self.requests.items()):
            requests.add_metric([name, str(status)], count)
        yield requests
        seconds = HistogramMetricFamily(
            "plenipot_request_seconds", "Seconds from a request to the end of its answer.", labels=["route"]
        )
        limits = [*map(str, _BUCKETS), "+Inf"]
        for name, buckets in sorted(self.seconds.items()):
            seconds.add_metric([name], list(zip(limits, accumulate(buckets), strict=True)), self.sums[name])
        yield seconds
        refused = CounterMetricFamily("plenipot_refused", "Requests refused per client.", labels=["limit"])
        for limit, count in sorted(self.refusals.items()):
            refused.add_metric([limit], count)
        yield refused
        yield CounterMetricFamily(
            "plenipot_vanished", "Requests whose client went away before the answer.", self.disconnects
        )


class _State(Collector):
    """Collects the metrics of all parts of the service: requests, pool, federation, caches."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def collect(self) -> Iterator[Metric]:
        state = self._app.state
        yield from state.metrics.collect()
        yield GaugeMetricFamily("plenipot_triples", "Triples of the release.", state.triples)
        release = GaugeMetricFamily("plenipot_release", "The release that is served.", labels=["release"])
        release.add_metric([state.release], 1)
        yield release
        yield GaugeMetricFamily("plenipot_workers", "Query processes that live.", state.pool.workers)
        yield GaugeMetricFamily("plenipot_workers_busy", "Query processes that run a query.", state.pool.busy)
        yield GaugeMetricFamily("plenipot_queue", "Queries that wait.", state.pool.waiting)
        ended = CounterMetricFamily("plenipot_queries", "Queries by how they ended.", labels=["outcome"])
        for outcome, count in sorted(state.pool.outcomes.items()):
            ended.add_metric([outcome], count)
        yield ended
        calls = CounterMetricFamily(
            "plenipot_service_calls", "Other endpoints asked for SERVICE, by how it ended.", labels=["outcome"]
        )
        for outcome, count in sorted(state.federation.outcomes.items()):
            calls.add_metric([outcome], count)
        yield calls
        yield CounterMetricFamily("plenipot_answers_remembered", "Queries answered from memory.", state.engine.hits)
        cache = state.response_cache
        yield CounterMetricFamily("plenipot_responses_cached", "Requests answered from the response cache.", cache.hits)
        spilled = state.live_release.spill.used
        yield GaugeMetricFamily("plenipot_spilled_bytes", "Bytes of long answers that wait in files.", spilled)
        yield GaugeMetricFamily("plenipot_responses_bytes", "Bytes of the response cache.", cache.used)


@router.read(
    "/metrics",
    operation_id="metrics",
    summary="Numbers for Prometheus",
    tags=["service"],
    response_class=PlainTextResponse,
    responses=responses(description="Numbers for Prometheus.", cached=False),
)
async def metrics(request: Request) -> Response:
    """Metrics in the text format of Prometheus."""
    body = generate_latest(request.app.state.metrics.registry)
    return Response(body, media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
