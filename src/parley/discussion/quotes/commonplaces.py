"""What two people may well write without one quoting the other: phrases of the language, titles, too little said."""

import re
from collections.abc import Sequence

from parley.discussion.quotes.words import words_read

# Words that carry a sentence and say nothing, of four letters and more; shorter ones never count.
_EMPTY = frozenset(
    """
    that this these those with from have been were will would could should shall might must they them their there then
    than what when where which while whom whose your yours here just like into onto over under about after before also
    some such only very much many more most other others does done doing being because since until each every both
    between against through during again still even ever never always well said says make made take took come came goes
    going know knows think want need good thing things people time times
    last next year years today first second
    dass nicht eine einen einem einer eines sind wird wurde werden haben hatte sein seine seiner ihre ihrer auch noch
    jede jeder jedes jedem jeden jahr jahre jahren woche wochen monat monate tage tagen letzten
    nach nicht oder aber wenn weil kann können muss müssen soll diese dieser dieses schon sehr mehr über unter immer
    dans pour avec sont était cette leur leurs nous vous mais plus tout tous comme elle elles sans très fait être avoir
    année années jours mois semaine semaines dernier dernière
    años días semana semanas meses último última
    para como pero este esta estos estas está están todo todos más porque cuando donde sobre entre hasta desde tiene
    sono stato stata della delle degli dello nella anche come quando perché questo questa quello quella molto
    niet voor maar zijn haar deze door naar over werd wordt hebben heeft
    """.split()  # noqa: SIM905 -- a paragraph for each language reads better
)

# Idioms and proverbs of five words and more, and well-worn beginnings of sentences.
_PHRASES = """
at the end of the day
when all is said and done
for what it is worth
for what it's worth
as far as i am concerned
as far as i'm concerned
as a matter of fact
to make a long story short
in this day and age
in the middle of nowhere
the best of both worlds
the tip of the iceberg
the straw that broke the camel's back
actions speak louder than words
don't judge a book by its cover
the proof of the pudding is in the eating
you can't have your cake and eat it too
have your cake and eat it
you reap what you sow
what goes around comes around
the early bird catches the worm
a penny saved is a penny earned
when in rome do as the romans do
two wrongs don't make a right
where there is a will there is a way
where there's a will there's a way
where there is smoke there is fire
where there's smoke there's fire
there is no smoke without fire
better late than never
too little too late
the grass is always greener on the other side
the road to hell is paved with good intentions
the devil is in the details
the devil is in the detail
the elephant in the room
time heals all wounds
rome was not built in a day
rome wasn't built in a day
it takes two to tango
it takes one to know one
if it ain't broke don't fix it
if it is not broken don't fix it
beggars can't be choosers
you can lead a horse to water but you can't make it drink
a picture is worth a thousand words
a bird in the hand is worth two in the bush
the pot calling the kettle black
an eye for an eye
out of sight out of mind
the enemy of my enemy is my friend
power tends to corrupt and absolute power corrupts absolutely
absolute power corrupts absolutely
those who do not learn from history are doomed to repeat it
those who cannot remember the past are condemned to repeat it
history is written by the victors
give them an inch and they'll take a mile
an apple a day keeps the doctor away
a stitch in time saves nine
all that glitters is not gold
all is well that ends well
all's well that ends well
to be or not to be
to be or not to be that is the question
innocent until proven guilty
beyond a reasonable doubt
beyond the shadow of a doubt
on the one hand and on the other hand
last but not least
first come first served
the light at the end of the tunnel
a drop in the ocean
between a rock and a hard place
a wolf in sheep's clothing
don't put all your eggs in one basket
don't count your chickens before they hatch
too many cooks spoil the broth
many hands make light work
no news is good news
it is what it is
be careful what you wish for
be that as it may
the more things change the more they stay the same
with great power comes great responsibility
money is the root of all evil
there is no such thing as a free lunch
there's no such thing as a free lunch
there is no such thing as bad publicity
the customer is always right
the pen is mightier than the sword
nothing to hide nothing to fear
if you have nothing to hide you have nothing to fear
i am not a lawyer but
thank you for your comment
thank you very much for
i could not agree more
i couldn't agree more
i have no idea what
nothing could be further from the truth
only time will tell
it remains to be seen
the spokesperson declined to comment
could not be reached for comment
did not respond to a request for comment
the government of the people by the people for the people
the united states of america
once in a blue moon
once upon a time there was
in the heat of the moment
a matter of life and death
the right place at the right time
wrong place at the wrong time
the best thing since sliced bread
the writing is on the wall
the ball is in your court
you can't make an omelette without breaking eggs
people in glass houses shouldn't throw stones
an ounce of prevention is worth a pound of cure
let sleeping dogs lie
let him who is without sin cast the first stone
do unto others as you would have them do unto you
a chain is only as strong as its weakest link
keep your friends close and your enemies closer
the squeaky wheel gets the grease
time and tide wait for no man
a rising tide lifts all boats
still waters run deep
wer zuletzt lacht lacht am besten
ende gut alles gut
wo rauch ist ist auch feuer
der apfel fällt nicht weit vom stamm
morgenstund hat gold im mund
reden ist silber schweigen ist gold
aller guten dinge sind drei
wer im glashaus sitzt soll nicht mit steinen werfen
was du nicht willst das man dir tu
alles hat ein ende nur die wurst hat zwei
mieux vaut tard que jamais
il n'y a pas de fumée sans feu
qui vivra verra
tout est bien qui finit bien
plus ça change plus c'est la même chose
más vale tarde que nunca
a quien madruga dios le ayuda
no es oro todo lo que reluce
chi va piano va sano e va lontano
tutto è bene quel che finisce bene
"""
# The last phrase of the desk's, "(… – ed.)", in the words that newspapers use.
EDITORS_NOTE = re.compile(
    r"[(\[][^()\[\]]{1,200}[-–—―]\s?(?:eds?|editor|red|réd|ndlr|ndt|anm\. d\. red|ред|прим\. ред)\.?\s?[)\]]",
    re.IGNORECASE,
)

