"""Who may do what: the whole table."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from parley.accounts.models import Person
from parley.moderation.policies import ROLE_WORDS, ROLES, Act, may, may_sanction
from parley.moderation.roles import roles_make
from tests.moderation.people import AUDITOR, EDITOR, MODERATOR, SENIOR, person_make

pytestmark = pytest.mark.django_db

TABLE = {
    Act.VIEW_DESK: {AUDITOR, EDITOR, MODERATOR, SENIOR},
    Act.VIEW_LEDGER: {AUDITOR, EDITOR, MODERATOR, SENIOR},
    Act.DECIDE: {MODERATOR, SENIOR},
    Act.DECIDE_MANY: {MODERATOR, SENIOR},
    Act.SANCTION: {MODERATOR, SENIOR},
    Act.DECIDE_APPEAL: {MODERATOR, SENIOR},
    Act.SANCTION_SEVERELY: {SENIOR},
    Act.CHANGE_RULES: {SENIOR},
    Act.CHANGE_MODES: {EDITOR, SENIOR},
    Act.ANSWER_READERS: {EDITOR, SENIOR},
}


@pytest.mark.parametrize("role", [AUDITOR, EDITOR, MODERATOR, SENIOR, ""])
def test_each_role_may_what_the_table_says(role: str) -> None:
    person = Person.objects.get(pk=person_make(role).pk)
    assert {act for act in Act if may(person=person, act=act)} == {
        act for act, roles in TABLE.items() if role in roles
    }
    assert person.has_perm("wagtailadmin.access_admin") == bool(role)


def test_every_act_is_in_the_table_and_every_role_has_words() -> None:
    assert set(TABLE) == set(Act)
    assert set(ROLE_WORDS) == set(ROLES)


def test_the_severe_need_more() -> None:
    moderator, senior = person_make(MODERATOR), person_make(SENIOR)
    assert may_sanction(person=moderator, kind="mute")
    assert not may_sanction(person=moderator, kind="ban")
    assert may_sanction(person=senior, kind="ban")


def test_nobody_and_the_dismissed_may_nothing_and_the_administrator_everything() -> None:
    gone = person_make(SENIOR)
    gone.is_active = False
    gone.save()
    for person in (AnonymousUser(), Person.objects.get(pk=gone.pk)):
        assert not any(may(person=person, act=act) for act in Act)  # type: ignore[arg-type]
    chief = Person.objects.create_superuser(username="chief", password="a long password")
    assert all(may(person=chief, act=act) for act in Act)


def test_what_an_administrator_made_of_a_role_stays() -> None:
    roles_make()
    Group.objects.get(name=AUDITOR).permissions.clear()
    roles_make()
    assert not Group.objects.get(name=AUDITOR).permissions.exists()
