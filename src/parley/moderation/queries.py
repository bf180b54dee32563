"""Everything that reads scores."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from parley.discussion.models import Comment
from parley.moderation.models import CommentScore

_LOOKED_AT = (Comment.Status.PUBLISHED, Comment.Status.HELD)


def scores_latest(*, comments: Iterable[Comment]) -> dict[int, CommentScore]:
    """Return the latest score of each comment's present text, by the comment's pk; one query for all of them."""
    versions = {comment.pk: comment.revision_count + 1 for comment in comments}
    found = CommentScore.objects.filter(comment__in=versions, is_latest=True)
    return {score.comment_id: score for score in found if score.version == versions[score.comment_id]}


def comments_unscored_count(*, model: str, since: datetime | None, everything: bool) -> int:
    return _unscored(model, since, everything).count()


def comments_unscored(
    *, model: str, after: int, since: datetime | None, everything: bool, most: int
) -> list[Comment]:
    """Return comments whose present text has no score by `model`: `most`, in order of pk, behind the pk `after`."""
    found = _unscored(model, since, everything).filter(pk__gt=after).order_by("pk")
    return list(found.only("text", "revision_count")[:most])


def _unscored(model: str, since: datetime | None, everything: bool) -> QuerySet[Comment]:  # noqa: FBT001 -- handed on
    scores = CommentScore.objects.filter(
        comment=OuterRef("pk"), version=OuterRef("revision_count") + 1, model=model
    )
    found = Comment.objects.filter(~Exists(scores))
    if since is not None:
        found = found.filter(created_at__gte=since)
    return found if everything else found.filter(status__in=_LOOKED_AT)
