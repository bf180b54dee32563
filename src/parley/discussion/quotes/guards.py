"""What "nearly the same words" must not pass over: a number that changed, a "not" that came or went."""

from collections import Counter
from collections.abc import Sequence

# Words that turn a sentence round, in the languages we could ask somebody about; others are found by the numbers alone.
_NEGATIONS = frozenset(
    """
    no not never none nobody nothing nowhere neither nor cannot without hardly
    nicht nie niemals kein keine keinen keinem keiner keines niemand nichts ohne kaum
    ne pas jamais aucun aucune rien personne sans ni
    nunca jamás ningún ninguna ninguno nada nadie sin tampoco
    non mai nessun nessuno nessuna niente senza
    não nem nenhum nenhuma ninguém sem
    niet geen nooit niemand niets zonder
    inte aldrig ingen inget inga utan ikke aldri
    nie nigdy nikt nic bez żaden żadna
    не ни нет никогда никто ничего без ні немає ніколи ніхто нічого
    değil hiç yok asla
    لا لم لن ليس ليست لست غير بدون
    לא אין אף בלי
    नहीं मत
    """.split()  # noqa: SIM905 -- a line for each language reads better
)


def is_negation(word: str) -> bool:
    """Tell whether a word (as words.word_plain gives it) turns a sentence round."""
    return word in _NEGATIONS or word.endswith("n't")


def says_the_same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two runs of words (as words.word_plain gives them) have the same numbers and negations."""
    return _telling(one) == _telling(other)


def _telling(words: Sequence[str]) -> Counter[str]:
    telling: Counter[str] = Counter()
    for word in words:
        if is_negation(word):
            telling["not"] += 1
        elif not word.isalpha() and any(character.isdigit() for character in word):
            telling[word] += 1
    return telling
