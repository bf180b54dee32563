"""Phases for tests of the screening, each with one way to behave."""

from typing import ClassVar

from django.db import connection

from parley.discussion.models import Comment, Site
from parley.discussion.screening import Draft, Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Verdict

HERE = "tests.discussion.screening_phases"


def verdict_savepoint() -> int:
    """Statements around a phase that only reads: PostgreSQL needs a savepoint, SQLite none (kernel.savepoint)."""
    return 0 if connection.vendor == "sqlite" else 2


class Thorough:
    """Prepares, judges by what it prepared, and keeps it."""

    name = "thorough"
    prepared: ClassVar[list[tuple[str, bool]]] = []
    kept: ClassVar[list[tuple[str, str, object]]] = []

    def prepare(self, draft: Draft) -> object:
        self.prepared.append((draft.text, connection.in_atomic_block))
        return len(draft.text)

    def verdict(self, submission: Submission) -> Verdict:
        assert submission.findings == {self.name: len(submission.text)}
        return Verdict(Outcome.HOLD, "long", "Long.") if len(submission.text) > 100 else NO_OPINION

    def keep(self, *, comment: Comment, submission: Submission) -> None:
        assert connection.in_atomic_block
        self.kept.append((comment.text, comment.status, submission.findings[self.name]))


class Unprepared(Thorough):
    name = "unprepared"

    def prepare(self, draft: Draft) -> object:
        raise RuntimeError(f"no model file for {draft.text}")


class Forgetful(Thorough):
    """Writes a row when it shall keep something, and fails then: half of what it did must not stay."""

    def keep(self, *, comment: Comment, submission: Submission) -> None:
        site_write(f"of-{comment.number}-{submission.author_name.lower()}")
        connection.cursor().execute("INSERT INTO nowhere VALUES (1)")


class BrokenRead:
    name = "broken_read"

    def verdict(self, _submission: Submission) -> Verdict:
        connection.cursor().execute("SELECT something FROM nowhere")
        return NO_OPINION


class BrokenWrite:
    name = "broken_write"

    def verdict(self, _submission: Submission) -> Verdict:
        site_write("half")
        Site.objects.create(slug="half", name="The same again breaks the rule that slugs are unique")
        return NO_OPINION


def site_write(slug: str) -> None:
    Site.objects.create(slug=slug, name="Written by a phase")


def named(*phases: type) -> list[str]:
    return [f"{HERE}.{phase.__name__}" for phase in phases]
