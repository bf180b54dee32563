"""The Perspective protocol as one object: a request goes in, its answer comes out. No web framework, no sockets."""

import asyncio
import logging
import time
import traceback
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from parley.toxicity.perspective import refusals
from parley.toxicity.perspective.access import Access, OpenAccess
from parley.toxicity.perspective.batching import Batcher, QueueFullError
from parley.toxicity.perspective.discovery import VERSION
from parley.toxicity.perspective.keys import KeyFileError
from parley.toxicity.perspective.limits import KIB, Limits
from parley.toxicity.perspective.messages import Request, Response
from parley.toxicity.perspective.metrics import Metrics
from parley.toxicity.perspective.multipart import parts_read, parts_response
from parley.toxicity.perspective.refusals import Refusal
from parley.toxicity.perspective.suggestions import Suggestions
from parley.toxicity.perspective.views import Views
from parley.toxicity.perspective.waiting import Begun, Pending, wait_async, wait_here

logger = logging.getLogger(__name__)
_ANALYZE: Final = f"/{VERSION}/comments:analyze"
_SUGGEST: Final = f"/{VERSION}/comments:suggestscore"
_BATCH: Final = "/batch"
_OFF_LOOP: Final = (
    8 * KIB
)  # a larger body may take milliseconds to read, HTML above all: not on the event loop


@dataclass(frozen=True, slots=True)
class Options:
    """What whoever runs the service may choose.

    `public_url` is the address that the discovery document names; without it, the one that the client used.
    `allow_origins` holds the origins whose web pages may ask, or ``*``. `drop_unsupported` treats every request as if
    it said dropUnsupportedAttributes.
    """

    public_url: str = ""
    allow_origins: Collection[str] = ()
    drop_unsupported: bool = False


