"""The commands `parley rules …`: the house rules as a file. Django is set up when they run."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import click
from django.db import DatabaseError

from parley.kernel.clock import now
from parley.moderation.actions import rules_set
from parley.moderation.house_rules import rules_live, rules_text
from parley.moderation.queries import comments_decided, rule_hits_count
from parley.moderation.rules import Flip, Replay, RuleSet, RulesInvalid, Tally, replay
from parley.moderation.rules.reading import BYTES_MAX

_EXCERPT = 70
_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group("rules")
def rules_group() -> None:
    """Write house rules, and see what they would have done."""


@rules_group.command("show")
def show() -> None:
    """Print the house rules that count now, as a file to change."""
    with _problems_told():
        click.echo(rules_text(), nl=False)


@rules_group.command("check")
@_file
def check(file: Path) -> None:
    """Say everything that is wrong with the rules in FILE."""
    with _problems_told():
        rules = RuleSet.read(_read(file))
        click.echo(f"{len(rules.rules)} rules, version {rules.version}. Nothing is wrong with them.")


@rules_group.command("replay")
@_file
@click.option(
    "--last",
    type=click.IntRange(1, 100_000),
    default=1000,
    show_default=True,
    help="How many of the comments that people decided on last.",
)
def replay_(file: Path, last: int) -> None:
    """Show what the rules in FILE would have done to comments on which people have decided.

    Both the rules that count now and those in FILE are asked about each; nothing changes. Conditions on sections never
    hold here.
    """
    with _problems_told():
        _replay_show(replay(rules_live(), RuleSet.read(_read(file)), comments_decided(most=last)))


@rules_group.command("apply")
@_file
@click.option("--note", default="", help="What was changed, for those who read it later.")
def apply(file: Path, note: str) -> None:
    """Make the rules in FILE count from now on. The rules before stay readable."""
    with _problems_told():
        row = rules_set(text=_read(file), note=note)
        click.echo(f"The house rules are now version {row.version}.")


@rules_group.command("hits")
@click.option("--days", type=click.IntRange(1, 3650), default=7, show_default=True)
def hits(days: int) -> None:
    """Count the texts that each rule hit, those in shadow too."""
    with _problems_told():
        counts = rule_hits_count(since=now() - timedelta(days=days))
        if not counts:
            click.echo(f"No rule hit anything in {days} days.")
        for one in counts:
            click.echo(f"{one.count:7d}  {one.mode:6s}  {one.rule}")


def _replay_show(found: Replay) -> None:
    click.echo(f"{found.total} comments that people decided on; rules {found.before} → {found.after}.")
    for title, count, flips in (
        ("stricter", found.stricter_count, found.stricter),
        ("milder", found.milder_count, found.milder),
    ):
        click.echo(f"\n{count} would be treated {title}:")
        for flip in flips:
            click.echo(f"  {_flip_words(flip)}")
    click.echo("\nTexts hit by rule (of these people published, rejected):")
    for rule in found.rules:
        click.echo(f"  {rule.name}: {_tally_words(rule.before)} → {_tally_words(rule.after)}")


def _flip_words(flip: Flip) -> str:
    text = " ".join(flip.decided.seen.text.split())
    shown = text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 1]}…"
    rules = ", ".join(dict.fromkeys(hit.rule.name for hit in flip.hits))
    return f"{flip.before} → {flip.after} (people: {flip.decided.decision}) [{rules}] {shown}"


def _tally_words(tally: Tally) -> str:
    return f"{tally.hits} ({tally.published}, {tally.rejected})"


def _read(file: Path) -> str:
    if file.stat().st_size > BYTES_MAX:
        raise click.ClickException(f"{file} is larger than {BYTES_MAX} bytes.")
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not UTF-8: {error}") from error


@contextmanager
def _problems_told() -> Iterator[None]:
    try:
        yield
    except RulesInvalid as error:
        raise click.ClickException(f"The rules can’t be used:\n{error}") from error
    except DatabaseError as error:
        raise click.ClickException(
            f"The database refused ({error}). For a new folder, run “parley serve” first."
        ) from error
