"""A data folder like the real one, of invented sentences: enough to train something in seconds, but not well."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

CALM = (
    "the harbour opens on {day}",
    "I liked the part about {thing}",
    "does anyone know when the {thing} comes back",
)
RUDE = (
    "you are a stupid {thing}, {name}",
    "shut up you idiot, nobody asked on {day}",
    "{name} is a moron with a {thing}",
)
DAYS = ("Monday", "Tuesday", "Friday", "a Sunday in May", "the ninth")
THINGS = ("ferry", "tram", "library", "bridge", "market", "choir", "lighthouse", "school")
NAMES = ("Ida", "Tom", "Nura", "Bela", "Jon")
WIKIPEDIA = ("toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack")
CIVIL = (*WIKIPEDIA, "sexual_explicit")


def _sentences(count: int, seed: int) -> Iterator[tuple[int, str, bool]]:
    rng = Random(seed)
    for number in range(count):
        rude = rng.random() < 0.4
        template = rng.choice(RUDE if rude else CALM)
        text = template.format(day=rng.choice(DAYS), thing=rng.choice(THINGS), name=rng.choice(NAMES))
        yield number, f"{text} ({seed}.{number})", rude


def _wikipedia(number: int, text: str, rude: bool) -> dict[str, Any]:  # noqa: FBT001
    return {"id": str(number), "text": text, **dict.fromkeys(WIKIPEDIA, int(rude))}


def _civil(number: int, text: str, rude: bool) -> dict[str, Any]:  # noqa: FBT001
    part = ("natural", "natural", "natural", "enriched", "binary")[number % 5]
    share = 0.8 if rude else 0.0
    return {
        "text": text,
        "part": part,
        "toxic_binary": float(rude) if part == "binary" else None,
        "toxicity": None if part == "binary" else share,
        **dict.fromkeys(CIVIL[1:], share if part == "enriched" else None),
    }


def _spans(number: int, text: str, rude: bool) -> dict[str, Any]:  # noqa: FBT001
    word = next((word for word in ("stupid", "idiot", "moron") if word in text), None)
    marked = list(range(text.index(word), text.index(word) + len(word))) if word else []
    return {"text": text, "spans": str(marked), "split": "test" if number % 4 == 0 else "train"}


def _span_types(number: int, text: str, rude: bool) -> dict[str, Any]:  # noqa: FBT001
    share = 2 / 3 if rude else 0.0
    names = ("identity_based_attack", "insult", "other_toxicity", "profane_obscene", "threat", "all_toxic")
    return {"comment_id": number, "text": text, "n": 3, "not_toxic": 1 - share, **dict.fromkeys(names, share)}


def _split(number: int, *names: str) -> str:
    return names[number % len(names)]


FILES: dict[str, tuple[int, Callable[[int, str, bool], dict[str, Any]]]] = {
    "wikipedia_toxicity_train": (600, _wikipedia),
    "wikipedia_toxicity_test": (60, _wikipedia),
    "wikipedia_toxicity_extra": (
        40,
        lambda _n, text, rude: {"text": text, "toxicity": int(rude), "text_form": "raw"},
    ),
    "civil_comments_part": (400, _civil),
    "civil_comments_span_types": (40, _span_types),
    "toxic_spans": (60, _spans),
    "identity_negatives": (
        20,
        lambda number, text, _r: {"text": text, "toxicity": False, "split": _split(number, "train", "test")},
    ),
    "identity_templates": (
        400,
        lambda number, text, rude: {
            "text": f"{_split(number, 'gay', 'deaf', 'old')} {text}",
            "label": "BAD" if rude else "NOT_BAD",
            "template": "x",
        },
    ),
    "edos_sexism": (
        30,
        lambda number, text, rude: {
            "text": text,
            "label_sexist": "sexist" if rude else "not sexist",
            "label_category": "2. derogation" if rude else "none",
            "split": _split(number, "train", "dev", "test"),
        },
    ),
    "hatemoji_build": (
        30,
        lambda number, text, rude: {
            "text": f"{text} 🙂",
            "label_gold": int(rude),
            "type": "derogation" if rude else "none",
            "target": "[]",
            "split": _split(number, "train", "validation", "test"),
        },
    ),
    "toxigen_part": (
        60,
        lambda _n, text, rude: {
            "text": text,
            "toxicity_score": 5.0 if rude else 1.0,
            "label": "hate" if rude else "neutral",
            "target_groups": "[]",
        },
    ),
    "fox_news_hate": (
        60,
        lambda number, text, rude: {"title": f"title {number % 9}", "text": text, "label": int(rude)},
    ),
    "surge_toxicity": (
        60,
        lambda _n, text, rude: {"text": text, "is_toxic": "Toxic" if rude else "Not Toxic"},
    ),
    "convabuse": (
        30,
        lambda number, text, rude: {
            "text": text,
            "abuse": float(rude),
            "split": _split(number, "train", "valid", "test"),
        },
    ),
}


def tiny_data(folder: Path) -> Path:
    """Write every file that training reads."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed, (name, (count, record)) in enumerate(FILES.items()):
        records = [record(*each) for each in _sentences(count, seed)]
        pq.write_table(pa.Table.from_pylist(records), folder / f"{name}.parquet")
    return folder


CONFIG = """
[whole]
synthetic = 60
length = 48
batch_tokens = 384
learning_rate = 6e-3
head_learning_rate = 1e-2
dropout = 0.0
marks_weight = 2.0
bfloat16 = true
shape = { width = 32, layers = 3, heads = 3, head_width = 16, inner = 64, positions = 256 }

[whole.draws]
wikipedia_toxic = 240
wikipedia_clean = 240
civil_natural = 200
civil_enriched = 60
toxic_spans = 180
synthetic = 60

[cut]
layers = [0, 2]
heads = 2
inner = 48
batches = 4

[accurate]
seed = 1
taught = 0.5
parts = true
wikipedia = { INSULT = 0.5 }
length = 48
batch_tokens = 384
learning_rate = 6e-3
head_learning_rate = 1e-2
dropout = 0.0
marks_weight = 2.0

[accurate.draws]
wikipedia_toxic = 120
wikipedia_clean = 120
civil_natural = 120
toxic_spans = 240

[fast]
synthetic = 60
epochs = 4
"""
