"""The comments that are drawn from: held out of the model's training, with the raters' share and real scores."""

import hashlib
import json
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict

import numpy as np
from numpy.typing import NDArray

from bench.simulation.assumed import SOURCES, Kind
from bench.simulation.attacks import campaign_texts, spam_texts
from parley.discussion.markup import text_render
from parley.moderation.learning.features import Facts
from parley.moderation.rules import Action, RuleSet, Seen, strictest_action
from parley.moderation.rules.defaults import default_rules_text
from parley.moderation.spam.features import says_enough
from parley.moderation.spam.model import bundled
from parley.toxicity import ATTRIBUTES, Result
from parley.toxicity.scorer import Scorer, Tier
from parley.toxicity.training.rows import Part
from parley.toxicity.training.sources import rows_read

Floats = NDArray[np.float64]
#: From this share of raters on, a comment is one that we would have rejected.
TOXIC: Final = 0.5
#: From this score on, the bundled spam model holds a comment (PARLEY_SPAM_THRESHOLD).
_SPAM_HELD: Final = 0.95
_CHUNK: Final = 256
_SPAM, _CAMPAIGN = 400, 60  # different texts of each


@dataclass(frozen=True, slots=True)
class Text:
    """`share`: of raters who call it toxic. `facts`: what screening knows of it, but for writer, place and hour.

    `held`: a house rule holds or rejects it, or the bundled spam model holds it, whatever else is thought.
    """

    kind: Kind
    share: float
    facts: Facts
    held: bool

    @property
    def is_toxic(self) -> bool:
        return self.share >= TOXIC


@dataclass(frozen=True, slots=True)
class Labelled:
    """`texts` of all kinds; `model`: what scored them; `about`: how many of which set."""

    texts: tuple[Text, ...]
    model: str
    about: str


def labelled_read(*, folder: Path, tier: Tier, seed: int, scores_at: Path | None = None) -> Labelled:
    """Read the rows that training did not use, and score each. Raises FileNotFoundError, ModelUnusable.

    Scores are kept in a file of the folder `scores_at` (the system's for temporary ones), one for each model.
    """
    kinds = {source: kind for kind, sources in SOURCES.items() for source in sources}
    rows = [
        row
        for row in rows_read(folder)
        if row.source in kinds and row.part is not Part.TRAIN and not np.isnan(row.labels[0])
    ]
    rng = random.Random(seed)
    attacks = [
        *((text, Kind.SPAM) for text in spam_texts(count=_SPAM, rng=rng)),
        *((text, Kind.CAMPAIGN) for text in campaign_texts(count=_CAMPAIGN, rng=rng)),
    ]
    words = [*(row.text for row in rows), *(text for text, _ in attacks)]
    shares = [*(float(row.labels[0]) for row in rows), *(1.0 for _ in attacks)]
    of = [*(kinds[row.source] for row in rows), *(kind for _, kind in attacks)]
    scorer = Scorer(tier)
    scores = _scored(words, scorer, at=scores_at or Path(tempfile.gettempdir()))
    rules = RuleSet.read(default_rules_text())
    texts = [
        _text(kind, share, text, own, rules)
        for kind, share, text, own in zip(of, shares, words, scores, strict=True)
    ]
    return Labelled(tuple(texts), scorer.model, _described(texts))


def _text(kind: Kind, share: float, text: str, found: "_Found", rules: RuleSet) -> Text:
    named = dict(zip(ATTRIBUTES, found["scores"], strict=False))
    links = text_render(text).links_count
    hits = rules.match(Seen(text=text, scores=named, links_count=links))
    hit = {each.rule.name: str(each.rule.severity) for each in hits}
    facts = Facts(
        scores=named,
        embedding=found["embedding"],
        rules=Counter(hit.values()),
        letters=len(text),
        links=links,
    )
    is_spam = says_enough(text) and bool(bundled().scores([text])[0] >= _SPAM_HELD)
    return Text(kind, share, facts, strictest_action(hits) in {Action.HOLD, Action.REJECT} or is_spam)


class _Found(TypedDict):
    """Both empty where a text is in another language, or has nothing to see."""

    scores: list[float]
    embedding: list[float]


def _scored(texts: Sequence[str], scorer: Scorer, *, at: Path) -> list[_Found]:
    file = at / f"parley-bench-scores-{scorer.model}.json"
    kept: dict[str, _Found] = json.loads(file.read_text()) if file.exists() else {}
    keys = [hashlib.blake2b(text.encode(), digest_size=12).hexdigest() for text in texts]
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
    names, rest = list(missing), list(missing.values())
    for begin in range(0, len(rest), _CHUNK):
        answers = scorer.score_each(rest[begin : begin + _CHUNK])
        for name, answer in zip(names[begin : begin + _CHUNK], answers, strict=True):
            found = answer if isinstance(answer, Result) else Result({}, scorer.model, "")
            kept[name] = {
                "scores": [found.scores[attribute] for attribute in ATTRIBUTES if found.scores],
                "embedding": [round(one, 2) for one in found.embedding],
            }
        file.write_text(json.dumps(kept))
    return [kept[key] for key in keys]


def _described(texts: Sequence[Text]) -> str:
    counts = Counter(text.kind for text in texts)
    toxic = Counter(text.kind for text in texts if text.is_toxic)
    return ", ".join(
        f"{kind}: {count:,} texts, {toxic[kind] / count:.1%} toxic" for kind, count in counts.items()
    )
