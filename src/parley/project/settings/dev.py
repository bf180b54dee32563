"""For working on Parley itself: tracebacks in the browser and static files without collecting."""

from parley.project.settings.base import *  # noqa: F403 -- Django settings are layered by import
from parley.project.settings.base import STORAGES

DEBUG = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
