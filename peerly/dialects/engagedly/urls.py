"""The paths of this dialect: below ``/beta``, and below ``/api/beta`` all of them again."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern

from accounts.api.directory import (
    BusinessViewSet,
    DepartmentViewSet,
    JobTitleViewSet,
    LocationViewSet,
)
from peerly.dialects.engagedly.dialect import ENGAGEDLY
from peerly.dialects.engagedly.views import (
    AttributeViewSet,
    BlockReasonViewSet,
    PermissionViewSet,
    PersonPermissionViewSet,
    PersonViewSet,
    PraiseViewSet,
)

LIST = {"get": "list"}
CREATE = {"post": "create"}
SHOW = {"get": "retrieve"}
CHANGE = {"put": "update"}
REMOVE = {"delete": "destroy"}


def path(route: str, viewset: Any, actions: dict[str, str]) -> list[URLPattern]:
    """Return the patterns of ``route`` below both beginnings, with the same view behind them."""
    return ENGAGEDLY.path(f"beta/{route}", viewset, actions, also=(f"api/beta/{route}",))


def entries(route: str, name: str, viewset: Any) -> list[URLPattern]:
    """Return the patterns of one kind of entry of the directory."""
    return [
        *path(route, viewset, LIST | CREATE),
        *path(f"{route}/<{name}>", viewset, SHOW | CHANGE | REMOVE),
    ]


app_name = ENGAGEDLY.name
urlpatterns = [
    *path("activities/praises", PraiseViewSet, LIST),
    *path("user-attributes", AttributeViewSet, LIST),
    *path("users", PersonViewSet, LIST | CREATE),
    *path("users/block-reason-codes", BlockReasonViewSet, LIST),
    *path("users/<user_id>", PersonViewSet, SHOW | CHANGE | {"patch": "update"}),
    *path("users/<user_id>/activate", PersonViewSet, {"put": "activate"}),
    *path("users/<user_id>/deactivate", PersonViewSet, {"put": "deactivate"}),
    *path("users/<user_id>/permissions", PersonPermissionViewSet, LIST | CHANGE),
    *entries("departments", "department_id", DepartmentViewSet),
    *entries("businesses", "business_id", BusinessViewSet),
    *entries("locations", "location_id", LocationViewSet),
    *entries("job_titles", "job_title_id", JobTitleViewSet),
    *path("permissions", PermissionViewSet, LIST),
    *ENGAGEDLY.catch_all(),
]
