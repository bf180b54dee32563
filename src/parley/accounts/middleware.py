from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.accounts.actions import password_changed
from parley.accounts.models import Person


class PasswordChangeMiddleware:
    """Lead a person who signed in with a one-time password to the form for a new one, and nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without the cookie there is no session: public pages must not read one, or they could not be cached.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.path.startswith("/admin/"):
            return self.get_response(request)
        person = request.user
        if not isinstance(person, Person) or not person.must_change_password:
            return self.get_response(request)
        form_url = reverse("wagtailadmin_account")
        if request.path not in {
            form_url,
            reverse("wagtailadmin_logout"),
            reverse("wagtailadmin_javascript_catalog"),
        }:
            messages.warning(
                request, _("You signed in with a one-time password. Please choose your own now.")
            )
            return redirect(form_url)
        before = person.password
        response = self.get_response(request)
        person.refresh_from_db(fields=["password"])
        if person.password != before:
            password_changed(person=person)
        return response
