"""Everything that reads scores, and what house rules hit."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Count, Exists, OuterRef, QuerySet

from parley.discussion.markup import text_links_count
from parley.discussion.models import Comment
from parley.moderation.marks import marks_blank
from parley.moderation.models import CommentScore, Decision, RuleHit
from parley.moderation.rules import Decided, Seen, Standing

_STANDING = {
    Comment.Status.PUBLISHED: Standing.PUBLISHED,
    Comment.Status.HELD: Standing.HELD,
    Comment.Status.REJECTED: Standing.REJECTED,
    Comment.Status.REMOVED: Standing.REJECTED,
}
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


@dataclass(frozen=True, slots=True)
class RuleCount:
    """Texts that a rule hit, by the mode that it was in."""

    rule: str
    mode: str
    count: int


def rule_hits_count(*, since: datetime) -> list[RuleCount]:
    """Return how many texts each rule hit since then, the most first."""
    found = RuleHit.objects.filter(hit_at__gte=since).values_list("rule", "mode").annotate(count=Count("pk"))
    return [RuleCount(*row) for row in found.order_by("-count", "rule", "mode")]


def comments_decided(*, most: int, batch: int = 500) -> Iterator[Decided]:
    """Yield the comments that people decided on last, the newest first, as the house rules would see them now.

    What people decided is the status that their last decision left. Sections are not looked up. Two queries a batch.
    """
    decisions = Decision.objects.filter(person__isnull=False, comment__isnull=False).order_by("-pk")
    rows = decisions.values_list("comment_id", "to_status").iterator(chunk_size=batch)
    newest = islice(_firsts(rows), most)
    while lot := list(islice(newest, batch)):
        comments = Comment.objects.select_related("thread").in_bulk([pk for pk, _status in lot])
        scores = scores_latest(comments=comments.values())
        for pk, status in lot:
            comment, score = comments[pk], scores.get(pk)
            seen_by_rules = Seen(
                text=marks_blank(comment.text),
                scores=score.scores if score else {},
                article=comment.thread.public_id,
                links_count=text_links_count(comment.text),
            )
            yield Decided(pk, seen_by_rules, _STANDING[Comment.Status(status)])


def _firsts(rows: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Leave out the rows of a comment that came before."""
    known: set[int] = set()
    for pk, status in rows:
        if pk not in known:
            known.add(pk)
            yield pk, status


def _unscored(model: str, since: datetime | None, everything: bool) -> QuerySet[Comment]:  # noqa: FBT001 -- handed on
    scores = CommentScore.objects.filter(
        comment=OuterRef("pk"), version=OuterRef("revision_count") + 1, model=model
    )
    found = Comment.objects.filter(~Exists(scores))
    if since is not None:
        found = found.filter(created_at__gte=since)
    return found if everything else found.filter(status__in=_LOOKED_AT)
