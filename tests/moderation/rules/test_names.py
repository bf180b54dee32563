"""Which spellings of people's names are found, and which honest words are let be."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.moderation.rules.names import PLACES_MAX, NameSearch, NameWrong, name_read

ANNA = NameSearch(["Anna Maria Bergson"])
SEVERAL = NameSearch(
    ["Seán O'Neill", "Will Hill", "Jörg Müller", "Søren Åkerø", "Brackwater", "王小明", "김철수", "Соколов*"]
)


@pytest.mark.parametrize(
    "text",
    [
        "Anna Maria Bergson",
        "ANNA MARIA BERGSON",
        "anna maria bergson",
        "Anna-Maria Bergson",
        "Anna\nMaria\nBergson",
        # In another order
        "Bergson, Anna Maria",
        "Bergson Anna Maria",
        "Maria Bergson Anna",
        # Without the middle name, with initials
        "Anna Bergson",
        "Bergson, Anna",
        "bergson anna",
        "A. Bergson",
        "a. bergson",
        "A.Bergson",
        "A Bergson",
        "A. M. Bergson",
        "A.M. Bergson",
        "Bergson, A.",
        "Bergson, A. M.",
        "Anna M. Bergson",
        # With endings
        "Anna Bergson's",
        "Anna Bergson’s",
        "Anna Bergsons",
        "A. Bergsons",
        # In one word, and with other signs between
        "annabergson",
        "AnnaMariaBergson",
        "#AnnaBergson",
        "bergsonanna",
        "anna.bergson",
        "anna_bergson",
        "anna/bergson",
        "Anna (Bergson)",
        "Anna **Bergson**",
        "https://people.example/anna-bergson/",
        # Disguised
        "4nna Bergs0n",
        "@nna B3rg$on",
        "Annnnna Bergson",
        "A n n a B e r g s o n",
        "A.N.N.A. B.E.R.G.S.O.N",
        "they say a n n a b e r g s o n",
        "An.na Berg.son",
        "**An**na Bergson",
        "A*na B*rgson",
        # Letters of other scripts, marks, invisible signs, other alphabets of the same letters
        "Аnnа Bеrgsоn",
        "Ànnä Bérgsön",
        "An\u200bna Berg\u00adson",
        "𝐀𝐧𝐧𝐚 𝐁𝐞𝐫𝐠𝐬𝐨𝐧",
        "Ａｎｎａ Ｂｅｒｇｓｏｎ",
        "A̷n̷n̷a̷ B̷e̷r̷g̷s̷o̷n̷",
    ],
)
def test_variants_of_a_name_are_found_where_they_stand(text: str) -> None:
    before = "So it was "
    [(begin, end)] = ANNA.search(f"{before}{text} who did it.")
    assert len(before) <= begin < end <= len(before) + len(text) + 1
    assert end - begin >= len("annabergson") - 2 or "." in text or " " in text


@pytest.mark.parametrize(
    "text",
    [
        "Anna",
        "Maria",
        "Bergson",
        "Anna B.",
        "A. B.",
        "A. M. B.",
        "Anna Bergsonova",
        "Annabel Bergson",
        "Hanna Bergson",
        "a bergson",
        "Anna went up. Then came old Bergson",
        "Bergson said: a day",
        "an na berg son",
        "",
        " ",
    ],
)
def test_other_words_are_let_be(text: str) -> None:
    assert ANNA.search(text) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sean O'Neill was there", "Sean O'Neill"),
        ("SEAN O’NEILL was there", "SEAN O’NEILL"),
        ("sean oneill", "sean oneill"),
        ("S. O'Neill", "S. O'Neill"),
        ("O'Neill, Seán", "O'Neill, Seán"),
        ("W. Hill knows", "W. Hill"),
        ("William Hill", None),
        ("we will climb the hill", None),
        ("The hill, w", None),
        ("Joerg Mueller", "Joerg Mueller"),
        ("jorg muller", "jorg muller"),
        ("Soren Akero", "Soren Akero"),
        ("Soeren Aakeroe", "Soeren Aakeroe"),
        ("the Brackwaters", "Brackwaters"),
        ("Br4ckw@ter", "Br4ckw@ter"),
        ("brackwatering", None),
        ("我认识王小明吗", "王小明"),
        ("王 小 明", "王 小 明"),
        ("김철수는 누구입니까", "김철수"),
        ("о Соколовых", "Соколовых"),
    ],
)
def test_names_of_many_kinds(text: str, found: str | None) -> None:
    assert [text[begin:end] for begin, end in SEVERAL.search(text)] == ([found] if found else [])


def test_a_short_form_is_told_from_plain_words_by_its_dot_or_capitals() -> None:
    search = NameSearch(["Ada Hill"])
    assert search.search("Up on a hill") == ()
    assert search.search("hill a mile long") == ()
    assert search.search("It was A. Hill") == ((7, 14),)
    assert search.search("It was A Hill") == ((7, 13),)


def test_a_name_in_one_script_is_not_looked_for_in_another() -> None:
    assert NameSearch(["Sokolova"]).search("Соколова") == ()


@pytest.mark.parametrize(
    "name",
    ["", " ", "...", "A", "日", "a b c d e f g", "Anna$Berg", "Be*rg", "*", "An*", "abc" * 22, "ab " * 40],
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(NameWrong):
        name_read(name)
    with pytest.raises(NameWrong):
        NameSearch([name])


@pytest.mark.parametrize("name", ["ÄÖÜ" * 12 + " Øst", "äö" * 30, "İstanbullu", "ab", "Maria"])
def test_every_name_that_is_read_can_be_looked_for(name: str) -> None:
    name_read(name)
    assert NameSearch([name]).search(f"so {name} said")


def test_no_names_find_nothing() -> None:
    assert NameSearch([]).search("Anna Bergson") == ()


def test_places_are_bounded_and_in_order() -> None:
    places = ANNA.search("Anna Bergson. " * 500)
    assert len(places) == PLACES_MAX
    assert all(before[1] <= after[0] for before, after in pairwise(places))


def test_fifty_names_are_found_in_a_text_of_the_greatest_length() -> None:
    draw = random.Random(5)
    names = [" ".join("".join(draw.choices("abdeiklmnorstu", k=6)) for _ in range(3)) for _ in range(50)]
    search = NameSearch(names)
    text = f"{'Nobody here is meant. ' * 4000}{names[49].upper()} {'a b c ' * 1000}"
    assert [text[begin:end] for begin, end in search.search(text)] == [names[49].upper()]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_places_inside_it(text: str) -> None:
    for begin, end in (*ANNA.search(text), *SEVERAL.search(text)):
        assert 0 <= begin < end <= len(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_name_is_refused_or_looked_for(name: str) -> None:
    try:
        name_read(name)
    except NameWrong:
        return
    NameSearch([name]).search(f"It was {name}, they say.")
