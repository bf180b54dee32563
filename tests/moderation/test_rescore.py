"""`parley rescore`: scores what has no scores by this version, goes on where it was, and changes nothing else."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from parley.discussion.actions import ImportedComment, comment_status_set, comments_import
from parley.discussion.actions.edits import comment_edit
from parley.discussion.models import Comment, StatusChange, Thread
from parley.kernel.clock import now
from parley.moderation.actions import comments_rescore
from parley.moderation.actions import scores as actions
from parley.moderation.models import CommentScore
from parley.moderation.scoring import scorer_forget, scorer_get
from parley.project.cli import main
from tests.databases import database_environment, module_run
from tests.discussion.factories import comment_make, thread_make
from tests.moderation.stand_in import StandIn

pytestmark = pytest.mark.django_db


def _imported(count: int, *, age: timedelta = timedelta(days=30)) -> Thread:
    thread = thread_make()
    texts = [f"Imported {n}{' you idiot' * (n % 5 == 0)}" for n in range(count)]
    comments_import(
        thread=thread,
        comments=[
            ImportedComment(import_key=text, author_name="Ada", created_at=now() - age, text=text)
            for text in texts
        ],
    )
    return thread


def _run(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(main, ["rescore", *arguments])
    assert result.exit_code == status, result.output
    return result.output


def test_imported_comments_get_scores_and_keep_their_status(scorer: type[StandIn]) -> None:
    _imported(7)
    comment_make(thread=thread_make(), text="Scored when it was posted")
    before = list(Comment.objects.order_by("pk").values())
    changes = StatusChange.objects.count()
    assert "Scored: 7;" in _run("--batch", "3")
    assert list(Comment.objects.order_by("pk").values()) == before
    assert StatusChange.objects.count() == changes
    assert CommentScore.objects.filter(model="accurate@1", is_latest=True).count() == 8
    assert sorted(CommentScore.objects.values_list("toxicity", flat=True))[-2:] == [0.92, 0.92]
    scorer.asked.clear()
    assert "Every comment has its scores by accurate@1" in _run()
    assert scorer.asked == []


def test_a_new_version_of_the_model_scores_again_and_the_old_scores_stay(scorer: type[StandIn]) -> None:
    thread = _imported(3)
    _run()
    scorer_forget()
    scorer.version = "2"
    assert "Scored: 3;" in _run()
    comment = thread.comments.order_by("pk").first()
    assert comment is not None
    history = comment.scores.order_by("pk").values_list("model", "is_latest")
    assert list(history) == [("accurate@1", False), ("accurate@2", True)]
    assert "fast@2" in _run("--tier", "fast")


def test_which_comments_are_scored(scorer: type[StandIn], settings: Settings) -> None:
    settings.PARLEY_TOXICITY_TIER = "off"
    thread = thread_make()
    comments = {status: comment_make(thread=thread, text=status) for status in Comment.Status.values}
    for status, comment in comments.items():
        comment_status_set(comment=comment, status=status, decided_by="test")
    _imported(1)
    assert "turned off" in _run(status=1)
    settings.PARLEY_TOXICITY_TIER = "accurate"
    _run("--since", f"{now() - timedelta(days=2):%Y-%m-%d}")
    assert sorted(scorer.asked) == ["held", "published"]
    _run("--all")
    assert {"rejected", "removed"} < set(scorer.asked)


def test_stopped_in_the_middle_it_goes_on_with_what_is_missing(
    scorer: type[StandIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    _imported(9)
    write, turns = actions._scores_write, iter(range(9))

    def stopped(scored: Any) -> Any:
        if next(turns) == 2:
            raise KeyboardInterrupt  # as Ctrl-C does
        return write(scored)

    monkeypatch.setattr(actions, "_scores_write", stopped)
    assert "run the same command again" in _run("--batch", "2", status=130)
    assert CommentScore.objects.count() == 4
    scorer.asked.clear()
    assert "Scored: 5;" in _run("--batch", "2")
    assert len(set(scorer.asked)) == 5


def test_a_text_that_changes_meanwhile_is_left_for_the_next_run(
    scorer: type[StandIn], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PARLEY_TOXICITY_TIER = "off"
    thread = thread_make()
    for text in ("One", "Two"):
        comment_make(thread=thread, text=text, guest_key="g:ada")
    write = actions._scores_write

    def late(scored: Any) -> Any:
        comment_edit(thread=thread, number=2, guest_key="g:ada", text="Two and more")
        return write(scored)

    monkeypatch.setattr(actions, "_scores_write", late)
    assert "Passed over, because they were being changed: 1." in _run("--tier", "accurate")
    assert CommentScore.objects.get().comment.text == "One"
    monkeypatch.setattr(actions, "_scores_write", write)
    assert "Scored: 1;" in _run("--tier", "accurate")


def test_a_broken_model_ends_it_with_a_sentence(scorer: type[StandIn], settings: Settings) -> None:
    _imported(2)
    comment_make(thread=thread_make(), text="A breakdown of it")
    assert "broken on purpose" in _run(status=1)
    settings.PARLEY_TOXICITY_SCORER = "tests.moderation.stand_in.Absent"
    assert "no weights for accurate" in _run(status=1)
    assert "no weights" not in _run("--tier", "loud", status=2)


def test_a_batch_takes_six_statements(scorer: type[StandIn]) -> None:
    _imported(20)
    with CaptureQueriesContext(connection) as captured:
        comments_rescore(scorer=scorer_get(), batch=50)
    assert len(captured) <= 2 + 6, [query["sql"] for query in captured]  # one look more finds nothing left
    assert (len(scorer.asked), scorer.with_spans) == (20, 4), "each text is read once"


def test_postgresql_keeps_and_rescores_too(tmp_path: Path) -> None:
    with database_environment(name="postgresql", data=tmp_path) as environment:
        printed = module_run("tests.moderation.scores_process", environment=environment)
    assert json.loads(printed.strip().splitlines()[-1]) == {
        "posted": ["held", "published"],
        "rescored": [3, 0],
        "beside a lock": [2, 1],
        "latest": [["accurate@3", 2], ["accurate@2", 1]],
        "kept": 8,
    }
