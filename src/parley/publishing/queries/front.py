from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from parley.discussion.models import OWN_SITE, Thread
from parley.kernel.clock import now
from parley.publishing.cards import CARD_QUERIES, Card, cards_build
from parley.publishing.models import FrontPage, Section
from parley.publishing.models.front_page import PICKS_MAX
from parley.publishing.queries.articles import articles_listed

NEWEST_MAX = 6
SECTION_MAX = 4
DISCUSSED_MAX = 5
DISCUSSED_WITHIN = timedelta(days=7)
# A front page shows so many sections; each costs one query.
SECTIONS_MAX = 12
# Picks, restrictions, chosen, top, discussed threads, sections and their restrictions, newest; then the cards.
FRONT_QUERIES = 8 + CARD_QUERIES


@dataclass(frozen=True, slots=True)
class SectionGroup:
    section: Section
    articles: list[Card]


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page shows. Apart from `most_discussed`, no article stands in it twice."""

    lead: Card | None
    picks: list[Card]
    newest: list[Card]
    most_discussed: list[Card]
    sections: list[SectionGroup]

    @property
    def cards(self) -> list[Card]:
        """Every card on the page, once."""
        grouped = [card for group in self.sections for card in group.articles]
        shown = [
            *([self.lead] if self.lead else []),
            *self.picks,
            *self.newest,
            *self.most_discussed,
            *grouped,
        ]
        return list({card.pk: card for card in shown}.values())


def front_compose(*, front_page: FrontPage) -> Front:
    """Put the front page together with at most FRONT_QUERIES + SECTIONS_MAX queries.

    On top what the desk chose, its free places filled with the newest; then each section in the order of the tree,
    with what has not been shown above; then the newest of the rest. Sections go first, or else a small paper would
    show empty ones. What was unpublished or restricted loses its place.
    """
    listed = articles_listed()
    picked = [pick.article_id for pick in front_page.picks.all()]
    discussed = _discussed_pks()
    wanted = {pk for pk in (front_page.lead_article_id, *picked, *discussed) if pk}
    chosen = {article.pk: article for article in listed.filter(pk__in=wanted)}
    newest = list(listed[: 1 + PICKS_MAX])
    taken: dict[int, Any] = {}

    def take(candidates: list[Any], limit: int) -> list[int]:
        fresh = [article for article in dict.fromkeys(candidates) if article.pk not in taken][:limit]
        taken.update((article.pk, article) for article in fresh)
        return [article.pk for article in fresh]

    lead = take([chosen[pk] for pk in (front_page.lead_article_id,) if pk in chosen] + newest, 1)
    picks = take([chosen[pk] for pk in picked if pk in chosen] + newest, PICKS_MAX)
    by_section = []
    for section in Section.objects.live().public().child_of(front_page).order_by("path")[:SECTIONS_MAX]:
        under = listed.descendant_of(section).exclude(pk__in=list(taken))[:SECTION_MAX]
        by_section.append((section, take(list(under), SECTION_MAX)))
    latest = take(list(listed.exclude(pk__in=list(taken))[:NEWEST_MAX]), NEWEST_MAX)

    cards = {card.pk: card for card in cards_build({**chosen, **taken}.values())}
    return Front(
        lead=cards[lead[0]] if lead else None,
        picks=[cards[pk] for pk in picks],
        newest=[cards[pk] for pk in latest],
        most_discussed=[cards[pk] for pk in discussed if pk in cards and cards[pk].comment_count],
        sections=[
            SectionGroup(section=section, articles=[cards[pk] for pk in articles])
            for section, articles in by_section
        ],
    )


def _discussed_pks() -> list[int]:
    """Return the articles with the most comments of those that got one lately."""
    keys = (
        Thread.objects.filter(
            site__slug=OWN_SITE, key__startswith="page:", last_comment_at__gte=now() - DISCUSSED_WITHIN
        )
        .exclude(state=Thread.State.HIDDEN)
        .order_by("-comment_count", "pk")
        .values_list("key", flat=True)[:DISCUSSED_MAX]
    )
    return [int(key.removeprefix("page:")) for key in keys]
