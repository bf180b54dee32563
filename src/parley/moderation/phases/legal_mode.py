from collections.abc import Iterator

from parley.discussion.screening import Draft, Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Reason, Verdict
from parley.kernel.clock import now
from parley.moderation.legal import LEGAL_MODE, LEGAL_SENTENCE, LegalFound, Places, places_named
from parley.moderation.models import LegalHold
from parley.moderation.queries_legal import legal_holds_standing


class LegalMode:
    """Holds the comments of a thread that stands under a legal hold: all, or those with one of its names.

    Names are looked for in the text, in every link's address and in the writer's name. The writer is never told which
    hold it was, or which name; and services, such as a language model, are not asked about the comment.
    """

    name = LEGAL_MODE

    def prepare(self, draft: Draft) -> LegalFound:
        """Find the names of the holds that stand: the costly part."""
        standing = legal_holds_standing(thread=draft.thread, at=now())
        places = {hold.pk: places_named(names=hold.names, text=draft.text) for hold in standing}
        is_held = any(_is_held(hold, places[hold.pk], draft.author_name) for hold in standing)
        return LegalFound(places, is_held)

    def verdict(self, submission: Submission) -> Verdict:
        found = submission.findings[self.name]
        if not isinstance(found, LegalFound):
            raise TypeError(f"{self.name} found {found!r}")
        # Read again, under the lock: one may have been set or ended since.
        standing = legal_holds_standing(thread=submission.thread, at=submission.at)
        reasons = tuple(
            reason for hold in standing for reason in _reasons(hold, submission, found.places.get(hold.pk))
        )
        if not reasons:
            return NO_OPINION
        return Verdict(Outcome.HOLD, "legal_hold", LEGAL_SENTENCE, reasons=reasons)


def _reasons(hold: LegalHold, submission: Submission, places: Places | None) -> Iterator[Reason]:
    """Yield a reason for each place with a name, or one without a place; they name the kind and the hold."""
    if places is None:
        places = places_named(names=hold.names, text=submission.text)
    for begin, end in places:
        yield Reason(hold.kind, hold.public_id, begin=begin, end=end)
    if not places and _is_held(hold, places, submission.author_name):
        yield Reason(hold.kind, hold.public_id)


def _is_held(hold: LegalHold, places: Places, author_name: str) -> bool:
    return bool(
        places or hold.scope == LegalHold.Scope.ALL or places_named(names=hold.names, text=author_name)
    )
