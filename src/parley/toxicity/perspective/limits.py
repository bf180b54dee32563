"""What one client may send. Everything that comes from outside is bounded by one of these."""

from dataclasses import dataclass
from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes (letters where it says so), times in seconds."""

    # A comment of 20,480 bytes may take 60 KiB when all of it is escaped; the rest is for the context.
    body: int = MIB
    batch_body: int = 16 * MIB
    batch_parts: int = 100
    # Some clients (HELM) name a part by the text itself, percent-encoded.
    batch_part_head: int = 256 * KIB
    attributes: int = 50
    attribute_name: int = 64  # letters
    languages: int = 20
    language: int = 35  # letters; RFC 5646, 4.4.1 asks for at least 35
    context_entries: int = 100
    token: int = 4 * KIB  # letters in clientToken, sessionId, communityId
    spans: int = 1000  # spanScores of one suggested attribute
    query: int = 8 * KIB  # letters
    scoring: float = 30.0  # how long a request waits for its scores
    body_grace: float = 15.0  # a body has this long, and a second more for each `body_rate` bytes received
    body_rate: int = 16 * KIB
