import pytest

from parley.toxicity.text.clean import MAX_EMOJI, clean
from tests.toxicity.text.hostile import hostile, in_proportion

CASES = {
    "An ordinary comment, with 2 numbers.": "An ordinary comment, with 2 numbers.",
    "": "",
    "  spaces \t and\r\n\r\nlines  ": "spaces and\nlines",
    "i\u200bd\u2060i\ufeffo\u00adt": "idiot",
    "\u202etoidi\u202c": "toidi",
    "fu\x00c\x1bk": "fuck",
    "𝓲𝓭𝓲𝓸𝓽 ｉｄｉｏｔ ⓘⓓⓘⓞⓣ": "idiot idiot idiot",
    "🅸🅳🅸🅾🆃 🇮 🇩 🇮 🇴 🇹": "IDIOT I D I O T",
    "z̸̡̢̛̗a̷l͝g̸̞o": "z̸̡a̷l͝g̸̞o",
    "cafe\u0301": "café",
    "नमस्ते": "नमस्ते",
    "soooooo!!!!!!": "sooo!!!",
    "🖕 you": "middle finger you",
    "👩🏽\u200d🚀🏴\u200d☠\ufe0f": "woman astronaut medium skin tone pirate flag",
    "🇩🇪": "Germany",
    "❤\ufe0f❤\ufe0f❤\ufe0f❤\ufe0f❤\ufe0f": "red heart red heart red heart",
    "1\ufe0f⃣ ™ ©": "1 TM ©",
    "lone \ud83d half": "lone half",
    "don’t — “quoted”…": 'don\'t - "quoted"...',
    "ﷺ": "ﷺ",
    "a\u2028b\x85c": "a\nb\nc",
}


@pytest.mark.parametrize(("text", "wanted"), CASES.items(), ids=ascii)
def test_what_the_model_reads(text: str, wanted: str) -> None:
    assert clean(text).text == wanted


@pytest.mark.parametrize("text", [*CASES, *hostile(size=700).values()], ids=lambda text: ascii(text[:20]))
def test_every_letter_knows_where_it_came_from(text: str) -> None:
    mapped = clean(text)
    assert len(mapped.begins) == len(mapped.ends) == len(mapped.text)
    for at, (begin, end) in enumerate(zip(mapped.begins, mapped.ends, strict=True)):
        assert 0 <= begin < end <= len(text)
        assert at == 0 or begin >= mapped.begins[at - 1]


def test_cleaning_twice_changes_nothing_more() -> None:
    for text in CASES:
        once = clean(text).text
        assert clean(once).text == once


def test_an_ordinary_comment_is_not_copied() -> None:
    text = "Nothing to see here."
    assert clean(text).text is text


def test_a_word_in_the_cleaned_text_is_found_in_the_original() -> None:
    text = "You 🖕 i\u200bd\u200bi\u200bot!"
    mapped = clean(text)
    begin = mapped.text.index("idiot")
    assert text[slice(*mapped.original_span(begin, begin + 5))] == "i\u200bd\u200bi\u200bot"
    begin = mapped.text.index("finger")
    assert text[slice(*mapped.original_span(begin, begin + 6))] == "🖕"


@pytest.mark.parametrize("kind", hostile())
def test_hostile_text_grows_no_more_than_its_limit_and_costs_in_proportion(kind: str) -> None:
    whole = hostile()[kind]
    assert len(clean(whole).text) <= 2 * len(whole) + 40 * MAX_EMOJI
    assert in_proportion(clean, kind)
