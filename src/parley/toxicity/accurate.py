"""The accurate tier's network under onnxruntime: what one piece of text reads like to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

Floats = NDArray[np.float32]

#: Tokens of one window, the two special ones included: as many as a text has in training. Most comments have fewer; in
#: longer windows one insult among calm sentences is lost.
WINDOW: Final = 128


@dataclass(frozen=True, slots=True)
class Reading:
    """`logits`: (7,). `marks`: (tokens,) logits of “this token makes the text toxic”; `places`: their [begin, end).

    `embedding`: (32,), see `Result`.
    """

    logits: Floats
    marks: Floats
    places: tuple[tuple[int, int], ...]
    embedding: Floats


@dataclass(frozen=True, slots=True)
class Piece:
    """Token ids of one window without the special ones, and where each token lies in the text."""

    ids: tuple[int, ...]
    places: tuple[tuple[int, int], ...]


class AccurateModel:
    """Safe to call from several threads: onnxruntime's sessions are, and nothing here changes after loading."""

    def __init__(self, graph: Path, tokenizer: Path) -> None:
        options = onnxruntime.SessionOptions()
        # One core a text: who wants more throughput scores several texts side by side.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._first = self._tokenizer.token_to_id("[CLS]")
        self._last = self._tokenizer.token_to_id("[SEP]")

    def pieces(self, text: str, sentences: Sequence[tuple[int, int]]) -> list[Piece]:
        """Cut a text into windows that end where sentences do, wherever a sentence fits in one."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        ids: list[int] = encoding.ids
        places: list[tuple[int, int]] = encoding.offsets
        room = WINDOW - 2
        if len(ids) <= room:
            return [Piece(tuple(ids), tuple(places))]
        ends = {end for _, end in sentences}
        pieces: list[Piece] = []
        first = 0
        while first < len(ids):
            last = min(first + room, len(ids))
            if last < len(ids):
                # The latest sentence end in the second half of the window, or else where the window is full.
                for at in range(last, first + room // 2, -1):
                    if places[at - 1][1] in ends:
                        last = at
                        break
            pieces.append(Piece(tuple(ids[first:last]), tuple(places[first:last])))
            first = last
        return pieces

    def read(self, piece: Piece) -> Reading:
        ids = np.array([[self._first, *piece.ids, self._last]], dtype=np.int64)
        outputs: list[Any] = self._session.run(("logits", "marks", "embedding"), {"ids": ids})
        return Reading(outputs[0][0], outputs[1][0, 1:-1], piece.places, outputs[2][0])
