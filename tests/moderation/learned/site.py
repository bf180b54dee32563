"""A site whose moderators have decided on many comments, written in bulk; and posts and decisions one by one."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from parley.accounts.models import Person
from parley.discussion.models import Comment, Thread
from parley.kernel.clock import now
from parley.moderation.learned.facts import facts_row
from parley.moderation.learning.features import VERSION, Facts
from parley.moderation.models import AuditSample, Decision, ScreenedFeatures, Screening
from parley.toxicity.attributes import ATTRIBUTES
from tests.discussion.factories import comment_make

#: What has to do with learning, and toxicity by the stand-in.
PHASES: Final = [
    "parley.moderation.phases.toxicity.Toxicity",
    "parley.moderation.phases.house_rules.HouseRules",
    "parley.moderation.phases.first_comments.FirstComments",
    "parley.moderation.phases.auto_hold.AutoHold",
    "parley.moderation.phases.auto_pass.AutoPass",
]
#: Decisions of a series.
COUNT: Final = 700
#: As the stand-in calls itself.
SCORED_BY: Final = "accurate@1"


def decided_write(
    *,
    thread: Thread,
    person: Person,
    scores: Sequence[float],
    rejected: Sequence[bool | None],
    begin: datetime,
    is_drawn: bool = False,
    is_free: bool = True,
) -> list[Comment]:
    """Write comments a second apart from `begin`, each with its score for all attributes, and its decision; None: none.

    All were held and so had to be read, or, `is_drawn`, were published and drawn by a slice of 2 %, and the looks
    at them are settled.
    """
    last = Thread.objects.values_list("last_number", flat=True).get(pk=thread.pk)
    Thread.objects.filter(pk=thread.pk).update(last_number=last + len(scores))
    times = [begin + timedelta(seconds=place) for place in range(len(scores))]
    comments = Comment.objects.bulk_create(
        Comment(
            thread=thread,
            number=last + 1 + place,
            root_number=last + 1 + place,
            author_name="Ada",
            guest_key=f"g:{thread.pk}:{last + place}",
            text="Words",
            html="<p>Words</p>",
            status=_status(is_rejected, is_drawn=is_drawn),
            created_at=at,
        )
        for place, (is_rejected, at) in enumerate(zip(rejected, times, strict=True))
    )
    ScreenedFeatures.objects.bulk_create(
        ScreenedFeatures(
            comment=comment,
            version=1,
            features=VERSION,
            facts=facts_row(Facts(scores=dict.fromkeys(ATTRIBUTES, score), is_guest=True, letters=5)),
            scored_by=SCORED_BY,
            published=0,
            rejected=0,
            is_free=is_free,
            chance=0.02 if is_drawn else 1.0,
            least=0.02 if is_drawn else 1.0,
            is_drawn=is_drawn,
            is_due=True,
            screened_at=at,
        )
        for comment, score, at in zip(comments, scores, times, strict=True)
    )
    decisions = Decision.objects.bulk_create(
        Decision(
            comment=comment,
            writer=comment.guest_key,
            action=Decision.Action.REJECT if is_rejected else Decision.Action.PUBLISH,
            person=person,
            created_at=max(at, now()),
        )
        for comment, is_rejected, at in zip(comments, rejected, times, strict=True)
        if is_rejected is not None
    )
    if is_drawn:
        decided = {one.comment_id: one for one in decisions}
        AuditSample.objects.bulk_create(
            AuditSample(
                comment=comment,
                rate=0.02,
                drawn_at=at,
                decision=decided.get(comment.pk),
                is_rejected=is_rejected,
            )
            for comment, at, is_rejected in zip(comments, times, rejected, strict=True)
        )
    return comments


def _status(is_rejected: bool | None, *, is_drawn: bool) -> str:  # noqa: FBT001 -- three-valued
    if is_rejected:
        return Comment.Status.REJECTED
    return Comment.Status.HELD if is_rejected is None and not is_drawn else Comment.Status.PUBLISHED


def series(seed: int, *, count: int = COUNT, told: bool = True) -> tuple[list[float], list[bool]]:
    """Scores and decisions, half of them against; `told`: the score says which."""
    dice = random.Random(seed)
    rejected = [dice.random() < 0.5 for _ in range(count)]
    high, low = (0.5, 0.9), (0.01, 0.3)
    scores = [dice.uniform(*(high if one and told else low)) for one in rejected]
    return scores, rejected


def status_of(text: str, thread: Thread) -> tuple[str, str]:
    comment = comment_make(thread=thread, text=text)
    return comment.status, Screening.objects.get(comment=comment).code
