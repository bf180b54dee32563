"""The sets that the model is tested with are what the report says they are."""

from collections import Counter
from random import Random

from parley.toxicity.evaluation.attacks import KINDS, attack, targets_of
from parley.toxicity.evaluation.counterspeech import examples


def test_harmless_and_abusive_sentences_are_as_many_and_as_varied_as_promised() -> None:
    made = examples()
    harmless = [example for example in made if not example.toxic]
    assert len(harmless) >= 360
    assert len(made) - len(harmless) >= 120
    assert len({example.template for example in harmless}) >= 30
    assert len({example.text for example in made}) == len(made)
    assert made == examples()
    assert {example.kind for example in made if example.toxic} == {"abusive"}


def test_no_group_is_insulted_more_than_its_turn() -> None:
    abusive = [example.text for example in examples() if example.toxic]
    groups = (
        "immigrants",
        "pensioners",
        "Christians",
        "Muslims",
        "conservatives",
        "liberals",
        "women",
        "vegans",
    )
    counts = Counter(group for text in abusive for group in groups if group.lower() in text.lower())
    assert max(counts.values()) <= 3 * max(1, min(counts[group] for group in groups))


def test_an_attack_is_the_same_for_the_same_seed_and_touches_only_its_words() -> None:
    text = "Honestly, you are a stupid idiot."
    assert [text[begin:end] for begin, end in targets_of(text)] == ["stupid", "idiot"]
    for kind in KINDS:
        first, second = (attack(text, kind=kind, rng=Random(3)) for _ in range(2))
        assert first == second != text
        assert first.startswith("Honestly, you are a")
    assert len(KINDS) == 8


def test_without_offensive_words_the_longest_are_attacked() -> None:
    text = "The mayor forgot the neighbourhood again"
    assert [text[begin:end] for begin, end in targets_of(text)] == ["mayor", "forgot", "neighbourhood"]
