"""What the rules that a newsroom begins with do to comments; all of them made up, and why."""

from typing import NamedTuple

import pytest

from parley.moderation.rules import Action, Mode, RuleSet, Seen, strictest_action
from parley.moderation.rules.defaults import default_rules_text
from tests.moderation.rules.texts import names

RULES = RuleSet.read(default_rules_text())
#: The same with the mocking nicknames held: one word of the text changed.
STRICTER = RuleSet.read(default_rules_text().replace('mode = "off"', 'mode = "live"'))


class Example(NamedTuple):
    """`broken`: the rules that are hit. `score`: what the model might say for IDENTITY_ATTACK or THREAT."""

    text: str
    broken: tuple[str, ...]
    why: str
    scores: dict[str, float] = {}


PASSES = (
    Example(
        "This bypass is the dumbest plan the council ever had, and Mayor Thornbury should resign over it.",
        (),
        "blunt about a plan and an office",
    ),
    Example(
        "What utter rubbish. Did nobody at this paper read the report before printing this?",
        (),
        "blunt about the article",
    ),
    Example(
        "You are wrong, and not for the first time. The figures are on page 12.",
        (),
        "blunt with another reader",
    ),
    Example("A good plan is a plan that people read, and the Velorians are a proud nation.", (), "praise"),
    Example("Wipe them with a damp cloth, says the manual.", (), "wiping that is wiping"),
    Example("Coach Marlow must go. He has ruined this club.", (), "asks for a dismissal, not for harm"),
    Example("I'd kill for a decent cup of coffee on platform nine.", (), "a figure of speech"),
    Example(
        "The second half killed me, I laughed so hard I nearly died.", (), "a figure of speech about oneself"
    ),
    Example("That scene should be shot in daylight, it is far too dark.", (), "shot as film people say it"),
    Example(
        "The new virus strain is deadly and my aunt died of it last spring.",
        (),
        "speaks of a death, wishes none",
    ),
    Example(
        "Rats and cockroaches are vermin, and the landlord does nothing about them.",
        (),
        "vermin that is vermin",
    ),
    Example(
        "My dogs hate fireworks. They are animals, they can't know it ends at midnight.",
        (),
        "animals that are animals",
    ),
    Example("The court was right: arson that kills is murder, and life means life.", (), "hard on a crime"),
    Example(
        "Lord Lampshade strikes again. What a speech.",
        (),
        "a mocking nickname passes as long as its rule is off",
    ),
    Example(
        "The bridge cost 100 million in 1998-1999 and 4.5 million a year since, 12,500,000 in 2004 alone.",
        (),
        "years and sums are no telephone numbers",
    ),
    Example(
        "Kick-off is at 19:30 on 12.03.2024, final score 3-0, then 2-1 on penalties.",
        (),
        "dates and scores are none either",
    ),
    Example("The prime minister spoke outside 10 Downing Street.", (), "an address in the news"),
    Example(
        "See https://example.org/2024/03/12/bridge-1234567890?page=2 for the report.", (), "numbers in a link"
    ),
    Example("NATO, the EU and the UN met in NYC.", (), "abbreviations are no shouting"),
    Example("I know where you stand on this, and I respect it.", (), "not where anybody lives"),
    Example(
        "We will find a way to beat them at the ballot box, as we did last year.", (), "beaten in a vote"
    ),
    Example("I will find you the link to the minutes tonight.", (), "finds something for somebody"),
    Example(
        "They should be ashamed, and whoever signed this contract should be sacked.",
        (),
        "shame and dismissal, no harm",
    ),
    Example("The dress is to die for, but the price is a joke.", (), "a figure of speech"),
    Example("He deserves a medal, she deserves to win, we deserve better.", (), "deserves nothing bad"),
    Example("Drop dead gorgeous, that old tram.", (), "a fixed phrase of praise"),
)
HELD = (
    Example("I hope you die slowly.", ("wishes-of-harm",), "wishes a reader dead"),
    Example(
        "I really hope he and his whole family get cancer", ("wishes-of-harm",), "wishes illness on people"
    ),
    Example("just go k1ll y0urself", ("wishes-of-harm",), "tells somebody to kill themselves, in disguise"),
    Example("K.Y.S. and good night", ("wishes-of-harm",), "the same, shortened and with dots"),
    Example("They should all be strung up from the lamp posts", ("wishes-of-harm",), "asks for a lynching"),
    Example(
        "Somebody should shoot that referee.", ("wishes-of-harm",), "asks for a killing, even if not meant"
    ),
    Example("Anyone who votes for the toll deserves a bullet.", ("wishes-of-harm",), "wishes voters dead"),
    Example("hope u d1e", ("wishes-of-harm",), "a phrase with a sign in it"),
    Example("Those people are vermin and always were.", ("dehumanising",), "calls people vermin"),
    Example(
        "The refugees are nothing but a plague of cockroaches", ("dehumanising",), "calls a group insects"
    ),
    Example("journalists are parasites, every last one", ("dehumanising",), "of any group, the press too"),
    Example("The Velorians are rats and nothing else.", ("dehumanising",), "a people, known by its name"),
    Example("A good Velorian is a dead Velorian.", ("dehumanising",), "the old formula, of any group"),
    Example("Wipe them off the map, all of them.", ("dehumanising",), "asks for an extermination"),
    Example("I hope every one of them burns.", ("wishes-of-harm",), "wishes a whole group dead"),
    Example("You people are worse than animals.", ("dehumanising",), "said to people's faces"),
    Example("sub-human, the lot of them", ("dehumanising",), "the word itself, in two pieces"),
    Example("I know where you live, remember that.", ("threats",), "a threat by a hint"),
    Example("We’re coming for you, councillor.", ("threats",), "announces a visit"),
    Example("watch your b4ck", ("threats",), "a threat in disguise"),
    Example("I'm going to break your legs.", ("threats",), "announces violence"),
    Example(
        "See what happens when you walk home tonight.",
        ("threats",),
        "no word of ours: the model's score",
        {"THREAT": 0.71},
    ),
    Example(
        "His number is +44 20 7946 0958, tell him what you think", ("personal-data",), "a telephone number"
    ),
    Example("ring her on 07700 900123", ("personal-data",), "a mobile number"),
    Example("call (555) 013-4567 after six", ("personal-data",), "a number as written in America"),
    Example("write to ivo.brackwater@example.org", ("personal-data",), "an e-mail address"),
    Example("ivo.brackwater (at) example (dot) org answers quickly", ("personal-data",), "the same in words"),
    Example("She lives at 14 Old Mill Lane, go and ask her", ("personal-data",), "where somebody lives"),
    Example(
        "Typical of that sort, they all are.",
        ("slurs-against-groups",),
        "no word of ours: the model's score",
        {"IDENTITY_ATTACK": 0.63},
    ),
    Example(
        "Go and die, and they are vermin, all those voters are lice",
        ("dehumanising", "wishes-of-harm"),
        "two rules at once",
    ),
)
BEYOND = (
    Example("R o t i n h e l l", (), "words spelt apart in one row are not taken apart"),
    Example(
        "It would be a blessing for us all if his brakes failed.", (), "a wish in words that no list has"
    ),
    Example("You know what one does with mice in the pantry.", (), "a comparison that is only hinted at"),
)
NOTED = (
    Example("WHY DOES NOBODY EVER LISTEN TO US out here", ("shouting",), "six words in capitals and more"),
    Example("THIS IS A JOKE!!!", ("shouting",), "all of a comment in capitals"),
)


