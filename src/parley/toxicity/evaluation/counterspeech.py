"""Sentences that hold abusive words without abusing anyone, and their abusive counterparts. For testing only.

A model that looks at words alone calls all of them toxic; one that answers "not toxic" to all of them is as useless.
The people and the places are made up, and each insult is used for every kind of person alike. Never train on these: the
figure they give is worth something only as long as the model has not seen them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Final, Literal

Kind = Literal["negated", "quoted", "counter_speech", "abusive"]


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence or two. `template` numbers the pattern it was made from, so that results can be grouped."""

    text: str
    toxic: bool
    kind: Kind
    template: int


#: One person, in every sense that a comment section knows.
_WHO: Final = (
    "the mayor", "my neighbour", "the bus driver", "our headteacher", "the reporter", "a young mother", "the referee",
    "the librarian", "her landlord", "the candidate", "a new colleague", "the baker", "the goalkeeper", "the vicar",
)  # fmt: skip
#: Groups from every side of every quarrel: each takes its turn in each sentence.
_GROUPS: Final = (
    "immigrants", "pensioners", "Muslims", "Christians", "women", "men", "gay people", "Jews", "farmers", "teenagers",
    "conservatives", "liberals", "vegans", "disabled people", "Black people", "white people", "police officers",
    "atheists",
)  # fmt: skip
#: Nouns for a person. "an" or "a" is put in front as the word wants.
_INSULTS: Final = (
    "idiot", "moron", "stupid cow", "piece of trash", "filthy liar", "pathetic loser", "disgusting pig", "coward",
    "worthless parasite", "scumbag", "dirty rat", "brainless clown", "bastard", "ugly freak", "asshole", "bitch",
)  # fmt: skip
#: Plurals, for groups.
_PLURALS: Final = (
    "animals", "vermin", "parasites", "idiots", "savages", "scum", "freaks", "trash", "morons", "thugs", "cockroaches",
    "liars", "pigs", "monsters",
)  # fmt: skip
_THREATS: Final = (
    "I will kill you", "you should be shot", "watch your back tonight", "someone ought to burn your house down",
    "go hang yourself", "I hope you die", "we know where your children go to school", "you deserve to be beaten",
)  # fmt: skip

_NEGATED: Final = (
    "I would never call {who} {insult}, whatever I think of the decision.",
    "Nobody here is saying that {who} is {insult}; we only want to see the accounts.",
    "You do not have to be {insult} to get this form wrong, half the town did.",
    "I am not for a moment suggesting that {group} are {plural}, quite the opposite.",
    "{Who} is not {insult}. Tired, underpaid and badly advised, yes, but not that.",
    "It isn't true that all {group} are {plural}, and the figures in the article show it.",
    "There was a time when I thought {who} was {insult}. I was wrong and I have said so.",
    "Disagreeing about a bypass does not make {who} {insult}.",
    "I never said “{threat}”, and the recording of the meeting proves it.",
    "Before anyone asks: no, I don't believe that {group} are {plural}, and I never have.",
    "Thankfully not a single speaker stooped to calling {who} {insult} this time.",
)
_QUOTED: Final = (
    "A man at the bus stop shouted “{threat}” at my sister, and nobody helped her.",
    "The court heard that he had sent {who} a letter which read: “{threat}”.",
    "According to the police, the words “you {bare}” were sprayed on the door of {who}.",
    "My son came home in tears because a classmate had called him {insult}.",
    "She told the inquiry how customers used to call her “{bare}” while she served them.",
    "The leaflet, which has since been withdrawn, described {group} as “{plural}”.",
    "Last year somebody yelled “{plural}!” at a group of {group} outside the town hall; the trial starts on Monday.",
    "“{Threat}” – that is what {who} found on the answering machine after the council meeting.",
    "The editor apologised to {who} for printing a letter that used the word “{bare}”.",
    "In the film the sergeant calls every recruit {insult}, and we are meant to dislike him for it.",
    "When I worked in the call centre I was called {insult} about twice a shift.",
    "The moderator removed a comment that said {group} were {plural}. Good.",
    "He was fined for telling {who} “{threat}” in front of two witnesses.",
)
_COUNTER: Final = (
    "It is wrong to call {group} {plural}, and I'm sorry to see it in this paper's comments.",
    "Please stop calling {who} {insult}. You can disagree without that.",
    "Whoever wrote that {group} are {plural} should spend one afternoon with them and listen.",
    "Calling somebody “{bare}” is not an argument, it's a way of not having one.",
    "We used to laugh when people said {group} were {plural}. It wasn't funny then either.",
    "Writing “{threat}” to {who} is a crime, not an opinion.",
    "Nobody deserves to be called {insult}, least of all {who} for doing a hard job.",
    "If you find yourself typing that all {group} are {plural}, close the laptop and take a walk.",
    "How does it help anyone to say that {group} are {plural}? We have to live next door to each other.",
    "My grandfather was called {insult} because of his accent, so I speak up when I hear it today.",
    "Let us be clear that “{threat}” has no place in a debate about parking fees.",
    "To the reader who called {who} {insult}: would you say it to your own mother?",
)
_ABUSIVE: Final = (
    "You are {insult} and everyone in this town knows it.",
    "What {insult} you are. Crawl back under your stone.",
    "{Who} is {insult}, always was and always will be.",
    "Only {insult} could write an article like this one.",
    "{Group} are {plural}, every last one of them.",
    "Get those {group} out of here, they are nothing but {plural}.",
    "Shut your mouth, you {bare}, nobody asked you.",
    "{Threat}, you {bare}.",
    "I'm not saying it twice: {threat}.",
    "Don't tell me to be polite. {Who} is {insult} and that's that.",
    "People say I shouldn't call {group} {plural}, but that's exactly what they are.",
    "Never mind what the court said, {threat}.",
    "You call that journalism? Go to hell, you {bare}.",
    "It's not wrong to call {group} {plural} when they behave like {plural}.",
)

#: Sentences from each template. 36 templates of harmless ones give 396, 14 of abusive ones 154.
_EACH: Final = 11


def examples() -> list[Example]:
    """All sentences, always the same ones in the same order: at least 360 harmless ones, at least 120 abusive ones."""
    made: list[Example] = []
    kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("negated", _NEGATED),
        ("quoted", _QUOTED),
        ("counter_speech", _COUNTER),
        ("abusive", _ABUSIVE),
    )
    number = 0
    for kind, templates in kinds:
        for template in templates:
            made.extend(
                Example(text=text, toxic=kind == "abusive", kind=kind, template=number)
                for text in _filled(template, number)
            )
            number += 1
    return made


def _filled(template: str, number: int) -> Iterator[str]:
    """The template with its gaps filled. Each template begins elsewhere in each list, and the lists have different
    lengths, so that words do not always meet the same company.
    """
    fillers = zip(
        *(
            _from(words, number * step)
            for words, step in ((_WHO, 3), (_GROUPS, 5), (_INSULTS, 7), (_PLURALS, 3), (_THREATS, 5))
        ),
        strict=True,
    )
    seen: set[str] = set()
    for who, group, bare, plural, threat in islice(fillers, 4 * _EACH):
        text = template.format(
            who=who, Who=_capital(who), group=group, Group=_capital(group), bare=bare, insult=_with_article(bare),
            plural=plural, threat=threat, Threat=_capital(threat),
        )  # fmt: skip
        if text not in seen:
            seen.add(text)
            yield text
        if len(seen) == _EACH:
            return


def _from(words: tuple[str, ...], begin: int) -> Iterator[str]:
    return islice(cycle(words), begin % len(words), None)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _with_article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
