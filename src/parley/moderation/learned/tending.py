"""Learning as a whole, by hand or once a day beside the serving."""

import logging
import threading
import time
from typing import Final

from django.db import connections

from parley.kernel.clock import now
from parley.moderation.learned.calibrating import calibrate
from parley.moderation.learned.labels import labels_read
from parley.moderation.learned.refitting import refit, refit_due
from parley.moderation.learned.watching import audits_mark, audits_watch, scores_watch

logger = logging.getLogger(__name__)

DAY: Final = 24 * 3600.0  # seconds
#: After a start, other things come first.
FIRST_AFTER: Final = 600.0  # seconds


def learn(*, forced: bool = False) -> list[str]:
    """Look for drift, refit the model if there is enough new (or `forced`), find a threshold; say what came of each.

    Reads much and writes little, each time in one short transaction: stopped anywhere, all is as it was before that.
    """
    said = [audits_watch(), scores_watch()]
    labels = labels_read(at=now())
    if forced or refit_due(labels):
        done = refit(labels)
        said.append(done.words)
    said.append(calibrate(labels))
    return [words for words in said if words]


class Tending:
    """What a serving process does about learning, once a minute: heed audits at once, and learn once a day.

    Learning takes seconds, so it has a thread of its own; several processes may do it at once without harm.
    """

    def __init__(self) -> None:
        self._mark: tuple[object, ...] | None = None
        self._learn_at = time.monotonic() + FIRST_AFTER
        self._thread: threading.Thread | None = None

    def tend(self) -> None:
        mark = audits_mark()
        if mark != self._mark:
            if because := audits_watch():
                logger.warning("Nothing passes by itself any more: %s", because)
            self._mark = mark
        if time.monotonic() >= self._learn_at and (self._thread is None or not self._thread.is_alive()):
            self._learn_at = time.monotonic() + DAY
            self._thread = threading.Thread(target=_learn_aside, name="parley-learning", daemon=True)
            self._thread.start()


def _learn_aside() -> None:
    try:
        for words in learn():
            logger.info("Learning: %s", words)
    except Exception:  # nobody waits for this thread
        logger.exception("Learning from decisions failed; the model and the threshold before stay")
    finally:
        connections.close_all()


tending = Tending()
