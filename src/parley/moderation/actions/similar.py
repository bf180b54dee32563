"""Keeping what near-duplicates are found by."""

from datetime import datetime

from parley.discussion.models import Comment
from parley.moderation.models.similar import SignatureBand, TextSignature
from parley.moderation.signatures import Signature


def signature_keep(*, comment: Comment, signature: Signature, at: datetime) -> None:
    """Store the signature of the text that `comment` now has, in two statements. `at`: when the text was written."""
    row = TextSignature.objects.create(
        comment=comment,
        version=comment.revision_count + 1,
        slots=signature.slots,
        groups=signature.groups,
        created_at=at,
    )
    SignatureBand.objects.bulk_create(
        SignatureBand(signature=row, bucket=bucket) for bucket in signature.buckets
    )
