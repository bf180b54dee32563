"""The house rules that a newsroom begins with."""

from importlib.resources import files


def default_rules_text() -> str:
    """The text of `default_rules.toml`; it stands beside this file and reads without a problem."""
    return (files("parley.moderation.rules") / "default_rules.toml").read_text("utf-8")
