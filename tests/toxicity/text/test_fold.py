from itertools import pairwise
from random import Random

import pytest

from parley.toxicity.evaluation.attacks import KINDS, attack
from parley.toxicity.text.clean import clean
from parley.toxicity.text.fold import fold
from parley.toxicity.text.words import read_chunk
from tests.toxicity.text.hostile import hostile, in_proportion

DISGUISED = {
    "You are an i d i o t": "You are an idiot",
    "i.d.i.o.t": "idiot",
    "i-d-i-o-t y o u": "idiot you",
    "1 d 1 0 t": "idiot",
    "stuuuupid people": "stupid people",
    "f**k you, b****es": "fuck you, bitches",
    "sh*t f_ck b!tch @$$hole": "shit fuck bitch asshole",
    "what the h*ll": "what the hell",
    "motherf***er": "motherfucker",
    "idoit fcuk stpid": "idiot fuck stupid",
    "youidiot": "you idiot",
    "mo ron": "moron",
    "y0u moron 1d10t": "you moron idiot",
    "k1ll y0urself": "kill yourself",
    "ѕtuріd іdiоt": "stupid idiot",
    "you're a fück": "you're a fuck",
    "phuck": "fuck",
    "d*mn!Then": "damn!Then",
    "a$$": "ass",
}
HONEST = [
    "A plain sentence about the budget.",
    "well-known and/or U.S.A., J.R.R. Tolkien, e.g. a b c",
    "Moran and Dickinson met Hancock in Scunthorpe and Essex.",
    "On the 4th of July at 10am we ran 5km, B2B, w3c, mp3, h2o, D.C., P.S.",
    "Привет, как дела? Сор и вор.",
    "café über naïve façade, señor",
    "Shut the door! No shit!",
    "The psychotherapist in britches took the tram, and the tractor's .45's rusted behind the shutter.",
    "http://fuk.com/f**k and mail to john@shit.com",
    "sooo good, noooo way",
    "He coached a team of therapists and had a hangover",
    "Rock'n'roll, ain't it? 3.14 + 2 = 5.14",
    "你好 🖕",
]


@pytest.mark.parametrize(("text", "wanted"), DISGUISED.items())
def test_a_disguise_comes_off(text: str, wanted: str) -> None:
    folded = fold(text)
    assert folded.text == wanted
    assert folded.changed


@pytest.mark.parametrize("text", HONEST)
def test_honest_text_stays_as_it_is(text: str) -> None:
    folded = fold(text)
    assert not folded.changed
    assert folded.text == clean(text).text


def test_the_disguised_word_is_found_in_the_original() -> None:
    text = "Oh 🙂, you i d i o t and st\u200bpid m*ron"
    folded = fold(text)
    for word, original in {"idiot": "i d i o t", "stupid": "st\u200bpid", "moron": "m*ron"}.items():
        begin = folded.text.index(word)
        assert text[slice(*folded.original_span(begin, begin + len(word)))] == original


def test_what_is_cleaned_already_is_not_cleaned_again() -> None:
    cleaned = clean("nothing odd")
    assert fold("nothing odd", cleaned=cleaned).mapped is cleaned


def test_plain_leetspeak_counts_from_two_words_on() -> None:
    assert not fold("that is g00d news").changed
    assert fold("th4t is g00d").text == "that is good"


@pytest.mark.parametrize("kind", KINDS)
def test_attacks_are_undone(kind: str) -> None:
    """Seven words on which each attack must mostly fail; the figures over real comments are in the evaluation."""
    rng = Random(7)
    words = ["idiot", "stupid", "asshole", "bitch", "moron", "faggot", "bastard"]
    hits = sum(word in fold(attack(f"you are {word} again", kind=kind, rng=rng)).text for word in words)
    assert hits >= 5


@pytest.mark.parametrize("kind", hostile())
def test_hostile_text_costs_in_proportion(kind: str) -> None:

    def cold(text: str) -> None:
        read_chunk.cache_clear()
        fold(text)

    assert in_proportion(cold, kind)
    text = hostile()[kind]
    mapped = fold(text).mapped
    assert len(mapped.begins) == len(mapped.ends) == len(mapped.text)
    assert all(0 <= begin < end <= len(text) for begin, end in zip(mapped.begins, mapped.ends, strict=True))


def test_noise_never_breaks_the_map() -> None:
    rng = Random(5)
    signs = "aeiou fucksht1d0t .-_*@$!|'\"()\n\u200b\u0301аеі😂🖕ßİŉ€"
    for _ in range(400):
        text = "".join(rng.choice(signs) for _ in range(rng.randrange(60)))
        mapped = fold(text).mapped
        assert len(mapped.begins) == len(mapped.ends) == len(mapped.text)
        assert all(
            0 <= begin < end <= len(text) for begin, end in zip(mapped.begins, mapped.ends, strict=True)
        )
        assert all(before <= after for before, after in pairwise(mapped.begins))
