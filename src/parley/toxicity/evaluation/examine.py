"""The whole examination: every held-out set scored once, every measure taken, one report."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

import numpy as np

from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.errors import TextRefused
from parley.toxicity.evaluation.attacks import KINDS, attack
from parley.toxicity.evaluation.counterspeech import examples
from parley.toxicity.evaluation.identities import term_of
from parley.toxicity.evaluation.metrics import (
    Bias,
    Bools,
    Floats,
    Measured,
    auc,
    auc_measured,
    bias_of,
    expected_calibration_error,
    mean_measured,
    measured,
    recall_at,
    span_f1,
    threshold_at,
)
from parley.toxicity.results import Result
from parley.toxicity.scoring_protocol import Scoring
from parley.toxicity.training.rows import Part, Row, percentile_of, text_key

Say = Callable[[str], None]

#: The six attributes that Wikipedia's rows have labels for.
SIX: Final = ATTRIBUTES[:6]
SEED: Final = 20261126
#: Of the 76,564 template sentences, this share in a hundred is scored; they differ in one word each.
TEMPLATES_SHARE: Final = 25
HATE_SETS: Final = ("hatemoji", "toxigen", "fox_news", "edos_sexism")
OTHER_SETS: Final = ("surge_toxicity", "convabuse")
_HALF: Final = 0.5
_FALSE_POSITIVES: Final = 0.05


@dataclass(slots=True)
class Report:
    """Every figure of the examination. Names of measures are those of the model card."""

    model: str
    wikipedia: dict[str, Measured] = field(default_factory=dict)
    wikipedia_mean: Measured | None = None
    news: dict[str, Measured] = field(default_factory=dict)
    templates: dict[str, Measured] = field(default_factory=dict)
    identities: list[Bias] = field(default_factory=list)
    obfuscated: dict[str, Measured] = field(default_factory=dict)
    hate: dict[str, dict[str, Measured]] = field(default_factory=dict)
    counterspeech: dict[str, Measured] = field(default_factory=dict)
    spans: Measured | None = None
    thresholds: list[dict[str, float]] = field(default_factory=list)
    refused: int = 0


class Examination:
    """Scores rows with one scorer, in lots that tell how far it is."""

    def __init__(self, scorer: Scoring, rows: Sequence[Row], *, say: Say, share: int = 100) -> None:
        self._scorer = scorer
        self._say = say
        self._rows = [
            row for row in rows if row.part is Part.TEST and percentile_of(text_key(row.text)[::-1]) < share
        ]
        self.report = Report(scorer.model)

    def run(self) -> Report:
        self._wikipedia()
        self._news()
        self._templates()
        self._hate()
        self._counterspeech()
        self._spans()
        return self.report

    # --- scoring ------------------------------------------------------------------------------------

    def _of(self, source: str) -> list[Row]:
        return [row for row in self._rows if row.source == source]

    def _scores(self, texts: Sequence[str], *, what: str) -> Floats:
        """(texts, 7). A text that is refused (empty, too long) counts as 0, and is told of in the report."""
        result = np.zeros((len(texts), len(ATTRIBUTES)))
        for first in range(0, len(texts), 1000):
            lot = texts[first : first + 1000]
            for place, answer in enumerate(self._scorer.score_each(lot, any_language=True), first):
                if isinstance(answer, TextRefused):
                    self.report.refused += 1
                else:
                    result[place] = [answer.scores[name] for name in ATTRIBUTES]
            self._say(f"{what}: {min(first + 1000, len(texts))} of {len(texts)}")
        return result

    # --- measures -----------------------------------------------------------------------------------

    def _wikipedia(self) -> None:
        rows = self._of("wikipedia_test")
        labels = np.stack([row.labels for row in rows])[:, :6] > _HALF
        scores = self._scores([row.text for row in rows], what="Wikipedia")[:, :6]
        for place, name in enumerate(SIX):
            self.report.wikipedia[name] = auc_measured(labels[:, place], scores[:, place])

        def mean(weights: Floats | None) -> float:
            return float(
                np.mean([auc(labels[:, place], scores[:, place], weights) for place in range(len(SIX))])
            )

        self.report.wikipedia_mean = measured(len(rows), mean, resamples=300)
        toxic = labels[:, 0]
        self._obfuscated([row.text for row, one in zip(rows, toxic, strict=True) if one], scores[:, 0], toxic)

    def _obfuscated(self, texts: Sequence[str], scores: Floats, toxic: Bools) -> None:
        """Of the toxic rows found at 5 % false positives, the share still found when disguised."""
        threshold = threshold_at(scores[~toxic], false_positives=_FALSE_POSITIVES)
        clean = scores[toxic] > threshold
        kept: list[Bools] = []
        for kind in KINDS:
            rng = Random(SEED)  # noqa: S311 - the same attacks each time
            disguised = [attack(text, kind=kind, rng=rng) for text in texts]
            found = self._scores(disguised, what=f"Obfuscated, {kind}")[:, 0] > threshold
            kept.append(found)
            self.report.obfuscated[kind] = _survival(clean, found)
        self.report.obfuscated["all"] = _survival(np.tile(clean, len(kept)), np.concatenate(kept))

    def _news(self) -> None:
        rows = self._of("civil_natural")
        shares = np.array([row.labels[0] for row in rows], dtype=np.float64)
        scores = self._scores([row.text for row in rows], what="News comments")[:, 0]
        toxic = shares >= _HALF
        self.report.news = {
            "AUC": auc_measured(toxic, scores),
            "expected calibration error": measured(
                len(rows), lambda weights: expected_calibration_error(shares, scores, weights)
            ),
            "Brier score": mean_measured(((scores - shares) ** 2).tolist()),
            "mean score": mean_measured(scores.tolist()),
            "mean share of people": mean_measured(shares.tolist()),
        }
        for threshold in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
            over = scores > threshold
            self.report.thresholds.append(
                {
                    "threshold": threshold,
                    "held": float(over.mean()),
                    "of the toxic, held": recall_at(toxic, scores, threshold=threshold),
                    "of the held, toxic": float(toxic[over].mean()) if over.any() else float("nan"),
                }
            )

    def _templates(self) -> None:
        rows = [row for row in self._of("identity_templates") if percentile_of(row.text) < TEMPLATES_SHARE]
        labels = np.array([row.labels[0] > _HALF for row in rows])
        scores = self._scores([row.text for row in rows], what="Identity templates")[:, 0]
        self.report.templates["AUC"] = auc_measured(labels, scores)
        self.report.templates["false positives at 0.5"] = mean_measured((scores[~labels] > _HALF).tolist())
        self.report.templates["recall at 0.5"] = mean_measured((scores[labels] > _HALF).tolist())
        terms = np.array([term_of(row.text) or "" for row in rows])
        for term in sorted(set(terms.tolist()) - {""}):
            inside = terms == term
            if labels[inside].any() and not labels[inside].all():
                self.report.identities.append(bias_of(term, inside, labels, scores))

    def _hate(self) -> None:
        for source in (*HATE_SETS, *OTHER_SETS):
            rows = self._of(source)
            column = ATTRIBUTES.index("IDENTITY_ATTACK" if source in HATE_SETS else "TOXICITY")
            labels = np.array([row.labels[column] > _HALF for row in rows])
            scores = self._scores([row.text for row in rows], what=source)
            own: dict[str, Measured] = {}
            for name in ("TOXICITY", "IDENTITY_ATTACK"):
                own[name] = auc_measured(labels, scores[:, ATTRIBUTES.index(name)])
            self.report.hate[source] = own

    def _counterspeech(self) -> None:
        own = examples()
        scores = self._scores([case.text for case in own], what="Counter-speech")[:, 0]
        right = np.array([(score >= _HALF) == case.toxic for score, case in zip(scores, own, strict=True)])
        kinds = np.array([case.kind for case in own])
        for kind in sorted(set(kinds.tolist())):
            self.report.counterspeech[kind] = mean_measured(right[kinds == kind].tolist())
        calm = kinds != "abusive"
        self.report.counterspeech["all that is not abusive"] = mean_measured(right[calm].tolist())
        toxic = np.array([case.toxic for case in own])
        self.report.counterspeech["AUC against the abusive ones"] = auc_measured(toxic, scores)

    def _spans(self) -> None:
        rows = self._of("toxic_spans")
        values: list[float] = []
        for row, answer in zip(
            rows,
            self._scorer.score_each([row.text for row in rows], spans=True, any_language=True),
            strict=True,
        ):
            found: Iterable[int] = ()
            if isinstance(answer, Result):
                found = (at for span in answer.spans for at in range(span.begin, span.end))
            values.append(span_f1(row.spans or frozenset(), frozenset(found)))
        self.report.spans = mean_measured(values)


def _survival(clean: Bools, disguised: Bools) -> Measured:
    def share(weights: Floats | None) -> float:
        weight = np.ones(len(clean)) if weights is None else weights
        return float(weight[disguised].sum() / max(weight[clean].sum(), 1.0))

    return measured(len(clean), share)


def worst_of(report: Report) -> Mapping[str, Bias]:
    """The identity that fares worst by each of the three measures."""
    return {
        "subgroup": min(report.identities, key=lambda bias: bias.subgroup),
        "bpsn": min(report.identities, key=lambda bias: bias.bpsn),
        "bnsp": min(report.identities, key=lambda bias: bias.bnsp),
    }
