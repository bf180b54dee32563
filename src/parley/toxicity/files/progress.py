"""Where a run is: a bar that redraws itself in a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable
from typing import IO, Final

_REDRAW: Final = 0.2
_LINE: Final = 10.0
_WIDTH: Final = 24


class Progress:
    """Tell rows, share, rows a second and the time left. `stream` None: tell nothing."""

    def __init__(
        self, stream: IO[str] | None, *, bar: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream, self._bar, self._clock = stream, bar, clock
        self._begun = self._told = clock()
        self._share_begun: float | None = None
        self._drawn = 0

    def seconds(self) -> float:
        return max(self._clock() - self._begun, 1e-6)

    def update(self, *, rows: int, rows_before: int, share: float | None) -> None:
        """Tell of `rows` rows, `rows_before` of them from an earlier run, if it is time to."""
        if self._share_begun is None:
            self._share_begun = share or 0.0
        now = self._clock()
        if self._stream is None or now - self._told < (_REDRAW if self._bar else _LINE):
            return
        self._told = now
        text = self._text(rows=rows, rate=(rows - rows_before) / self.seconds(), share=share)
        if not self._bar:
            self._stream.write(text + "\n")
        else:
            filled = round((share or 0) * _WIDTH)
            bar = f"[{'#' * filled}{'-' * (_WIDTH - filled)}] " if share is not None else ""
            self._stream.write("\r" + (bar + text).ljust(self._drawn))
            self._drawn = len(bar + text)
        self._stream.flush()

    def _text(self, *, rows: int, rate: float, share: float | None) -> str:
        parts = [f"{rows:,} rows"]
        if share is not None:
            parts.insert(0, f"{share:.0%}")
        parts.append(f"{rate:,.0f} rows/s")
        done = (share or 0) - (self._share_begun or 0)
        if share is not None and done > 0:
            left = round(self.seconds() * (1 - share) / done)
            parts.append(f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02} left")
        return ", ".join(parts)

    def close(self) -> None:
        """Remove the bar, so that what is told next begins on a line of its own."""
        if self._stream is not None and self._drawn:
            self._stream.write("\r" + " " * self._drawn + "\r")
            self._stream.flush()
            self._drawn = 0
