"""Examples that other programs sent by suggestscore, to fit a model on beside the decisions made here."""

import json
import logging
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from django.conf import settings

from parley.discussion.markup import text_links_count
from parley.moderation.learned.facts import facts_scored
from parley.moderation.learning.features import Facts, features_matrix
from parley.moderation.learning.rows import Rows
from parley.moderation.scoring import Scored, scorer_get, scoring_is_on, texts_score
from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.errors import ModelUnusable
from parley.toxicity.perspective.places import suggestions_path

logger = logging.getLogger(__name__)

#: They are scored each time, some 20 ms each: more would be a long time for little.
SUGGESTED_MAX: Final = 500
#: The end of the file that is read.
BYTES_READ: Final = 4 * 1024 * 1024
#: A program that sends a decision sends 1 for rejected and 0 for published.
REJECTED_FROM: Final = 0.5


def suggested_rows(*, until: float, scored_by: str) -> Rows:
    """Return the newest examples of `until` or earlier, in seconds, all of one weight.

    None while scoring is off, or another model scores now than `scored_by`.

    Only the text is known of them, and nothing says how they were chosen: no threshold may rest on them.
    """
    empty = Rows.checked(features=features_matrix(()), rejected=(), weights=(), decided_at=())
    examples = [one for one in _examples(suggestions_path(settings.DATA)) if one[2] <= until]
    if not examples or not scoring_is_on():
        return empty
    examples = examples[-SUGGESTED_MAX:]
    try:
        scorer = scorer_get()
        if scored_by not in ("", scorer.model):
            return empty
        answers = texts_score(scorer=scorer, texts=[text for text, _rejected, _at in examples])
    except ModelUnusable:
        logger.exception("Suggested examples can't be scored and are left out")
        return empty
    facts = [_facts(text, answer) for (text, _r, _at), answer in zip(examples, answers, strict=True)]
    return Rows.checked(
        features=features_matrix(facts),
        rejected=np.array([rejected for _text, rejected, _at in examples], dtype=np.bool_),
        weights=np.ones(len(examples)),
        decided_at=np.array([at for _text, _rejected, at in examples]),
    )


def _facts(text: str, answer: object) -> Facts:
    return Facts(
        **facts_scored(answer if isinstance(answer, Scored) else None),
        is_guest=True,
        letters=len(text),
        links=text_links_count(text),
    )


def _examples(path: Path) -> Iterator[tuple[str, bool, float]]:
    """Yield text, whether it should be rejected, and when it came, in seconds; pass over what is no such example."""
    try:
        with path.open("rb") as file:
            begin = max(0, os.fstat(file.fileno()).st_size - BYTES_READ)
            file.seek(begin)
            lines = file.read(BYTES_READ).split(b"\n")[1 if begin else 0 :]
    except FileNotFoundError:
        return
    for line in lines:
        example = _example(line)
        if example is not None:
            yield example


def _example(line: bytes) -> tuple[str, bool, float] | None:
    try:
        kept: dict[str, Any] = json.loads(line)
        at = datetime.fromisoformat(kept["time"]).timestamp()
        scores = [
            float(given["summaryScore"]["value"])
            for name, given in kept["attributeScores"].items()
            if name.split("@")[0] in ATTRIBUTES and "summaryScore" in given
        ]
        text = kept["text"]
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return None
    if not scores or not isinstance(text, str):
        return None
    return text, max(scores) >= REJECTED_FROM, at
