"""The WSGI application, as the server loads it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerly.settings")
os.environ.setdefault("PEERLY_SERVING", "on")

from django.conf import settings
from django.core.cache import close_caches
from django.core.handlers.base import reset_urlconf
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, reset_queries

from peerly import environment, orphans
from peerly.buffering import Buffering

orphans.follow(environment.number("PEERLY_SERVER", 0))  # the process id, if `serve` started it

# A seat does the same for its own, without looking for them first.
for moment in (request_started, request_finished):
    moment.disconnect(close_old_connections)
request_finished.disconnect(close_caches)  # nothing is kept in any
request_finished.disconnect(reset_urlconf)  # the next request begins by setting it
if not settings.DEBUG:
    request_started.disconnect(reset_queries)  # nor is any query

application = Buffering(
    get_wsgi_application(),
    seats=environment.number("THREADS", 4, least=1, most=64),
    largest_body=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
)
