"""What is wrong with a text of house rules, all of it at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

#: Problems that the message spells out; `RulesInvalid.problems` holds all.
_SPELT_OUT: Final = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """`rule`: the name of the rule, or "rule 17" for one without; "" for the text as a whole. `text`: what to do."""

    rule: str
    text: str
    line: int | None = None

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.rule, self.line and f"line {self.line}") if part)
        return f"{where}: {self.text}" if where else self.text


class RulesInvalid(ValueError):  # noqa: N818 - says what they are
    """The text can't be read as house rules; each problem says where and what to do."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:_SPELT_OUT]]
        more = len(self.problems) - len(lines)
        super().__init__("\n".join([*lines, *([f"And {more} more."] if more else [])]))
