"""Code points to UTF-16 units and back: Python counts the first; JavaScript, Java and Perspective the second.

A lone surrogate is one code point and one unit, so texts out of careless JSON count the same on both sides.
"""

from array import array
from bisect import bisect_right

_LAST_OF_ONE_UNIT = "\uffff"


class Offsets:
    """The two ways of counting in one text. Made in one pass, asked in time that does not grow with the text."""

    __slots__ = ("_length", "_wide")

    def __init__(self, text: str) -> None:
        self._length = len(text)
        # Positions of the code points that take two units: nearly always none, so nothing is kept for each letter.
        self._wide = array("l")
        if text and max(text) > _LAST_OF_ONE_UNIT:
            self._wide.extend(at for at, letter in enumerate(text) if letter > _LAST_OF_ONE_UNIT)

    @property
    def units(self) -> int:
        """The length of the text in UTF-16 units."""
        return self._length + len(self._wide)

    def to_utf16(self, position: int) -> int:
        """The UTF-16 position of a code point's position; positions outside the text are brought inside it."""
        position = max(0, min(position, self._length))
        return position + _count_below(self._wide, position)

    def from_utf16(self, unit: int) -> int:
        """The position of the code point that the unit belongs to; the inside of a pair gives the pair's beginning."""
        unit = max(0, min(unit, self.units))
        if not self._wide:
            return unit
        low, high = 0, len(self._wide)
        # The wide code point number k begins at unit wide[k] + k.
        while low < high:
            middle = (low + high) // 2
            if self._wide[middle] + middle + 1 < unit:
                low = middle + 1
            else:
                high = middle
        return unit - low - (low < len(self._wide) and self._wide[low] + low + 1 == unit)

    def span_to_utf16(self, begin: int, end: int) -> tuple[int, int]:
        return self.to_utf16(begin), self.to_utf16(end)

    def span_from_utf16(self, begin: int, end: int) -> tuple[int, int]:
        return self.from_utf16(begin), self.from_utf16(end)


def _count_below(wide: "array[int]", position: int) -> int:
    return bisect_right(wide, position - 1)
