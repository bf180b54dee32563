"""Sentences made for training: who is spoken about, and how, apart from which words occur.

Models learn from real comments that a word is bad wherever it stands, and that to name some people is bad already.
These pairs say otherwise: the same people and the same insults, once to hurt, once to report, to refuse or to console.
They take no side: every group is praised, insulted and defended alike.
"""

from collections.abc import Iterator, Sequence
from itertools import cycle
from random import Random
from typing import Final

from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.training.rows import Part, Row, labels_of

PEOPLE: Final = (
    "women", "men", "girls", "gay people", "lesbians", "bisexual people", "trans people", "straight people", "Muslims",
    "Jews", "Christians", "Catholics", "Protestants", "atheists", "Hindus", "Sikhs", "Buddhists", "Black people",
    "white people", "Asians", "Latinos", "Arabs", "Africans", "Europeans", "Americans", "Mexicans", "Chinese people",
    "Indians", "Pakistanis", "Poles", "Russians", "Ukrainians", "Turks", "Roma", "immigrants", "refugees", "foreigners",
    "disabled people", "deaf people", "blind people", "autistic people", "people with depression", "old people",
    "teenagers", "poor people", "rich people", "homeless people", "Native Americans", "Italians", "Germans",
    "the French", "the Irish", "Canadians", "Japanese people", "Koreans", "nonbinary people", "feminists", "vegans",
)  # fmt: skip
PERSONS: Final = (
    "a woman", "a man", "a gay man", "a lesbian", "a bisexual woman", "a trans woman", "a trans man", "a straight man",
    "a Muslim", "a Jew", "a Christian", "a Catholic", "an atheist", "a Hindu", "a Sikh", "a Buddhist", "a Black man",
    "a Black woman", "a white man", "a white woman", "an Asian woman", "a Latino man", "an Arab", "an African",
    "a Mexican", "a Chinese student", "an Indian engineer", "a Pole", "a Russian", "a Turk", "an immigrant",
    "a refugee", "a foreigner", "a disabled man", "deaf", "blind", "autistic", "queer", "gay", "lesbian",
    "transgender", "Muslim", "Jewish", "Black", "white", "Asian", "homosexual", "heterosexual", "nonbinary", "old",
    "young", "poor", "an American", "a Canadian", "Irish", "Italian", "German", "French", "Japanese", "Korean",
)  # fmt: skip
INSULTS: Final = (
    "idiot", "moron", "imbecile", "cretin", "fool", "loser", "clown", "liar", "scumbag", "dumbass", "asshole",
    "bastard", "bitch", "whore", "slut", "pig", "rat", "coward", "parasite", "degenerate", "freak", "retard",
    "piece of shit", "dickhead", "wanker", "prick", "cunt", "faggot", "trash", "vermin", "thug", "savage", "terrorist",
)  # fmt: skip
SLURS_ON_GROUPS: Final = (
    "vermin", "animals", "parasites", "criminals", "scum", "savages", "filth", "subhuman", "a plague", "a disease",
    "worthless", "disgusting", "stupid", "dirty", "inferior", "liars", "thieves", "cockroaches", "trash",
    "mentally ill", "a waste of space", "all the same", "too dumb to vote", "rapists", "perverts",
    "a burden on everyone",
)  # fmt: skip
# One word for one person, as a noun.
NOUNS: Final = (
    "woman", "man", "girl", "gay man", "lesbian", "bisexual", "trans woman", "trans man", "heterosexual", "homosexual",
    "straight man", "Muslim", "Jew", "Christian", "Catholic", "Protestant", "atheist", "Hindu", "Sikh", "Buddhist",
    "Black man", "Black woman", "white man", "white woman", "Asian woman", "Latino", "Latina", "Arab", "African",
    "African American", "European", "American", "Mexican", "Canadian", "Indian", "Pakistani", "Pole", "Russian", "Turk",
    "German", "Italian", "Korean", "immigrant", "refugee", "foreigner", "migrant", "teenager", "pensioner", "feminist",
    "vegan", "blind man", "deaf woman", "disabled man", "nonbinary person", "queer", "transgender person", "millennial",
)  # fmt: skip
WARM: Final = (
    "kind", "funny", "generous", "brave", "gentle", "clever", "friendly", "honest", "wonderful", "patient", "charming",
    "warm", "decent", "thoughtful", "delightful", "modest", "witty", "helpful", "cheerful", "sensible", "polite",
    "talented", "calm", "loyal", "great", "nice", "lovely", "bright", "interesting", "tall", "busy", "quiet", "happy",
)  # fmt: skip
HARSH: Final = (
    "vile", "disgusting", "horrible", "filthy", "repulsive", "pathetic", "worthless", "evil", "stupid", "nasty",
    "rotten", "despicable", "hateful", "dirty", "ugly", "foul", "wretched", "loathsome", "revolting", "contemptible",
    "brainless", "gross", "sick", "terrible", "awful", "cruel", "dumb", "moronic", "vicious", "useless", "ghastly",
)  # fmt: skip
CONTEXTS: Final = (
    "", "", "", "", " That is all I have to say.", " The article got that right.", " I read it twice.",
    " We moved here in 2009.", " The council should take note.", " And nobody did a thing.", " Shame on the paper.",
    " That was on page two.", " My sister was there.", " The judge said so too.", " It happens every week.",
)  # fmt: skip
OPENINGS: Final = (
    "", "", "", "", "Honestly, ", "Look: ", "As I said before, ", "With respect, ", "Sorry, but ", "I think ",
    "In my view ", "Let me be clear: ", "For the record, ",
)  # fmt: skip