CONTENT_MIN = 2
FAR_CONTENT_MIN = 3
FAR_WORDS_MIN = 6
# So many words in the same order are no accident, whatever they say.
LONG_WORDS = 9
# A run of capitalised words longer than this is no title.
TITLE_WORDS_MAX = 12
_LETTERS_MIN = 4


def _phrases_read() -> tuple[str, ...]:
    read = {words_read(line).joined for line in _PHRASES.strip().splitlines()}
    return tuple(sorted(read, key=len, reverse=True))


_PHRASES_JOINED = _phrases_read()


def says_enough(words: str, *, weight: int, far: bool) -> bool:
    """Tell whether words (joined as in Words) say enough of their own that they can only be a quotation.

    What is left without phrases of the language must hold a few words that mean something; more of them, and more
    words in all, of what is looked for far away, in comments that this one does not answer.
    """
    if far and weight < FAR_WORDS_MIN:
        return False
    for phrase in _PHRASES_JOINED:
        if phrase in words:
            words = words.replace(phrase, " ")
    left = words.split()
    if not far and len(left) >= LONG_WORDS:
        return True
    telling = {word for word in left if _tells(word)}
    return len(telling) >= (FAR_CONTENT_MIN if far else CONTENT_MIN)


def _tells(word: str) -> bool:
    if word.isdigit() or not word.isascii():
        # In writing without capitals, or without spaces, length says little; a number always tells something.
        return word not in _EMPTY
    return len(word) >= _LETTERS_MIN and word not in _EMPTY


def is_title(quoted: str, passage: str) -> bool:
    """Tell whether it is a title that is quoted: every word that means something with a capital, and no full stop.

    Where the passage is not written so, somebody made a title of it; then two such words are not enough to say so.
    """
    return _titled(quoted, least=2 if _titled(passage, least=2) else 3)


def _titled(text: str, *, least: int) -> bool:
    words = words_of(text)
    if len(words) > TITLE_WORDS_MAX or text.rstrip()[-1:] in {".", "!", "…"}:
        return False
    telling = [word for word in words if len(word) >= _LETTERS_MIN]
    capitals = sum(word[0].isupper() for word in telling)
    return len(telling) >= least and text[:1].isupper() and not text.isupper() and capitals == len(telling)


def words_of(text: str) -> Sequence[str]:
    """Return the words of a text as they are written."""
    read = words_read(text)
    return [text[start:end] for start, end in zip(read.starts, read.ends, strict=True)]
