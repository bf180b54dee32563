"""A moderator's own settings and saved views."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.desk.access import desk_page, person_of
from parley.desk.fields import number_field, text_field
from parley.desk.looking import looking_read
from parley.desk.models import NAME_LENGTH, QUERY_LENGTH, Preferences, SavedView
from parley.desk.queries import VIEWS_MAX
from parley.kernel.text import name_clean
from parley.moderation.policies import Act

BREAK_MAX = 240


@desk_page(Act.VIEW_DESK, "POST")
def preferences_set(request: HttpRequest) -> HttpResponse:
    order = looking_read({"order": text_field(request.POST, "order", most=20)}).order
    minutes = number_field(request.POST, "break_minutes", least=0, most=BREAK_MAX, default=0)
    Preferences.objects.update_or_create(
        person=person_of(request),
        defaults={
            "order": order,
            "is_blurred": "is_blurred" in request.POST,
            "break_minutes": minutes,
        },
    )
    messages.success(request, _("Your settings are kept."))
    return redirect("desk:queue")


@desk_page(Act.VIEW_DESK, "POST")
def view_save(request: HttpRequest) -> HttpResponse:
    """Keep the present filter under a name; the same name again replaces it."""
    query = looking_read(request.POST.dict()).query[:QUERY_LENGTH]
    back = f"{reverse('desk:queue')}?{query}"
    name = name_clean(text_field(request.POST, "view_name", most=200))[:NAME_LENGTH]
    person = person_of(request)
    if not name:
        messages.error(request, _("Give the view a name first."))
        return redirect(back)
    others = SavedView.objects.filter(person=person).exclude(name=name)
    if others.count() >= VIEWS_MAX:
        messages.error(request, _("You have as many views as can be kept: remove one first."))
        return redirect(back)
    SavedView.objects.update_or_create(person=person, name=name, defaults={"query": query})
    return redirect(back)


@desk_page(Act.VIEW_DESK, "POST")
def view_remove(request: HttpRequest, pk: int) -> HttpResponse:
    SavedView.objects.filter(pk=pk, person=person_of(request)).delete()
    return redirect("desk:queue")
