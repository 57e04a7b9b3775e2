"""Prometheus counters behind the Metrics port, in a registry of their own."""

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.core.feed_health import FeedHealth
from bot.core.outbox import DeliveryState
from bot.errors import FeedFailure

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class PrometheusMetrics:
    """Counts outcomes and renders them; docs/reference/metrics.md says what each one is for."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        polls = Counter("topicwire_polls_total", "Polls by outcome", ["outcome"], registry=self.registry)
        # Counted at every poll: looking a label up each time costs more than the counting.
        self._polls_that_ended = cache(polls.labels)
        self._poll_seconds = Histogram(
            "topicwire_poll_duration_seconds",
            "Time one poll took, from fetch to commit",
            registry=self.registry,
        )
        articles = Counter(
            "topicwire_articles_total",
            "Articles stored by what they were",
            ["change"],
            registry=self.registry,
        )
        self._new_articles, self._changed_articles = map(articles.labels, ("new", "changed"))
        self._alerts = Counter("topicwire_alerts_total", "Alerts created", registry=self.registry)
        self._deliveries = Counter(
            "topicwire_delivery_attempts_total",
            "Delivery attempts by adapter and the state they led to",
            ["adapter", "state"],
            registry=self.registry,
        )
        self._ticks = Counter(
            "topicwire_ticks_total", "Scheduler ticks by outcome", ["tick", "outcome"], registry=self.registry
        )
        self._queue = Gauge(
            "topicwire_deliveries", "Deliveries in each state now", ["state"], registry=self.registry
        )

        self._feeds = Gauge(
            "topicwire_feeds", "Configured feeds in each state now", ["state"], registry=self.registry
        )

        self._file_problems = Gauge(
            "topicwire_file_problems",
            "Problems that keep what the files say now from being in force",
            registry=self.registry,
        )

    def feed_polled(self, outcome: FeedFailure | str, *, seconds: float) -> None:
        self._polls_that_ended(str(outcome)).inc()
        self._poll_seconds.observe(seconds)

    def articles_stored(self, *, new: int, changed: int, alerts: int) -> None:
        self._new_articles.inc(new)
        self._changed_articles.inc(changed)
        self._alerts.inc(alerts)

    def delivery_ended(self, adapter: str, state: DeliveryState) -> None:
        self._deliveries.labels(adapter=adapter, state=state.value).inc()

    def tick_ended(self, tick: str, outcome: str) -> None:
        self._ticks.labels(tick=tick, outcome=outcome).inc()

    def set_queue(self, state: DeliveryState, count: int) -> None:
        self._queue.labels(state=state.value).set(count)

    def set_feeds(self, health: FeedHealth, count: int) -> None:
        self._feeds.labels(state=health.value).set(count)

    def set_file_problems(self, count: int) -> None:
        self._file_problems.set(count)

    def render(self) -> bytes:
        """Return the text exposition of all metrics."""
        return generate_latest(self.registry)
