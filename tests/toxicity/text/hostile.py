"""Texts made to hurt, each about as long as the protocol allows (20,480 bytes), and a way to count what they cost."""

import sys
from collections.abc import Callable
from random import Random
from typing import Any

SIZE = 20_480


def hostile(*, size: int = SIZE) -> dict[str, str]:
    rng = Random(20)
    return {
        "one letter": "a" * size,
        "spaces": " \n" * (size // 2),
        "letters with full stops": "a.b.c.d." * (size // 8),
        "letters with spaces": "a b c d " * (size // 8),
        "zero width": "a\u200b\u200d\u2060" * (size // 10),
        "only zero width": "\u200b" * (size // 3),
        "stacked marks": "a" + "\u0301\u0323" * (size // 4),
        "emoji": "😂🖕" * (size // 8),
        "one emoji": "😂" * (size // 4),
        "joined emoji": "👩\u200d" * (size // 7),
        "half flags": "🇩" * (size // 4),
        "control": "\x00\x1b" * (size // 2),
        "lone surrogates": "\ud83d" * (size // 3),
        "long ligature": "\ufdfa" * (size // 3),
        "stars": "f*" * (size // 2),
        "masks": " ".join("f" + "".join(rng.choice("*@$!#abck") for _ in range(5)) for _ in range(size // 7)),
        "noise": "".join(rng.choice("abcdefghij*!@ .<>&\u200b\u0301𝓪а") for _ in range(size // 2)),
        "dashes": "-" * size,
        "glued": " ".join("".join(rng.choice("etaoin") for _ in range(40)) for _ in range(size // 41)),
        "lookalikes": "уоu аrе іdіоt " * (size // 22),
        "one address": "http://" + "a.B" * (size // 3),
        "stops and quotes": '?"' * (size // 2),
        "open tags": "<a " * (size // 3),
        "open comments": "<!--" * (size // 4),
        "open scripts": "<script>" * (size // 8),
        "open quotes": '<a b="' * (size // 6),
        "entities": "&amp;&#x1F595;" * (size // 14),
        "deep": "<div>" * (size // 5),
    }


def in_proportion(work: Callable[[str], Any], kind: str) -> bool:
    """Whether twice the text costs about twice the calls."""
    whole, half = (calls(work, hostile(size=size)[kind]) for size in (SIZE // 2, SIZE // 4))
    return whole <= 2.5 * half + 300


def calls(work: Callable[[str], Any], text: str) -> int:
    """How many calls of functions, in Python and in C, the work takes: the same on every machine, unlike seconds."""
    count = 0

    def on_event(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(on_event)
    try:
        work(text)
    finally:
        sys.setprofile(before)
    return count
