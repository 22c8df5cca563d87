"""The paths that Engage's clients know."""

from __future__ import annotations

from peerly.dialects.engage.dialect import ENGAGE
from peerly.dialects.engage.serializers.fields import RESERVED
from peerly.dialects.engage.views import EventViewSet, UserViewSet

USERS = {"get": "list", "post": "create"}
USER = {"get": "retrieve", "put": "update", "delete": "destroy"}

app_name = ENGAGE.name
urlpatterns = [
    *ENGAGE.path("v1/users", UserViewSet, USERS),
    *ENGAGE.nothing_at(*(f"v1/users/{word}" for word in RESERVED)),
    *ENGAGE.path("v1/users/<uid>", UserViewSet, USER),
    *ENGAGE.path("v1/users/<uid>/events", EventViewSet, {"post": "create"}),
    *ENGAGE.catch_all(),
]
