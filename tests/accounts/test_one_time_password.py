"""The first sign-in with a one-time password leads to the form for a new one, and nowhere else."""

import pytest
from django.test import Client
from django.urls import reverse

from parley.accounts.actions import administrator_create

pytestmark = pytest.mark.django_db


def test_first_sign_in_leads_to_the_form(client: Client) -> None:
    _person, password = administrator_create(username="admin")
    client.post(reverse("wagtailadmin_login"), {"username": "admin", "password": password})
    response = client.get(reverse("wagtailadmin_home"), follow=True)
    assert response.redirect_chain == [(reverse("wagtailadmin_account"), 302)]
    assert response.status_code == 200
    assert "one-time password" in response.text
