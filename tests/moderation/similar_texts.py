"""Texts for the tests of near-duplicates: one paste with disguises, and many comments about one subject."""

import random
from collections.abc import Iterator

PASTE = (
    "Everybody in the harbour district should read what the ferry company wrote to its passengers last week, because "
    "the new timetable takes away the last boat of the evening and nobody at the town hall has said a word about it."
)

#: What people make of a paste so that it looks like another text.
DISGUISES = {
    "as it is": PASTE,
    "capitals": PASTE.upper(),
    "no punctuation": PASTE.replace(",", "").replace(".", ""),
    "spaces and lines": PASTE.replace(" ", "  \n "),
    "letters apart": " ".join(PASTE),
    "no spaces": PASTE.replace(" ", ""),
    "emoji between all words": PASTE.replace(" ", " 🔥👏🏽 "),
    "an emoji flood after it": f"{PASTE} {'😡' * 500}",
    "words changed": PASTE.replace("Everybody", "Anyone").replace("district", "quarter").replace("word", "thing"),
    "words added": f"Friends, please share! {PASTE.replace('last week', 'just the other week')} Think about it.",
    "a sentence cut off": PASTE.partition(" and nobody")[0],
    "accents": PASTE.replace("e", "é").replace("a", "ä"),
    "marks stacked": PASTE.replace("o", "o\u0335\u0321\u0353\u0349"),
    "letters of other scripts": PASTE.translate(str.maketrans("aeopcx", "аеорсх")),
    "signs for letters": PASTE.translate(str.maketrans("aeost", "430$7")),
    "letters drawn out": PASTE.replace("ing", "iiiing").replace("oa", "oooaaa"),
    "invisible characters": "\u200b".join(PASTE),
    "full-width letters": "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in PASTE),
    "marks of the markup": f"**{PASTE}**",
    "a named link": PASTE.replace("ferry company", "[ferry company](https://ferries.example/timetable/2026?from=desk)"),
}  # fmt: skip

_PARTS = (
    ("The ferry company", "My neighbour", "The town hall", "Our mayor", "Whoever works late", "The harbour master",
     "Every student", "The night nurse", "A tourist", "The timetable", "The island school", "The baker"),
    ("never explains", "has forgotten", "pays for", "cannot plan", "depends on", "would gladly swap",
     "keeps defending", "misunderstands", "counts on", "laughs at", "voted against", "measures"),
    ("the last boat", "the evening crossing", "its own budget", "the winter schedule", "the new pier",
     "ticket prices", "a bridge at the narrows", "the fuel bill", "weekend service", "the waiting room",
     "the parking fees", "storm cancellations"),
    ("since the reform", "on weekdays", "before breakfast", "after dark", "in November", "at the weekend",
     "for twelve years", "during the holidays", "without a vote", "behind closed doors", "for a laugh", "by bicycle"),
    ("and that is fair.", "which I doubt.", "so we moved away.", "but nobody listens.", "as the report shows.",
     "although buses exist.", "and I would do the same.", "unless the council acts.", "like everywhere else.",
     "to save some money.", "which suits me well.", "and it shows."),
)  # fmt: skip


def subject_texts(*, count: int, seed: int) -> list[str]:
    """Return different comments on one subject, three sentences each, drawn from the same few hundred words."""
    draw = random.Random(seed)
    texts: dict[str, None] = {}
    while len(texts) < count:
        texts[" ".join(_sentence(draw) for _ in range(3))] = None
    return list(texts)


def _sentence(draw: random.Random) -> str:
    return " ".join(draw.choice(part) for part in _PARTS)


def random_words(*, count: int, seed: int) -> Iterator[str]:
    """Yield words that mean nothing, two to nine letters."""
    draw = random.Random(seed)
    for _ in range(count):
        yield "".join(draw.choice("abcdefghijkmnopqrstuvwxyz") for _ in range(draw.randint(2, 9)))
