from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wagtail.models import Page

SECTION, PLAIN_PAGE = "section", "plainpage"


@dataclass(frozen=True, slots=True)
class MenuItem:
    pk: int
    title: str
    url: str


def menus_list(*, root: Page) -> Mapping[str, Sequence[MenuItem]]:
    """Return the live children of a site's root page that are shown in menus, under SECTION and PLAIN_PAGE.

    One query for both, since every page shows both.
    """
    menus: dict[str, list[MenuItem]] = {SECTION: [], PLAIN_PAGE: []}
    children = (
        root.get_children()
        .live()
        .in_menu()
        .filter(content_type__app_label="publishing", content_type__model__in=menus)
        .values_list("content_type__model", "pk", "title", "slug")
    )
    for kind, pk, title, slug in children:
        menus[kind].append(MenuItem(pk=pk, title=title, url=f"/{slug}/"))
    return menus
