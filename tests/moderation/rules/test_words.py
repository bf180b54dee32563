"""Which spellings of a house's words are found, and which honest words are let be."""

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parley.moderation.rules import RuleSet, Seen
from parley.moderation.rules.endings import forms, takes_endings
from parley.moderation.rules.entries import EntryWord, Fit
from parley.moderation.rules.letters import SIGNS, reads_as, skeleton
from parley.moderation.rules.vocabulary import Vocabulary
from parley.toxicity.text.lexicon import lexicon
from tests.moderation.rules.texts import places, words_text

HOUSE = RuleSet.read(
    words_text("Brackwaterism", "ass", "kill", "bully", "tin ear", "fog*", "=numb", "Ärger", "mother-in-law")
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # As it stands, in any case, with endings
        ("Brackwaterism is here", "Brackwaterism"),
        ("BRACKWATERISM!", "BRACKWATERISM"),
        ("(brackwaterisms)", "brackwaterisms"),
        ("Brackwaterism's and brackwaterism’s", "Brackwaterism"),
        ("bullied", "bullied"),
        ("they were bullying us", "bullying"),
        # Signs and digits for letters
        ("Br4ckwater1sm", "Br4ckwater1sm"),
        ("8r@ckw@t3r1$m", "8r@ckw@t3r1$m"),
        ("k1ll", "k1ll"),
        ("kil1", "kil1"),
        ("k!lls", "k!lls"),
        ("k1ll1ng", "k1ll1ng"),
        ("bu11ies", "bu11ies"),
        # Drawn out
        ("Brackwaaaterism", "Brackwaaaterism"),
        ("BRRRACKWATERISMMMMMMM", "BRRRACKWATERISMMMMMMM"),
        ("aaaasssss", "aaaasssss"),
        # Letters apart
        ("B.r.a.c.k.w.a.t.e.r.i.s.m", "B.r.a.c.k.w.a.t.e.r.i.s.m"),
        ("b r a c k w a t e r i s m", "b r a c k w a t e r i s m"),
        ("B-r-4-c-k-w-4-t-e-r-i-s-m", "B-r-4-c-k-w-4-t-e-r-i-s-m"),
        ("i love b r a c k w a t e r i s m", "b r a c k w a t e r i s m"),
        ("o u r b u l l y", "b u l l y"),
        ("k_i_l_l", "k_i_l_l"),
        # Pieces
        ("Brack-waterism", "Brack-waterism"),
        ("brack.water.ism", "brack.water.ism"),
        ("brack_waterism", "brack_waterism"),
        ("Brack*water*ism", "Brack*water*ism"),
        # Stars for letters
        ("Br*ckwaterism", "Br*ckwaterism"),
        ("bra*kwaterism", "bra*kwaterism"),
        ("Br*ckw#terism", "Br*ckw#terism"),
        # Letters of other scripts, marks, invisible signs, other alphabets of the same letters
        ("Вrасkwаtеrіsm", "Вrасkwаtеrіsm"),
        ("Bräckwåtérism", "Bräckwåtérism"),
        ("B̶r̶a̶c̶k̶w̶a̶t̶e̶r̶i̶s̶m̶", "B̶r̶a̶c̶k̶w̶a̶t̶e̶r̶i̶s̶m̶"),
        ("Brack\u200bwater\u00adism", "Brack\u200bwater\u00adism"),
        ("Ｂｒａｃｋｗａｔｅｒｉｓｍ", "Ｂｒａｃｋｗａｔｅｒｉｓｍ"),
        ("𝓑𝓻𝓪𝓬𝓴𝔀𝓪𝓽𝓮𝓻𝓲𝓼𝓶", "𝓑𝓻𝓪𝓬𝓴𝔀𝓪𝓽𝓮𝓻𝓲𝓼𝓶"),
        ("ⓑⓡⓐⓒⓚⓦⓐⓣⓔⓡⓘⓢⓜ", "ⓑⓡⓐⓒⓚⓦⓐⓣⓔⓡⓘⓢⓜ"),
        # An offensive word that the toxicity model's own lists unmask
        ("k*ll them", "k*ll"),
        # A word alone, a beginning, marks, phrases
        ("numb", "numb"),
        ("foggiest", "foggiest"),
        ("f0ggiest", "f0ggiest"),
        ("arger", "arger"),
        ("ARGER and Ärger", "ARGER"),
        ("a tin ear", "tin ear"),
        ("tin   \n ears", "tin   \n ears"),
        ("*tin*-ear", "tin*-ear"),
        ("t1n ear", "t1n ear"),
        ("his mother in law", "mother in law"),
        ("mothers-in-law", "mothers-in-law"),
    ],
)
def test_what_is_found(text: str, found: str) -> None:
    assert places(HOUSE, text)[0] == found


@pytest.mark.parametrize(
    "text",
    [
        "class, assess, bass, passage, glass, cassette, assassin, as, asp",
        "skill, skillet, killjoy, kiln",
        "number, numbing, numbed",
        "of fo fo* f0",
        "tin, ear; tin. Ear",
        "tinear",
        "mybrackwaterism",
        "brack waterism",
        "he!! ki!",
        "a5 4ss5 455 1ss ki11",
        "mall, mill, mail",
        "U.S.A. a.k.a. e.g. i.e.",
        "well-known half-baked state-of-the-art",
        "убить осёл",
        "f.o.",
    ],
)
def test_what_is_let_be(text: str) -> None:
    assert places(HOUSE, text) == []


def test_a_cyrillic_text_is_not_read_as_latin() -> None:
    rules = RuleSet.read(words_text("cop"))
    assert places(rules, "Выносите сор из избы, и сор, и сор.") == []
    assert places(rules, "that сор again, what a сoр he was") == ["сор", "сoр"]


