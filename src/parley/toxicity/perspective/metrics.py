"""What a server counts, in Prometheus' text format. No label holds anything that a client chose."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from parley.toxicity.perspective.batching import Batcher

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS: Final = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.8, 1.5, 3.0, 10.0)
_SIZES: Final = (1, 2, 4, 8, 16, 32, 64)


class Metrics:
    """Counters of one service in a registry of its own, so that several can live in one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "parley_toxicity_requests",
            "Requests answered; each part of a batch counts too.",
            ("method", "code"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "parley_toxicity_request_seconds",
            "Time from the whole request to its answer.",
            ("method",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._batches = Histogram(
            "parley_toxicity_batch_texts",
            "Texts scored together.",
            buckets=_SIZES,
            registry=self._registry,
        )
        self._failures = Counter(
            "parley_toxicity_scoring_failures",
            "Texts that the model failed on; each was answered with an error.",
            registry=self._registry,
        )
        self._waiting = Gauge(
            "parley_toxicity_waiting_texts", "Texts that wait to be scored.", registry=self._registry
        )
        self._stored = Counter(
            "parley_toxicity_suggestions_stored", "Suggested scores stored.", registry=self._registry
        )
        self._model = Gauge(
            "parley_toxicity_model",
            "1 for the model that scores, by name and version.",
            ("model",),
            registry=self._registry,
        )

    def watch(self, batcher: Batcher) -> None:
        self._waiting.set_function(lambda: batcher.waiting)
        self._model.labels(batcher.model).set(1)

    def request_done(self, *, method: str, code: int, seconds: float) -> None:
        self._requests.labels(method, str(code)).inc()
        self._seconds.labels(method).observe(seconds)

    def batch_done(self, size: int) -> None:
        self._batches.observe(size)

    def scoring_failed(self) -> None:
        self._failures.inc()

    def suggestion_stored(self) -> None:
        self._stored.inc()

    def text(self) -> str:
        return generate_latest(self._registry).decode("utf-8")
