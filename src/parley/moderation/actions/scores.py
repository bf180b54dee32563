"""Everything that writes scores and house rules.

None of it changes a comment's status: that is the screening's, or a person's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from parley.accounts.models import Person
from parley.discussion.models import Comment
from parley.kernel.clock import now
from parley.moderation.learned.facts import facts_scored
from parley.moderation.models import (
    LANGUAGE_LENGTH,
    MODEL_LENGTH,
    NOTE_LENGTH,
    CommentScore,
    HouseRules,
    ScreenedFeatures,
)
from parley.moderation.queries import comments_unscored
from parley.moderation.rules import RuleSet
from parley.moderation.scoring import Scored, texts_score
from parley.toxicity.scoring_protocol import Scoring


@dataclass(frozen=True, slots=True)
class RescoreCounts:
    """`scored`: with a score now. `unknown`: of these, in a language that the model doesn't know.

    `passed_over`: changed, or worked on by somebody else, in that very moment, or with nothing to score in them.
    """

    scored: int = 0
    unknown: int = 0
    passed_over: int = 0

    def __add__(self, other: "RescoreCounts") -> "RescoreCounts":
        return RescoreCounts(
            self.scored + other.scored, self.unknown + other.unknown, self.passed_over + other.passed_over
        )


def score_keep(*, comment: Comment, scored: Scored) -> CommentScore:
    """Store what the model said about the text that `comment` now has, beside what it said before.

    Call it in the transaction that writes the text.
    """
    if comment.revision_count:
        CommentScore.objects.filter(comment=comment, is_latest=True).update(is_latest=False)
    score = _score(comment, scored, now())
    score.save(force_insert=True)
    return score


def comments_rescore(
    *,
    scorer: Scoring,
    since: datetime | None = None,
    everything: bool = False,
    batch: int = 256,
    report: Callable[[int], object] = lambda _done: None,
) -> RescoreCounts:
    """Score the comments whose present text has no score by this version of the model, in order of their writing.

    `since`: only those written then or later. `everything`: also rejected and removed ones. Stopped anywhere and called
    again, it goes on with what is missing. Scores outside any transaction; each batch is written in a short one.
    `report` is told after each batch how many comments it had. Raises ModelUnusable.
    """
    counts = RescoreCounts()
    after = 0
    while found := comments_unscored(
        model=scorer.model, after=after, since=since, everything=everything, most=batch
    ):
        after = found[-1].pk
        answers = texts_score(scorer=scorer, texts=[comment.text for comment in found])
        scored = [
            (comment, answer)
            for comment, answer in zip(found, answers, strict=True)
            if isinstance(answer, Scored)
        ]
        written = _scores_write(scored)
        counts += RescoreCounts(
            scored=len(written),
            unknown=sum(not one.scores for one in written),
            passed_over=len(found) - len(written),
        )
        report(len(found))
    return counts


@transaction.atomic
def rules_set(*, text: str, person: Person | None = None, note: str = "") -> HouseRules:
    """Make `text` the house rules from now on; the version before stays readable.

    The same rules again change nothing: then the row that counts already is returned. Raises RulesInvalid.
    """
    version = RuleSet.read(text).version
    newest: HouseRules | None = HouseRules.objects.order_by("-pk").first()
    if newest is not None and (newest.version, newest.text) == (version, text):
        return newest
    row = HouseRules(text=text, version=version, note=note[:NOTE_LENGTH], person=person, created_at=now())
    row.save(force_insert=True)
    return row


@transaction.atomic
def _scores_write(scored: Sequence[tuple[Comment, Scored]]) -> list[CommentScore]:
    """Write the scores of the comments whose text is still the one that was scored."""
    # Locked ones are left for the next run: whoever waits for a lock while holding others could wait for ever.
    # `no_key` lets replies and reports refer to a comment meanwhile. SQLite has one writer at a time anyway.
    unlocked = Comment.objects.select_for_update(skip_locked=True, no_key=True)
    present = dict(unlocked.filter(pk__in=[one.pk for one, _ in scored]).values_list("pk", "revision_count"))
    at = now()
    unchanged = [one for one in scored if present.get(one[0].pk) == one[0].revision_count]
    rows = [_score(comment, answer, at) for comment, answer in unchanged]
    CommentScore.objects.filter(comment__in=[row.comment_id for row in rows], is_latest=True).update(
        is_latest=False
    )
    # Another `parley rescore` may have been quicker.
    CommentScore.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["comment", "version", "model"],
        update_fields=["is_latest"],
    )
    _facts_refresh(unchanged)
    return rows


def _facts_refresh(scored: Sequence[tuple[Comment, Scored]]) -> None:
    """Let what is learned from the decisions on these texts rest on the new scores: they say the same at any time."""
    given = {(comment.pk, comment.revision_count + 1): facts_scored(answer) for comment, answer in scored}
    found = ScreenedFeatures.objects.filter(comment__in=[comment.pk for comment, _answer in scored])
    rows = [row for row in found if (row.comment_id, row.version) in given]
    for row in rows:
        fresh = given[row.comment_id, row.version]
        row.scored_by = fresh.pop("scored_by")[:MODEL_LENGTH]
        row.facts = {**row.facts, **fresh}
    ScreenedFeatures.objects.bulk_update(rows, ["facts", "scored_by"])


def _score(comment: Comment, scored: Scored, at: datetime) -> CommentScore:
    return CommentScore(
        comment=comment,
        version=comment.revision_count + 1,
        model=scored.model[:MODEL_LENGTH],
        language=scored.language[:LANGUAGE_LENGTH],
        toxicity=scored.scores.get("TOXICITY"),
        scores={name: round(score, 4) for name, score in scored.scores.items()},
        above=list(scored.above),
        spans=[
            {
                "begin": span.begin,
                "end": span.end,
                "scores": {name: round(share, 3) for name, share in span.scores.items()},
            }
            for span in scored.spans
        ],
        scored_at=at,
    )
