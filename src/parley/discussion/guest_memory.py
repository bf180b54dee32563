"""Which guest wrote last from one client, remembered for some minutes.

It is what makes a second click on the button a repetition also where cookies are refused: then each request comes as a
guest of its own. Kept in the store, forgotten by itself, and posting goes on while the store is away.
"""

import logging
from datetime import timedelta

from parley.kernel.store import StoreUnavailableError, store_get

logger = logging.getLogger(__name__)
LIFETIME = timedelta(minutes=10)  # as long as the screening phase "duplicate" looks back


def guest_remember(*, fingerprint: str, key: str) -> None:
    """Note the key under which the client with this fingerprint has written."""
    try:
        store_get().set(_name(fingerprint), key, ttl=LIFETIME.total_seconds())
    except StoreUnavailableError:
        logger.warning("A guest was not remembered: the store is away", exc_info=True)


def guest_recall(*, fingerprint: str) -> str:
    """Return the key under which the client with this fingerprint wrote last; "" when it has not, or nobody knows."""
    try:
        return store_get().get(_name(fingerprint)) or ""
    except StoreUnavailableError:
        logger.warning("A guest was not recalled: the store is away", exc_info=True)
        return ""


def _name(fingerprint: str) -> str:
    return f"guest:{fingerprint}"
