"""Where the sentences of a comment begin and end."""

import re
from typing import Final

#: A stretch without a stop is cut at a space before it grows longer than this, in code points.
LONGEST: Final = 300

# A stop with the quotes and brackets after it. What may follow a stop is a set of its own, so nothing is tried twice.
_STOP: Final = re.compile("(?:[.!?…]+|[。！？｡]+)[\"'”’»)\\]}]*|[\n\r\x0b\x0c\x85\u2028\u2029]+")
_LAST_WORD: Final = re.compile(r"[\w.'’-]*\Z")
_TAIL: Final = 24  # as much of the text before a stop as is looked at
_LONGEST_ADDRESS: Final = 200
_ABBREVIATIONS: Final = frozenset(
    str.split(
        "mr mrs ms dr prof sr jr st rev hon gov sen rep gen col capt lt sgt cpl maj adm pres messrs mt ft vs etc "
        "e.g i.e eg ie cf al approx est inc ltd co corp dept no nos vol fig figs pp ed eds jan feb mar apr jun "
        "jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun ave blvd rd a.m p.m u.s u.k u.n "
        "d.c ph.d b.a m.a op cit"
    )
)
#: Abbreviations after which a sentence often does end; then a capital letter decides.
_OFTEN_LAST: Final = frozenset(str.split("etc a.m p.m u.s u.k u.n d.c inc ltd co corp jr sr ph.d al"))


def sentences(text: str) -> list[tuple[int, int]]:
    """[begin, end) of each sentence in code points, in order.

    They hold every character that is not white space, begin and end with one, and are at most `LONGEST` long. Linear in
    the length of the text.
    """
    found: list[tuple[int, int]] = []
    begin = 0
    for match in _STOP.finditer(text):
        end = match.end()
        if _ends_sentence(text, match):
            _add(text, begin, end, found)
            begin = end
    _add(text, begin, len(text), found)
    return found


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    stop, end = match.group(), match.end()
    if stop[0].isspace() or stop[0] in "。！？｡" or end == len(text):
        return True
    if not text[end].isspace():
        # "3.5", "example.org", "e.g.," go on; "Really?Yes" and "end.Then" do not.
        return _is_missing_space(text, match)
    following = _next_letter(text, end)
    if stop[0] in "!?…" or stop.startswith(".."):
        # "Well... maybe", "Yahoo! says", "(really?) he": the sentence goes on in lower case.
        return not following.islower() or stop == "?"
    return _full_stop_ends(_last_word(text[max(0, match.start() - _TAIL) : match.start()]), following, stop)


def _full_stop_ends(word: str, following: str, stop: str) -> bool:
    """Whether one full stop after the word ends a sentence, by the word and by what follows."""
    if word in _ABBREVIATIONS:
        return word in _OFTEN_LAST and following.isupper()
    if len(word) == 1 and word.isalpha() and word != "i":
        return False  # an initial
    return not following.islower() or stop != "."


def _is_missing_space(text: str, match: re.Match[str]) -> bool:
    """A lower-case letter, a stop, a capital one, in no address: two sentences without a space between them."""
    at = match.start()
    if not (at and text[at - 1].islower() and text[match.end()].isupper()):
        return False
    word = text[max(0, at - _LONGEST_ADDRESS) : at].rpartition(" ")[2]
    return not any(sign in word for sign in ("//", "www.", "@"))


def _last_word(before: str) -> str:
    match = _LAST_WORD.search(before)
    return match.group().lower().strip("'’-") if match else ""


def _next_letter(text: str, at: int) -> str:
    """The first character after the white space and opening marks, "" at the end; looks a bounded distance ahead."""
    return text[at : at + 16].lstrip(" \t\n\r\"'“‘«([")[:1]


def _add(text: str, begin: int, end: int, found: list[tuple[int, int]]) -> None:
    """Trim white space, leave out what is empty, cut what is too long at the last space that fits."""
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    while end - begin > LONGEST:
        cut = _last_space(text, begin + LONGEST // 2, begin + LONGEST)
        stop = cut
        while stop > begin and text[stop - 1].isspace():
            stop -= 1
        if stop > begin:
            found.append((begin, stop))
        begin = cut
        while begin < end and text[begin].isspace():
            begin += 1
    if begin < end:
        found.append((begin, end))


def _last_space(text: str, begin: int, end: int) -> int:
    """The place of the last white space in the range, or its end where there is none."""
    for at in range(end, begin, -1):
        if text[at].isspace():
            return at
    return end
