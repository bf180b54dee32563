"""What a moderator looks at, as it stands in an address or a request: a queue, an order, a filter."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Final
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _

from parley.moderation.queries_queue import Order, Queue, Wanted

#: Of each word to filter by.
WORDS_MAX: Final = 100
# No comment has them, and databases refuse them.
_IMPOSSIBLE: Final = re.compile("[\0\ud800-\udfff]")
#: Sampled comments are no queue of their own: they come among those that wait, and nobody is told which.
QUEUES: Final = (Queue.WAITING, Queue.REPORTED, Queue.APPEALED)


class InputWrong(BadRequest):
    """What came in makes no sense; the message says what does. Django answers 400, and so do the JSON endpoints."""


@dataclass(frozen=True, slots=True)
class Looking:
    queue: Queue = Queue.WAITING
    order: Order = Order.PRESSING
    wanted: Wanted = field(default_factory=Wanted)

    @property
    def query(self) -> str:
        """The same as part of an address, without what is empty."""
        pairs = {"queue": self.queue.value, "order": self.order.value} | self.filters
        return urlencode({name: value for name, value in pairs.items() if value})

    @property
    def filters(self) -> dict[str, str]:
        return {one.name: getattr(self.wanted, one.name) for one in fields(Wanted)}

    @property
    def is_filtered(self) -> bool:
        return self.wanted != Wanted()


def looking_read(data: Mapping[str, object], *, order: str = Order.PRESSING) -> Looking:
    """Read the names `queue`, `order`, and those of Wanted; `order` is for where `data` has none. Raises InputWrong."""
    queue = _text(data, "queue") or Queue.WAITING.value
    if queue not in {one.value for one in QUEUES}:
        raise InputWrong(_("There is no such queue: choose waiting, reported or appealed."))
    order = _text(data, "order") or order
    if order not in {one.value for one in Order}:
        raise InputWrong(_("There is no such order: choose pressing, oldest, newest or mildest."))
    wanted = Wanted(**{one.name: _text(data, one.name) for one in fields(Wanted)})
    return Looking(Queue(queue), Order(order), wanted)


def _text(data: Mapping[str, object], name: str) -> str:
    value = data.get(name, "")
    if not isinstance(value, str) or len(value) > WORDS_MAX or _IMPOSSIBLE.search(value):
        raise InputWrong(
            _("“%(name)s” must be text of at most %(most)d characters.") % {"name": name, "most": WORDS_MAX}
        )
    return value.strip()
