"""What the rules are asked about, and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from parley.moderation.rules.rule import Rule
from parley.toxicity.forms import forms_read
from parley.toxicity.text.mapped import Mapped


@dataclass(frozen=True)
class Seen:
    """A comment as the rules see it.

    `scores`: 0 to 1 by attribute, empty where there are none. `section`: the slug of the article's section.
    `article`: the public id of the thread. `account_age_days`: 0 for guests. `links_count`: links in the comment.
    """

    text: str
    scores: Mapping[str, float] = field(default_factory=dict, hash=False)
    section: str = ""
    article: str = ""
    account_age_days: float = 0.0
    links_count: int = 0

    @cached_property
    def forms(self) -> tuple[Mapped, ...]:
        """The text cleaned and, where known words were disguised in it, with the disguise taken off.

        Both map back to `text`. Made when first asked for and kept, for a second set of rules.
        """
        return forms_read(self.text)


@dataclass(frozen=True, slots=True)
class Hit:
    """One place in which a rule is hit.

    `begin` and `end` count code points of the text as it was typed, end exclusive; None where a score or a condition
    was met. `what`: the entry of `words`, the regular expression or the attribute; "" where conditions alone were met.
    `score`: what the attribute had, else None.
    """

    rule: Rule
    begin: int | None = None
    end: int | None = None
    what: str = ""
    score: float | None = None