class Service:
    """Answers requests by `batcher`'s scores. Safe to call from several threads and from an event loop.

    `detect` tells a text's language (BCP 47) for the answers of suggestscore.
    """

    def __init__(
        self,
        *,
        batcher: Batcher,
        suggestions: Suggestions,
        access: Access | None = None,
        metrics: Metrics | None = None,
        limits: Limits | None = None,
        options: Options | None = None,
        detect: Callable[[str], str] | None = None,
    ) -> None:
        self._batcher = batcher
        self._metrics = metrics or Metrics()
        self._metrics.watch(batcher)
        self._limits = limits or Limits()
        options = options or Options()
        self._public_url = options.public_url.rstrip("/")
        self._origins = frozenset(options.allow_origins)
        self._views = views = Views(
            batcher=batcher,
            suggestions=suggestions,
            access=access or OpenAccess(),
            metrics=self._metrics,
            limits=self._limits,
            detect=detect,
            drop_unsupported=options.drop_unsupported,
        )
        self._routes: Mapping[str, tuple[str, str, Callable[[Request], Begun]]] = {
            _ANALYZE: ("POST", "analyze", views.analyze),
            _SUGGEST: ("POST", "suggestscore", views.suggest),
            "/$discovery/rest": ("GET", "discovery", views.discovery),
            "/healthz": ("GET", "healthz", views.health),
            "/metrics": ("GET", "metrics", views.metrics),
        }

    @property
    def limits(self) -> Limits:
        return self._limits

    def body_limit(self, path: str) -> int:
        """How many bytes the body of a request to `path` may have: to be asked before reading it."""
        return self._limits.batch_body if _is_batch(path) else self._limits.body

    def handle(self, request: Request) -> Response:
        """Answer `request`, waiting on this thread for its scores. Never raises."""
        begun = self._begin(request)
        return wait_here(begun, seconds=self._limits.scoring) if isinstance(begun, Pending) else begun

    async def handle_async(self, request: Request) -> Response:
        """Answer `request` without blocking the event loop. Never raises, but for being cancelled."""
        slow = _is_batch(request.path) or request.path == _SUGGEST or len(request.body) > _OFF_LOOP
        begun = await asyncio.to_thread(self._begin, request) if slow else self._begin(request)
        return await wait_async(begun, seconds=self._limits.scoring) if isinstance(begun, Pending) else begun

    def close(self) -> None:
        """Finish what waits, take no more."""
        self._batcher.close()

    # --- from request to answer ---------------------------------------------------------------

    def _begin(self, request: Request) -> Begun:
        """Do all that needs no scores: most often a check and an entry in the queue."""
        started = time.monotonic()
        if self._public_url:
            request = replace(request, base=self._public_url)
        allowed, name, view = self._find(request.path)
        origin = request.headers.get("origin", "")

        def ended(response: Response) -> Response:
            self._metrics.request_done(method=name, code=response.status, seconds=time.monotonic() - started)
            return self._opened(response, origin=origin)

        if request.method == "OPTIONS" and self._origin_allowed(origin):
            return ended(_preflight())

        def begin() -> Begun:
            self._request_check(request, allowed=allowed)
            return view(request)

        begun = _guarded(begin)
        if isinstance(begun, Response):
            return ended(begun)
        finish = begun.finish
        return Pending(begun.futures, lambda: ended(_refused_as_answer(finish)))

    def _find(self, path: str) -> tuple[str, str, Callable[[Request], Begun]]:
        if _is_batch(path):
            return "POST", "batch", self._batch
        return self._routes.get(path, ("", "other", self._views.missing))

    def _request_check(self, request: Request, *, allowed: str) -> None:
        if allowed and request.method != allowed and (request.method, allowed) != ("HEAD", "GET"):
            raise refusals.method_wrong(allowed)
        if len(request.body) > self.body_limit(request.path):
            raise refusals.body_too_large(self.body_limit(request.path))
        if allowed != "POST":
            return
        # A browser says by Origin that a page asks: no page can use a server meant for programs on this machine.
        if "origin" in request.headers and not self._origin_allowed(request.headers["origin"]):
            raise refusals.origin_refused()
        if request.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
            raise refusals.encoding_unsupported()

    def _origin_allowed(self, origin: str) -> bool:
        return bool(origin) and ("*" in self._origins or origin in self._origins)

    def _opened(self, response: Response, *, origin: str) -> Response:
        if not self._origin_allowed(origin):
            return response
        more = (("access-control-allow-origin", origin), ("vary", "Origin"))
        return replace(response, headers=(*response.headers, *more))

    def _batch(self, request: Request) -> Begun:
        """Begin every part, so that all their texts wait together; none of them harms another."""
        parts = parts_read(outer=request, limits=self._limits)
        begun = [(part.content_id, self._part(part.request)) for part in parts]

        def finish() -> Response:
            return parts_response(
                [(name, one.finish() if isinstance(one, Pending) else one) for name, one in begun]
            )

        futures = [future for _, one in begun if isinstance(one, Pending) for future in one.futures]
        return Pending(futures, finish) if futures else finish()

    def _part(self, request: Request | None) -> Begun:
        if request is None:
            return refusals.argument_invalid("This part of the batch is no HTTP request.").response()
        if _is_batch(request.path):
            return refusals.argument_invalid("A batch can't hold another.").response()
        return self._begin(request)


def _is_batch(path: str) -> bool:
    return path == _BATCH or path.startswith(f"{_BATCH}/")


def _preflight() -> Response:
    headers = (
        ("access-control-allow-methods", "GET, POST"),
        ("access-control-allow-headers", "content-type, x-goog-api-key, x-goog-api-client"),
        ("access-control-max-age", "600"),
    )
    return Response(status=204, headers=headers, body=b"")


def _refused_as_answer(make: Callable[[], Response]) -> Response:
    answer = _guarded(make)
    assert isinstance(answer, Response)  # noqa: S101 -- what is finished does not wait
    return answer


def _guarded(make: Callable[[], Begun]) -> Begun:
    """Whatever goes wrong becomes an error in Google's form. Nothing of the request reaches the log."""
    try:
        return make()
    except Refusal as refusal:
        return refusal.response()
    except QueueFullError:
        return refusals.overloaded().response()
    except KeyFileError as error:
        logger.error("%s", error)  # noqa: TRY400 -- it says which file, and what to do
        return refusals.overloaded().response()
    except Exception as error:  # noqa: BLE001
        place = "".join(traceback.format_tb(error.__traceback__))
        logger.error("A request failed: %s\n%s", type(error).__name__, place)  # noqa: TRY400
        return refusals.internal().response()