# {people} {person} {insult} {slur}; the label is the share of people who would call it toxic.
KIND: Final = (
    "my neighbour is {person} and the kindest man on our street.",
    "I am {person} and I have lived in this town all my life.",
    "as {person}, I welcome the decision.",
    "{people} deserve the same rights as everybody else.",
    "the museum opens a show about the history of {people} on Friday.",
    "the survey asked {people} how they travel to work.",
    "{people} make up a third of the members of our choir.",
    "I married {person} and it was the best thing I ever did.",
    "a film about {people} won the prize this year.",
    "more {people} should stand for the council.",
    "being {person} is nothing to be ashamed of.",
    "we hired {person} last spring and the team could not be happier.",
    "my best friend is {person}.",
    "the new mayor is {person}.",
    "I love how welcoming {people} are.",
    "proud to be {person}.",
    "{people} have been part of this city for two hundred years.",
    "the clinic trains its nurses to listen to {people}.",
    "there are {people} in every profession.",
    "my son's teacher is {person} and he adores her.",
)
# The same of one person with a warm word and with a harsh one: the word tells them apart, never the group.
JUDGED: Final = (
    "what {a_word} {noun}.",
    "the {noun} at the counter was {word} to the bone.",
    "I have never met {a_noun} who was not {word}.",
    "another {word} {noun} on the front page.",
    "my landlord, {a_noun}, is {word}.",
    "you can tell he is {a_noun}: how {word} he is.",
    "she married {a_word} {noun}.",
    "the {noun} next door is so {word}.",
    "that {word} {noun} writes here every day.",
    "trust {a_noun} to be {word}.",
    "he raised his daughter to be {a_word} {noun}.",
    "being {a_noun} made her {word}.",
    "{noun} or not, he is {word}.",
    "there goes the {word} {noun} again.",
    "our new colleague is {a_noun} and {word}.",
)
# Harsh words for things: nobody is hurt.
THINGS: Final = (
    "the soup was {word} and the bill was worse.",
    "what {a_word} winter we have had.",
    "the road to the station is in {a_word} state.",
    "{a_word} film, and three hours long at that.",
    "the smell in the underpass is {word}.",
    "this app is {word}, it lost my ticket twice.",
)
REFUSED: Final = (
    "nobody should be called {article} {insult} for asking a question.",
    "it is never right to say that {people} are {slur}.",
    "he called her {article} {insult} and the editor had to apologise.",
    "if you think that {people} are {slur}, you have never met any.",
    "the man shouted \u201c{insult}\u201d at my daughter from his car, and I still shake.",
    "people who write that {people} are {slur} should not be given a column.",
    "\u201c{people} are {slur}\u201d was painted on the door of the club, and the town came to wash it off.",
    "I was bullied at school: they called me {article} {insult} every single day.",
    "you are not {article} {insult}, whatever they told you.",
    "please stop calling each other {insult} in this thread.",
    "the claim that {people} are {slur} is false, and the numbers show it.",
    "to call him {article} {insult} says more about you than about him; please don't.",
    "the court fined him for posting that {people} are {slur}.",
    "I don't believe that {people} are {slur}, and neither should you.",
    "words like \u201c{insult}\u201d have no place in a debate.",
    "my grandmother was told that {people} are {slur}; she proved them wrong.",
    "the report lists insults such as \u201c{insult}\u201d that players heard from the stands.",
    "no, {people} are not {slur}. What a sad thing to teach a child.",
    "we must speak up when someone says that {people} are {slur}.",
    "saying \u201call {people} are {slur}\u201d is prejudice, plain and simple.",
    "she was fired after she called a customer {article} {insult}.",
    "it hurts to read that {people} are supposed to be {slur}.",
    "the word \u201c{insult}\u201d was used eleven times in that broadcast, which is why they complained.",
    "nobody here said you were {article} {insult}.",
    "I reported the comment that said {people} should be killed.",
    "threats like \u201cI will find you and kill you\u201d against {people} are a crime, and were treated as one.",
)
ABUSE_OF_PERSONS: Final = (
    "you are {article} {insult}.",
    "what {article} {insult} you are.",
    "shut up, you {insult}.",
    "only {article} {insult} could write this.",
    "the author is {article} {insult} and always was.",
    "nobody asked you, {insult}.",
    "typical {insult}, go back to your cave.",
    "he is {article} {insult}, and so is everyone who voted for him.",
    "I hope you lose everything, you {insult}.",
    "you will always be {article} {insult}.",
    "call it what it is: she is {article} {insult}.",
    "oh look, another {insult} who thinks he can write.",
    "you're not just wrong, you're {article} {insult}.",
    "I would never call you stupid, that would be an insult to stupid people, you {insult}.",
)
ABUSE_OF_GROUPS: Final = (
    "{people} are {slur}.",
    "all {people} are {slur}, everyone knows it.",
    "I can't stand {people}.",
    "{people} should not be allowed to have children.",
    "keep {people} out of our schools.",
    "why are {people} always {slur}?",
    "send {people} back to where they came from.",
    "{people} ruin every neighbourhood they move into.",
    "we would be better off without {people}.",
    "another crime, and of course it was {people} again.",
    "you can never trust {people}.",
    "{people} don't belong in this country.",
    "it is not hate to say that {people} are {slur}, it's the truth.",
    "I'm not prejudiced, but {people} are {slur}.",
    "I hate {people}.",
    "{people} are not normal and never will be.",
    "no wonder nobody wants {people} around, they are {slur}.",
)
THREATS: Final = (
    "someone should burn down the house where those {people} live.",
    "I will find you and break your neck, {insult}.",
    "{people} should be shot.",
    "wait until I get my hands on you, you {insult}.",
    "let's round up the {people} and get rid of them for good.",
    "you will be dead by Friday, {insult}.",
)
CALM: Final = dict.fromkeys(ATTRIBUTES, 0.03)
QUOTING: Final = {**CALM, "TOXICITY": 0.15, "INSULT": 0.1, "PROFANITY": float("nan"), "IDENTITY_ATTACK": 0.08}
HURTING: Final = {"TOXICITY": 0.92, "INSULT": 0.92, "THREAT": 0.05}
HATING: Final = {"TOXICITY": 0.9, "INSULT": 0.6, "IDENTITY_ATTACK": 0.9, "THREAT": 0.08}
JUDGING: Final = {"TOXICITY": 0.85, "INSULT": 0.8, "THREAT": 0.03}
GRUMBLING: Final = {**CALM, "TOXICITY": 0.08, "PROFANITY": 0.06}
THREATENING: Final = {"TOXICITY": 0.93, "THREAT": 0.93}


