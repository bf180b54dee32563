"""Django as a WSGI application: what the edge passes requests on to."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.project.settings.prod")

application = get_wsgi_application()
