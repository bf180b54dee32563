"""How far a run has come, beside its unfinished output: enough to go on exactly, or to say why that can't be."""

import json
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from parley.toxicity.files.problems import FileProblemError

_FORMAT: Final = 1


@dataclass(kw_only=True)
class State:
    """Written after each checkpoint.

    `position` is where reading goes on, in units of the format; `written` the bytes of the unfinished output that
    belong to the rows before it. `replaces`: the run was told to replace a finished output.
    """

    source: dict[str, Any]
    options: dict[str, Any]
    model: str
    position: int = 0
    written: int = 0
    rows: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    replaces: bool = False
    format: int = _FORMAT

    @classmethod
    def read(cls, path: Path) -> "State | None":
        """Read the state that a run has left. Raises `FileProblemError` where it makes no sense."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            kept["problems"] = Counter(kept["problems"])
            state = cls(**kept)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise FileProblemError(f"“{path}” can't be read ({error}). Start anew with --restart.") from error
        if state.format != _FORMAT:
            raise FileProblemError(f"“{path}” is from another version of Parley. Start anew with --restart.")
        return state

    def write(self, path: Path) -> None:
        """Replace the file in one step, so that it is always whole, also when power fails."""
        beside = path.with_name(path.name + ".new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump({**vars(self), "problems": dict(self.problems)}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        folder_sync(path.parent)

    def compare(self, *, source: dict[str, Any], options: dict[str, Any]) -> None:
        """Raise `FileProblemError` if this run would not make the same bytes."""
        if source != self.source:
            raise FileProblemError(
                "The input has changed since the run was interrupted. Start anew with --restart."
            )
        changed = sorted(name for name in options if options[name] != self.options.get(name))
        if changed:
            was = ", ".join(
                f"{name} was {self.options.get(name)!r} and is {options[name]!r}" for name in changed
            )
            raise FileProblemError(
                f"The interrupted run had other options: {was}. Use those, or start anew with --restart."
            )

    def compare_model(self, model: str) -> None:
        if model != self.model:
            raise FileProblemError(
                f"The interrupted run used the model {self.model}; now it would be {model}. Scores of two models don't "
                "belong in one file: start anew with --restart."
            )


def folder_sync(folder: Path) -> None:
    """Make a change of names in a folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
