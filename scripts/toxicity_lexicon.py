# ruff: noqa: INP001 - a script, no package
"""Make the word lists of `parley.toxicity.text` from the folder of labelled data.

    python scripts/toxicity_lexicon.py DATA_FOLDER

needs pyarrow. Writes lexicon.txt (words that make a comment offensive, with spellings that stand for them) and
common_words.txt (everyday English, so that no everyday word is "corrected" into an offensive one). Rows marked for
testing are not read. Both lists are sorted by how often the words occur, which settles which word "b****" stands for.
"""

import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

TEXT = Path(__file__).parent.parent / "src" / "parley" / "toxicity" / "text"
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
PLAIN = re.compile(r"[a-z]+")
COMMON = 16_000
FREQUENT = 20
TOXIC_SHARE = 0.5
SHORTEST = 4
SEEN_OFTEN = 5
LONGEST = 19

#: Insults, threats and spellings that the profanity list lacks; of each group the first word is what the rest mean.
OWN = """
idiot idoit idi0t ediot ideot idjit, idiots, idiotic, idiocy, moron, morons, moronic, stupid stoopid stewpid stupit,
stupidity, stupidly, dumb, dumber, dumbest, dummy, dumbo, loser, losers, imbecile, imbeciles, cretin, cretins,
cretinous, pathetic, worthless, useless, ignorant, ignoramus, disgusting, filthy, filth, scum, scumbag, scumbags,
vermin, subhuman, subhumans, parasite, parasites, coward, cowards, cowardly, liar, liars, hypocrite, hypocrites,
clown, clowns, buffoon, buffoons, jerk, jerks, creep, creeps, creepy, pervert, perverts, perverted, pedophile
paedophile, pedophiles, pedo paedo, freak, freaks, lunatic, lunatics, insane, psycho, psychos, psychopath,
psychopaths, retard, retards, retarded, nazi, nazis, fascist, fascists, racist, racists, bigot, bigots, bigoted,
traitor, traitors, terrorist, terrorists, savage, savages, monkey, monkeys, pig, pigs, rat, rats, trash, garbage,
sucker, suckers, sucks, suck, bastard, bastards, fool, fools, foolish, troll, trolls, nutjob, nutcase, wacko,
weirdo, fatso, fatty, ugly, hideous, brainless, brainwashed, clueless, gutless, spineless, douche, douchebag,
douchebags, dumbass, dumbasses, jackass, jackasses, asshole, assholes, ass, bullshit, bullshitter, crap, crappy,
damn, damned, hell, bloody, kill, killed, killing, murder, murdered, murderer, rape, raped, rapist, rapists, hang,
die, dies, dead, death, shoot, strangle, behead, exterminate, gas, suicide, yourself, hate, hated, hateful, haters,
despise, shut, slut, sluts, whore, whores, thug, thugs, inbred, inbreds, redneck, rednecks, libtard, libtards,
snowflake, snowflakes, sheeple, wanker, wankers, tosser, tossers, prick, pricks, twat, twats, knob, bellend, muppet,
halfwit, halfwits, nitwit, dimwit, dimwits, airhead, blockhead, bonehead, knucklehead, meathead, dipshit, dipshits,
shithead, shitheads, lowlife, lowlifes, degenerate, degenerates, delusional, demented, deranged, hag, bimbo, skank,
tramp, hooker, faggot fagot, faggots fagots, fuck fcuk fuk fuc phuck phuk fvck fuq fck fkn, fucks, fucked fuked
fcked, fucker fuker fuckr, fuckers, fucking fuking fcking fuckin fking fckin fukin, shit sht shyt shiit, shits,
shitty, shitting, bitch biatch bich bytch btch, bitches, bitching, cunt cnut kunt, cunts, dick dik, dicks, dickhead,
dickheads, piss, pissed
"""

#: Words of the profanity list that are everyday words on a news site; left out, since finding them proves nothing.
EVERYDAY = frozenset(
    str.split(
        "balls ball bang beaver blow bone boner box bush butter carpet cherry chick chicks cougar cox cracker "
        "dong drunk dyke explicit fanny flaps fruit gay gays genital genitals german ginger god goddess hard hole "
        "holes homo hump hooters jap joint johnson jugs kinky knockers knob lesbian lesbians lick meat melon "
        "melons milf naked nip nude nudes organ orgy oral package pearl peter pussy poof pot pole porn pound "
        "queer queers ram rod roger rubber sack screw screwed sex sexual sexy shag snatch spook strip stroke "
        # "xxx" is one of the list's words: kisses under a comment.
        "swinger tail tap tart threesome thrust tool toys twist virgin wad wang weed willy wood wrap xxx yellow "
        "jerk camel fairy frog coon gypsy bum bums butt butts cock beast color colored black white jew jews "
    )
) - {"pussy", "porn", "dyke", "homo", "jerk", "coon", "cock"}


