"""For the tests: an in-memory database, fast password hashes, and nothing written outside a temporary folder."""

import os
import tempfile

os.environ.setdefault("PARLEY_DATA", tempfile.mkdtemp(prefix="parley-test-"))
os.environ.setdefault("PARLEY_SECRET_KEY", "only for tests")
# Loading a model takes longer than most tests, which are about other things. Processes that tests start inherit it.
os.environ.setdefault("PARLEY_TOXICITY_TIER", "off")
# One comment in fifty drawn by chance would make one test run in fifty another one. What draws says so.
os.environ.setdefault("PARLEY_AUDIT_SHARE", "0")

from parley.project.settings.base import *  # noqa: F403 -- the lines above must come first
from parley.project.settings.base import DATABASES, STATIC_ROOT, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
ALLOWED_HOSTS = ["*"]
if DATABASES["default"]["ENGINE"] == "parley.kernel.sqlite":
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # said aloud, for runners that don't know our engine
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns when there is none
