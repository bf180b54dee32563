"""Invented spam, and pastes of one invented text with small changes, as a campaign posts them."""

import random
from typing import Final

_GOODS: Final = (
    "watches",
    "handbags",
    "loans",
    "followers",
    "pills",
    "tickets",
    "miracle creams",
    "roof panels",
)
_SPAM: Final = (
    "Best {0} at the lowest price, look here http://{1}.example/{2}",
    "I earned {2} last week from home, see how: http://{1}.example/start",
    "Nice post! You may also like cheap {0} http://{1}.example and http://{1}.example/{2}",
    "{0} delivered in two days, trusted by {2} customers http://{1}.example",
    "My cousin found {0} here http://{1}.example http://{1}.example/{2} http://www.{1}.example",
)
_PASTE: Final = (
    "Do not believe this paper. The bridge was never closed and the mayor knows it. They lie to you every single day "
    "and they are paid for it. Copy this text and post it wherever they let you, before they delete the truth again."
)
_CHANGES: Final = (
    ("every single day", "each and every day"),
    ("Copy this text", "Please copy this"),
    ("the mayor knows it", "everybody knows it"),
    ("the truth again", "it all"),
    ("this paper", "these people"),
    (". ", "! "),
)
_TAILS: Final = ("", " \U0001f621", " !!!", " Share!", " Wake up.")


def spam_texts(*, count: int, rng: random.Random) -> list[str]:
    """Spam with one to three links each."""
    return [
        rng.choice(_SPAM).format(
            rng.choice(_GOODS), f"{rng.choice('bcdfgh')}{rng.randrange(10**4)}", rng.randrange(100, 9000)
        )
        for _ in range(count)
    ]


def campaign_texts(*, count: int, rng: random.Random) -> list[str]:
    """Pastes of one text, each with up to two changes and another end."""
    texts = []
    for _ in range(count):
        text = _PASTE
        for before, after in rng.sample(_CHANGES, rng.randint(0, 2)):
            text = text.replace(before, after)
        texts.append(text + rng.choice(_TAILS))
    return texts
