from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "parley.publishing"
    label = "publishing"
    verbose_name = _("Publishing")

    def ready(self) -> None:
        # By name: the receivers need the models, which are not there yet when this file is read.
        import_module("parley.publishing.receivers").receivers_connect()
