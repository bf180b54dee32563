"""What is done while Redis can't be reached: one attempt a second is made, and nobody else waits for it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

TIMEOUT = 2.0  # seconds to connect and for one answer: a page must not wait longer for a counter
PAUSE = 1.0  # seconds after a failure in which nothing is asked


class RedisAway:
    """Turns Redis's errors into `error`, and raises it at once for PAUSE seconds after one."""

    def __init__(self, *, error: type[Exception], clock: Callable[[], float] = time.monotonic) -> None:
        self._error = error
        self._clock = clock
        self._until = 0.0

    @contextmanager
    def translated(self) -> Iterator[None]:
        if self._clock() < self._until:
            raise self._error("Redis could not be reached a moment ago")
        try:
            yield
        except redis.RedisError as error:
            self._until = self._clock() + PAUSE
            raise self._error(f"Redis can't be reached: {error}") from error


def redis_client(url: str, *, retries: int, **options: Any) -> Any:
    """Return a client that waits TIMEOUT at most for each attempt, and makes `retries` more of them at once.

    One is for a connection that was idle until something between cut it; none where a new one would hide a gap.
    """
    return redis.Redis.from_url(
        url,
        socket_timeout=TIMEOUT,
        socket_connect_timeout=TIMEOUT,
        retry=Retry(NoBackoff(), retries),
        **options,
    )
