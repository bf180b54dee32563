"""The site as one ASGI application: the edge in front, Django behind it in threads. What `parley serve` runs."""

import gc
import sys

# First, because it loads Django, whose settings the rest reads.
from parley.project.wsgi import application as django  # isort: skip

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from parley.desk.live import stream_path, stream_tickets
from parley.edge.app import Edge
from parley.edge.cache import Cache
from parley.edge.closing import ClosingSignal
from parley.edge.forwarded import Forwarded
from parley.edge.limits import MIB, Limits
from parley.edge.streams import StreamLimits, Streams
from parley.edge.streams_desk import MOST, DeskStreams
from parley.edge.wsgi import ThreadedWsgi
from parley.kernel.bus import bus_get
from parley.kernel.line import turns
from parley.moderation.pokes import DESK_KINDS
from parley.project.background import Background
from parley.project.mailing import Mailing
from parley.project.model_loading import ModelLoading
from parley.project.open_files import files_raise, streams_possible
from parley.project.settings.environment import environment
from parley.project.streams import OutboxSource

ENV = environment()
LIMITS = Limits(body=ENV.max_body_mb * MIB)

# How long Django computes on when the edge has something to send (CPython's default is 5 ms); docs/why/figures.md.
sys.setswitchinterval(0.0005)


def host_allowed(host: str) -> bool:
    """Whether Django would answer to this Host header."""
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


forwarded = Forwarded(proxies=settings.PARLEY_TRUSTED_PROXIES)
possible = streams_possible(wanted=ENV.streams_max, files=files_raise())
thread_streams = Streams(
    source=OutboxSource(),
    limits=StreamLimits(
        most=possible,
        most_each=ENV.streams_per_address,
        stall=LIMITS.write_stall,
    ),
    forwarded=forwarded,
)
desk_streams = DeskStreams(
    path=stream_path(),
    tickets=stream_tickets(),
    kinds=DESK_KINDS,
    most=min(MOST, possible),
    stall=LIMITS.write_stall,
)

application = Edge(
    backend=ThreadedWsgi(django, threads=ENV.django_threads, queue=LIMITS.queue, turns=turns),
    cache=Cache(max_bytes=ENV.edge_cache_mb * MIB, max_variants=LIMITS.variants),
    bus=bus_get(),
    limits=LIMITS,
    forwarded=forwarded,
    personal_cookies=(settings.SESSION_COOKIE_NAME, "parley_waiting"),
    host_allowed=host_allowed,
    services=(
        Background(),
        Mailing(),
        ModelLoading(),
        ClosingSignal(thread_streams.close, desk_streams.close),
    ),
    streams=(thread_streams, desk_streams),
)

# What has been loaded stays: the collector need not walk it again and again, which holds everybody up each time.
gc.collect()
gc.freeze()
