"""All that the simulation assumes. None of it is measured, nor chosen for what comes out; it is printed each time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

DAY: Final = 86_400.0
HOUR: Final = 3_600.0


class Kind(StrEnum):
    """Which population a comment is of."""

    NEWS = "news"
    TALK = "talk"
    CONTESTED = "contested"
    SPAM = "spam"
    CAMPAIGN = "campaign"


#: The sets of each population, by their names in parley.toxicity.training.sources: comments on news sites; another
#: community, arguing about encyclopaedia articles; and what is said about groups of people, much of it in veiled words.
SOURCES: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.NEWS: frozenset({"civil_natural"}),
    Kind.TALK: frozenset({"wikipedia_test"}),
    Kind.CONTESTED: frozenset({"toxigen", "hatemoji", "surge_toxicity"}),
}


@dataclass(frozen=True, slots=True)
class Wave:
    """A share of all comments, evenly over some days (counted from 0)."""

    share: float
    begin: float
    days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """`mix_before`, `mix_after`: shares of the populations up to the day `drift` and from it on.

    `accuracy`: of each moderator, the share of decisions that agree with most raters; who errs, errs where raters
    disagree. `sessions`: when (hour) and for how many minutes each moderator sits down, every day. `reported`: the
    share of toxic comments that a reader reports if they are shown, after `report_hours` in the mean;
    `reported_falsely`: of the others. `writers` write again and again, some of them much more than others (`activity`,
    the spread of its logarithm), `history` comments before the start in the mean; `once` is the share of comments by
    people who write once. How often somebody's comments are toxic varies between writers like a beta distribution with
    `alike` as the sum of its parameters: the larger, the more alike.
    `spam_trickle`: spam among all comments on a quiet day.
    """

    comments: int = 50_000
    days: int = 30
    drift: float = 15.0
    mix_before: Mapping[Kind, float] = field(default_factory=lambda: {Kind.NEWS: 1.0})
    mix_after: Mapping[Kind, float] = field(
        default_factory=lambda: {Kind.NEWS: 0.6, Kind.TALK: 0.25, Kind.CONTESTED: 0.15}
    )
    accuracy: tuple[float, ...] = (0.97, 0.95)
    sessions: tuple[tuple[tuple[float, float], ...], ...] = (
        ((8.0, 30.0), (13.0, 30.0)),
        ((17.0, 30.0), (21.0, 30.0)),
    )
    seconds_a_decision: float = 6.0
    reported: float = 0.5
    report_hours: float = 6.0
    reported_falsely: float = 0.01
    writers: int = 5_000
    activity: float = 1.5
    once: float = 0.25
    history: float = 20.0
    alike: float = 5.0
    is_recorded: bool = True
    spam_trickle: float = 0.005
    spam: Wave = Wave(0.03, 8.0, 2.0)
    campaign: Wave = Wave(0.008, 12.4, 0.5)
    links_most: int = 3
    copies_held_from: int = 4
    seed: int = 20_261

    def count_of(self, wave: Wave) -> int:
        return round(wave.share * self.comments)

    @property
    def words(self) -> str:
        """The assumptions as lines to print."""
        hours = sum(minutes for sitting in self.sessions for _, minutes in sitting) / 60
        capacity = round(hours * HOUR / self.seconds_a_decision)
        mixed = f"{self._mixed(self.mix_before)} up to day {self.drift:g}, then {self._mixed(self.mix_after)}"
        agree = " and ".join(f"{one:.0%}" for one in self.accuracy)
        reports = (
            f"reported: {self.reported:.0%} of the toxic comments that are shown, after {self.report_hours:g} h in "
            f"the mean, and {self.reported_falsely:.0%} of the others"
        )
        return "\n".join(
            [
                f"{self.comments:,} comments in {self.days} days, seed {self.seed}; {mixed}",
                f"{len(self.accuracy)} moderators who agree with most raters in {agree} of their decisions",
                f"they have {hours:g} hours a day, {self.seconds_a_decision:g} s a decision: {capacity:,} a day",
                f"{self.count_of(self.spam):,} spam comments in {self.spam.days:g} days, from day {self.spam.begin:g}",
                f"{self.count_of(self.campaign):,} pastes of one text from day {self.campaign.begin:g} on",
                reports,
                "writers have a record" if self.is_recorded else "nobody has a record",
            ]
        )

    def _mixed(self, mix: Mapping[Kind, float]) -> str:
        return ", ".join(f"{share:.0%} {kind}" for kind, share in mix.items())