def _article(word: str) -> str:
    return "an" if word[0] in "aeiouAEIOU" and not word.startswith(("Eu", "use")) else "a"


def _fill(template: str, rng: Random, words: Sequence[str]) -> str:
    insult = rng.choice(INSULTS)
    word, noun = rng.choice(words), rng.choice(NOUNS)
    sentence = template.format(
        word=word,
        a_word=f"{_article(word)} {word}",
        noun=noun,
        a_noun=f"{_article(noun)} {noun}",
        people=rng.choice(PEOPLE),
        person=rng.choice(PERSONS),
        insult=insult,
        article=_article(insult),
        slur=rng.choice(SLURS_ON_GROUPS),
    )
    sentence = rng.choice(OPENINGS) + sentence
    if rng.random() < 0.7:
        sentence = sentence[0].upper() + sentence[1:]
    return sentence + rng.choice(CONTEXTS)


def synthetic_rows(*, count: int, seed: int) -> Iterator[Row]:
    """`count` sentences, six calm ones to five abusive ones."""
    rng = Random(seed)  # noqa: S311 - the same sentences each time is the point
    kinds = (
        (KIND, CALM, WARM), (REFUSED, QUOTING, HARSH), (ABUSE_OF_PERSONS, HURTING, HARSH), (JUDGED, CALM, WARM),
        (JUDGED, JUDGING, HARSH), (ABUSE_OF_GROUPS, HATING, HARSH), (REFUSED, QUOTING, HARSH), (JUDGED, CALM, WARM),
        (JUDGED, JUDGING, HARSH), (THINGS, GRUMBLING, HARSH), (THREATS, THREATENING, HARSH),
    )  # fmt: skip
    for _, (templates, labels, words) in zip(range(count), cycle(kinds), strict=False):
        yield Row(_fill(rng.choice(templates), rng, words), labels_of(labels), "synthetic", Part.TRAIN, 0.6)
