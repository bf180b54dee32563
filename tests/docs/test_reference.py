"""Every setting and command stands in docs/reference, and nothing else does."""

from pathlib import Path

import click
import pytest
from pydantic_core import PydanticUndefined

from parley.project.cli import main
from parley.project.settings.environment import Environment

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def _settings_table() -> list[str]:
    rows = []
    for field in Environment.model_fields.values():
        default = "" if field.default is PydanticUndefined else field.default
        shown = " ".join(default) if isinstance(default, tuple) else str(default)
        kind = getattr(field.annotation, "__name__", "tuple")
        kind = {
            "Path": "path",
            "str": "text",
            "int": "whole number",
            "bool": "yes or no",
            "float": "number",
            "tuple": "list",
            "dict": "JSON object",
        }[kind]
        rows.append(f"| `{field.alias}` | {kind} | {f'`{shown}`' if shown else '–'} | {field.description} |")
    return rows


def test_settings_page_lists_every_environment_variable_once() -> None:
    page = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    listed = [line for line in page.splitlines() if line.startswith("| `")]
    assert listed == _settings_table(), "docs/reference/settings.md should hold:\n" + "\n".join(
        _settings_table()
    )


def _commands(group: click.Group, context: click.Context, path: str) -> list[tuple[str, click.Command]]:
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        full = f"{path} {name}"
        if isinstance(command, click.Group):
            found += _commands(command, click.Context(command, parent=context, info_name=name), full)
        else:
            found.append((full, command))
    return found


def _page(command: str) -> str:
    name = "toxicity-cli.md" if command.startswith("parley toxicity ") else "commands.md"
    return (REFERENCE / name).read_text(encoding="utf-8")


ALL_COMMANDS = _commands(main, click.Context(main, info_name="parley"), "parley")


@pytest.mark.parametrize(("name", "command"), ALL_COMMANDS, ids=[name for name, _command in ALL_COMMANDS])
def test_commands_page_describes_each_command_and_option(name: str, command: click.Command) -> None:
    page = _page(name)
    heading = f"## `{name}`"
    assert heading in page
    section = page.split(heading, 1)[1].split("\n## ", 1)[0]
    for parameter in command.params:
        shown = parameter.opts[0] if isinstance(parameter, click.Option) else (parameter.name or "").upper()
        if shown == "ARGUMENTS":
            continue
        assert f"`{shown}" in section, f"{shown} of {name} is not described"


def test_commands_page_has_no_command_that_is_gone() -> None:
    pages = _page("parley") + _page("parley toxicity score")
    headings = {
        line.removeprefix("## `").removesuffix("`")
        for line in pages.splitlines()
        if line.startswith("## `parley")
    }
    assert headings == {name for name, _command in ALL_COMMANDS}
