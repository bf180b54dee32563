"""What the newsroom's list says about a comment's toxicity scores (settings.PARLEY_COMMENT_NOTES)."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.discussion.models import Comment
from parley.discussion.notes import Fact, Mark, Note
from parley.moderation.models import CommentScore
from parley.moderation.queries import scores_latest

FACTS_MAX = 2

ATTRIBUTE_WORDS: Final[Mapping[str, Promise]] = {
    "TOXICITY": _("Toxicity"),
    "SEVERE_TOXICITY": _("Severe toxicity"),
    "IDENTITY_ATTACK": _("Attack on a group"),
    "INSULT": _("Insult"),
    "PROFANITY": _("Profanity"),
    "THREAT": _("Threat"),
    "SEXUALLY_EXPLICIT": _("Sexually explicit"),
}


def toxicity_notes(*, comments: Sequence[Comment]) -> dict[int, Note]:
    """Return a note on each comment whose present text was scored. One query."""
    return {pk: _note(score) for pk, score in scores_latest(comments=comments).items()}


def _note(score: CommentScore) -> Note:
    origin = _("%(model)s; language: %(language)s") % {"model": score.model, "language": score.language}
    if not score.scores:
        return Note(title=_("Toxicity"), origin=origin, facts=(Fact(_("Another language")),))
    # What reached its threshold comes first, then what has most.
    ranked = sorted(score.scores.items(), key=lambda item: (item[0] not in score.above, -item[1]))
    return Note(
        title=_("Toxicity"),
        origin=origin,
        facts=tuple(
            Fact(format_lazy("{} {}", _name(name), _percent(value)), is_serious=name in score.above)
            for name, value in ranked[: max(FACTS_MAX, len(score.above))]
        ),
        details=tuple((_name(name), _detail(name, value, score)) for name, value in ranked),
        marks=tuple(Mark(span["begin"], span["end"], _span_words(span["scores"])) for span in score.spans),
    )


def _name(attribute: str) -> str | Promise:
    return ATTRIBUTE_WORDS.get(attribute, attribute)


def _percent(value: float) -> str | Promise:
    # A whole number says "about"; 100% would say "certainly".
    return pgettext_lazy("a number of percent", "%s%%") % number_format(min(99, round(value * 100)))


def _detail(name: str, value: float, score: CommentScore) -> str | Promise:
    if name in score.above:
        return format_lazy("{} ({})", _percent(value), _("reached the threshold"))
    return _percent(value)


def _span_words(shares: Mapping[str, float]) -> str | Promise:
    if not shares:
        return _("raises the score")
    name = max(shares, key=lambda one: shares[one])
    return format_lazy("{}: {}", _("raises the score"), _name(name))
