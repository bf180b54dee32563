"""Texts of house rules for the tests, and what hits in them."""

from parley.moderation.rules import Hit, RuleSet, Seen


def rule_text(*, name: str = "a-rule", action: str = "hold", more: str = "") -> str:
    """One rule in TOML; `more` holds its patterns and conditions."""
    return f'[[rule]]\nname = "{name}"\nsentence = "Please don’t."\nseverity = "minor"\naction = "{action}"\n{more}\n'


def words_text(*words: str, name: str = "a-rule", more: str = "") -> str:
    listed = ", ".join(f"'''{word}'''" for word in words)
    return rule_text(name=name, more=f"words = [{listed}]\n{more}")


def places(rules: RuleSet, text: str) -> list[str]:
    """The pieces of the text in which something is hit."""
    return [text[hit.begin : hit.end] for hit in rules.match(Seen(text)) if hit.begin is not None]


def names(hits: tuple[Hit, ...]) -> list[str]:
    """The rules that are hit, each once, the strictest first."""
    return list(dict.fromkeys(hit.rule.name for hit in hits))
