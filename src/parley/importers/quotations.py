"""Recognises quotations in prose, their speaker where the text says so, and the desk's notes inside them.

Only what leaves no doubt becomes a quotation: a paragraph that is one quotation from its first character on, followed
by nothing or by an attribution that is understood to its last word. Everything else stays a paragraph, unchanged.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape, unescape

from parley.importers.records import Block, Paragraph, Quotation

SPEAKER_MAX = 120
ROLE_MAX = 200
OCCASION_MAX = 200
_ATTRIBUTION_MAX = SPEAKER_MAX + ROLE_MAX + OCCASION_MAX + 50

# Opening mark → what closes it. Single marks are left out: they can't be told from apostrophes.
_CLOSERS = {"“": "”", "„": "“”", "«": "»", '"': '"'}
_BEFORE_OPENING = frozenset(" \t\xa0([{–—-/")

# "(… – ed.)" with any dash, also in square brackets: the convention of English-language desks.
_EDITORS_NOTE = re.compile(
    r"[(\[]\s{0,3}(?P<note>[^()\[\]]{1,300}?)\s{0,3}[–—‒―-]\s{0,3}(?:ed\.?\s?note|editor['’]s\s+note|eds?\b\.?|editors?)\s?[)\]]",
    re.IGNORECASE,
)

_MARKED_NOTE = re.compile(r"<span data-editors-note[^>]{0,10}>([^<]*)</span>")

# A name: up to eight words; `_is_name` then asks for capitals.
_PARTICLE = re.compile(r"al|ap|bin|da|de|del|della|der|di|do|dos|du|el|ibn|la|le|ten|ter|van|von|y|zu")
_WORD = r"[^\W\d_][\w’'.-]*"
_NAME = rf"(?P<name>{_WORD}(?:\s+{_WORD}){{0,7}}?)"
# Capitalised at the start of a sentence, but no part of a name.
_NOT_NAME = re.compile(
    r"he|she|they|it|we|i|you|who|this|that|these|those|there|here|what|when|where|why|how|and|but|or|so|as|if|then|"
    r"later|earlier|meanwhile|however|also|officials|sources|police|yes|no|the|a|an|his|her|their|its|our|my|in|on|at|"
    r"after|before|during|yesterday|today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|"
    r"april|may|june|july|august|september|october|november|december",
    re.IGNORECASE,
)
# Verbs that say nothing but that it was said: dropping any other ("warned", "joked") would lose something.
_SAID = r"(?:said|says)"
_ROLE_START = (
    r"(?:an?|the|former|acting|deputy|vice|chief|head|leader|president|minister|mayor|governor|director|chair(?:man|woman|"
    r"person)?|spokes(?:man|woman|person)|advis[eo]r|secretary|commander|member|founder|owner|professor|teacher|editor|"
    r"lawyer|ambassador)"
)
_NO_SENTENCE_END = r"[^,.;:!?“”„«»\"]"
_ROLE = rf"(?P<role>{_ROLE_START}\b{_NO_SENTENCE_END}{{0,{ROLE_MAX}}})"
_OCCASION = rf"(?P<occasion>(?:during|in|at|on|after|before)\s[^.;:!?“”„«»\"]{{1,{OCCASION_MAX}}})"

_ATTRIBUTIONS = tuple(
    re.compile(form)
    for form in (
        rf"{_NAME}\s+{_SAID}(?:\s+{_OCCASION})?",
        rf"{_NAME},\s+{_ROLE},\s+{_SAID}(?:\s+{_OCCASION})?",
        rf"{_SAID}\s+{_NAME}(?:,\s+{_ROLE})?",
        rf"[–—―-]\s?{_NAME}(?:,\s+{_ROLE})?",
    )
)
# A sentence of its own beside the quotation: "NAME, ROLE, said this during …" or "NAME said:".
_INTRODUCTION = re.compile(
    rf"{_NAME}(?:,\s+{_ROLE},)?\s+{_SAID}(?P<this>\s+this)?(?:\s+{_OCCASION})?\s?(?P<end>[.:])"
)
# Who somebody is, told at the start of a sentence: "NAME, ROLE, …".
_APPOSITION = re.compile(rf"(?:^|(?<=[.!?”»]\s)){_NAME},\s+{_ROLE},")


@dataclass(frozen=True, slots=True)
class _Source:
    """Who said it, as far as one sentence tells."""

    name: str
    role: str = ""
    occasion: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One paragraph of prose, and how it reads as a quotation if it does."""

    text: str
    words: str | None = None  # None: an ordinary paragraph
    ended: bool = True  # False: the next paragraph goes on with the same quotation
    source: _Source | None = None


def blocks_read(paragraphs: Sequence[str]) -> list[Block]:
    """Return a block for each paragraph of prose, or for each run of paragraphs that is one quotation."""
    known: dict[str, list[_Source]] = defaultdict(list)
    blocks: list[Block] = []
    previous = ""
    for reading in _joined([_read(text) for text in paragraphs]):
        if reading.words is None:
            for source in _appositions(reading.text):
                known[_surname(source.name)].append(source)
            blocks.append(Paragraph(html=f"<p>{escape(reading.text, quote=False)}</p>"))
            previous = reading.text
        else:
            source_found = _source_complete(reading.source, introduction=_introduction(previous), known=known)
            blocks.append(_quotation(reading.words, source_found))
            previous = ""
    return blocks


def words_to_html(words: str) -> str:
    """Return a quotation's words as rich text, a `p` for each line, with the desk's notes marked."""
    return "".join(f"<p>{notes_marked(line)}</p>" for line in words.split("\n"))


