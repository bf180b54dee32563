"""comments:analyze, without HTTP: what was asked, and what the scores of it look like."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from parley.toxicity.errors import LanguageNotSupported, TextEmpty, TextRefused, TextTooLong
from parley.toxicity.perspective.attributes import attribute_find, score_type_check
from parley.toxicity.perspective.comments import Comment, comment_read, context_read
from parley.toxicity.perspective.fields import Fields
from parley.toxicity.perspective.limits import Limits
from parley.toxicity.perspective.refusals import (
    Refusal,
    attributes_missing,
    comment_empty,
    comment_too_long,
    language_unsupported,
    request_invalid,
)
from parley.toxicity.results import Result, Span

#: Languages that the shipped models score, as primary subtags.
SUPPORTED: Final = frozenset({"en"})
_UNKNOWN: Final = "und"
_FIELDS: Final = frozenset(
    {
        "comment",
        "context",
        "requestedAttributes",
        "languages",
        "doNotStore",
        "dropUnsupportedAttributes",
        "clientToken",
        "sessionId",
        "communityId",
        "spanAnnotations",
    }
)
_PARAMETERS: Final = frozenset({"scoreType", "scoreThreshold"})
_DIGITS: Final = 7  # more than a single-precision number holds


@dataclass(frozen=True, slots=True)
class Asked:
    """One requested attribute: the name in the request, the one it stands for, the least score worth telling."""

    name: str
    attribute: str
    threshold: float | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """A request for scores, checked."""

    comment: Comment
    asked: tuple[Asked, ...]
    first: str  # the first attribute named, for the error about languages
    languages: tuple[str, ...]
    spans: bool
    drop: bool
    token: str | None

    @property
    def any_language(self) -> bool:
        """Who names the language insists: what the detector makes of the text is only reported."""
        return bool(self.languages)


def analysis_read(value: object, *, model: str, limits: Limits, drop: bool = False) -> Analysis:
    """Check an AnalyzeCommentRequest. Raises Refusal. `drop` stands for its dropUnsupportedAttributes."""
    fields = Fields(value, path="", known=_FIELDS)
    comment = comment_read(fields.raw("comment"))
    context_read(fields.raw("context"), limits=limits)
    for name in ("sessionId", "communityId"):
        fields.text(name, limit=limits.token)
    fields.flag("doNotStore")  # nothing that is analysed is ever stored
    drop = fields.flag("dropUnsupportedAttributes") or drop
    named = fields.entries("requestedAttributes", count=limits.attributes, letters=limits.attribute_name)
    if not named:
        raise attributes_missing()
    languages = tuple(fields.texts("languages", count=limits.languages, limit=limits.language))
    return Analysis(
        comment=comment,
        asked=tuple(_asked_read(named, drop=drop, model=model)),
        first=next(iter(named)),
        languages=languages,
        spans=fields.flag("spanAnnotations"),
        drop=drop,
        token=fields.text("clientToken", limit=limits.token),
    )


def _asked_read(named: Mapping[str, object], *, drop: bool, model: str) -> Iterable[Asked]:
    for name, value in named.items():
        path = f"requested_attributes[{name}]"
        parameters = Fields({} if value is None else value, path=path, known=_PARAMETERS)
        threshold = parameters.number("scoreThreshold")
        attribute = attribute_find(name, model=model)
        if attribute is None:
            if drop:
                continue
            raise request_invalid(f"Unknown requested attribute: {name}")
        score_type_check(parameters, "scoreType", attribute=name)
        yield Asked(name=name, attribute=attribute, threshold=threshold)


def languages_check(analysis: Analysis) -> Mapping[str, object] | None:
    """Return the whole answer if the caller's languages leave nothing to score, None if scoring is in order.

    Raises Refusal when one of them is not supported, unless such attributes are to be dropped.
    """
    unsupported = [
        tag for tag in analysis.languages if tag.replace("_", "-").partition("-")[0].lower() not in SUPPORTED
    ]
    if not unsupported:
        return None
    if analysis.drop:
        return _answer(analysis, scores={}, languages=analysis.languages, detected=())
    raise language_unsupported(attribute=analysis.first, languages=analysis.languages, requested=True)


def refused_answer(analysis: Analysis, refused: TextRefused) -> Mapping[str, object]:
    """Return the answer for a text that has no scores; mostly raises the Refusal that says why."""
    if isinstance(refused, LanguageNotSupported):
        detected = (refused.language,)
        if analysis.drop:
            return _answer(analysis, scores={}, languages=detected, detected=detected)
        raise language_unsupported(attribute=analysis.first, languages=detected, requested=False)
    raise _refusal(refused)


def _refusal(refused: TextRefused) -> Refusal:
    if isinstance(refused, TextEmpty):
        return comment_empty()
    if isinstance(refused, TextTooLong):
        return comment_too_long(refused.size)
    return request_invalid(str(refused))


def analysis_answer(analysis: Analysis, result: Result) -> Mapping[str, object]:
    """Return an AnalyzeCommentResponse. Raises ValueError when a score is missing or is no probability."""
    units = analysis.comment.units()
    sentences = result.sentences if analysis.spans else ()
    placed = [
        (units.span_to_utf16(*analysis.comment.original(span.begin, span.end)), span) for span in sentences
    ]
    scores = {}
    for asked in analysis.asked:
        value = _probability(result.scores, asked.attribute)
        if asked.threshold is not None and value < asked.threshold:
            continue
        scores[asked.name] = {
            "summaryScore": _score(value),
            "spanScores": _span_scores(placed, asked.attribute)
            or [{"begin": 0, "end": units.units, "score": _score(value)}],
        }
    # A text too short to tell its language is taken for the one that the model knows, and the answer says so.
    supposed = "en" if result.language == _UNKNOWN else result.language
    return _answer(
        analysis,
        scores=scores,
        languages=analysis.languages or (supposed,),
        detected=(result.language,),
    )


def _span_scores(placed: Sequence[tuple[tuple[int, int], Span]], attribute: str) -> list[dict[str, object]]:
    return [
        {"begin": begin, "end": end, "score": _score(_probability(span.scores, attribute))}
        for (begin, end), span in placed
    ]


def _probability(scores: Mapping[str, float], attribute: str) -> float:
    value = float(scores.get(attribute, -1.0))
    if not 0.0 <= value <= 1.0:  # also for NaN
        raise ValueError(f"The model gave no probability for {attribute}")
    return round(value, _DIGITS)


def _score(value: float) -> dict[str, object]:
    return {"value": value, "type": "PROBABILITY"}


def _answer(
    analysis: Analysis, *, scores: Mapping[str, object], languages: Iterable[str], detected: Iterable[str]
) -> Mapping[str, object]:
    """Put an answer together; what is empty is absent, as in Google's JSON."""
    answer: dict[str, object] = {
        "attributeScores": scores,
        "languages": list(languages),
        "detectedLanguages": list(detected),
        "clientToken": analysis.token,
    }
    return {name: value for name, value in answer.items() if value}
