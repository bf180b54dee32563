from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "parley.kernel"
    label = "kernel"
