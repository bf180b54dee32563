from dataclasses import dataclass

from wagtail.models import Page


@dataclass(frozen=True, slots=True)
class MenuItem:
    pk: int
    title: str
    url: str


def menu_list(*, root_page_id: int, kind: str) -> list[MenuItem]:
    """Return the live children of a site's root page of one kind ("section" or "plainpage") that are shown in menus.

    One query for the root, one for the children.
    """
    root = Page.objects.filter(pk=root_page_id).first()
    if root is None:
        return []
    children = (
        root.get_children()
        .live()
        .in_menu()
        .filter(content_type__app_label="publishing", content_type__model=kind)
        .values_list("pk", "title", "slug")
    )
    return [MenuItem(pk=pk, title=title, url=f"/{slug}/") for pk, title, slug in children]
