"""The first sign-in with a one-time password leads to the form for a new one, and nowhere else."""

import pytest
from django.test import Client
from django.urls import reverse

from parley.accounts.actions import administrator_create
from parley.accounts.models import Person

pytestmark = pytest.mark.django_db

OWN = "tide-table 1887"


@pytest.fixture
def newcomer(client: Client) -> Client:
    """Somebody who has just signed in for the first time."""
    _person, password = administrator_create(username="admin")
    client.post(reverse("wagtailadmin_login"), {"username": "admin", "password": password})
    return client


def test_every_address_of_the_newsroom_leads_to_the_form(newcomer: Client) -> None:
    for address in (reverse("wagtailadmin_home"), reverse("wagtailadmin_account"), "/admin/pages/"):
        response = newcomer.get(address, follow=True)
        assert response.redirect_chain == [(reverse("first_password"), 302)]
        assert "one-time password" in response.text


def test_a_password_of_ones_own_opens_the_newsroom(newcomer: Client) -> None:
    typed = {"new_password1": OWN, "new_password2": OWN}
    response = newcomer.post(reverse("first_password"), typed, follow=True)
    assert response.redirect_chain == [(reverse("wagtailadmin_home"), 302)]
    assert response.status_code == 200
    person = Person.objects.get()
    assert person.check_password(OWN)
    assert not person.must_change_password


@pytest.mark.parametrize(("first", "second"), [(OWN, "something else 9"), ("12345678", "12345678"), ("", "")])
def test_a_poor_one_does_not(newcomer: Client, first: str, second: str) -> None:
    response = newcomer.post(reverse("first_password"), {"new_password1": first, "new_password2": second})
    assert response.status_code == 200
    assert Person.objects.get().must_change_password
    assert newcomer.get(reverse("wagtailadmin_home")).status_code == 302


def test_the_form_is_for_them_alone(client: Client, newcomer: Client) -> None:
    Person.objects.update(must_change_password=False)
    assert newcomer.get(reverse("first_password"))["Location"] == reverse("wagtailadmin_home")
    assert Client().get(reverse("first_password"))["Location"].startswith(reverse("wagtailadmin_login"))
