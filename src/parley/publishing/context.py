"""What every template may use: the publication and its menus."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from parley.publishing.models import Publication
from parley.publishing.queries.menus import PLAIN_PAGE, SECTION, MenuItem, menus_list


def publication(request: HttpRequest) -> dict[str, Any]:
    """Return `publication`, `menu` (sections) and `footer_menu` (plain pages), each read only when it is used.

    `site_url` is the public address without a slash at the end; `personal` says whether the request carries a session
    (only then may a template look at the person behind it).
    """
    if request.path.startswith("/admin/") and not getattr(request, "is_preview", False):
        return {}
    menus = SimpleLazyObject(lambda: _menus(request))
    return {
        "publication": SimpleLazyObject(lambda: Publication.for_request(request)),
        "menu": SimpleLazyObject(lambda: menus[SECTION]),
        "footer_menu": SimpleLazyObject(lambda: menus[PLAIN_PAGE]),
        "site_url": settings.PARLEY_URL,
        "personal": settings.SESSION_COOKIE_NAME in request.COOKIES,
    }


def _menus(request: HttpRequest) -> Mapping[str, Sequence[MenuItem]]:
    site = Site.find_for_request(request)  # read once a request, with its root page
    return menus_list(root=site.root_page) if site else {SECTION: (), PLAIN_PAGE: ()}
