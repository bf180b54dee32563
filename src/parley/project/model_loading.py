"""Loads the toxicity model beside a server that has just started, so that the first comment need not wait for it."""

import logging
import threading

from parley.moderation.scoring import scorer_get, scoring_is_on
from parley.toxicity.errors import ModelUnusable

logger = logging.getLogger(__name__)


class ModelLoading:
    """A service of the edge: one thread that loads the model and ends. A server that stops does not wait for it."""

    def __init__(self) -> None:
        self._thread = threading.Thread(target=_load, name="toxicity-loading", daemon=True)

    def start(self) -> None:
        if scoring_is_on():
            self._thread.start()

    def stop(self) -> None:
        """Nothing to do: there is nothing half written to leave behind."""


def _load() -> None:
    try:
        logger.info("Comments are scored by %s", scorer_get().model)
    except ModelUnusable:
        logger.exception("Comments can't be scored, so each one waits for a moderator")
