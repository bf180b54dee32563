"""Moderators for tests."""

from itertools import count

from django.contrib.auth.models import Group

from parley.accounts.models import Person
from parley.moderation.roles import roles_make

MODERATOR = "Comment moderators"
SENIOR = "Senior comment moderators"
AUDITOR = "Comment auditors"
EDITOR = "Comment editors"
_numbers = count(1)


def person_make(role: str = MODERATOR) -> Person:
    """Make somebody with one role; "" for none."""
    roles_make()
    person = Person.objects.create_user(username=f"person-{next(_numbers)}", password="a long password")
    if role:
        person.groups.add(Group.objects.get(name=role))
    return person