def test_words_of_other_scripts() -> None:
    rules = RuleSet.read(words_text("дурак", "मूर्ख", "愚か"))
    assert places(rules, "Ты ДУРАК, да") == ["ДУРАК"]
    assert places(rules, "वह मूर्ख है, मूर्खता नहीं") == ["मूर्ख"]
    assert places(rules, "愚か") == ["愚か"]


def test_an_emoji_is_its_name() -> None:
    assert places(RuleSet.read(words_text("middle finger")), "There: 🖕!") == ["🖕"]


def test_short_words_stand_only_for_the_whole_of_a_row() -> None:
    assert places(HOUSE, "a s s") == ["a s s"]
    assert places(HOUSE, "c l a s s") == []


def test_one_place_is_told_once_and_five_at_most() -> None:
    rules = RuleSet.read(words_text("fog", "fogs", "fog*"))
    assert places(rules, "fogs") == ["fogs"]
    assert places(rules, "fog " * 9) == ["fog"] * 5


def test_everyday_words_are_hit_only_as_forms_of_a_word() -> None:
    words = (
        "ass",
        "tit",
        "cum",
        "hell",
        "rape",
        "cock",
        "dick",
        "nig",
        "anal",
        "hoe",
        "lie",
        "rat",
        "con",
        "spic",
    )
    everyday = lexicon().everyday
    expected = {form for word in words for form in forms(word)} & everyday
    rules = RuleSet.read(words_text(*words))
    hit = {word for word in sorted(everyday) if "'" not in word and places(rules, word)}
    assert hit == expected


def test_honest_signs_and_numbers_are_no_disguise() -> None:
    """Against all offensive words that the toxicity model knows, as rules."""
    plain = sorted(word for word in lexicon().rank if word.isalnum())
    rules = RuleSet.read(
        "".join(words_text(*plain[at : at + 200], name=f"r{at}") for at in range(0, len(plain), 200))
    )
    text = (
        "3d mp3 COVID-19 24/7 A4 B2B 1st 80s H2O 5G v2.0 U.S. e.g. a.m. C++ $5 50% @user #tag 1950s x86 i7 PS5 4x4 "
        "9-5 911 7up 10k 3pm R2-D2 B12 F16 MiG-29 A320 AT&T R&D USD$100 £20m €3.50 +1 wow!!! soooo noooo hmmm aaah "
        "https://www.example.org/a/b?c=1&d=2 foo_bar 10:30 1,000,000 3.14 A* A+ i18n w3c C-3PO T-shirt X-ray e-mail "
        "co-op re-elect ex-wife twenty-one hello,world end.Start it's they'll we'd 5'10\" °C naïve café Zürich Müller "
        "São résumé Привет мир сор рис нос хорошо Ελλάδα שלום 你好 हिन्दी I, A, B, C and D"
    )
    assert places(rules, text) == []
    assert [token for token in text.split() if places(rules, token)] == []


LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=12)
LOOKS = {letter: sign for sign, letters in SIGNS.items() for letter in letters if not sign.isalpha()}


@given(LETTERS, st.data())
@settings(deadline=None)
@example("fillip", None)
def test_signs_for_any_letters_are_undone(word: str, data: st.DataObject | None) -> None:
    """Every choice of letters may be written as signs, if two letters are left."""
    places_of_signs = [at for at, letter in enumerate(word) if letter in LOOKS]
    chosen = (
        places_of_signs[1:]
        if data is None
        else data.draw(
            st.lists(st.sampled_from(places_of_signs), unique=True) if places_of_signs else st.just([])
        )
    )
    chosen = [at for at in chosen if at < len(word) - 1][: len(word) - 2]
    spelling = "".join(LOOKS[letter] if at in chosen else letter for at, letter in enumerate(word))
    assert skeleton(spelling) == skeleton(word)
    assert reads_as(spelling, word)


def test_signs_are_undone_in_every_form() -> None:
    """Of everyday words, in an order drawn by chance; all letters but the first and the last as signs."""
    words = random.Random(7).sample(sorted(word for word in lexicon().everyday if takes_endings(word)), 600)
    vocabulary = Vocabulary(EntryWord(word, Fit.ENDINGS) for word in words)
    for word, number in vocabulary.numbers.items():
        for form in forms(word.key):
            inner = "".join(LOOKS.get(letter, letter) for letter in form[1:-1])
            assert number in vocabulary.find(form)
            assert number in vocabulary.find_disguised(form[0] + inner + form[-1])


@given(LETTERS, st.integers(0, 11), st.integers(3, 30))
def test_a_letter_drawn_out_is_undone(word: str, at: int, count: int) -> None:
    at %= len(word)
    spelling = word[:at] + word[at] * count + word[at + 1 :]
    rules = RuleSet.read(words_text("=" + word))
    assert [hit.what for hit in rules.match(Seen(f"so {spelling}, they say"))] == ["=" + word]


@given(LETTERS, LETTERS)
def test_other_letters_are_another_word(word: str, other: str) -> None:
    assert reads_as(other, word) == (other == word) or any(other[at] * 3 in other for at in range(len(other)))


@given(st.text("abct", min_size=3, max_size=6), st.text("abct1.- ", max_size=40))
@settings(deadline=None)
def test_an_exact_word_is_never_found_inside_a_run_of_letters(word: str, text: str) -> None:
    """What is hit has no letter beside it."""
    for hit in RuleSet.read(words_text("=" + word)).match(Seen(text)):
        assert hit.begin is not None
        assert hit.end is not None
        around = text[hit.begin - 1 : hit.begin] + text[hit.end : hit.end + 1]
        assert not any(letter.isalnum() for letter in around)
