"""A rewritten text that remembers which part of the original each of its code points came from."""

from array import array
from collections.abc import Iterable, Sequence
from typing import Self

#: begin and end in the text that is rewritten, and what stands there instead
Edit = tuple[int, int, str]


class Mapped:
    """`text[i]` was made from the code points `begins[i]` to `ends[i]` (exclusive) of the original.

    Both sequences are as long as the text; neither ever falls from one code point to the next. One code point may
    stand for many (a letter with its marks), and many for one (an emoji spelt out).

    The map is drawn when somebody first asks for it: most texts are scored without. Asking from several threads is
    safe, since each draws the same map.
    """

    __slots__ = ("_edits", "_map", "_parent", "text")

    def __init__(self, text: str, begins: Sequence[int], ends: Sequence[int]) -> None:
        self.text = text
        self._map: tuple[Sequence[int], Sequence[int]] | None = (begins, ends)
        self._parent: Mapped | None = None
        self._edits: tuple[Edit, ...] = ()

    @classmethod
    def identity(cls, text: str) -> Self:
        """The text as it is; costs nothing, whatever its length."""
        return cls(text, range(len(text)), range(1, len(text) + 1))

    def __repr__(self) -> str:
        return f"Mapped({self.text!r})"

    @property
    def begins(self) -> Sequence[int]:
        return self._drawn()[0]

    @property
    def ends(self) -> Sequence[int]:
        return self._drawn()[1]

    def original_span(self, begin: int, end: int) -> tuple[int, int]:
        """Where `text[begin:end]` came from, as [begin, end) in the original's code points.

        Positions outside the text are brought inside it; an empty span gives an empty span.
        """
        size = len(self.text)
        begin = max(0, min(begin, size))
        end = max(begin, min(end, size))
        begins, ends = self._drawn()
        if begin == end:
            if begin < size:
                return begins[begin], begins[begin]
            last = ends[-1] if size else 0
            return last, last
        return begins[begin], ends[end - 1]

    def rewrite(self, edits: Iterable[Edit]) -> "Mapped":
        """The text with the edits made, mapped to the same original.

        The edits are in order and do not overlap. A replacement of the same length maps letter by letter, any other
        maps as a whole.
        """
        made = tuple(edits)
        if not made:
            return self
        pieces: list[str] = []
        done = 0
        for begin, end, new in made:
            pieces += (self.text[done:begin], new)
            done = end
        pieces.append(self.text[done:])
        result = Mapped("".join(pieces), (), ())
        result._map, result._parent, result._edits = None, self, made
        return result

    def _drawn(self) -> tuple[Sequence[int], Sequence[int]]:
        drawn = self._map
        if drawn is None:
            drawn = self._draw()
            self._map = drawn
        return drawn

    def _draw(self) -> tuple[Sequence[int], Sequence[int]]:
        parent = self._parent
        if (
            parent is None
        ):  # pragma: no cover - only `rewrite` leaves the map undrawn, and it names the parent
            raise AssertionError
        old_begins, old_ends = parent.begins, parent.ends
        begins = array("l")
        ends = array("l")
        done = 0
        for begin, end, new in self._edits:
            same = len(new) == end - begin
            kept = end if same else begin
            begins.extend(old_begins[done:kept])
            ends.extend(old_ends[done:kept])
            if new and not same:
                begins.extend([old_begins[begin]] * len(new))
                ends.extend([old_ends[end - 1]] * len(new))
            done = end
        begins.extend(old_begins[done:])
        ends.extend(old_ends[done:])
        return begins, ends