@pytest.mark.parametrize("example", PASSES, ids=lambda example: example.why)
def test_what_passes(example: Example) -> None:
    assert RULES.match(Seen(example.text, scores=example.scores)) == ()


@pytest.mark.parametrize("example", HELD, ids=lambda example: example.why)
def test_what_is_held(example: Example) -> None:
    hits = RULES.match(Seen(example.text, scores=example.scores))
    assert tuple(names(hits)) == example.broken
    assert strictest_action(hits) is (Action.HOLD if example.broken else None)


@pytest.mark.parametrize("example", BEYOND, ids=lambda example: example.why)
def test_what_rules_cannot_see(example: Example) -> None:
    """Known and written down: these are for the model, and for people."""
    assert RULES.match(Seen(example.text)) == ()


@pytest.mark.parametrize("example", NOTED, ids=lambda example: example.why)
def test_what_is_noted_and_passes(example: Example) -> None:
    hits = RULES.match(Seen(example.text))
    assert tuple(names(hits)) == example.broken
    assert strictest_action(hits) is Action.NOTE


@pytest.mark.parametrize(
    "text", ["Lord Lampshade strikes again.", "BLUNDERWORTH'S folly", "s1r fl1pflop said so"]
)
def test_one_rule_holds_mocking_nicknames(text: str) -> None:
    assert RULES.match(Seen(text)) == ()
    assert names(STRICTER.match(Seen(text))) == ["mocking-nicknames"]


def test_the_text_is_as_it_is_described() -> None:
    assert [rule.name for rule in RULES.rules if rule.mode is Mode.OFF] == ["mocking-nicknames"]
    assert {rule.action for rule in RULES.rules} == {Action.HOLD, Action.NOTE}
    assert all(rule.sentence.endswith(".") for rule in RULES.rules)
    assert len({*(example.why for example in (*PASSES, *HELD, *NOTED))}) >= 45
