"""The Betterworks paths, below ``/api/v1``: plural, with the singular beside it."""

from __future__ import annotations

from accounts.api.directory import DepartmentViewSet
from peerly.dialects.betterworks.dialect import BETTERWORKS
from peerly.dialects.betterworks.views import PeopleViewSet
from recognition.api.recognitions import RecognitionViewSet

LIST = {"get": "list"}
SHOW = {"get": "retrieve"}
# There are no other verbs: a POST to what is there changes it.
PUT = {"post": "create"}
CHANGE = {"post": "update"}

app_name = BETTERWORKS.name
urlpatterns = [
    *BETTERWORKS.path("api/v1/users", PeopleViewSet, LIST | PUT, also=["api/v1/user"]),
    *BETTERWORKS.path(
        "api/v1/users/<identifier>",
        PeopleViewSet,
        SHOW | CHANGE,
        also=["api/v1/user/<identifier>"],
    ),
    *BETTERWORKS.path("api/v1/departments", DepartmentViewSet, LIST, also=["api/v1/department"]),
    *BETTERWORKS.path(
        "api/v1/departments/<id>", DepartmentViewSet, SHOW, also=["api/v1/department/<id>"]
    ),
    *BETTERWORKS.path("api/v1/recognitions", RecognitionViewSet, LIST, also=["api/v1/recognition"]),
    *BETTERWORKS.path(
        "api/v1/recognitions/<id>", RecognitionViewSet, SHOW, also=["api/v1/recognition/<id>"]
    ),
    *BETTERWORKS.catch_all(),
]
