"""Keeping what near-duplicates are found by."""

from datetime import datetime
from typing import Final

from django.db import connection

from parley.discussion.models import Comment
from parley.moderation.models.similar import TextSignature
from parley.moderation.signatures import Signature

# In SQL, as `similar` reads them: sixteen rows for each comment.
_BAND_KEEP: Final = "INSERT INTO moderation_signatureband (signature_id, bucket) VALUES (%s, %s)"


def signature_keep(*, comment: Comment, signature: Signature, at: datetime) -> None:
    """Store the signature of the text that `comment` now has, in two statements. `at`: when the text was written."""
    row = TextSignature.objects.create(
        comment=comment,
        version=comment.revision_count + 1,
        slots=signature.slots,
        groups=signature.groups,
        created_at=at,
    )
    with connection.cursor() as cursor:
        cursor.executemany(_BAND_KEEP, [(row.pk, bucket) for bucket in signature.buckets])
