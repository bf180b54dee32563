"""What a draft of the house rules would have done to comments on which people have decided, for reading."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from parley.desk.rules_words import STANDING_WORDS
from parley.discussion.models import Comment
from parley.discussion.notes import Mark
from parley.moderation.queries import comments_decided
from parley.moderation.rules import Decided, Flip, Hit, Replay, RuleSet, RuleTally, Standing, replay
from parley.publishing.comment_marks import text_excerpt

#: After so long no further comment is looked at: rules may be slow, and somebody waits for the page.
SECONDS_MAX: Final = 20.0
EXCERPT_LENGTH: Final = 180


@dataclass(frozen=True, slots=True)
class FlipShown:
    """`is_against`: the draft would show what people did not let stand, or the other way round."""

    comment: Comment
    excerpt: SafeString
    before: str
    after: str
    decision: str
    is_against: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Direction:
    """The comments that would have been treated stricter, or milder; of `count`, what people did with how many.

    `flips`: the first hundred.
    """

    title: str
    count: int
    published: int
    held: int
    rejected: int
    flips: tuple[FlipShown, ...]


@dataclass(frozen=True, slots=True)
class ReplayShown:
    """`total`: comments looked at; `is_cut`: there were more, and no time for them."""

    total: int
    is_cut: bool
    asks_for_sections: bool
    directions: tuple[Direction, Direction]
    rules: tuple[RuleTally, ...]


def replay_read(*, before: RuleSet, after: RuleSet, last: int) -> ReplayShown:
    """Ask both about the `last` comments that people decided on, for SECONDS_MAX at most."""
    decided = _InTime(comments_decided(most=last))
    found = replay(before, after, decided)
    pks = [flip.decided.comment for flip in (*found.stricter, *found.milder)]
    comments = Comment.objects.select_related("thread").in_bulk(pks)
    return ReplayShown(
        total=found.total,
        is_cut=decided.is_cut,
        asks_for_sections=before.asks_for_sections or after.asks_for_sections,
        directions=(
            _direction(_("Stricter"), found, comments, is_stricter=True),
            _direction(_("Milder"), found, comments, is_stricter=False),
        ),
        rules=tuple(one for one in found.rules if one.before != one.after),
    )


class _InTime:
    """Hands comments on until the time is over."""

    def __init__(self, decided: Iterable[Decided]) -> None:
        self._decided = decided
        self.is_cut = False

    def __iter__(self) -> Iterator[Decided]:
        end = monotonic() + SECONDS_MAX
        for one in self._decided:
            if monotonic() > end:
                self.is_cut = True
                return
            yield one


def _direction(title: str, found: Replay, comments: dict[int, Comment], *, is_stricter: bool) -> Direction:
    counts = found.decisions(is_stricter=is_stricter)
    return Direction(
        title=title,
        count=counts.total(),
        published=counts[Standing.PUBLISHED],
        held=counts[Standing.HELD],
        rejected=counts[Standing.REJECTED],
        flips=tuple(
            _shown(flip, comments[flip.decided.comment])
            for flip in (found.stricter if is_stricter else found.milder)
        ),
    )


def _shown(flip: Flip, comment: Comment) -> FlipShown:
    return FlipShown(
        comment=comment,
        excerpt=text_excerpt(
            text=flip.decided.seen.text, marks=list(_marks(flip.hits)), length=EXCERPT_LENGTH
        ),
        before=str(STANDING_WORDS[flip.before]),
        after=str(STANDING_WORDS[flip.after]),
        decision=str(STANDING_WORDS[flip.decided.decision]),
        is_against=(flip.after is Standing.PUBLISHED) is not (flip.decided.decision is Standing.PUBLISHED),
        rules=tuple(dict.fromkeys(hit.rule.name for hit in flip.hits)),
    )


def _marks(hits: Iterable[Hit]) -> Iterator[Mark]:
    for hit in hits:
        if hit.begin is not None and hit.end is not None:
            yield Mark(hit.begin, hit.end, hit.rule.name)
