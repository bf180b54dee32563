"""From rows to batches of token ids: what is drawn, how it is disguised, and in which order it is seen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.text.clean import clean
from parley.toxicity.text.sentences import sentences
from parley.toxicity.training.augment import disguise
from parley.toxicity.training.rows import Floats, Part, Row
from parley.toxicity.training.synthetic import synthetic_rows

_TOXICITY = ATTRIBUTES.index("TOXICITY")
UNKNOWN = -1.0
_MOST_LETTERS: Final = 4000
#: Letters from which on a text may have more tokens than are trained on at once.
_LONG: Final = 500
#: The share of people up to which a text is calm from end to end.
_CALM: Final = 0.1


@dataclass(frozen=True, slots=True)
class Example:
    """`labels`: (OUTPUTS,), see `network`; `marks`: for each token 0 or 1, or -1 where nobody said; None where nobody
    marked the text.
    """

    ids: NDArray[np.int32]
    labels: Floats
    weight: float
    marks: Floats | None


@dataclass(frozen=True, slots=True)
class Batch:
    """`ids`, `marks`: (batch, length), 0 and -1 where padded; `labels`: (batch, OUTPUTS); `weights`: (batch,)."""

    ids: NDArray[np.int64]
    labels: Floats
    weights: Floats
    marks: Floats


def pools(rows: list[Row], *, synthetic: int, seed: int) -> dict[str, list[Row]]:
    """Training rows by the name under which a config draws them: the source, Wikipedia's apart by their label."""
    result: dict[str, list[Row]] = {}
    for row in rows:
        if row.part is Part.TRAIN:
            name = row.source
            if name == "wikipedia_train":
                name = "wikipedia_toxic" if row.labels[_TOXICITY] > 0.5 else "wikipedia_clean"  # noqa: PLR2004
            result.setdefault(name, []).append(row)
    result["synthetic"] = list(synthetic_rows(count=synthetic, seed=seed))
    return result


def draw(pool: Mapping[str, list[Row]], draws: Mapping[str, int], *, rng: Random) -> list[Row]:
    """Take as many rows of each pool as `draws` says, each as seldom as can be, and mix them."""
    drawn: list[Row] = []
    for name, count in draws.items():
        rows = pool.get(name, [])
        left = count if rows else 0
        while left > 0:
            drawn.extend(rng.sample(rows, min(left, len(rows))))
            left -= len(rows)
    rng.shuffle(drawn)
    return drawn


def part_of(row: Row, *, rng: Random) -> Row:
    """A calm text from any of its sentences on, others as they are.

    A long text scores as its worst window, so it is not enough to know how texts begin. Of one that is called toxic
    nobody says where it is.
    """
    if not row.labels[_TOXICITY] <= _CALM or row.spans or len(row.text) < _LONG:  # unknown is not calm
        return row
    begin, _ = rng.choice(sentences(row.text[:_MOST_LETTERS]) or [(0, 0)])
    return replace(row, text=row.text[begin:])


def example_of(row: Row, tokenizer: Tokenizer, *, rng: Random, disguised: float) -> Example:
    text, spans = row.text[:_MOST_LETTERS], row.spans
    toxic = row.labels[_TOXICITY] > 0.5  # noqa: PLR2004
    if rng.random() < (disguised if toxic else disguised * 0.7):
        text, spans = disguise(text, rng=rng), None
    mapped = clean(text)
    encoding = tokenizer.encode(mapped.text)
    marks = None
    if spans is not None:
        marks = np.full(len(encoding.ids), UNKNOWN, dtype=np.float32)
        for place, ((begin, end), special) in enumerate(
            zip(encoding.offsets, encoding.special_tokens_mask, strict=True)
        ):
            if not special and end > begin:
                first, last = mapped.original_span(begin, end)
                share = sum(at in spans for at in range(first, last)) / max(1, last - first)
                marks[place] = float(share >= 0.5)  # noqa: PLR2004
    apart = row.labels if row.source.startswith("wikipedia") else np.full_like(row.labels, np.nan)
    labels = np.concatenate([row.labels, apart])
    return Example(np.array(encoding.ids, dtype=np.int32), labels, row.weight, marks)


def batches_of(examples: list[Example], *, tokens: int, rng: Random, window: int = 2048) -> Iterator[Batch]:
    """Neighbours of like length together, so that little is padding; `tokens` bounds rows times length."""
    for start in range(0, len(examples), window):
        near = sorted(examples[start : start + window], key=lambda example: len(example.ids))
        groups: list[list[Example]] = [[]]
        for example in near:
            if groups[-1] and (len(groups[-1]) + 1) * len(example.ids) > tokens:
                groups.append([])
            groups[-1].append(example)
        rng.shuffle(groups)
        yield from (_batch(group) for group in groups)


def _batch(group: list[Example]) -> Batch:
    length = max(len(example.ids) for example in group)
    ids = np.zeros((len(group), length), dtype=np.int64)
    marks = np.full((len(group), length), UNKNOWN, dtype=np.float32)
    for place, example in enumerate(group):
        ids[place, : len(example.ids)] = example.ids
        if example.marks is not None:
            marks[place, : len(example.ids)] = example.marks
    labels = np.stack([example.labels for example in group])
    weights = np.array([example.weight for example in group], dtype=np.float32)
    return Batch(ids, labels, weights, marks)
