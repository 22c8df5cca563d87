"""The paths of Agyle Time: at a tenant's host with ``/api`` before them, at a region's without."""

from __future__ import annotations

from django.urls import URLPattern

from peerly.api.viewsets import ResourceViewSet
from peerly.dialects.agyletime.dialect import AGYLETIME
from peerly.dialects.agyletime.views import (
    AccessTokenViewSet,
    BusinessRoleViewSet,
    OwnOrganisationViewSet,
    SystemRoleViewSet,
    UserViewSet,
)

MANY = {"get": "list", "post": "create"}
ONE = {"get": "retrieve", "put": "update", "delete": "destroy"}
SHOW = {"get": "retrieve"}


def _organisation(
    route: str, viewset: type[ResourceViewSet], actions: dict[str, str]
) -> list[URLPattern]:
    """Return the patterns of ``organisation<route>`` for both hosts, in plural and singular."""
    # The page itself prints business-role and system-role beside the plural paths.
    spellings = dict.fromkeys([route, route.replace("-roles", "-role")])
    tenant, *others = [f"{host}organisation{each}" for host in ("api/", "") for each in spellings]
    return AGYLETIME.path(tenant, viewset, actions, also=others)


app_name = AGYLETIME.name
urlpatterns = [
    *AGYLETIME.path(
        "api/authority/token",
        AccessTokenViewSet,
        {"post": "create"},
        also=["api/authorisation/token"],
    ),
    *_organisation("", OwnOrganisationViewSet, SHOW),
    *_organisation("/users", UserViewSet, MANY),
    *_organisation("/users/<id>", UserViewSet, ONE),
    *_organisation("/business-roles", BusinessRoleViewSet, MANY),
    *_organisation("/business-roles/<id>", BusinessRoleViewSet, ONE),
    *_organisation("/system-roles", SystemRoleViewSet, {"get": "list"}),
    *_organisation("/system-roles/<id>", SystemRoleViewSet, SHOW),
    *AGYLETIME.catch_all(),
]