#: Spellings in the profanity list that are words of their own, or stand for another word than it says.
NO_SPELLING = frozenset(str.split("fack fick shat shet nicker niccer wigger higger puzzy puta fook punta"))


def main(folder: Path) -> None:
    everyday = Counter[str]()
    toxic = Counter[str]()
    for text, is_toxic in _texts(folder):
        (toxic if is_toxic else everyday).update(set(WORD.findall(text.lower())))
    lines = _lexicon(folder, toxic, everyday)
    forms = {word for line in lines for word in line}
    _write_lexicon(lines)
    _write_common(everyday, forms)


def _texts(folder: Path) -> Any:
    for row in _rows(folder, "wikipedia_toxicity_train"):
        yield row["text"], row["toxicity"] == 1
    for row in _rows(folder, "wikipedia_toxicity_extra"):
        yield row["text"], row["toxicity"] == 1
    for row in _rows(folder, "civil_comments_part"):
        score = row["toxicity"] if row["toxicity"] is not None else row["toxic_binary"]
        if score is not None:
            yield row["text"], score >= TOXIC_SHARE


def _rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return list(pq.read_table(folder / f"{name}.parquet").to_pylist())


def _lexicon(folder: Path, toxic: Counter[str], everyday: Counter[str]) -> list[list[str]]:
    stands_for: dict[str, list[str]] = {}
    taken: set[str] = set()
    for line in OWN.replace("\n", " ").split(","):
        words = [word for word in line.split() if PLAIN.fullmatch(word)]
        if words:
            stands_for[words[0]] = words[1:]
            taken.update(words)
    for row in _rows(folder, "surge_profanity"):
        form = row["text"].lower()
        root = row["canonical_form_1"].lower()
        if (
            not PLAIN.fullmatch(form)
            or form in taken
            or form in EVERYDAY | NO_SPELLING
            or len(form) < SHORTEST - 1
        ):
            continue
        if toxic[form] * 3 < everyday[form]:  # occurs more in comments that nobody minds
            continue
        taken.add(form)
        another_spelling = row["canonical_form_2"] is None and PLAIN.fullmatch(root) and root[:3] not in form
        if (
            another_spelling
            and len(root) >= SHORTEST
            and abs(len(form) - len(root)) < SHORTEST - 1
            and root[-1] == form[-1]
        ):
            stands_for.setdefault(root, []).append(form)
            taken.add(root)
        else:
            stands_for.setdefault(form, [])
    _misspellings(stands_for, toxic)
    order = sorted(stands_for, key=lambda word: (-toxic[word], word))
    return [[word, *sorted(set(stands_for[word]) - {word})] for word in order]


def _misspellings(stands_for: dict[str, list[str]], toxic: Counter[str]) -> None:
    """A listed form that is a frequent one with two letters swapped or one left out stands for it ("fcuking")."""
    usual = [word for word in stands_for if toxic[word] >= FREQUENT and len(word) >= SHORTEST]
    slips: dict[str, str] = {}
    for word in sorted(usual, key=lambda word: -toxic[word]):
        for at in range(1, len(word) - 1):
            slips.setdefault(word[:at] + word[at + 1 :], word)
            slips.setdefault(word[:at] + word[at + 1] + word[at] + word[at + 2 :], word)
    for form in list(stands_for):
        target = slips.get(form)
        if target and target != form and len(form) >= SHORTEST and toxic[form] * 10 < toxic[target]:
            stands_for[target] += [form, *stands_for.pop(form)]


def _write_lexicon(lines: list[list[str]]) -> None:
    head = (
        "# Words that make a comment offensive or point that way, the most frequent first. The first word of a\n"
        "# line is the usual spelling, the others stand for it. Made by scripts/toxicity_lexicon.py from\n"
        "# surge-ai/profanity (MIT licence, Copyright Surge AI) and our own list. For moderation: no opinion of ours.\n"
    )
    (TEXT / "lexicon.txt").write_text(head + "".join(" ".join(line) + "\n" for line in lines), "utf-8")


def _write_common(everyday: Counter[str], forms: set[str]) -> None:
    words = [
        word
        for word, seen in everyday.most_common()
        if seen >= SEEN_OFTEN and word not in forms and len(word) <= LONGEST
    ]
    head = (
        "# Everyday English words, the most frequent first: found in at least five comments that nobody called toxic.\n"
        "# Counted by scripts/toxicity_lexicon.py over Wikipedia talk pages (CC BY-SA 3.0) and Civil Comments (CC0).\n"
    )
    rows = [" ".join(words[at : at + 14]) for at in range(0, min(len(words), COMMON), 14)]
    (TEXT / "common_words.txt").write_text(head + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the script and the folder
        sys.exit("Usage: python scripts/toxicity_lexicon.py DATA_FOLDER")
    main(Path(sys.argv[1]))
