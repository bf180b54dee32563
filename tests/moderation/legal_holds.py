"""Legal holds for tests."""

from datetime import timedelta
from typing import Any

from parley.discussion.models import Thread
from parley.kernel.clock import now
from parley.moderation.actions.legal import legal_hold_set
from parley.moderation.models import LegalHold
from tests.moderation.people import EDITOR, person_make

NAME = "Anna Maria Bergson"


def hold_make(thread: Thread, *names: str, **terms: Any) -> LegalHold:
    """Set a hold for a day: on the names, or on all comments where none are given; `terms` count before."""
    given = {
        "kind": LegalHold.Kind.SUB_JUDICE,
        "scope": LegalHold.Scope.NAMES if names else LegalHold.Scope.ALL,
        "reason": "Order of the district court.",
        "until": now() + timedelta(days=1),
        "names": names,
    }
    person = terms.pop("person", None) or person_make(EDITOR)
    return legal_hold_set(thread=thread, person=person, **given | terms)
