"""Learning as a whole, by hand or several times a day beside the serving."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from django.db import connections

from parley.kernel.clock import now
from parley.moderation.learned.calibrating import calibrate
from parley.moderation.learned.labels import labels_read
from parley.moderation.learned.refitting import refit, refit_due
from parley.moderation.learned.watching import audits_mark, audits_watch, scores_due, scores_watch
from parley.moderation.spam.refitting import spam_learn

logger = logging.getLogger(__name__)

#: A threshold is found, or raised, as soon as there are labels enough: moderators have sat several times a day.
LEARN_EVERY: Final = 6 * 3600.0  # seconds
#: After a start, other things come first.
FIRST_AFTER: Final = 600.0  # seconds


def learn(*, forced: bool = False) -> list[str]:
    """Look for drift, refit the model if there is enough new (or `forced`), find a threshold, and learn what is spam;
    say what came of each.

    Reads much and writes little, each time in one short transaction: stopped anywhere, all is as it was before that.
    """
    said = [audits_watch(), scores_watch()]
    labels = labels_read(at=now())
    if forced or refit_due(labels):
        done = refit(labels)
        said.append(done.words)
    said += [calibrate(labels), spam_learn(forced=forced)]
    return [words for words in said if words]


class Tending:
    """What a serving process does about learning, once a minute: heed audits at once, look for drift when it is time,
    and learn every six hours.

    The latter two take seconds, so they have a thread of their own; several processes may learn at once without harm.
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
        if self._thread is not None and self._thread.is_alive():
            return
        if time.monotonic() >= self._learn_at:
            self._learn_at = time.monotonic() + LEARN_EVERY
            self._aside(learn)
        elif scores_due():
            self._aside(_scores_look)

    def _aside(self, what: Callable[[], list[str]]) -> None:
        self._thread = threading.Thread(target=_said, args=(what,), name="parley-learning", daemon=True)
        self._thread.start()


def _scores_look() -> list[str]:
    because = scores_watch()
    return [f"Nothing passes by itself any more: {because}"] if because else []


def _said(what: Callable[[], list[str]]) -> None:
    try:
        for words in what():
            logger.info("Learning: %s", words)
    except Exception:  # nobody waits for this thread
        logger.exception("Learning from decisions failed; the model and the threshold before stay")
    finally:
        connections.close_all()


tending = Tending()
