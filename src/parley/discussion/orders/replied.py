"""Most replied: by the published comments under each, at any depth."""

from django.utils.translation import gettext_lazy as _

from parley.discussion.orders.base import Order, Ranked, rank_make


def replied_rank(comment: Ranked) -> int:
    return rank_make(score=comment.branch_count, number=comment.number)


ORDER = Order(
    place=3,
    name="replied",
    label=_("Most replies"),
    column="replied_rank",
    descending=True,
    rank=replied_rank,
)
