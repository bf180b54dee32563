"""Campaigns: comments that look as if they belong together, shown as one case. Only reads.

Three kinds are looked for, each among the newest comments since a given time: texts that are nearly the same, a thread
that gets many times its usual number of comments within an hour, and one writer under many names. None of them proves
anything: a person looks, and decides.

The cost is bounded, whatever the site's size: RECENT_MAX texts and as many comments in each of the four statuses are
read along an index, in five queries, and one more for the examples' texts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db.models.functions import Left
from django.utils.crypto import salted_hmac

from parley.discussion.models import Comment
from parley.moderation.clusters import clusters_of
from parley.moderation.models.similar import TextSignature

#: Comments looked at: the newest, of each status. As many texts are looked at for near-duplicates.
RECENT_MAX: Final = 5_000
#: Comments that a campaign lists; `count` says how many there are.
LISTED_MAX: Final = 200
NAMES_MAX: Final = 50
#: Characters of the example's text.
EXAMPLE_MAX: Final = 1_000

CLUSTER_LEAST: Final = 3
NAMES_LEAST: Final = 3
#: A burst: this many comments within an hour, and as many times what the thread had in an hour before, on average.
BURST_LEAST: Final = 20
BURST_TIMES: Final = 5
HOUR: Final = timedelta(hours=1)
#: A thread must be this old before it has a usual rate: the first hours under an article are its busiest anyway.
BURST_AGE: Final = timedelta(hours=6)

#: The writer of comments that belong to nobody, as imported ones do.
NOBODY: Final = (None, "")


class Kind(StrEnum):
    NEAR_DUPLICATES = "near_duplicates"
    BURST = "burst"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Campaign:
    """Comments that look as if they belong together, from `first_at` to `last_at`.

    `key` stays the same for a campaign that goes on; that of near-duplicates until their first comment is no longer
    looked at. `comments`: their pks, the newest first, LISTED_MAX at most of `count`. `writers`: how many; comments
    that belong to nobody, as imported ones, count as one. `names`: as typed, the most used first, NAMES_MAX at most.
    `statuses`: how many have which. `example`: what the newest comment says, EXAMPLE_MAX characters at most.
    """

    kind: Kind
    key: str
    comments: tuple[int, ...]
    count: int
    writers: int
    names: tuple[str, ...]
    threads: int
    first_at: datetime
    last_at: datetime
    statuses: Mapping[str, int]
    example: str = ""


@dataclass(frozen=True, slots=True)
class _Fact:
    """What is known of one comment without its text."""

    pk: int
    public_id: str
    number: int
    thread: int
    thread_public_id: str
    thread_began: datetime
    guest_key: str
    person: int | None
    name: str
    status: str
    at: datetime

    @property
    def writer(self) -> tuple[int | None, str]:
        return (self.person, "" if self.person else self.guest_key)


_FIELDS: Final = (
    "pk", "public_id", "number", "thread", "thread__public_id", "thread__created_at", "guest_key", "person",
    "author_name", "status", "created_at",
)  # fmt: skip


def campaigns_find(*, since: datetime, most: int) -> list[Campaign]:
    """Return the campaigns among the comments since then, those with the most comments first."""
    recent = _recent(since)
    found = [*_near_duplicates(since), *_bursts(recent), *_many_names(recent)]
    found.sort(key=lambda campaign: (-campaign.count, campaign.key))
    return _with_examples(found[:most])


def _near_duplicates(since: datetime) -> Iterator[Campaign]:
    """Texts that are nearly the same, by CLUSTER_LEAST comments or more."""
    rows = TextSignature.objects.filter(created_at__gte=since).order_by("-created_at", "-pk")
    columns = ("slots", "groups", *(f"comment__{name}" for name in _FIELDS))
    newest = list(rows.values_list(*columns)[:RECENT_MAX])
    for places in clusters_of(slots=[bytes(row[0]) for row in newest], groups=[row[1] for row in newest]):
        # Of a comment that was changed, several texts may be here.
        facts = {fact.pk: fact for fact in (_Fact(*newest[place][2:]) for place in places)}
        if len(facts) >= CLUSTER_LEAST:
            first = facts[min(facts)]
            yield _campaign(Kind.NEAR_DUPLICATES, first.public_id, facts.values())


def _bursts(facts: Iterable[_Fact]) -> Iterator[Campaign]:
    """Threads with many more comments within an hour than they used to have; of each its busiest hour."""
    by_thread: dict[int, list[_Fact]] = defaultdict(list)
    for fact in facts:
        by_thread[fact.thread].append(fact)
    for thread in by_thread.values():
        busiest = _busiest_hour(sorted(thread, key=lambda fact: (fact.at, fact.pk)))
        first = busiest[0]
        age = first.at - first.thread_began
        if len(busiest) < BURST_LEAST or age < BURST_AGE:
            continue
        usual = (first.number - 1) / (age / HOUR)
        if len(busiest) >= BURST_TIMES * usual:
            yield _campaign(Kind.BURST, first.thread_public_id, busiest)


def _busiest_hour(facts: Sequence[_Fact]) -> Sequence[_Fact]:
    """Return the hour with the most comments, the first of equals. `facts`: in order of time."""
    best = slice(0, 0)
    begin = 0
    for end, fact in enumerate(facts, start=1):
        while fact.at - facts[begin].at >= HOUR:
            begin += 1
        if end - begin > best.stop - best.start:
            best = slice(begin, end)
    return facts[best]


def _many_names(facts: Iterable[_Fact]) -> Iterator[Campaign]:
    """Writers under NAMES_LEAST names or more; capitals and spaces make no other name."""
    by_writer: dict[tuple[int | None, str], list[_Fact]] = defaultdict(list)
    for fact in facts:
        by_writer[fact.writer].append(fact)
    by_writer.pop(NOBODY, None)
    for (person, guest_key), written in by_writer.items():
        if len({"".join(fact.name.casefold().split()) for fact in written}) >= NAMES_LEAST:
            # The writer's key is for nobody's eyes, and an address may end up in a log.
            key = salted_hmac("parley.moderation.campaigns", f"{person or ''}:{guest_key}").hexdigest()[:16]
            yield _campaign(Kind.NAMES, key, written)


def _campaign(kind: Kind, key: str, facts: Iterable[_Fact]) -> Campaign:
    newest = sorted(facts, key=lambda fact: (fact.at, fact.pk), reverse=True)
    names = Counter(fact.name for fact in newest)
    return Campaign(
        kind=kind,
        key=f"{kind}:{key}",
        comments=tuple(fact.pk for fact in newest[:LISTED_MAX]),
        count=len(newest),
        writers=len({fact.writer for fact in newest}),
        names=tuple(name for name, _count in names.most_common(NAMES_MAX)),
        threads=len({fact.thread for fact in newest}),
        first_at=newest[-1].at,
        last_at=newest[0].at,
        statuses=Counter(fact.status for fact in newest),
    )


def _with_examples(campaigns: Sequence[Campaign]) -> list[Campaign]:
    newest = Comment.objects.filter(pk__in={campaign.comments[0] for campaign in campaigns})
    texts = dict(newest.values_list("pk", Left("text", EXAMPLE_MAX)))
    return [replace(campaign, example=texts[campaign.comments[0]]) for campaign in campaigns]


def _recent(since: datetime) -> list[_Fact]:
    """Return the newest comments of each status; along the index comment_status_time, one query for each."""
    return [
        _Fact(*row)
        for status in Comment.Status
        for row in Comment.objects.filter(status=status, created_at__gte=since)
        .order_by("-created_at")
        .values_list(*_FIELDS)[:RECENT_MAX]
    ]
