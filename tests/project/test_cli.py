from pathlib import Path

from click.testing import CliRunner

from parley import __version__
from parley.project.cli import main


def _run(*arguments: str) -> str:
    outcome = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    return f"{outcome.exit_code}\n{outcome.output}"


def test_help_lists_the_commands_with_a_sentence_each() -> None:
    output = _run("--help")
    for command in ("serve", "import", "check", "createadmin", "backup", "manage"):
        assert f"\n  {command} " in output
    assert "..." not in output.split("Commands:")[1]  # no sentence cut short


def test_version() -> None:
    assert __version__ in _run("--version")


def test_a_wrong_port_is_refused_with_a_sentence() -> None:
    output = _run("serve", "--port", "70000")
    assert output.startswith("2\n")
    assert "70000 is not in the range" in output


def test_an_unknown_command_is_refused(tmp_path: Path) -> None:
    output = _run("improt", "--data", str(tmp_path))
    assert output.startswith("2\n")
    assert "No such command 'improt'" in output
