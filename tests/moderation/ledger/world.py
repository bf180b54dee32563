"""A small site whose moderation is played with the real actions, at times that a test sets."""

from datetime import UTC, datetime, timedelta
from typing import Final

from parley.accounts.models import Person
from parley.discussion.actions.edits import comment_edit
from parley.discussion.models import Comment, Thread
from parley.discussion.screening import Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Reason, Verdict
from parley.moderation.actions import Why, appeal_decide, appeal_make, comment_decide, look_add
from parley.moderation.ledger import Ledger, ledger_read, period_read
from parley.moderation.models import Appeal, AuditSample, Decision
from tests.discussion.factories import comment_make
from tests.moderation.people import person_make

PHASES: Final = [f"{__name__}.Doubting", "parley.moderation.phases.toxicity.Toxicity"]
INSULT: Final = Why(reason_code="insult")


class Doubting:
    """Holds what has the word "doubtful" in it."""

    name = "doubting"

    def verdict(self, submission: Submission) -> Verdict:
        if "doubtful" not in submission.text:
            return NO_OPINION
        return Verdict(Outcome.HOLD, "doubt", "Doubtful.", reasons=(Reason("no-doubt", "v7"),))


class World:
    """`at`: what time it is; the actions ask the clock that the fixture sets by it."""

    def __init__(self, thread: Thread) -> None:
        self.thread = thread
        self.at = datetime(2026, 1, 10, 12, tzinfo=UTC)
        self.moderator: Person = person_make()
        self.colleague: Person = person_make()
        self._written = 0

    def later(self, **time: float) -> None:
        self.at += timedelta(**time)

    def write(self, words: str = "fine", *, thread: Thread | None = None) -> Comment:
        self._written += 1
        text, guest = f"{words}, says number {self._written}", f"g:writer-{self._written}"
        return comment_make(thread=thread or self.thread, text=text, guest_key=guest)

    def change(self, comment: Comment, words: str) -> None:
        comment_edit(thread=comment.thread, number=comment.number, guest_key=comment.guest_key, text=words)

    def decide(self, comment: Comment, action: str) -> Decision:
        why = INSULT if action in {"reject", "remove"} else Why()
        return comment_decide(comment=comment, action=action, person=self.moderator, why=why)

    def look_again(self, sample: AuditSample, *, rejects: bool) -> None:
        look_add(sample=sample, person=self.colleague, rejects=rejects)

    def appeal(self, comment: Comment) -> Appeal:
        comment.refresh_from_db()
        return appeal_make(comment=comment, guest_key=comment.guest_key, text="I meant it kindly.")

    def answer(self, appeal: Appeal, *, overturn: bool) -> None:
        appeal_decide(appeal=appeal, person=self.colleague, overturn=overturn, answer="We looked again.")

    def draw(self, comment: Comment, *, rate: float) -> AuditSample:
        return AuditSample.objects.create(comment=comment, rate=rate, drawn_at=self.at)

    def ledger(self, first: str = "2026-01-01", last: str = "2026-03-31") -> Ledger:
        return ledger_read(period=period_read(first, last))