def notes_marked(line: str) -> str:
    parts: list[str] = []
    position = 0
    for match in _EDITORS_NOTE.finditer(line):
        parts.append(escape(line[position : match.start()], quote=False))
        parts.append(f"<span data-editors-note>{escape(match['note'], quote=False)}</span>")
        position = match.end()
    return "".join([*parts, escape(line[position:], quote=False)])


def notes_listed(html: str) -> list[str]:
    """Return the desk's notes in a quotation's rich text."""
    return [unescape(note) for note in _MARKED_NOTE.findall(html)]


def _quotation(words: str, source: _Source | None) -> Quotation:
    source = source or _Source("")
    return Quotation(
        html=words_to_html(words), speaker=source.name, role=source.role, occasion=source.occasion
    )


# --- one paragraph ----------------------------------------------------------------------------------


def _read(text: str) -> _Reading:
    ordinary = _Reading(text)
    closers = _CLOSERS.get(text[:1])
    if closers is None:
        return ordinary
    depth, close, closed_early = _marks_follow(text, opener=text[0], closers=closers)
    if closed_early:
        return ordinary  # two quotations, or a quoted word that a sentence begins with
    if close is not None:
        rest = text[close + 1 :].strip()
        source = _attribution(rest.removeprefix(",").strip())
        words = _full_stop(text[1:close].strip(), rest)
        if source is not None or (not rest.strip(".,") and words[-1:] in {".", "!", "?", "…"}):
            return _Reading(text, words=words, source=source) if words else ordinary
    # An opening mark that nothing closes: by convention the quotation goes on in the next paragraph.
    return _Reading(text, words=text[1:].strip(), ended=False) if depth > 0 else ordinary


def _marks_follow(text: str, *, opener: str, closers: str) -> tuple[int, int | None, bool]:
    """Return the depth at the end, the place of the last closing mark, and whether a mark follows depth 0.

    Newspapers forget an inner mark now and then; a closing one too few is borne: the last is still the end.
    """
    depth, close, closed_early = 0, None, False
    for position, character in enumerate(text):
        opens = character == opener
        if opener == '"' and opens:
            opens = position == 0 or text[position - 1] in _BEFORE_OPENING
        if not opens and character not in closers:
            continue
        if position and depth <= 0:
            closed_early = True
        if opens:
            depth += 1
            close = None  # what was closed before is inside
        else:
            depth -= 1
            close = position
    return depth, close, closed_early


def _full_stop(words: str, rest: str) -> str:
    """Give back the full stop that English turns into a comma before "… said"."""
    if words.endswith(","):
        return f"{words[:-1]}."
    return f"{words}." if rest[:1] in {",", "."} and words[-1:].isalnum() else words


def _joined(readings: Sequence[_Reading]) -> list[_Reading]:
    """Join quotations that go on over several paragraphs; what is never closed is ordinary text."""
    joined: list[_Reading] = []
    position = 0
    while position < len(readings):
        reading = readings[position]
        end = position
        while end < len(readings) and readings[end].words is not None and not readings[end].ended:
            end += 1
        if end == position:
            joined.append(reading)
            position += 1
        elif end < len(readings) and readings[end].words is not None:
            run = readings[position : end + 1]
            joined.append(replace(readings[end], words="\n".join(part.words or "" for part in run)))
            position = end + 1
        else:
            joined += [replace(part, words=None) for part in readings[position:end]]
            position = end
    return joined


# --- who said it ------------------------------------------------------------------------------------


def _attribution(rest: str) -> _Source | None:
    rest = rest.removesuffix(".").rstrip()
    if not rest or len(rest) > _ATTRIBUTION_MAX:
        return None
    return next((source for form in _ATTRIBUTIONS if (source := _source(form.fullmatch(rest)))), None)


def _introduction(paragraph: str) -> _Source | None:
    match = _INTRODUCTION.fullmatch(paragraph) if len(paragraph) <= _ATTRIBUTION_MAX else None
    return _source(match) if match and (match["this"] or match["end"] == ":") else None


def _appositions(paragraph: str) -> list[_Source]:
    return [source for match in _APPOSITION.finditer(paragraph) if (source := _source(match))]


def _source(match: re.Match[str] | None) -> _Source | None:
    if match is None or not _is_name(match["name"]):
        return None
    groups = match.groupdict()
    return _Source(
        match["name"].strip(), (groups.get("role") or "").strip(), (groups.get("occasion") or "").strip()
    )


def _is_name(name: str) -> bool:
    words = name.split()
    return (
        len(name) <= SPEAKER_MAX
        and not _NOT_NAME.fullmatch(words[0])
        and not _PARTICLE.fullmatch(words[-1])
        and all(word[0].isupper() or _PARTICLE.fullmatch(word) for word in words)
    )


def _surname(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1]


def _same(full: str, short: str) -> bool:
    return full == short or full.endswith(f" {short}")


def _source_complete(
    source: _Source | None, *, introduction: _Source | None, known: dict[str, list[_Source]]
) -> _Source | None:
    """Complete "Berg said" from the paragraph before, or from an earlier "Anna Berg, the mayor, …" if only one fits.

    What was said on another occasion stays there: only the paragraph right before tells the occasion.
    """
    if source is None:
        return introduction
    if introduction is not None and _same(introduction.name, source.name):
        return _Source(
            introduction.name, source.role or introduction.role, source.occasion or introduction.occasion
        )
    fitting = {one.name: one for one in known.get(_surname(source.name), ()) if _same(one.name, source.name)}
    if len(fitting) != 1:
        return source
    (one,) = fitting.values()
    return replace(source, name=one.name, role=source.role or one.role)
