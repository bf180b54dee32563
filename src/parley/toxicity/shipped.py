"""The weights that come with the package: where they lie, what they are called, whether they are whole."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.calibration import Calibration, Floats
from parley.toxicity.errors import ModelUnusable

FOLDER: Final = Path(__file__).parent / "weights"
TIERS: Final = ("accurate", "fast")
GRAPH: Final = "model.onnx"
TOKENIZER: Final = "tokenizer.json"
TABLE: Final = "table.npy"
CONFIG: Final = "config.json"
#: The files of each tier beside `CONFIG`; the accurate one also listens to the fast one.
FILES: Final = {
    "accurate": (f"accurate/{GRAPH}", f"accurate/{TOKENIZER}", f"fast/{TABLE}"),
    "fast": (f"fast/{TABLE}",),
}


@dataclass(frozen=True, slots=True)
class Shipped:
    """A tier's settings. `mix`: (7, 3), what a logit of the accurate network, one of the fast table and a constant
    count; `calibrations`: one for each attribute; `pooling`: the share of a
    text's worst window; `spans_threshold`: strength from which a word is marked.
    """

    folder: Path
    model: str
    fast_scale: tuple[float, ...]
    fast_bias: tuple[float, ...]
    mix: Floats
    calibrations: tuple[Calibration, ...]
    pooling: float
    spans_threshold: float

    @property
    def graph(self) -> Path:
        return self.folder / "accurate" / GRAPH

    @property
    def tokenizer(self) -> Path:
        return self.folder / "accurate" / TOKENIZER

    @property
    def table(self) -> Path:
        return self.folder / "fast" / TABLE


def version_of(folder: Path, tier: str, config: dict[str, Any]) -> str:
    """Eight hex digits of BLAKE2b over the tier's files and what of the settings it reads: the fast tier keeps its
    version when only the accurate one changes.
    """
    table = {name: config["fast"][name] for name in ("scale", "bias")}
    settings = {"attributes": config["attributes"], "table": table, tier: config[tier]}
    parts = {name: (folder / name).read_bytes() for name in FILES[tier]}
    parts[CONFIG] = json.dumps(settings, sort_keys=True).encode()
    digest = hashlib.blake2b(digest_size=4)
    for name, content in parts.items():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def shipped_read(tier: str, *, folder: Path = FOLDER) -> Shipped:
    """Raises ModelUnusable, saying which file is missing or damaged."""
    try:
        config: dict[str, Any] = json.loads((folder / CONFIG).read_text("utf-8"))
        own = config[tier]
        if config["attributes"] != list(ATTRIBUTES):
            raise ModelUnusable(
                f"The weights in {folder} are for other attributes. Reinstall Parley or train them anew."
            )
        return Shipped(
            folder=folder,
            model=f"{tier}@{version_of(folder, tier, config)}",
            fast_scale=tuple(config["fast"]["scale"]),
            fast_bias=tuple(config["fast"]["bias"]),
            mix=np.array(own["mix"], dtype=np.float64),
            calibrations=tuple(Calibration.of(own["calibration"][name]) for name in ATTRIBUTES),
            pooling=float(own["pooling"]),
            spans_threshold=float(own["spans_threshold"]),
        )
    except OSError as error:
        raise ModelUnusable(f"The weights can't be read: {error}. Reinstall Parley.") from error
    except (KeyError, ValueError, TypeError) as error:
        raise ModelUnusable(f"The weights in {folder} are damaged ({error!r}). Reinstall Parley.") from error
