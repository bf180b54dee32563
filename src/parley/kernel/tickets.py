"""Tickets: who shows one may do one thing for a while. Signed, and kept nowhere. Imports no Django."""

import hashlib
import hmac
import re
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

#: Of the MAC, 192 bits; RFC 2104, section 5, asks for at least half of the hash.
MAC_BYTES: Final = 24
_TICKET = re.compile(r"([0-9]{1,18})\.([0-9]{1,12})\.([0-9A-Za-z_-]{32})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Ticket:
    """For whom it was made, and for how many seconds it holds."""

    person: int
    seconds: float


class Tickets:
    """Makes and reads the tickets for one `purpose`, which no other purpose's can be used for.

    The key is derived from the site's secret, so every process of a site knows the others' tickets.
    """

    def __init__(self, *, secret: str, purpose: str, clock: Callable[[], float] = time.time) -> None:
        self._key = hmac.digest(secret.encode(), f"ticket:{purpose}".encode(), hashlib.sha256)
        self._clock = clock

    def make(self, *, person: int, seconds: float) -> str:
        """Return a ticket for a person's number that holds for so many seconds, in characters that URLs leave alone."""
        said = f"{person}.{int(self._clock() + seconds)}"
        return f"{said}.{self._mac(said)}"

    def read(self, text: str) -> Ticket | None:
        """Return what a ticket says; None for one that was damaged or forged, or is over."""
        found = _TICKET.fullmatch(text)
        if found is None or not hmac.compare_digest(found[3], self._mac(f"{found[1]}.{found[2]}")):
            return None
        left = int(found[2]) - self._clock()
        return Ticket(person=int(found[1]), seconds=left) if left > 0 else None

    def _mac(self, said: str) -> str:
        return urlsafe_b64encode(hmac.digest(self._key, said.encode(), hashlib.sha256)[:MAC_BYTES]).decode()
