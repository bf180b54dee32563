# ruff: noqa: INP001 - a script, no package
"""Make confusables.txt of `parley.toxicity.text`: letters that look like one ASCII letter.

    pip install confusable-homoglyphs && python scripts/toxicity_confusables.py

The data is that of Unicode Technical Standard 39 as the package confusable-homoglyphs (MIT) carries it, cut down to
single letters that stand for one ASCII letter or digit: 2 KB instead of 900, and no dependency at run time.
"""

import unicodedata
from pathlib import Path

from confusable_homoglyphs.confusables import confusables_data

TARGET = Path(__file__).parent.parent / "src" / "parley" / "toxicity" / "text" / "confusables.txt"

#: Lookalikes that people use and that the standard, which is made for domain names, does not list.
OWN = {
    "a": "λΛαд", "b": "вßβЪъьЬ", "e": "єεэЄξз", "g": "б", "h": "нНђћ", "k": "кκКĸ", "m": "м", "n": "пηиИή",
    "o": "øØθ", "p": "ρ", "r": "гяЯ", "s": "ѕ", "t": "тτТ†",
    "u": "цμυυ", "v": "ν", "w": "шщωѡШЩ", "x": "χж", "y": "уγΨ",
    "l": "łӏӀ", "d": "đ", "i": "ιїί", "c": "ς",
}  # fmt: skip


#: The bar that is both l and I reads l in every word that people hide; NFKC has made final sigmas of lunate ones.
OVERRULED = frozenset("ӏӀς")


def main() -> None:
    table: dict[str, str] = {}
    for letter, likes in confusables_data.items():
        if len(letter) != 1 or letter.isascii():
            continue
        plain = [
            like["c"] for like in likes if len(like["c"]) == 1 and like["c"].isascii() and like["c"].isalnum()
        ]
        if not plain or unicodedata.normalize("NFKC", letter).isascii():
            continue  # NFKC has already been through the text
        table[letter] = _choose(letter, plain)
    for plain_letter, letters in OWN.items():
        for letter in letters:
            if letter in OVERRULED or letter not in table:
                table[letter] = plain_letter
    groups: dict[str, list[str]] = {}
    for letter, plain_letter in sorted(table.items()):
        groups.setdefault(plain_letter, []).append(letter)
    head = (
        "# Letters that look like the ASCII letter at the start of the line. From Unicode Technical Standard 39,\n"
        "# confusables.txt, Copyright Unicode, Inc., Unicode License v3; and a few of our own.\n"
        "# Made by scripts/toxicity_confusables.py.\n"
    )
    TARGET.write_text(head + "".join(f"{k} {''.join(v)}\n" for k, v in sorted(groups.items())), "utf-8")


def _choose(letter: str, plain: list[str]) -> str:
    """The standard holds i, l, 1 and | for one shape; the letter's Unicode name tells which was meant."""
    name = unicodedata.name(letter, "")
    for want in plain:
        if want.lower() != "l" and f"LETTER {want.upper()}" in name:
            return want
    if "I" in plain and "CAPITAL" in name:
        return "I"
    letters = [want for want in plain if want.isalpha()] or plain
    return min(letters, key=lambda want: (want.isupper() != letter.isupper(), want))


if __name__ == "__main__":
    main()
