from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from parley.accounts.models import Person

# What the form itself needs, besides its own address.
_OPEN = ("wagtailadmin_logout", "wagtailadmin_javascript_catalog", "wagtailadmin_sprite")


class PasswordChangeMiddleware:
    """Lead a person who signed in with a one-time password to the form for a new one, and nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without the cookie there is no session: public pages must not read one, or they could not be cached.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.path.startswith("/admin/"):
            return self.get_response(request)
        person = request.user
        if isinstance(person, Person) and person.must_change_password:
            form_url = reverse("first_password")
            if request.path not in {form_url, *map(reverse, _OPEN)}:
                return redirect(form_url)
        return self.get_response(request)
