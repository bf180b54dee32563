"""comments:suggestscore, without HTTP: a labelled example, checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from parley.toxicity.perspective.attributes import score_type_check
from parley.toxicity.perspective.comments import Comment, comment_read, context_read
from parley.toxicity.perspective.fields import Fields
from parley.toxicity.perspective.limits import Limits
from parley.toxicity.perspective.refusals import malformed, request_invalid

_FIELDS: Final = frozenset(
    {
        "comment",
        "context",
        "attributeScores",
        "languages",
        "doNotStore",
        "clientToken",
        "sessionId",
        "communityId",
    }
)
_SCORES: Final = frozenset({"summaryScore", "spanScores"})
_SCORE: Final = frozenset({"value", "type"})
_SPAN: Final = frozenset({"begin", "end", "score"})
_NAME: Final = re.compile(r"[A-Z][A-Z0-9_]*(?:@[\w.-]+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What somebody says a comment should score. `scores` has the shape of the protocol's attributeScores."""

    comment: Comment
    scores: Mapping[str, Mapping[str, object]]
    context: Mapping[str, object] | None
    languages: tuple[str, ...]
    store: bool
    token: str | None
    session: str | None
    community: str | None


def suggestion_read(value: object, *, limits: Limits) -> Suggestion:
    """Check a SuggestCommentScoreRequest. Raises Refusal.

    Attributes that no model has are welcome too, as long as they look like one: a newsroom may label for its own rules.
    """
    fields = Fields(value, path="", known=_FIELDS)
    comment = comment_read(fields.raw("comment"))
    named = fields.entries("attributeScores", count=limits.attributes, letters=limits.attribute_name)
    if not named:
        raise request_invalid("Missing attribute_scores")
    units = comment.units().units
    return Suggestion(
        comment=comment,
        scores={name: _scores_read(name, item, units=units, limits=limits) for name, item in named.items()},
        context=context_read(fields.raw("context"), limits=limits),
        languages=tuple(fields.texts("languages", count=limits.languages, limit=limits.language)),
        store=not fields.flag("doNotStore"),
        token=fields.text("clientToken", limit=limits.token),
        session=fields.text("sessionId", limit=limits.token),
        community=fields.text("communityId", limit=limits.token),
    )


def _scores_read(name: str, value: object, *, units: int, limits: Limits) -> Mapping[str, object]:
    if not _NAME.fullmatch(name):
        raise request_invalid(f"Unknown attribute: {name}")
    path = f"attribute_scores[{name}]"
    fields = Fields(value, path=path, known=_SCORES)
    read: dict[str, object] = {}
    if fields.has("summaryScore"):
        read["summaryScore"] = _score_read(
            fields.raw("summaryScore"), path=fields.where("summaryScore"), attribute=name
        )
    spans = [
        _span_read(item, path=where, attribute=name, units=units)
        for where, item in fields.items("spanScores", count=limits.spans)
    ]
    if spans:
        read["spanScores"] = spans
    if not read:
        raise malformed(f"'{path}' has neither summary_score nor span_scores.", field=path)
    return read


def _span_read(value: object, *, path: str, attribute: str, units: int) -> Mapping[str, object]:
    fields = Fields(value, path=path, known=_SPAN)
    begin, end = fields.whole("begin"), fields.whole("end")
    if begin is None or end is None or not 0 <= begin < end <= units:
        raise malformed(
            f"'{path}' needs begin and end, in UTF-16 units of the comment's text, with 0 <= begin < end <= {units}.",
            field=path,
        )
    score = _score_read(fields.raw("score"), path=fields.where("score"), attribute=attribute)
    return {"begin": begin, "end": end, "score": score}


def _score_read(value: object, *, path: str, attribute: str) -> Mapping[str, object]:
    fields = Fields(value, path=path, known=_SCORE)
    score_type_check(fields, "type", attribute=attribute)
    number = fields.number("value")
    if number is None:
        number = 0.0  # a message that is sent without its number means 0, which Google's JSON leaves out
    if not 0.0 <= number <= 1.0:
        raise malformed(f"'{path}.value' is no probability: it must be from 0 to 1.", field=path)
    return {"value": number, "type": "PROBABILITY"}
