"""What the spam model sees of a text: hashed words and letters, and a few counts that no word has.

Words are read in lower case, without punctuation, every digit as 0; signs for letters inside a word are read as the
letters ("l0an" is "loan"); emoji are read as their names.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from parley.toxicity.ngrams import blocks_of
from parley.toxicity.text.clean import clean

#: Counts up whenever the same text would give other features: stored weights are then worth nothing.
VERSION: Final = 1
BUCKETS: Final = 1 << 17
COUNTS: Final = (
    "links", "link letters", "contacts", "prices", "repeated marks", "marks", "capitals", "length",
)  # fmt: skip
#: Advertising says what it wants at once; the rest of a long text costs time alone.
LETTERS_MAX: Final = 2000
#: Fewer words without an address, a contact or a price offer nothing, and say too little to judge by.
WORDS_LEAST: Final = 8
#: Groups of 3 and of 4 letters, words, pairs of words: places in what `blocks_of` gives.
_BLOCKS: Final = (1, 2, 4, 5)

_LINK: Final = re.compile(
    r"https?://\S{1,500}|www\.\S{1,500}|\b[\w-]{1,63}\.(?:[a-z]{2,7})/\S{0,500}", re.IGNORECASE
)
_CONTACT: Final = re.compile(
    r"(?<![\w@.])@\w{3,40}|[\w.+-]{1,64}@[\w-]{1,63}\.\w{2,}|(?<!\w)\+?\(?\d(?:[ ()./-]{0,2}\d){7,14}"
    r"|\bwhats\W?app\b|\btelegram\b|\bt\.me\b",
    re.IGNORECASE,
)
_PRICE: Final = re.compile(
    r"[$€£]\s?\d[\d.,]*|\d[\d.,]*\s?(?:[$€£]|usd\b|eur\b|dollars?\b|euros?\b)|\b(?:usd|eur)\s?\d",
    re.IGNORECASE,
)
#: What each of them needs at least: a text without is not searched, for they look on from each letter.
_LINK_NEEDS: Final = re.compile(r"/|www\.", re.IGNORECASE)
_CONTACT_NEEDS: Final = re.compile(r"[@\d]|app|telegram|t\.me", re.IGNORECASE)
_PRICE_NEEDS: Final = re.compile(r"[$€£\d]")
_NEEDS: Final = {_LINK: _LINK_NEEDS, _CONTACT: _CONTACT_NEEDS, _PRICE: _PRICE_NEEDS}
_REPEATED: Final = re.compile(r"([!?.*>=<~_$-])\1{1,50}")
_MARK: Final = re.compile(r"[!*>$%✅➡]")
_TOKEN: Final = re.compile(r"[^\W_]+|[$€£%]")
_SIGNED: Final = re.compile(r"(?<=[a-z])[013457](?=[a-z])")
_SIGNS: Final = str.maketrans("013457", "oieast")
_DIGITS: Final = str.maketrans("123456789", "000000000")


@dataclass(frozen=True, slots=True)
class Table:
    """The features of n texts. `buckets`, `owners`: (k,) the different buckets of each text, and whose they are.

    `values`: (k,) 1 / the root of how many buckets the text has. `counts`: (n, len(COUNTS)), 0 to about 1.
    """

    buckets: NDArray[np.int64]
    owners: NDArray[np.int64]
    values: NDArray[np.float64]
    counts: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.counts)


def says_enough(text: str) -> bool:
    """Whether there is room in a text for an advertisement: some words, or an address, a contact or a price."""
    told = text[:LETTERS_MAX]
    if any(needs.search(told) and pattern.search(told) for pattern, needs in _NEEDS.items()):
        return True
    return len(_TOKEN.findall(told)) >= WORDS_LEAST


def table_of(texts: Sequence[str]) -> Table:
    """Return the features of texts; of each the first LETTERS_MAX letters count."""
    cut = [clean(text[:LETTERS_MAX]).text for text in texts]
    each = [_buckets(text) for text in cut]
    sizes = np.array([len(one) for one in each], dtype=np.int64)
    owners = np.repeat(np.arange(len(texts)), sizes)
    return Table(
        buckets=np.concatenate(each) if each else np.zeros(0, np.int64),
        owners=owners,
        values=(1 / np.sqrt(np.maximum(sizes, 1)))[owners],
        counts=np.array([_counts(text) for text in cut], dtype=np.float64).reshape(-1, len(COUNTS)),
    )


def _buckets(text: str) -> NDArray[np.int64]:
    words = _SIGNED.sub(lambda sign: sign.group().translate(_SIGNS), text.lower())
    blocks = blocks_of([" ".join(_TOKEN.findall(words.translate(_DIGITS)))[: 2 * LETTERS_MAX]])
    found = np.concatenate([blocks[place].buckets for place in _BLOCKS])
    return np.unique(found & np.uint32(BUCKETS - 1)).astype(np.int64)


def _counts(text: str) -> list[float]:
    links = [len(found.group()) for found in _found(_LINK, text)]
    letters = sum(map(str.isalpha, text))
    found = [
        _some(len(links)),
        sum(links) / max(1, len(text)),
        _some(len(_found(_CONTACT, text))),
        _some(len(_found(_PRICE, text))),
        _some(len(_REPEATED.findall(text))),
        _some(len(_MARK.findall(text))),
        sum(map(str.isupper, text)) / max(1, letters),
        float(np.log1p(len(text)) / np.log1p(LETTERS_MAX)),
    ]
    return [min(one, 1.5) for one in found]


def _found(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    return [*pattern.finditer(text)] if _NEEDS[pattern].search(text) else []


def _some(count: int) -> float:
    """0, 0.5 for one, 0.79 for two, 1 for three, and hardly more."""
    return float(np.log2(1 + count) / 2)
