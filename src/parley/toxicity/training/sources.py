"""Read the labelled data: one function a file. Which rows are for what is decided here and nowhere else.

The folder's files are described in the model card, with their licences. A label that nobody gave stays NaN and is
masked in the loss; a yes or no of one source becomes a share of people a little inside 0..1, for people differ.
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.training.rows import Part, Row, deduplicate, labels_of, percentile_of, text_key

Record = dict[str, Any]

YES: Final = 0.93
NO: Final = 0.02
NOTHING: Final = dict.fromkeys(ATTRIBUTES, NO)

WIKIPEDIA: Final = {
    "toxicity": "TOXICITY",
    "severe_toxicity": "SEVERE_TOXICITY",
    "obscene": "PROFANITY",
    "threat": "THREAT",
    "insult": "INSULT",
    "identity_attack": "IDENTITY_ATTACK",
}
CIVIL: Final = {**WIKIPEDIA, "sexual_explicit": "SEXUALLY_EXPLICIT"}


def records_of(path: Path) -> list[Record]:
    return [record for record in pq.read_table(path).to_pylist() if record.get("text")]


def _yes_no(value: float) -> float:
    return YES if value >= 0.5 else NO  # noqa: PLR2004 - the middle


def wikipedia_train(records: list[Record]) -> Iterator[Row]:
    for record in records:
        part = Part.CALIBRATION if percentile_of(text_key(record["text"])) < 5 else Part.TRAIN  # noqa: PLR2004
        labels = {name: _yes_no(record[column]) for column, name in WIKIPEDIA.items()}
        if not record["toxicity"]:
            labels["SEXUALLY_EXPLICIT"] = NO
        yield Row(record["text"], labels_of(labels), "wikipedia_train", part)


def wikipedia_extra(records: list[Record]) -> Iterator[Row]:
    for record in records:
        labels = {"TOXICITY": YES} if record["toxicity"] else NOTHING
        yield Row(record["text"], labels_of(labels), "wikipedia_extra", Part.TRAIN)


def wikipedia_test(records: list[Record]) -> Iterator[Row]:
    for record in records:
        labels = {name: float(record[column]) for column, name in WIKIPEDIA.items()}
        yield Row(record["text"], labels_of(labels), "wikipedia_test", Part.TEST)


def civil_part(records: list[Record]) -> Iterator[Row]:
    for record in records:
        if record["part"] == "natural":
            percentile = percentile_of(text_key(record["text"]))
            part = Part.TEST if percentile < 30 else Part.CALIBRATION if percentile < 55 else Part.TRAIN  # noqa: PLR2004
            yield Row(record["text"], labels_of({"TOXICITY": record["toxicity"]}), "civil_natural", part, 1.5)
        elif record["part"] == "enriched":
            labels = {name: record[column] for column, name in CIVIL.items()}
            part = Part.CALIBRATION if percentile_of(text_key(record["text"])) < 15 else Part.TRAIN  # noqa: PLR2004
            yield Row(record["text"], labels_of(labels), "civil_enriched", part, 1.5)
        else:
            yield Row(
                record["text"],
                labels_of({"TOXICITY": _yes_no(record["toxic_binary"])}),
                "civil_binary",
                Part.TRAIN,
            )


def civil_span_types(records: list[Record]) -> Iterator[Row]:
    """All of these were called toxic by half of their first raters; the shares are of those who marked the type.

    Their "profane_obscene" is left out: it says something else than Wikipedia's "obscene", and learnt together the two
    cost PROFANITY 0.017 of its AUC (see docs/why/toxicity-model.md).
    """
    for record in records:
        labels = {
            "TOXICITY": 0.5 + 0.5 * (1.0 - record["not_toxic"]),
            "IDENTITY_ATTACK": record["identity_based_attack"],
            "INSULT": record["insult"],
            "THREAT": record["threat"],
        }
        yield Row(record["text"], labels_of(labels), "civil_span_types", Part.TRAIN)


def toxic_spans(records: list[Record]) -> Iterator[Row]:
    for record in records:
        part = Part.TEST if record["split"] == "test" else Part.TRAIN
        marked = frozenset(ast.literal_eval(record["spans"]))
        labels = labels_of({"TOXICITY": 0.8 if marked else None})
        yield Row(record["text"], labels, "toxic_spans", part, spans=marked)


def identity_negatives(records: list[Record]) -> Iterator[Row]:
    for record in records:
        part = Part.CALIBRATION if record["split"] == "test" else Part.TRAIN
        yield Row(record["text"], labels_of(NOTHING), "identity_negatives", part, 0.7)


def identity_templates(records: list[Record]) -> Iterator[Row]:
    for record in records:
        yield Row(
            record["text"],
            labels_of({"TOXICITY": float(record["label"] == "BAD")}),
            "identity_templates",
            Part.TEST,
        )


def edos_sexism(records: list[Record]) -> Iterator[Row]:
    parts = {"train": Part.TRAIN, "dev": Part.CALIBRATION, "test": Part.TEST}
    for record in records:
        sexist = record["label_sexist"] == "sexist"
        threat = record["label_category"].startswith("1.")
        labels = (
            {"TOXICITY": 0.85, "IDENTITY_ATTACK": 0.85, "THREAT": 0.6 if threat else None}
            if sexist
            else {"IDENTITY_ATTACK": 0.05}  # rude or not, nobody said
        )
        yield Row(record["text"], labels_of(labels), "edos_sexism", parts[record["split"]])


def hatemoji(records: list[Record]) -> Iterator[Row]:
    parts = {"train": Part.TRAIN, "validation": Part.CALIBRATION, "test": Part.TEST}
    for record in records:
        labels: dict[str, float | None]
        if record["label_gold"]:
            threat = record["type"] == "threateninglanguage"
            labels = {"TOXICITY": 0.9, "IDENTITY_ATTACK": 0.9, "THREAT": 0.9 if threat else None}
        else:
            labels = {"TOXICITY": 0.12, "IDENTITY_ATTACK": NO, "THREAT": 0.05}
        yield Row(record["text"], labels_of(labels), "hatemoji", parts[record["split"]])


def toxigen(records: list[Record]) -> Iterator[Row]:
    for record in records:
        part = Part.TEST if percentile_of(text_key(record["text"])) < 20 else Part.TRAIN  # noqa: PLR2004
        share = (record["toxicity_score"] - 1.0) / 4.0
        labels = {
            "TOXICITY": 0.05 + 0.85 * share,
            "IDENTITY_ATTACK": YES if record["label"] == "hate" else NO,
        }
        yield Row(record["text"], labels_of(labels), "toxigen", part)


def fox_news(records: list[Record]) -> Iterator[Row]:
    """Split by the article, for comments under one article speak of the same things."""
    for record in records:
        part = Part.TEST if percentile_of(text_key(record["title"])) < 30 else Part.TRAIN  # noqa: PLR2004
        labels = {"TOXICITY": 0.85, "IDENTITY_ATTACK": 0.85} if record["label"] else {"IDENTITY_ATTACK": 0.05}
        yield Row(record["text"], labels_of(labels), "fox_news", part)


def surge_toxicity(records: list[Record]) -> Iterator[Row]:
    for record in records:
        part = Part.TEST if percentile_of(text_key(record["text"])) < 20 else Part.TRAIN  # noqa: PLR2004
        labels = labels_of({"TOXICITY": 0.9 if record["is_toxic"] == "Toxic" else 0.06})
        yield Row(record["text"], labels, "surge_toxicity", part)


def convabuse(records: list[Record]) -> Iterator[Row]:
    parts = {"train": Part.TRAIN, "valid": Part.CALIBRATION, "test": Part.TEST}
    for record in records:
        labels = {"TOXICITY": record["abuse"] * 0.9 + 0.03, "INSULT": record["abuse"] * 0.75 + 0.02}
        yield Row(record["text"], labels_of(labels), "convabuse", parts[record["split"]], 0.7)


READERS: Final[dict[str, Callable[[list[Record]], Iterator[Row]]]] = {
    "wikipedia_toxicity_train": wikipedia_train,
    "wikipedia_toxicity_extra": wikipedia_extra,
    "wikipedia_toxicity_test": wikipedia_test,
    "civil_comments_part": civil_part,
    "toxic_spans": toxic_spans,
    "civil_comments_span_types": civil_span_types,
    "identity_negatives": identity_negatives,
    "identity_templates": identity_templates,
    "edos_sexism": edos_sexism,
    "hatemoji_build": hatemoji,
    "toxigen_part": toxigen,
    "fox_news_hate": fox_news,
    "surge_toxicity": surge_toxicity,
    "convabuse": convabuse,
}


def rows_read(folder: Path) -> list[Row]:
    """Every labelled row of the data folder, deduplicated across files. FileNotFoundError names the file."""
    rows: list[Row] = []
    for name, reader in READERS.items():
        path = folder / f"{name}.parquet"
        if not path.exists():
            raise FileNotFoundError(
                f"{path} is missing. See docs/howto/train-the-model.md for what the folder holds."
            )
        rows.extend(reader(records_of(path)))
    return deduplicate(rows)
