"""Comments to fill a database with: made from a small grammar, as long as comments are, no two alike but by chance."""

import random

_WHO = (
    "The council",
    "My neighbour",
    "The harbour office",
    "A friend at the depot",
    "The ferry company",
    "Whoever wrote the timetable",
    "The school",
    "Our shop",
    "The surveyor",
    "Nobody on the pier",
    "The engineer",
    "The market",
    "The old bridge",
    "The committee",
    "The night bus",
)
_DID = (
    "counted the boats",
    "paid for the repairs",
    "asked for a second opinion",
    "closed the gate",
    "read the report to the end",
    "waited for an answer",
    "put the figures on the door",
    "moved the stalls",
    "changed the plan",
    "kept the receipts",
    "forgot the tide table",
    "said the opposite",
    "printed the wrong date",
    "measured it again",
    "found no fault",
)
_WHEN = (
    "last winter",
    "on Tuesday",
    "before the storm",
    "at the meeting",
    "without telling anyone",
    "for the third time",
    "in 2019",
    "after the flood",
    "when nobody looked",
    "at twice the price",
    "as agreed",
    "two weeks late",
    "in front of everybody",
    "out of habit",
    "by letter",
)
_AND = (
    "and it shows",
    "which is more than I expected",
    "so I would not rely on it",
    "and the log says so",
    "though the article leaves that out",
    "and that settles it for me",
    "which nobody has explained",
    "but the sums still do not add up",
    "and I was there",
    "so let them try it first",
    "and we all paid for it",
    "which was the right thing to do",
    "or so I was told",
    "but only on paper",
    "and next year it starts again",
)
_NAMES = ("Ada", "Bram", "Cato", "Dilys", "Edda", "Fenn", "Gwil", "Hesper", "Ivo", "Jory", "Kester", "Lowri")
_ENDS = ("of the hill", "from the quay", "B.", "at number nine", "M.", "on the late shift", "", "the elder")

SENTENCES = 20_000
NAMES = 3000
_MEAN = 2.3  # sentences of a comment beyond the first
_MOST = 40
_PARAGRAPH = 4  # sentences


class Words:
    """A stock of sentences and names. They hold no mark of our Markdown and no character that HTML would escape, so a
    paragraph's markup is the paragraph between tags.
    """

    def __init__(self, *, rng: random.Random) -> None:
        def sentence() -> str:
            start = f"{rng.choice(_WHO)} {rng.choice(_DID)} {rng.choice(_WHEN)}"
            draw = rng.random()
            if draw < 0.2:
                return f"{start}."
            if draw < 0.4:
                return f"{start}, {rng.choice(_AND)}, {rng.randrange(2, 900)} of them."
            return f"{start}, {rng.choice(_AND)}."

        self.sentences = [sentence() for _ in range(SENTENCES)]
        self.names = [
            f"{rng.choice(_NAMES)} {rng.choice(_ENDS)}".strip() + f" {number}" * (number % 3 > 0)
            for number in range(NAMES)
        ]

    def comment(self, rng: random.Random) -> tuple[str, str]:
        """Return a comment's text and its markup: 20 to 3,000 characters, mostly some 200."""
        count = min(1 + int(rng.expovariate(1 / _MEAN)), _MOST)
        chance, sentences = rng.random, self.sentences
        if count <= _PARAGRAPH:
            text = " ".join([sentences[int(chance() * SENTENCES)] for _ in range(count)])
            return text, f"<p>{text}</p>"
        paragraphs = [
            " ".join([sentences[int(chance() * SENTENCES)] for _ in range(min(_PARAGRAPH, count - start))])
            for start in range(0, count, _PARAGRAPH)
        ]
        return "\n\n".join(paragraphs), "".join([f"<p>{paragraph}</p>" for paragraph in paragraphs])
