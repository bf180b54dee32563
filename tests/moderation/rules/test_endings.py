"""English endings, against forms written down by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.moderation.rules.endings import bases, forms

WORDS = st.text("abegilnorstuyckqz", min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("word", "has", "has_not"),
    [
        ("crook", "crooks crooked crooking crooker crookers", "crooke crookly crookkings"),
        ("hop", "hops hopped hopping hopper hoppers", "hoped hoping hope"),
        ("hope", "hopes hoped hoping hoper hopers", "hopped hopping hop"),
        ("travel", "travelled traveled travelling traveler", "travell"),
        ("bully", "bullies bullied bullying bullier bullys", "bullyed bullyer"),
        ("play", "plays played playing player", "plaies"),
        ("pass", "passes passed passing passers", "passs pas"),
        ("wretch", "wretches", "wretche"),
        ("fox", "foxes foxed", "foxs foxxed"),
        ("veto", "vetoes vetos vetoed", "vetooed"),
        ("quiz", "quizzes quizzed", "quizs"),
        ("bus", "buses bused busses", "buss"),
        ("see", "sees seeing seer", "sing"),
        ("lie", "lies lied lying lier", "liying"),
        ("panic", "panics panicked panicking", "paniccs paniccing"),
        ("gym", "gyms gymmed", "gymed"),
        ("clean", "cleans cleaned cleaner", "cleanned"),
        ("fix", "fixed fixer", "fixxed"),
        ("ass", "asses", "assess class as bass assassin"),
        ("is", "is", "iss ises ising"),
        ("cat9", "cat9", "cat9s"),
    ],
)
def test_forms(word: str, has: str, has_not: str) -> None:
    found = forms(word)
    assert found >= {word, *has.split()}
    assert not found & set(has_not.split())


@given(WORDS)
def test_every_form_leads_back_to_its_word(word: str) -> None:
    for form in forms(word):
        assert word in bases(form)


@given(st.text(max_size=40))
def test_bases_are_few_and_begin_with_the_spelling(spelling: str) -> None:
    found = bases(spelling)
    assert found[0] == spelling
    assert len(found) <= 24
