"""House rules as a phase: what they hold and reject, what is only counted, and which version counts."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from parley.accounts.models import Person
from parley.discussion.actions import comment_status_set
from parley.discussion.models import Comment
from parley.moderation.actions import rules_set
from parley.moderation.models import HouseRules, RuleHit, Screening
from parley.moderation.rules import RuleSet, RulesInvalid
from parley.project.rules_cli import rules_group
from parley.publishing.queries.sections import thread_section
from tests.discussion.factories import comment_make, posted_make, thread_make
from tests.factories.publishing import article, section
from tests.moderation.stand_in import StandIn

pytestmark = pytest.mark.django_db
RULES = """
[[rule]]
name = "no-tombolas"
sentence = "Tombolas are not advertised here."
severity = "minor"
action = "reject"
words = ["tombola"]

[[rule]]
name = "names-of-ferries"
sentence = "Nicknames for the ferries wait for a moderator."
severity = "minor"
action = "hold"
words = ["bathtub", "rust bucket"]

[[rule]]
name = "raffles"
sentence = "Raffles are not advertised here."
severity = "minor"
action = "reject"
mode = "shadow"
words = ["raffle"]

[[rule]]
name = "ferry-talk"
sentence = "Ferries are counted."
severity = "minor"
action = "note"
words = ["ferry"]
"""


@pytest.fixture(autouse=True)
def _phase(settings: Settings) -> None:
    settings.PARLEY_SCREENING_PHASES = ["parley.moderation.phases.house_rules.HouseRules"]


def _post(text: str) -> Comment:
    return comment_make(thread=thread_make(), text=text)


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        ("The ferry is late again.", "published", ""),
        ("That rust  bucket is late again.", "held", "Nicknames for the ferries wait for a moderator."),
        ("Come to our T-O-M-B-O-L-A!", "rejected", "Tombolas are not advertised here."),
        ("Bathtub tickets at the tombola", "rejected", "Tombolas are not advertised here."),
        ("A raffle for the choir", "published", ""),
    ],
)
def test_a_rule_that_is_broken_is_named_to_the_writer(text: str, status: str, reason: str) -> None:
    rules_set(text=RULES)
    comment = _post(text)
    change = comment.status_changes.get()
    assert (comment.status, change.reason) == (status, reason)
    if reason:
        assert (change.decided_by, change.reason_code) == ("phase:house_rules", "house_rule")


def test_the_place_the_rule_and_its_version_are_kept() -> None:
    row = rules_set(text=RULES)
    _post("Is this *bathtub* a ferry?")
    verdict = Screening.objects.get().verdicts[0]
    assert verdict["reasons"] == [
        {"rule": "names-of-ferries", "version": row.version, "begin": 9, "end": 16},
        {"rule": "ferry-talk", "version": row.version, "begin": 20, "end": 25},
    ]


def test_rules_in_shadow_are_counted_once_a_text_and_have_no_effect() -> None:
    rules_set(text=RULES)
    assert _post("A raffle, a raffle and a bathtub").status == "held"
    assert sorted(RuleHit.objects.values_list("rule", "mode")) == [
        ("names-of-ferries", "live"),
        ("raffles", "shadow"),
    ]
    assert {reason.get("shadow") for reason in Screening.objects.get().verdicts[0]["reasons"]} == {True, None}


def test_the_newest_version_counts_at_once_and_the_old_one_stays() -> None:
    first = rules_set(text=RULES)
    assert _post("bathtub").status == "held"
    second = rules_set(text=RULES.replace('"bathtub", ', ""), note="Bathtubs are fine")
    assert _post("bathtub").status == "published"
    assert first.version != second.version
    assert HouseRules.objects.get(pk=first.pk).text == RULES
    assert rules_set(text=second.text).pk == second.pk
    assert HouseRules.objects.count() == 2


def test_without_rules_of_their_own_those_of_parley_count() -> None:
    assert _post("The council should resign, all of it.").status == "published"
    assert _post("I hope he and his friends die.").status == "held"
    assert HouseRules.objects.count() == 0


def test_rules_that_can_not_be_read_are_not_taken_and_never_let_pass() -> None:
    with pytest.raises(RulesInvalid, match="severity"):
        rules_set(text=RULES.replace('severity = "minor"', 'severity = "dreadful"'))
    assert HouseRules.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO moderation_houserules (text, version, note, created_at) "
            "VALUES ('[[rule', 'x', '', '2026-01-01')"
        )
    posted = posted_make(thread=thread_make())
    assert (posted.shown, posted.code) == (False, "phase_failed")


def test_thresholds_look_at_the_scores_of_the_toxicity_phase(
    settings: Settings, scorer: type[StandIn]
) -> None:
    settings.PARLEY_SCREENING_PHASES = [
        "parley.moderation.phases.toxicity.Toxicity",
        *settings.PARLEY_SCREENING_PHASES,
    ]
    settings.PARLEY_TOXICITY_THRESHOLDS = {}
    rules_set(
        text="""
        [[rule]]
        name = "swearing"
        sentence = "No swearing."
        severity = "minor"
        action = "hold"
        scores = { PROFANITY = 0.65 }
        """
    )
    assert _post("damn ferry").status == "held"
    [reason] = Screening.objects.get().verdicts[1]["reasons"]
    assert (reason["rule"], reason["score"]) == ("swearing", 0.7)
    assert _post("late ferry").status == "published"


def test_rules_may_be_for_one_section() -> None:
    page = article(within=section("Harbour"))
    thread = page.thread
    assert thread is not None
    assert thread_section(thread=thread) == "harbour"
    rules_set(text=RULES.replace('words = ["bathtub"', 'sections = ["harbour"]\nwords = ["bathtub"'))
    assert comment_make(thread=thread, text="bathtub").status == "held"
    assert _post("bathtub").status == "published"
    assert thread_section(thread=thread_make()) == ""


def test_nobody_alters_or_deletes_a_version() -> None:
    rules_set(text=RULES)
    for statement in ("UPDATE moderation_houserules SET note = 'x'", "DELETE FROM moderation_houserules"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# --- the commands -------------------------------------------------------------------------------------
def _run(*arguments: object) -> Result:
    return CliRunner().invoke(rules_group, [str(one) for one in arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rules.toml"
    path.write_text(RULES, "utf-8")
    return path


def test_show_gives_a_file_that_can_be_applied(tmp_path: Path, file: Path) -> None:
    shown = tmp_path / "shown.toml"
    shown.write_text(_run("show").output, "utf-8")
    assert "4 rules" in _run("check", file).output
    assert _run("check", shown).exit_code == 0
    assert _run("apply", file, "--note", "First of our own").exit_code == 0
    row = HouseRules.objects.get()
    assert (row.text, row.note, row.version) == (RULES, "First of our own", RuleSet.read(RULES).version)
    assert _run("show").output == RULES


def test_check_says_what_is_wrong_and_changes_nothing(file: Path) -> None:
    file.write_text(RULES.replace('action = "hold"', 'action = "scold"').replace("words", "wrods"), "utf-8")
    result = _run("apply", file)
    assert result.exit_code == 1
    for part in ("names-of-ferries", "action", "wrods", "ferry-talk"):
        assert part in result.output
    assert HouseRules.objects.count() == 0
    file.write_bytes(b"\xff")
    assert "not UTF-8" in _run("check", file).output


def test_replay_shows_flips_both_ways_beside_what_people_decided(file: Path) -> None:
    moderator = Person.objects.create_user("mo")
    rules_set(text=RULES)
    for text, decision in (
        ("The bathtub is late", "published"),
        ("A raffle on Sunday", "rejected"),
        ("Nothing to see", "published"),
    ):
        comment = _post(text)
        for status in ("held", decision):  # a decision for the second time counts once, by its last
            comment_status_set(comment=comment, status=status, decided_by="newsroom", person=moderator)
    _post("Undecided bathtub")
    file.write_text(RULES.replace('"bathtub", ', "").replace('mode = "shadow"', 'mode = "live"'), "utf-8")
    output = _run("replay", file).output
    assert "3 comments that people decided on" in output
    assert "1 would be treated stricter" in output
    assert "published → rejected (people: rejected) [raffles] A raffle on Sunday" in output
    assert "1 would be treated milder" in output
    assert "held → published (people: published) [names-of-ferries] The bathtub is late" in output
    assert "raffles: 1 (0, 1) → 1 (0, 1)" in output
    assert HouseRules.objects.count() == 1


def test_hits_are_counted_by_rule(file: Path) -> None:
    assert "No rule hit anything" in _run("hits").output
    rules_set(text=RULES)
    for text in ("bathtub", "rust bucket", "raffle"):
        _post(text)
    assert _run("hits", "--days", "1").output.split() == [
        "2", "live", "names-of-ferries", "1", "shadow", "raffles",
    ]  # fmt: skip
