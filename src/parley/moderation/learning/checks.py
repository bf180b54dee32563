"""What comes in from outside is looked at once, here: wrong numbers must never end as a threshold."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Rows of one calculation: the newest ones say more than all together.
ROWS_MAX: Final = 200_000


def checked_share(name: str, value: float) -> float:
    """Return `value` if it lies between 0 and 1, both excluded. Raises ValueError."""
    if not 0 < value < 1:
        raise ValueError(f"{name} must lie between 0 and 1, not be {value}.")
    return value


def checked_flags(name: str, values: Sequence[bool] | Bools) -> Bools:
    """Return `values` as truths (n,), n at most ROWS_MAX. Raises ValueError where they are anything else."""
    flags = np.asarray(values)
    _check_row(name, flags.shape)
    if flags.size and flags.dtype != np.bool_:
        raise ValueError(f"{name} must be truths, not {flags.dtype}.")
    return flags.astype(np.bool_)


def checked_numbers(name: str, values: Sequence[float] | Floats) -> Floats:
    """Return `values` as finite numbers (n,), n at most ROWS_MAX. Raises ValueError where one is none."""
    numbers = np.asarray(values, dtype=np.float64)
    _check_row(name, numbers.shape)
    if not np.isfinite(numbers).all():
        raise ValueError(f"{name} must be finite numbers.")
    return numbers


def checked_weights(values: Sequence[float] | Floats, *, rows: int) -> Floats:
    """Return `values` as weights (rows,), all above 0. Raises ValueError."""
    weights = checked_numbers("Weights", values)
    check_rows("Weights", len(weights), rows)
    if (weights <= 0).any():
        raise ValueError("Weights must be above 0.")
    return weights


def check_rows(name: str, found: int, rows: int) -> None:
    if found != rows:
        raise ValueError(f"{name} have {found} rows where {rows} are needed.")


def _check_row(name: str, shape: tuple[int, ...]) -> None:
    if len(shape) != 1:
        raise ValueError(f"{name} must be one row, not of shape {shape}.")
    if shape[0] > ROWS_MAX:
        raise ValueError(f"{name} have {shape[0]} rows; give the newest {ROWS_MAX} at most.")
