"""The form for a password of one's own, after the first sign-in with a one-time password."""

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from parley.accounts.actions import password_choose
from parley.accounts.models import Person


@sensitive_post_parameters()
@never_cache
@login_required
def first_password(request: HttpRequest) -> HttpResponse:
    """Ask for the new password twice, keep the person signed in, and lead to the newsroom."""
    person = request.user
    if not isinstance(person, Person) or not person.must_change_password:
        return redirect("wagtailadmin_home")
    form = SetPasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        password_choose(person=person, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, person)
        return redirect("wagtailadmin_home")
    return render(request, "publishing/admin/first_password.html", {"form": form})
