"""The command `parley`. Each command imports Django only when it runs, so that `parley --help` answers at once."""

import os
import sys
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from parley import __version__
from parley.toxicity.cli import toxicity

DATA_HELP = "Folder for the database, the uploaded files and the secret key. [default: parley-data]"


def _data_set(_context: click.Context, _option: click.Parameter, value: Path | None) -> None:
    """Make --data known to the settings, which read the environment."""
    if value is not None:
        os.environ["PARLEY_DATA"] = str(value)


data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="PARLEY_DATA",
    show_envvar=True,
    expose_value=False,
    is_eager=True,
    callback=_data_set,
    help=DATA_HELP,
)


def django_start() -> None:
    """Load the settings and Django; a wrong setting ends the command with a sentence instead of a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.project.settings.prod")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from pydantic import ValidationError

    try:
        django.setup()
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors()]
        raise click.ClickException("A setting is wrong.\n  " + "\n  ".join(lines)) from error
    except (ImproperlyConfigured, OSError) as error:
        raise click.ClickException(str(error)) from error


def _data_first(args: list[str]) -> list[str]:
    """Return the arguments with `--data DIR` in front."""
    for place, argument in enumerate(args):
        if argument == "--":
            break
        if argument == "--data" or argument.startswith("--data="):
            end = place + (2 if argument == "--data" else 1)
            return [*args[place:end], *args[:place], *args[end:]]
    return args


class LazyGroup(click.Group):
    """A group whose commands live in a module that is imported, with Django started, when one is asked for."""

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._source = source
        self._loaded = False

    def _load(self) -> None:
        if not self._loaded:
            django_start()
            module, _, name = self._source.partition(":")
            group: click.Group = getattr(import_module(module), name)
            self.commands.update({name: data_option(command) for name, command in group.commands.items()})
            self._loaded = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # The commands are known once Django has started, which needs the data folder: --data is read first,
        # also where it stands behind the command's name.
        return super().parse_args(ctx, _data_first(args))

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._load()
        return super().get_command(ctx, cmd_name)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="parley")
def main() -> None:
    """Publish news and host the argument underneath.

    Start with `parley serve`: it makes a data folder with a small demonstration newspaper, prints the
    administrator's one-time password and serves the site on http://127.0.0.1:8000.
    """


@main.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    envvar="PARLEY_PORT",
    default=8000,
    show_default=True,
    show_envvar=True,
    help="Port to listen on; 0 lets the system choose.",
)
@click.option(
    "--host",
    envvar="PARLEY_HOST",
    default="127.0.0.1",
    show_default=True,
    show_envvar=True,
    help="Address to listen on.",
)
@data_option
@click.option("--empty", is_flag=True, help="At the first start, leave out the demonstration newspaper.")
def serve(port: int, host: str, *, empty: bool) -> None:
    """Prepare the data folder and serve the site until Ctrl-C.

    The first start makes the database, the first site, an administrator and (without --empty) a
    demonstration newspaper. Later starts only apply what is new.
    """
    from parley.project.serving import serve_forever
    from parley.toxicity.perspective.ports import PortTakenError, port_reserve

    try:
        port = port_reserve(host=host, port=port)
    except PortTakenError as error:
        raise click.ClickException(str(error)) from error
    os.environ["PARLEY_PORT"], os.environ["PARLEY_HOST"] = str(port), host
    django_start()
    from parley.project.preparing import DataInUseError, data_lock, data_prepare

    try:
        lock = data_lock()
    except DataInUseError as error:
        raise click.ClickException(str(error)) from error
    with lock:
        data_prepare(demo=not empty, report=click.echo)
        serve_forever(host=host, port=port, report=click.echo)


@main.group("import", cls=LazyGroup, source="parley.importers.cli:import_group")
@data_option
def import_() -> None:
    """Bring articles and comments in from other places."""


@main.group("site", cls=LazyGroup, source="parley.project.site_cli:site_group")
@data_option
def site() -> None:
    """Register other sites whose pages may carry threads."""


@main.group("rules", cls=LazyGroup, source="parley.project.rules_cli:rules_group")
@data_option
def rules() -> None:
    """Write house rules, and see what they would have done."""


@main.group("report", cls=LazyGroup, source="parley.project.report_cli:report_group")
@data_option
def report() -> None:
    """Write reports on moderation."""


@main.command(short_help="Score stored comments with the present toxicity model.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Only comments written on this day or later."
)
@click.option(
    "--tier",
    type=click.Choice(["accurate", "fast"]),
    help="The model to score with.  [default: PARLEY_TOXICITY_TIER]",
)
@click.option(
    "--batch",
    type=click.IntRange(1, 10_000),
    default=256,
    show_default=True,
    help="Comments scored and written at a time.",
)
@click.option("--all", "everything", is_flag=True, help="Rejected and removed comments, too.")
@data_option
def rescore(since: datetime | None, tier: str | None, batch: int, *, everything: bool) -> None:
    """Score the comments that have no score yet by the present version of the toxicity model.

    Imported comments and those from before an update are such. No comment's status changes. The server may run
    meanwhile. Stopped and called again, it goes on where it was.
    """
    django_start()
    from parley.project.rescoring import RescoreError, rescore_run

    try:
        rescore_run(since=since, tier=tier or "", batch=batch, everything=everything, report=click.echo)
    except RescoreError as error:
        raise click.ClickException(str(error)) from error


@main.command(short_help="Learn from moderators' decisions now, instead of every six hours.")
@click.option(
    "--now", "forced", is_flag=True, help="Fit a new model even if there is little new to learn from."
)
@data_option
def learn(*, forced: bool) -> None:
    """Look for drift, fit the model anew, and find the score below which comments may pass by themselves.

    The server does the same every six hours. A new model replaces the old one only if it is better on later decisions
    and lets more pass.
    """
    django_start()
    from parley.project.learning import LearnError, learn_run

    try:
        learn_run(forced=forced, report=click.echo)
    except LearnError as error:
        raise click.ClickException(str(error)) from error


@main.command(short_help="Look for mistakes in settings, database and data folder.")
@data_option
@click.option("--deploy", is_flag=True, help="Also check what matters only on the open internet.")
@click.option(
    "--services", is_flag=True, help="Also ask the services that screening asks, about an invented comment."
)
def check(*, deploy: bool, services: bool) -> None:
    """Look for mistakes in the settings, the database and the data folder."""
    django_start()
    from parley.moderation.seals import seal_last
    from parley.project.checking import problems_find
    from parley.project.checking_services import services_ask

    problems = problems_find(deploy=deploy)
    asked = services_ask() if services else None
    if asked:
        problems += asked.problems
    for problem in problems:
        click.echo(f"✗ {problem}", err=True)
    if problems:
        sys.exit(1)
    click.echo("✓ Settings, database and data folder are in order.")
    if asked:
        click.echo(f"✓ Services that answered: {', '.join(asked.answered) or 'none is set up'}.")
    if seal := seal_last():
        click.echo(f"  Decisions are sealed up to number {seal.sequence}: {seal.hash}")


@main.command()
@click.argument("name")
@click.option("--email", default="", help="Address for notices about this account.")
@data_option
def createadmin(name: str, email: str) -> None:
    """Create the administrator NAME and print a one-time password."""
    django_start()
    from parley.accounts.actions import administrator_create

    try:
        _person, password = administrator_create(username=name, email=email)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Administrator {name}, one-time password: {password}")


@main.command(short_help="Write everything to one archive, while the server runs.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@data_option
def backup(file: Path) -> None:
    """Write database, uploaded files and secret key to FILE (tar.gz), also while the server runs.

    To restore, unpack FILE into an empty folder and name it with --data.
    """
    django_start()
    from parley.project.backing_up import BackupError, backup_write

    try:
        size = backup_write(target=file)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Wrote {file} ({size / 1024 / 1024:.1f} MiB).")


@main.command(
    short_help="Run a management command of Django or Wagtail.",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
)
@data_option
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's or Wagtail's own management commands, such as `parley manage changepassword`."""
    django_start()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["parley manage", *arguments])


main.add_command(toxicity)
