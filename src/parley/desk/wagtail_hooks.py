"""The desk's place in the newsroom's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from parley.desk.access import person_of
from parley.moderation.policies import Act, may


class DeskMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may(person=person_of(request), act=Act.VIEW_DESK)


@hooks.register("register_admin_urls")
def desk_urls() -> list[Any]:
    return [path("desk/", include("parley.desk.urls"))]


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    """Put the desk above the list of all comments."""
    return DeskMenuItem(_("Desk"), reverse("desk:queue"), name="desk", icon_name="clipboard-list", order=240)
