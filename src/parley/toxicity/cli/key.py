"""`parley toxicity key`: who may ask the server of `parley toxicity serve`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from parley.toxicity.perspective.keys import KeyFile, KeyFileError
from parley.toxicity.perspective.places import keys_path

_data = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="PARLEY_DATA",
    show_envvar=True,
    default=Path("parley-data"),
    show_default=True,
    help="Data folder of the server.",
)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except KeyFileError as error:
        raise click.ClickException(str(error)) from error


@click.group(short_help="Make, list and revoke API keys.")
def key() -> None:
    """Make, list and revoke the API keys of `parley toxicity serve`.

    As long as no key was ever made, the server listens on this machine only and anybody on it may ask. A running
    server heeds every change at its next request.
    """


@key.command(short_help="Make a key and print it once.")
@click.argument("name")
@click.option(
    "--per-minute",
    type=click.IntRange(1, 1_000_000),
    help="How many requests a minute it allows. [default: any]",
)
@_data
def add(*, name: str, per_minute: int | None, data: Path) -> None:
    """Make a key called NAME and print it. It is shown only now: the server keeps a hash of it."""
    with _in_words():
        click.echo(KeyFile(keys_path(data)).add(name, per_minute=per_minute))


@key.command("list", short_help="List the keys by name.")
@_data
def list_(*, data: Path) -> None:
    """List the keys: name, limit, when it was made. The keys themselves can't be shown again."""
    with _in_words():
        keys = KeyFile(keys_path(data)).read()
    if not keys:
        click.echo("There are no keys. Make one with `parley toxicity key add NAME`.")
    width = max((len(one.name) for one in keys), default=0)
    for one in keys:
        limit = f"{one.per_minute} a minute" if one.per_minute else "no limit"
        click.echo(f"{one.name:<{width}}  {limit:<18}  made {one.made}")


@key.command(short_help="Make a key unusable.")
@click.argument("name")
@_data
def revoke(*, name: str, data: Path) -> None:
    """Make the key called NAME unusable at once, also for a running server."""
    with _in_words():
        KeyFile(keys_path(data)).revoke(name)
    click.echo(f"The key {name} is revoked.")
