from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from willow.plugins.pillow import PillowImage


class PublishingConfig(AppConfig):
    name = "parley.publishing"
    label = "publishing"
    verbose_name = _("Publishing")

    def ready(self) -> None:
        # Willow copies a photograph's EXIF, the place where it was taken included, into what readers get, and has no
        # setting for it. The picture has been turned upright by then, so nothing that shows is lost.
        PillowImage.get_exif_data = lambda _image: None
        # By name: the receivers need the models, which are not there yet when this file is read.
        import_module("parley.publishing.receivers").receivers_connect()
