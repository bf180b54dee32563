"""A chain of hashes over all decisions: altering, deleting or slipping one in later becomes visible.

Each seal is SHA-256 over the seal before it and the decision as JSON with sorted keys. The database refuses to alter
either; whoever gets round that must make every later seal anew, and then differs from any copy of the last one kept
elsewhere (`parley check` prints it). Decisions are sealed within a minute, in the background, so that those who
post in different threads need not wait for each other.
"""

import hashlib
import json
from typing import Any, Final

from django.db import IntegrityError, transaction

from parley.moderation.models import Decision, DecisionSeal

GENESIS: Final = "0" * 64
BATCH: Final = 500
_SEALED: Final = (
    "public_id", "comment_id", "writer", "version", "action", "from_status", "to_status", "reason_code", "category",
    "points", "rule", "rule_version", "passages", "person_id", "maker", "note", "batch", "undoes_id",
)  # fmt: skip


def seal_hash(*, before: str, sequence: int, decision: Decision) -> str:
    """Return the 64 hexadecimal digits of a decision's seal."""
    row: dict[str, Any] = {name: getattr(decision, name) for name in _SEALED}
    row |= {"at": decision.created_at.isoformat(), "sequence": sequence, "before": before}
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def decisions_seal(*, most: int = BATCH) -> int:
    """Seal the decisions that have no seal, the oldest first; return how many. Only one process does it at a time."""
    try:
        with transaction.atomic():
            last = DecisionSeal.objects.order_by("-sequence").first()
            sequence, before = (last.sequence, last.hash) if last else (0, GENESIS)
            seals = []
            for decision in Decision.objects.filter(seal=None).order_by("pk")[:most]:
                sequence += 1
                before = seal_hash(before=before, sequence=sequence, decision=decision)
                seals.append(DecisionSeal(sequence=sequence, decision=decision, hash=before))
            DecisionSeal.objects.bulk_create(seals)
    except IntegrityError:  # another process was quicker: the sequence's number is taken
        return 0
    return len(seals)


def seals_problems(*, most: int = 20) -> list[str]:
    """Go through the whole chain; return a sentence for each thing wrong, `most` at most. Reads every decision once."""
    found: list[str] = []
    expected, before = 0, GENESIS
    for seal in (
        DecisionSeal.objects.select_related("decision").order_by("sequence").iterator(chunk_size=1000)
    ):
        expected += 1
        if seal.sequence != expected:
            found.append(f"The chain of decisions lacks seal {expected}.")
            expected = seal.sequence
        elif seal.hash != seal_hash(before=before, sequence=seal.sequence, decision=seal.decision):
            found.append(
                f"Decision {seal.decision.public_id} is not what was sealed as number {seal.sequence}."
            )
        before = seal.hash
        if len(found) >= most:
            break
    return found


def seal_last() -> DecisionSeal | None:
    """Return the newest seal: a copy of its hash, kept elsewhere, proves all decisions before it."""
    return DecisionSeal.objects.order_by("-sequence").first()
