"""Read one disguised word: "stuuupid", "fcuk", "youidiot", and through `masks` "f**k". Used by `fold`."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from parley.toxicity.text.lexicon import SHORTEST_TO_CORRECT, TARGETS, Lexicon, lexicon, squeeze
from parley.toxicity.text.masks import FIRST, LONGEST_WORD, NUMBERED, SECOND, SEPARATORS, read_signs

#: How much a reading says: that an offensive word was disguised; that a plain word was; nothing, only a spelling.
DISGUISE, LEET, SPELLING = 2, 1, 0

#: Longer runs without a space are addresses, rulers and floods; no person reads a word in them.
LONGEST: Final = 48
_MOST_PIECES: Final = 5
_SHORTEST_GLUED: Final = 5
#: From this length on one wrong letter leaves little doubt.
_SHORTEST_SURE: Final = 7
_SHORTEST_STEM: Final = 3
#: "ass" and "die" are in too many words.
_SHORTEST_PIECE: Final = 4
_SHORTEST_LEET: Final = 3

_EDGES: Final = ".,;:!?\"'()[]{}<>~`-/\\"
_BRACKETS: Final = "\"'()[]{}<>,;:`"
_ADDRESS: Final = re.compile(
    r"://|www\.|\w@\w+\.\w|\.(?:com|org|net|gov|edu|co|html?|jpg|png|pdf)\b", re.IGNORECASE
)
_STOP: Final = re.compile(r"[.!?,:;]+(?=[A-Za-z0-9\"'(])")
_TRIPLE: Final = re.compile(r"(.)\1\1")
_UNMISTAKABLE: Final = (
    "motherfucking", "motherfucker", "fucking", "fucker", "fucked", "fuck", "niggers", "nigger", "faggots", "faggot",
    "assholes", "asshole", "bitches", "bitch", "idiots", "idiot", "stupid", "bullshit", "bastard", "whore",
)  # fmt: skip
#: What honest words are made of besides: the-rapist, hang-over, door-knob, fool-proof.
_IN_HONEST: Final = frozenset({"rapist", "rapists", "rape", "hang", "knob", "fool"})
_ENDINGS: Final = ("s", "es", "ed", "d", "r", "er", "ers", "rs", "ing", "ings", "ly", "less", "ness", "y")


class Reading(NamedTuple):
    """`chunk[begin:end]` reads as `word`."""

    begin: int
    end: int
    word: str
    weight: int


@lru_cache(maxsize=32768)
def read_chunk(chunk: str) -> tuple[Reading, ...]:
    """What is disguised in a run of characters without white space; nothing for nearly every chunk. Raises nothing."""
    words = lexicon()
    lower = chunk.lower()
    if words.known(lower) or len(lower) > LONGEST or len(lower) != len(chunk):
        return ()
    core = lower.strip(_EDGES)
    if not core or words.known(core) or _ADDRESS.search(lower):
        return ()
    begin = lower.index(core)
    if core.isascii() and core.isalpha():
        return _alone(
            begin, core, _read_letters(core, name=_is_name(chunk[begin : begin + len(core)]), words=words)
        )
    if not any(letter.isalpha() for letter in core) and not {"@", "$"} & set(core):
        return ()
    # "shit!" ends in a mark, "$h!t" and "a$$!" hold some: the narrower reading first, and what is sure before guesses.
    wide = lower.strip(_BRACKETS)
    for exact in (True, False):
        for part in dict.fromkeys((core, wide)):
            found = read_signs(part, words, exact=exact)
            if found:
                return (Reading(lower.index(part), lower.index(part) + len(part), found, DISGUISE),)
    return _read_parts(begin, core, chunk, words)


def _alone(begin: int, core: str, found: tuple[str, int] | None) -> tuple[Reading, ...]:
    return (Reading(begin, begin + len(core), *found),) if found else ()


def _is_name(word: str) -> bool:
    return word[:1].isupper() and word[1:].islower()


def _read_parts(begin: int, core: str, chunk: str, words: Lexicon) -> tuple[Reading, ...]:
    """Each part of "moron/idoit" for itself, and leetspeak of plain words."""
    readings: list[Reading] = []
    stop = _STOP.search(core)
    if stop:  # "d*ck!Then": no space after the sentence. Each half is shorter, so this ends.
        halves = chunk[begin : begin + stop.start()], chunk[begin + stop.end() : begin + len(core)]
        first, second = (read_chunk(half) for half in halves)
        move = begin + stop.end()
        return (
            *(Reading(begin + r.begin, begin + r.end, r.word, r.weight) for r in first),
            *(Reading(move + r.begin, move + r.end, r.word, r.weight) for r in second),
        )
    at = 0
    parts = SEPARATORS.split(core)
    for part in parts:
        at = core.index(part, at)
        if len(part) > 1 and not words.known(part):
            here = begin + at
            if part.isascii() and part.isalpha():
                found = _read_letters(part, name=_is_name(chunk[here : here + len(part)]), words=words)
            else:
                sign = len(parts) > 1 and read_signs(part, words, exact=True)
                found = (sign, DISGUISE) if sign else _read_leet(part, words)
            readings.extend(_alone(here, part, found))
        at += len(part)
    return tuple(readings)


def _read_letters(word: str, *, name: bool, words: Lexicon) -> tuple[str, int] | None:
    """A word of ASCII letters that no list knows."""
    found = words.stands_for.get(word) or _unstretch(word, words) or _correct(word, name=name, words=words)
    if found:
        return found, DISGUISE
    if _TRIPLE.search(word):
        once, twice = squeeze(word), _TRIPLE.sub(r"\1\1", word)
        plain = next((form for form in (twice, once) if form in words.everyday), None)
        if plain:
            return plain, SPELLING
    if name or len(word) < _SHORTEST_GLUED or _inflected(word, words):
        return None
    pieces = segment(word) or _torn_off(word)
    return (" ".join(pieces), DISGUISE) if pieces else None


def _unstretch(word: str, words: Lexicon) -> str | None:
    """The offensive word with letters drawn out. Two of a letter count as such only in longer words."""
    found = words.squeezed.get(squeeze(word))
    if not found or found[0] != word[0]:
        return None
    drawn_out = _TRIPLE.search(word) or (len(found) >= SHORTEST_TO_CORRECT and words.rank[found] < TARGETS)
    return found if drawn_out else None


def _correct(word: str, *, name: bool, words: Lexicon) -> str | None:
    """The offensive word that one slip of the finger makes of it. Names are often one letter from an insult."""
    if len(word) > LONGEST_WORD or _inflected(word, words):
        return None
    found = words.swapped.get(word)
    if not found and not (name and len(word) < _SHORTEST_SURE):
        found = words.lacking.get(word)
    if found or name or len(word) <= SHORTEST_TO_CORRECT:
        return found
    for at in range(1, len(word)):
        shorter = word[:at] + word[at + 1 :]
        if words.rank.get(shorter, TARGETS) < TARGETS and len(shorter) >= SHORTEST_TO_CORRECT:
            # A further letter at the end is an ending we do not list ("idiotz"), not a slip: still the same word.
            return shorter
        likely = words.lacking.get(shorter)
        if likely and len(likely) == len(word) >= _SHORTEST_SURE and likely[-1] == word[-1]:
            return likely
    return None


def _inflected(word: str, words: Lexicon) -> bool:
    """Whether it is an everyday word with an ending: rarer forms are not in the list."""
    for ending in _ENDINGS:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            if len(stem) >= _SHORTEST_STEM and (
                stem in words.everyday
                or stem + "e" in words.everyday
                or (stem[-1] == stem[-2] and stem[:-1] in words.everyday)
            ):
                return True
    return False


def segment(letters: str) -> tuple[str, ...] | None:
    """Take letters written together apart into known words, at least one of them offensive; the fewest words win."""
    words = lexicon()
    best: list[tuple[int, int] | None] = [(0, 0)] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for begin in range(max(0, end - LONGEST_WORD), end):
            before = best[begin]
            if before is None:
                continue
            piece = letters[begin:end]
            if piece in words.pieces or (len(piece) >= _SHORTEST_PIECE and piece in words.rank):
                # Two short pieces cost more than one long: "the rapist" must not beat a word of its own.
                cost = before[0] + (1 if len(piece) >= _SHORTEST_PIECE else 2)
                here = best[end]
                if here is None or cost < here[0]:
                    best[end] = cost, begin
    if best[-1] is None:
        return None
    pieces: list[str] = []
    at = len(letters)
    while at:
        step = best[at]
        if step is None:  # pragma: no cover - every reached end has a beginning
            return None
        pieces.append(letters[step[1] : at])
        at = step[1]
    pieces.reverse()
    if len(pieces) > max(_MOST_PIECES, len(letters) // 4):
        return None
    telling = any(
        piece in words.rank and len(piece) >= _SHORTEST_PIECE and piece not in _IN_HONEST for piece in pieces
    )
    return tuple(pieces) if telling else None


def _torn_off(word: str) -> tuple[str, ...]:
    """A word that no honest word begins or ends with, and the rest, known or not."""
    for strong in _UNMISTAKABLE:
        if word.startswith(strong) and len(word) > len(strong):
            return strong, word[len(strong) :]
        if word.endswith(strong):
            return word[: -len(strong)], strong
    return ()


def _read_leet(part: str, words: Lexicon) -> tuple[str, int] | None:
    """A plain word in leetspeak: worth reading only where a text holds several or an offensive one besides."""
    if len(part) < _SHORTEST_LEET or NUMBERED.fullmatch(part):
        return None
    for read in (part.translate(FIRST), part.translate(SECOND)):
        if read != part and read in words.everyday:
            return read, LEET
    return None
