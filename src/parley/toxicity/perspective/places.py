"""Where the server keeps its files: in a folder of their own within the data folder."""

from pathlib import Path
from typing import Final

_FOLDER: Final = "toxicity"


def keys_path(data: Path) -> Path:
    return data / _FOLDER / "keys.jsonl"


def suggestions_path(data: Path) -> Path:
    return data / _FOLDER / "suggestions.jsonl"
