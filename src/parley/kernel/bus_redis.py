"""The bus over Redis or Valkey: announcements of one process reach the listeners of all."""

import json
import logging
import secrets
import threading
from collections.abc import Callable
from typing import Any

import redis

from parley.kernel.bus import GAP, Announcement, Listener, LocalBus
from parley.kernel.redis_away import RedisAway, redis_client

logger = logging.getLogger(__name__)

CHANNEL = "parley:bus"
POLL = 0.5  # seconds a listening thread waits at most before it looks whether to stop
RECONNECT = 1.0  # seconds between attempts
PING = 15  # seconds without a word after which a connection is tested


class RedisBus:
    """Local listeners hear in the caller's thread, as with LocalBus; those of other processes a moment later.

    Redis keeps nothing for who is away. So each time the connection is made, listeners hear an announcement of kind
    GAP: some may have been missed, drop what depends on them.
    """

    def __init__(self, *, url: str) -> None:
        self._local = LocalBus()
        self._origin = secrets.token_hex(8)
        self._redis = redis_client(url, retries=0, health_check_interval=PING)
        self._translated = RedisAway(error=ConnectionError).translated
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._lock = threading.Lock()

    def publish(self, announcement: Announcement) -> None:
        """Tell the listeners here, then the other processes.

        Raises ConnectionError when those can't be told; the outbox then keeps the row and tells all again.
        """
        self._local.publish(announcement)
        message = {
            "origin": self._origin,
            "sequence": announcement.sequence,
            "topic": announcement.topic,
            "kind": announcement.kind,
            "payload": dict(announcement.payload),
            "surrogate_keys": list(announcement.surrogate_keys),
        }
        with self._translated():
            self._redis.publish(CHANNEL, json.dumps(message))

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        unsubscribe = self._local.subscribe(listener)
        with self._lock:
            # Only who listens has the thread: a command that posts one comment needs none.
            if self._thread is None:
                self._thread = threading.Thread(target=self._listen, name="parley-bus", daemon=True)
                self._thread.start()
        return unsubscribe

    def close(self) -> None:
        """Stop listening."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        self._redis.close()

    def _listen(self) -> None:
        away = False
        while not self._stop.is_set():
            try:
                with self._redis.pubsub() as pubsub:
                    pubsub.subscribe(CHANNEL)
                    while not self._stop.is_set():
                        message = pubsub.get_message(timeout=POLL)
                        away = False
                        if message is not None:
                            self._hear(message)
            except (redis.RedisError, OSError):
                if not away:
                    logger.warning("The bus lost its connection to Redis; trying again", exc_info=True)
                away = True
                self._stop.wait(RECONNECT)

    def _hear(self, message: dict[str, Any]) -> None:
        if message["type"] == "subscribe":
            self._local.publish(Announcement(sequence=0, topic="", kind=GAP))
        elif message["type"] == "message":
            try:
                heard = json.loads(message["data"])
                if heard.pop("origin") == self._origin:
                    return
                announcement = Announcement(**{**heard, "surrogate_keys": tuple(heard["surrogate_keys"])})
            except (ValueError, TypeError, KeyError, AttributeError):
                # Another version of this program, or another program: what it meant to drop is not known.
                logger.exception("The bus heard a message it does not understand")
                announcement = Announcement(sequence=0, topic="", kind=GAP)
            self._local.publish(announcement)
