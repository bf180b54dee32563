"""Looking up near-duplicates on all threads; see `signatures` for what counts as one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from django.db import connection

from parley.discussion.models import Comment
from parley.moderation.models.similar import TextSignature
from parley.moderation.signatures import BANDS, NEAR, Signature, signature_of, similarities, slots_of

#: Texts looked at in each band, the newest: 400 at most in one look-up, however many there are.
BAND_MAX: Final = 25


@dataclass(frozen=True, slots=True)
class Near:
    """A comment with a text that is nearly the same. `number`: in its thread; `similarity`: 0.5 to 1."""

    comment: int
    thread: int
    number: int
    similarity: float


def near_duplicates(
    *, signature: Signature, since: datetime | None = None, only_present: bool = False
) -> list[Near]:
    """Return the comments with a near-duplicate text, each once, the most similar first.

    One query for the BAND_MAX newest texts in each of the 16 bands, so that it costs the same among a hundred texts and
    a million; and where there are any, one more that reads them. `since`: of texts written then or later.
    `only_present`: of texts that were not changed since.
    """
    rows = [row for row in _rows(signature.buckets, since) if row.is_present or not only_present]
    if not rows:
        return []
    alike = similarities(
        slots_of([signature.slots]),
        signature.groups,
        slots_of([bytes(row.slots) for row in rows]),
        [row.groups for row in rows],
    )
    best: dict[int, Near] = {}
    for row, similarity in zip(rows, alike.tolist(), strict=True):
        known = best.get(row.comment)
        if similarity >= NEAR and (known is None or similarity > known.similarity):
            best[row.comment] = Near(row.comment, row.thread, row.number, similarity)
    return sorted(best.values(), key=lambda near: (-near.similarity, -near.comment))


def similar_comments(*, comment: Comment, most: int) -> list[tuple[Comment, float]]:
    """Return other comments that say nearly the same, with their threads, and how similar they are, the most first.

    Present texts alone are compared. Four queries, each bounded as in `near_duplicates`.
    """
    signature = _signature_kept(comment) or signature_of(comment.text)
    if signature is None:
        return []
    found = near_duplicates(signature=signature, only_present=True)
    wanted = [near for near in found if near.comment != comment.pk][:most]
    comments = Comment.objects.select_related("thread").in_bulk([near.comment for near in wanted])
    return [(comments[near.comment], near.similarity) for near in wanted]


class _Row(NamedTuple):
    """A text that agrees in a band, with what is known of its comment; in the order of `_COLUMNS`."""

    slots: bytes
    groups: int
    version: int
    comment: int
    revision_count: int
    thread: int
    number: int

    @property
    def is_present(self) -> bool:
        return self.version == self.revision_count + 1


_COLUMNS: Final = (
    "slots", "groups", "version", "comment", "comment__revision_count", "comment__thread", "comment__number",
)  # fmt: skip


# In SQL, since it takes Django twenty times as long to put together as the database to answer.
_NEWEST: Final = (
    "SELECT signature_id FROM (SELECT signature_id FROM moderation_signatureband"
    " WHERE bucket = %s ORDER BY signature_id DESC LIMIT %s) AS newest"
)
_MET: Final = " UNION ".join([_NEWEST] * BANDS)


def _rows(buckets: Iterable[int], since: datetime | None) -> list[_Row]:
    """Return the texts in the buckets: the newest of each, read along the index, and no more."""
    with connection.cursor() as cursor:
        cursor.execute(_MET, [part for bucket in buckets for part in (bucket, BAND_MAX)])
        met = [pk for (pk,) in cursor.fetchall()]
    if not met:
        return []
    texts = TextSignature.objects.filter(pk__in=met)
    if since is not None:
        texts = texts.filter(created_at__gte=since)
    return [_Row(*row) for row in texts.values_list(*_COLUMNS)]


def _signature_kept(comment: Comment) -> Signature | None:
    kept = TextSignature.objects.filter(comment=comment, version=comment.revision_count + 1)
    row = kept.values_list("slots", "groups").first()
    return Signature(bytes(row[0]), row[1]) if row else None
