"""Which language a comment is in: a BCP 47 tag, or "und" where it is too short or too odd to tell.

A wrong answer costs more than none, since a comment in a language that the model does not know is refused. So English
evidence wins, writing systems of one language decide, and `eldc` (character n-grams, in C) is believed only where it is
sure and the words are not English.
"""

import re
from functools import cache
from typing import Any, Final

from parley.toxicity.text.lexicon import confusables, lexicon

UNDETERMINED: Final = "und"
#: Code points that are looked at; the language of a comment shows long before.
_PREFIX: Final = 1000
#: Where these are English beyond doubt, the rest is not looked at.
_FIRST: Final = 250
#: Fewer letters than this say nothing in Latin script.
_FEWEST_LETTERS: Final = 20
#: What eldc must give the best language, and how far English must be behind.
_SURE: Final = 0.55
_AHEAD_OF_ENGLISH: Final = 0.15
#: Share of English words in a text that is English, or is at least no other language.
_ENGLISH: Final = 0.18
_NOT_FOREIGN: Final = 0.5

_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+|[@#]\w+|\S+@\S+|&\w+;|<[^<>]{0,200}>")
#: What every address holds; most comments don't.
_HINTS: Final = re.compile("[@#&<]|://|www")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LATIN_LETTER: Final = re.compile("[a-zA-Z\u00aa-\u024f\u1e00-\u1eff]")
#: Function words of English that are no frequent words elsewhere.
_FUNCTION_WORDS: Final = frozenset(
    str.split(
        "the and you that this with have not are your what they from would there their which about been when were "
        "who will if can more out up than then them these some could into should because other only also how "
        "how's its it's i'm don't doesn't didn't isn't can't won't you're they're that's there's he's she's we're "
        "i've i'll wasn't aren't his her she him my our us we it of by just get got know think why does did being "
        "any every such much very too many those where while against after before over through though people like "
        "dont im youre thats u ur shut fuck fucking"
    )
)
_SCRIPTS: Final = {
    "kana": re.compile("[\u3041-\u30ff\uff66-\uff9f]"),
    "hangul": re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]"),
    "han": re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"),
    "cyrillic": re.compile("[\u0400-\u052f]"),
    "arabic": re.compile("[\u0620-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]"),
    "devanagari": re.compile("[\u0900-\u097f]"),
    "greek": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "hebrew": re.compile("[\u05d0-\u05ea]"),
    "thai": re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]"),
    "other": re.compile("[\u0530-\u058f\u0980-\u0dff\u0e80-\u10ff\u1200-\u139f\u1780-\u17ff]"),
}
#: Writing systems that many languages share, with those that eldc may answer for each and the one meant most.
_SHARED: Final = {
    "cyrillic": ("ru", frozenset({"ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg", "tt", "ba"})),
    "arabic": ("ar", frozenset({"ar", "fa", "ur", "ps", "ckb", "ug", "sd"})),
    "devanagari": ("hi", frozenset({"hi", "mr", "ne", "sa"})),
    "other": (
        UNDETERMINED,
        frozenset({"hy", "bn", "pa", "gu", "or", "ta", "te", "kn", "ml", "si", "lo", "my", "ka", "am", "km"}),
    ),
}
_ALONE: Final = {"kana": "ja", "hangul": "ko", "han": "zh", "greek": "el", "hebrew": "he", "thai": "th"}


def detect(text: str) -> str:
    """The language of the text as a BCP 47 tag, "und" where it does not show. Looks at the beginning only."""
    first = text[:_FIRST]
    if first.isascii():
        words = _words(_without_addresses(first))
        if _clearly_english(_function_count(words), words):
            return "en"
    start = _without_addresses(text[:_PREFIX])
    if not start.isascii():
        start = _WORD.sub(_in_one_script, start)
        script, share = _script(start)
        if share >= 1 / 2:
            return _by_script(script, start)
    return _by_words(start)


def _without_addresses(text: str) -> str:
    return _ADDRESS.sub(" ", text) if _HINTS.search(text) else text


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace("’", "'").lower())


def _function_count(words: list[str]) -> int:
    return sum(map(_FUNCTION_WORDS.__contains__, words))


def _clearly_english(function: int, words: list[str]) -> bool:
    return function >= 2 and function >= len(words) * _ENGLISH  # noqa: PLR2004 - one may be a borrowed word


def _in_one_script(match: re.Match[str]) -> str:
    """A word that mixes scripts is English in disguise more often than anything else."""
    word = match.group()
    if word.isascii() or not any("a" <= letter <= "z" or "A" <= letter <= "Z" for letter in word):
        return word
    return word.translate(confusables())


def _script(text: str) -> tuple[str, float]:
    """The most frequent script beside Latin, and the share of the letters that are not Latin."""
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    beyond = sum(counts.values())
    letters = beyond + len(_LATIN_LETTER.findall(text))
    if not beyond:
        return "", 0.0
    if counts["kana"] * 10 > counts["han"] and counts["kana"]:
        counts["han"], counts["kana"] = 0, counts["kana"] + counts["han"]
    return max(counts, key=counts.__getitem__), beyond / letters


def _by_script(script: str, text: str) -> str:
    if script in _ALONE:
        return _ALONE[script]
    usual, able = _SHARED[script]
    words = _WORD.findall(text)
    if script == "cyrillic" and _looks_english(words):
        return UNDETERMINED
    best, _, _ = _ask(text)
    return best if best in able else usual


def _looks_english(words: list[str]) -> bool:
    """Whether the words are English ones in letters of another script: "уоu аrе"."""
    table, known = confusables(), lexicon().known
    plain = [word.translate(table).lower() for word in words]
    return sum(word.isascii() and known(word) for word in plain) >= len(plain) * _NOT_FOREIGN


def _by_words(text: str) -> str:
    words = _words(text)
    letters = sum(map(len, words))
    if not words:
        return UNDETERMINED
    function = _function_count(words)
    if _clearly_english(function, words):
        return "en"
    known = lexicon().known
    english = sum(len(word) > 2 and known(word) for word in words) / len(words)  # noqa: PLR2004 - "de", "la" are no evidence
    if letters < _FEWEST_LETTERS:
        return UNDETERMINED
    best, score, score_english = _ask(text)
    if best == "en":
        return "en" if function or english > _ENGLISH else UNDETERMINED
    if english + function / len(words) >= _NOT_FOREIGN:
        return UNDETERMINED
    sure = score >= _SURE and score - score_english >= _AHEAD_OF_ENGLISH
    return best if sure and function <= len(words) * _ENGLISH / 2 else UNDETERMINED


def _ask(text: str) -> tuple[str, float, float]:
    """The library's best language with its score, and the score of English (each 0..1)."""
    found = _library().detect_details(text.encode("utf-8", "ignore").decode())
    scores = dict(found.scores)
    best = found.language
    return best, float(scores.get(best, 0.0)), float(scores.get("en", 0.0))


@cache
def _library() -> Any:
    import eldc  # noqa: PLC0415 - 25 MB of tables that a process which meets only plain English never reads

    eldc.init()
    return eldc
