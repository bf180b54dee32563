"""What became of one row, in a form that travels between processes, and the names under which it is written."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.errors import TextRefused
from parley.toxicity.files.problems import Problem, refusal_describe
from parley.toxicity.results import Result
from parley.toxicity.scoring_protocol import Scoring

#: Decimals of a written score: more than the model can mean, few enough to read.
DECIMALS = 6

SpanJson = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Scores in the order of `ATTRIBUTES`, or a problem in their place; `model` is empty where none was asked."""

    scores: tuple[float, ...] | None = None
    language: str = ""
    model: str = ""
    spans: tuple[SpanJson, ...] | None = None
    problem: Problem | None = None

    @property
    def scores_named(self) -> dict[str, float]:
        return dict(zip(ATTRIBUTES, self.scores or (), strict=True))

    @property
    def spans_json(self) -> str:
        return json.dumps(self.spans) if self.spans is not None else ""

    @property
    def error_line(self) -> str:
        """Code and reason on one line, for formats without structure."""
        return f"{self.problem.code}: {self.problem.message}" if self.problem else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the scorer for each text."""

    spans: bool = False
    any_language: bool = False


def texts_score(scorer: Scoring, texts: Sequence[str], *, asked: Asked) -> list[Outcome]:
    """Score the texts of one batch, an outcome for each, in order. Raises `ModelUnusable`."""
    if not texts:
        return []
    answers = scorer.score_each(texts, spans=asked.spans, any_language=asked.any_language)
    if len(answers) != len(texts):
        raise RuntimeError(f"The scorer gave {len(answers)} answers for {len(texts)} texts.")
    return [_outcome(answer, model=scorer.model, asked=asked) for answer in answers]


def _outcome(answer: Result | TextRefused, *, model: str, asked: Asked) -> Outcome:
    if isinstance(answer, TextRefused):
        problem = refusal_describe(answer)
        return Outcome(problem=problem, language=problem.language, model=model)
    spans = tuple(
        {
            "begin": span.begin,
            "end": span.end,
            "scores": {name: _rounded(score) for name, score in span.scores.items()},
        }
        for span in answer.spans
    )
    return Outcome(
        scores=tuple(_rounded(answer.scores[name]) for name in ATTRIBUTES),
        language=answer.language,
        model=answer.model,
        spans=spans if asked.spans else None,
    )


def _rounded(score: float) -> float:
    return round(float(score), DECIMALS)


@dataclass(frozen=True, slots=True)
class Names:
    """Names of what is added to a row."""

    prefix: str = ""
    spans: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields of a JSON object."""
        return tuple(
            self.prefix + name
            for name in ("scores", "language", "model", *(["spans"] if self.spans else []), "error")
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of a table."""
        scores = (name.lower() for name in ATTRIBUTES)
        return tuple(
            self.prefix + name
            for name in (*scores, "language", "model", *(["spans"] if self.spans else []), "error")
        )
