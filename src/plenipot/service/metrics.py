"""Numbers of the service for Prometheus: no address and no query of anybody is among them."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

router = APIRouter()
_ROUTES = frozenset({"sparql", "query", "search", "static", "dump", "health", "ready", "metrics"})


def route(path: str) -> str:
    """The part of the service that a path belongs to; the number of names is fixed, whatever is asked.

    >>> route("/sparql"), route("/query/council-on-a-day"), route("/state/che"), route("/")
    ('sparql', 'query', 'thing', 'start')
    """
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in _ROUTES else ("thing" if first else "start")


class Metrics:
    """What is counted while requests are answered."""

    def __init__(self, app: FastAPI) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter("plenipot_requests", "Requests answered.", ("route", "status"), registry=self.registry)
        self._seconds = Histogram(
            "plenipot_request_seconds",
            "Seconds from a request to the end of its answer.",
            ("route",),
            registry=self.registry,
            buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
        )
        self._refused = Counter("plenipot_refused", "Requests refused per client.", ("limit",), registry=self.registry)
        self._vanished = Counter(
            "plenipot_vanished", "Requests whose client went away before the answer.", registry=self.registry
        )
        self.registry.register(_State(app))

    def answered(self, path: str, status: int, seconds: float) -> None:
        """Count an answer."""
        name = route(path)
        self._requests.labels(name, str(status)).inc()
        self._seconds.labels(name).observe(seconds)

    def refused(self, limit: str) -> None:
        """Count a request that did not start."""
        self._refused.labels(limit).inc()

    def vanished(self) -> None:
        """Count a client that did not wait."""
        self._vanished.inc()


class _State(Collector):
    """What the parts of the service count themselves."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def collect(self) -> Iterator[Metric]:
        state = self._app.state
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
        yield CounterMetricFamily("plenipot_answers_remembered", "Queries answered from memory.", state.engine.hits)
        yield CounterMetricFamily("plenipot_responses_kept", "Requests answered from memory.", state.keeper.hits)
        yield GaugeMetricFamily("plenipot_responses_bytes", "Bytes of the responses in memory.", state.keeper.bytes)


@router.api_route("/metrics", methods=["GET", "HEAD"], include_in_schema=False)
async def metrics(request: Request) -> Response:
    """The numbers in the text format of Prometheus."""
    body = generate_latest(request.app.state.metrics.registry)
    return Response(body, media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
