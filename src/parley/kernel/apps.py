from django.apps import AppConfig
from django.conf import settings

from parley.kernel.bus import bus_configure
from parley.kernel.store import store_configure


class KernelConfig(AppConfig):
    name = "parley.kernel"
    label = "kernel"

    def ready(self) -> None:
        # Here, so that the server and every command of `parley` have the same store and bus.
        store_configure(settings.REDIS_URL)
        bus_configure(settings.REDIS_URL)
