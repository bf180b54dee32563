"""What people said about a text, as subqueries: each is looked up along the index of a comment's decisions."""

from typing import Final

from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Subquery, Value, When

from parley.discussion.models import Comment
from parley.moderation.models import CommentScore, Decision

TAKEN_AWAY: Final = (Comment.Status.REJECTED, Comment.Status.REMOVED)
#: About the writer: the status that they name is no word on the comment.
_ON_WRITERS: Final = (Decision.Action.SANCTION, Decision.Action.LIFT)
_FINAL: Final = (Comment.Status.PUBLISHED, *TAKEN_AWAY)


def words_of_people() -> "QuerySet[Decision]":
    """Return the decisions by which a person published or took away a comment and that nobody has undone since.

    Undoing is such a decision itself: what it goes back to was decided before.
    """
    found: QuerySet[Decision] = Decision.objects.filter(
        ~Q(action__in=_ON_WRITERS), person__isnull=False, to_status__in=_FINAL, undone_by=None
    )
    return found


def word_first_at() -> Subquery:
    """Of a decision: when a person first published or took away its comment after it."""
    found = words_of_people().filter(comment=OuterRef("comment"), pk__gt=OuterRef("pk"))
    return Subquery(found.order_by("pk").values("created_at")[:1])


def word_last() -> Subquery:
    """Of a decision: the status in which people left the very text that it was about."""
    found = words_of_people().filter(
        comment=OuterRef("comment"), pk__gt=OuterRef("pk"), version=OuterRef("version")
    )
    return Subquery(found.order_by("-pk").values("to_status")[:1])


def word_on_sample() -> Case:
    """Of a sample: the status in which people left the text that was judged.

    Null until somebody has judged it, and while one person's rejection of it waits for another's look.
    """
    found = words_of_people().filter(
        comment=OuterRef("comment"), pk__gte=OuterRef("decision"), version=OuterRef("decision__version")
    )
    return Case(
        When(is_rejected__isnull=False, then=Subquery(found.order_by("-pk").values("to_status")[:1])),
        default=Value(None),
        output_field=CharField(),
    )


def model_first(version: str) -> Subquery:
    """Return the model that scored a text first, by the name of the field with the text's number.

    Later scores had no part in what became of it.
    """
    found = CommentScore.objects.filter(comment=OuterRef("comment"), version=OuterRef(version))
    return Subquery(found.order_by("pk").values("model")[:1])
