"""The WSGI application, as the server loads it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerly.settings")
os.environ.setdefault("PEERLY_SERVING", "on")

application = get_wsgi_application()
