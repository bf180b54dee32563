import pytest

from parley.toxicity.text.sentences import LONGEST, sentences
from tests.toxicity.text.hostile import hostile, in_proportion

CASES = {
    "Hello there. How are you? Fine!": ["Hello there.", "How are you?", "Fine!"],
    "Dr. Smith paid $3.50 to J. R. Tolkien, e.g. on Jan. 5 at 5 p.m. Then he left.": [
        "Dr. Smith paid $3.50 to J. R. Tolkien, e.g. on Jan. 5 at 5 p.m.",
        "Then he left.",
    ],
    "He said “Stop it!” Then (really?) he ran... and fell.": [
        "He said “Stop it!”",
        "Then (really?) he ran... and fell.",
    ],
    "See http://example.org/a?b=1.2. Done": ["See http://example.org/a?b=1.2.", "Done"],
    "no stops\nnext line\r\n\r\n third ": ["no stops", "next line", "third"],
    "End.Then more": ["End.", "Then more"],
    "Wait… What?! really? ok": ["Wait…", "What?! really?", "ok"],
    "你好。再见！": ["你好。", "再见！"],
    "I told you, it was I. He left.": ["I told you, it was I.", "He left."],
    "(It rained.) [We left.]": ["(It rained.)", "[We left.]"],
    "": [],
    " \n\t ": [],
    "...": ["..."],
}


@pytest.mark.parametrize(("text", "wanted"), CASES.items())
def test_where_sentences_end(text: str, wanted: list[str]) -> None:
    assert [text[begin:end] for begin, end in sentences(text)] == wanted


@pytest.mark.parametrize("kind", hostile())
def test_all_but_white_space_is_covered_once_and_in_order(kind: str) -> None:
    text = hostile()[kind]
    spans = sentences(text)
    covered = bytearray(len(text))
    before = 0
    for begin, end in spans:
        assert before <= begin < end <= begin + LONGEST
        assert not text[begin].isspace()
        assert not text[end - 1].isspace()
        covered[begin:end] = b"\1" * (end - begin)
        before = end
    assert all(covered[at] or letter.isspace() for at, letter in enumerate(text))
    assert in_proportion(sentences, kind)


def test_a_long_stretch_is_cut_at_a_space() -> None:
    text = "word " * 200
    assert all(
        text[begin:end].startswith("word") and text[begin:end].endswith("word")
        for begin, end in sentences(text)
    )
