"""Make the shipped weights from the data folder: train, write the graph and the table, calibrate."""

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from parley.toxicity.accurate import AccurateModel
from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.fast import FastModel, table_of
from parley.toxicity.forms import forms_of
from parley.toxicity.shipped import CONFIG, GRAPH, TABLE, TOKENIZER
from parley.toxicity.text.sentences import sentences
from parley.toxicity.training.accurate import Recipe, Training, network_of
from parley.toxicity.training.calibrate import calibrate
from parley.toxicity.training.directions import directions_of
from parley.toxicity.training.fast import FastRecipe, train_fast
from parley.toxicity.training.graph import graph_write
from parley.toxicity.training.marking import threshold_fast, threshold_network
from parley.toxicity.training.network import Network, scores_merged
from parley.toxicity.training.prune import Cut, pruned
from parley.toxicity.training.rows import Part, Row
from parley.toxicity.windows import letter_windows, pooled

Say = Callable[[str], None]
Floats = NDArray[np.float64]

#: The share of a long text's worst window, see `windows.pooled`: chosen on the calibration rows.
POOLING: Final = {"accurate": 0.5, "fast": 1.0}


@dataclass(frozen=True, slots=True)
class Settings:
    """A configuration file: how the tiers are trained.

    With `whole` and `cut`, a whole network is trained first, cut down, and then trained on as `accurate` says.
    """

    accurate: Recipe
    fast: FastRecipe
    whole: Recipe | None = None
    cut: Cut | None = None

    @classmethod
    def read(cls, path: Path) -> "Settings":
        """Raises ValueError or TypeError that names what the file gets wrong."""
        found = tomllib.loads(path.read_text("utf-8"))
        if ("whole" in found) != ("cut" in found):
            raise ValueError(f"{path} has one of [whole] and [cut]: it takes both, or neither.")
        return cls(
            Recipe(**found.get("accurate", {})),
            FastRecipe(**found.get("fast", {})),
            Recipe(**found["whole"]) if "whole" in found else None,
            Cut.read(found["cut"]) if "cut" in found else None,
        )


def make(
    settings: Settings,
    rows: list[Row],
    *,
    start: Path | None,
    tokenizer: Path,
    folder: Path,
    output: Path,
    say: Say,
) -> None:
    """Write `output`/accurate, /fast and /config.json. `folder` keeps what an interrupted run goes on from."""
    (output / "accurate").mkdir(parents=True, exist_ok=True)
    (output / "fast").mkdir(parents=True, exist_ok=True)
    table_path = folder / "fast.npz"
    if not table_path.exists():
        say("Training the fast tier …")
        weights, bias = train_fast(settings.fast, rows, say)
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(table_path, weights=weights, bias=bias)
    network = _network(settings, rows, start=start, tokenizer=tokenizer, folder=folder, say=say)
    trained = {name: value.numpy() for name, value in network.state_dict().items()}
    words = Tokenizer.from_file(str(tokenizer))
    directions = directions_of(network, rows, tokenizer=words, length=settings.accurate.length)
    merged = scores_merged(trained, settings.accurate.wikipedia)
    graph_write(trained | directions | merged, network.shape, output / "accurate" / GRAPH)
    tokenizer_write(tokenizer, output / "accurate" / TOKENIZER)
    assemble(rows, table=table_path, output=output, say=say)


def _network(
    settings: Settings, rows: list[Row], *, start: Path | None, tokenizer: Path, folder: Path, say: Say
) -> Network:
    teacher: Network | None = None

    def training(recipe: Recipe, network: Network, folder: Path) -> Training:
        words = Tokenizer.from_file(str(tokenizer))
        return Training(recipe, rows=rows, tokenizer=words, network=network, folder=folder, teacher=teacher)

    if settings.whole and settings.cut:
        say("Training the whole network …")
        whole = training(settings.whole, network_of(settings.whole, start), folder / "whole")
        network = teacher = whole.run(say)
        say(f"Cutting it down to {settings.cut} …")
        importance = whole.importance(settings.cut.batches)
        network = pruned(network, settings.cut, importance, dropout=settings.accurate.dropout)
    else:
        network = network_of(settings.accurate, start)
    say("Training the accurate tier …")
    network = training(settings.accurate, network, folder).run(say)
    network.eval()
    return network


def tokenizer_write(source: Path, target: Path) -> None:
    """The tokenizer without the settings of truncation and padding: windows are cut by `accurate`."""
    tokenizer = Tokenizer.from_file(str(source))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    target.write_text(tokenizer.to_str(), "utf-8")


def assemble(rows: list[Row], *, table: Path, output: Path, say: Say) -> None:
    """Put the trained parts together: quantise the table, mix, calibrate, write config.json."""
    found = np.load(table)
    quantised, scale = table_of(found["weights"])
    np.save(output / "fast" / TABLE, quantised, allow_pickle=False)
    fast = FastModel(table=quantised, scale=scale, bias=found["bias"])
    accurate = AccurateModel(output / "accurate" / GRAPH, output / "accurate" / TOKENIZER)
    held = [row for row in rows if row.part is Part.CALIBRATION]
    say(f"Calibrating on {len(held)} rows …")
    read, listed = _logits(held, accurate, fast, say)
    both = calibrate(held, read(POOLING["accurate"]), listed(POOLING["accurate"]))
    alone = calibrate(held, None, listed(POOLING["fast"]))
    config: dict[str, Any] = {
        "attributes": list(ATTRIBUTES),
        "fast": {
            "scale": [float(value) for value in scale],
            "bias": [float(value) for value in found["bias"]],
            "mix": alone.mix,
            "calibration": alone.knots,
            "pooling": POOLING["fast"],
            "spans_threshold": threshold_fast(rows, fast),
        },
        "accurate": {
            "mix": both.mix,
            "calibration": both.knots,
            "pooling": POOLING["accurate"],
            "spans_threshold": threshold_network(rows, accurate),
        },
    }
    (output / CONFIG).write_text(json.dumps(config, indent=1) + "\n", "utf-8")


def _logits(
    rows: list[Row], accurate: AccurateModel, fast: FastModel, say: Say
) -> tuple[Callable[[float], Floats], Callable[[float], Floats]]:
    """Logits (rows, 7) of the plain forms, of the network and of the table, to be pooled by a share."""
    read: list[NDArray[np.float32]] = []
    read_starts: list[int] = []
    listed: list[str] = []
    listed_starts: list[int] = []
    for number, row in enumerate(rows):
        text = forms_of(row.text[:5000])[0].text
        read_starts.append(len(read))
        read.extend(accurate.read(piece).logits for piece in accurate.pieces(text, sentences(text)))
        listed_starts.append(len(listed))
        listed.extend(text[begin:end] for begin, end in letter_windows(text, sentences(text)))
        if number % 2000 == 1999:  # noqa: PLR2004
            say(f"{number + 1} of {len(rows)} read")
    return (
        partial(pooled, np.array(read, dtype=np.float64), read_starts),
        partial(pooled, fast.logits(listed).astype(np.float64), listed_starts),
    )
