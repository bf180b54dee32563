from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "parley.moderation"
    label = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        from parley.moderation.roles import roles_follow  # noqa: PLC0415 -- models are ready only now

        post_migrate.connect(roles_follow, dispatch_uid="parley.moderation.roles")
