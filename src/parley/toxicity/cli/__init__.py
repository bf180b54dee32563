"""The commands `parley toxicity …`. Each lives in a module that is imported when it is asked for: help is quick."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

import click

#: Name of each command and where it stands.
COMMANDS: Final = {
    "card": "parley.toxicity.cli.card:card",
    "evaluate": "parley.toxicity.cli.evaluate:evaluate",
    "key": "parley.toxicity.cli.key:key",
    "score": "parley.toxicity.cli.score:score",
    "serve": "parley.toxicity.cli.serve:serve",
    "train": "parley.toxicity.cli.train:train",
}


class LazyCommands(click.Group):
    """A group that imports a command's module when the command is named, or its help is wanted."""

    def __init__(self, *args: Any, lazy: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        there = (name for name, source in self._lazy.items() if find_spec(source.partition(":")[0]))
        return sorted({*super().list_commands(ctx), *there})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command. One that lacks a package is left out, so that the help of the others still shows."""
        if cmd_name not in self._lazy:
            return super().get_command(ctx, cmd_name)
        try:
            return self._import(cmd_name)
        except ModuleNotFoundError:
            return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say which package is missing where a command is asked for by name."""
        if args and args[0] in self._lazy:
            try:
                self._import(args[0])
            except ModuleNotFoundError as error:
                raise click.ClickException(
                    f"“{args[0]}” can't run here: the package “{error.name}” is missing."
                ) from error
        return super().resolve_command(ctx, args)

    def _import(self, name: str) -> click.Command:
        module, _, attribute = self._lazy[name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(cls=LazyCommands, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
def toxicity() -> None:
    """Score how toxic comments are, on this machine."""
