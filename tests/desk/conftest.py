"""People of every role, and comments that wait."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from parley.accounts.models import Person
from parley.discussion.actions import thread_upsert
from parley.discussion.models import OWN_SITE, Comment, Site, Thread
from tests.desk.making import waiting_make

ROLES = {
    "auditor": "Comment auditors",
    "editor": "Comment editors",
    "moderator": "Comment moderators",
    "colleague": "Comment moderators",
    "senior": "Senior comment moderators",
}


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    """One of each role by its name, and `stranger`, who may enter the admin and nothing at the desk."""
    found = {}
    for name, role in {**ROLES, "stranger": "Editors"}.items():
        found[name] = Person.objects.create_user(username=name, password="a long password")
        found[name].groups.add(Group.objects.get(name=role))
    return found


@pytest.fixture
def signed_in(people: dict[str, Person]) -> Callable[[str], Client]:
    """Return a browser in which the person of that name is signed in."""

    def make(name: str) -> Client:
        client = Client()
        client.force_login(people[name])
        return client

    return make


@pytest.fixture
def thread(db: None) -> Thread:
    site = Site.objects.get_or_create(slug=OWN_SITE, defaults={"name": "The Tidewell Post"})[0]
    return thread_upsert(site=site, key="page:1", title="The bridge closes", url="/bridge/")


@pytest.fixture
def waiting(thread: Thread) -> list[Comment]:
    """Three comments that wait, the first the most pressing."""
    return waiting_make(thread, 3)
