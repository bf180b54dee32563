"""Comments reach the newsroom's inbox by their writers (settings.PARLEY_KIND_KEEPER) and by house rules."""

from collections.abc import Iterable

from parley.discussion.models import Comment
from parley.discussion.screening import Submission
from parley.kernel.clock import now
from parley.moderation.models import InboxItem
from parley.moderation.models.inbox import RULE_PREFIX, WRITER
from parley.moderation.phases.house_rules import Asked, HouseRules


def kind_keep(*, comment: Comment, kind: str) -> None:
    """Put a new comment into the inbox as its writer says."""
    InboxItem.objects.create(comment=comment, kind=kind, marked_by=WRITER, created_at=now())


def rules_keep(*, comment: Comment, submission: Submission, rules: Iterable[str]) -> None:
    """Put a comment into the inbox where one of the `rules` that it hits asks for it; the first such says as what.

    One that is there already stays as it is: its writer knows better, and so does who has settled it.
    """
    asked = submission.findings.get(HouseRules.name)
    inboxes = asked.rules.inboxes if isinstance(asked, Asked) else {}
    for rule in rules:
        if rule in inboxes:
            InboxItem.objects.get_or_create(
                comment=comment,
                defaults={
                    "kind": inboxes[rule].value,
                    "marked_by": RULE_PREFIX + rule,
                    "created_at": now(),
                },
            )
            return
