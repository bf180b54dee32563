"""What every template may use: the publication and its menus."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from parley.publishing.models import Publication
from parley.publishing.queries.menus import menu_list


def publication(request: HttpRequest) -> dict[str, Any]:
    """Return `publication`, `menu` (sections) and `footer_menu` (plain pages), each read only when it is used.

    `site_url` is the public address without a slash at the end; `personal` says whether the request carries a session
    (only then may a template look at the person behind it).
    """
    if request.path.startswith("/admin/") and not getattr(request, "is_preview", False):
        return {}
    site = SimpleLazyObject(lambda: Site.find_for_request(request))
    return {
        "publication": SimpleLazyObject(lambda: Publication.for_request(request)),
        "menu": SimpleLazyObject(lambda: menu_list(root_page_id=site.root_page_id, kind="section")),
        "footer_menu": SimpleLazyObject(lambda: menu_list(root_page_id=site.root_page_id, kind="plainpage")),
        "site_url": settings.PARLEY_URL,
        "personal": settings.SESSION_COOKIE_NAME in request.COOKIES,
    }
