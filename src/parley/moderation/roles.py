"""Makes the groups of the roles, after the database has been migrated."""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission

from parley.moderation.policies import ROLES

#: What everybody needs who works in the newsroom's admin.
_ENTRY = ("wagtailadmin", "access_admin")


def roles_follow(*, sender: AppConfig, **_signal: Any) -> None:
    """Make the groups once the last of the apps is migrated: only then are all permissions there."""
    with_models = [one for one in apps.get_app_configs() if one.models_module is not None]
    if sender is with_models[-1]:
        roles_make()


def roles_make() -> None:
    """Make the groups that are missing. One that is there keeps what the administrator made of it."""
    missing = set(ROLES) - set(Group.objects.filter(name__in=ROLES).values_list("name", flat=True))
    for name in sorted(missing):
        wanted = Permission.objects.filter(content_type__app_label="moderation", codename__in=ROLES[name])
        entry = Permission.objects.filter(content_type__app_label=_ENTRY[0], codename=_ENTRY[1])
        Group.objects.create(name=name).permissions.set([*wanted, *entry])
