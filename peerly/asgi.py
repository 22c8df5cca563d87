"""The ASGI application, for those who serve Django that way."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerly.settings")
os.environ.setdefault("PEERLY_SERVING", "on")

application = get_asgi_application()
