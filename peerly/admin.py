"""The site that the admin pages of all apps are on: its front page, its order, its clock."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import timezone

from accounts import policies as people
from accounts.models import User
from recognition import policies
from recognition.models import Case

ORDER = [
    "Case",
    "Report",
    "Review",
    "Recognition",
    "Hi5",
    "CoreValue",
    "Badge",
    "BadgeAward",
    "Allowance",
    "LedgerEntry",
    "User",
    "Department",
    "Business",
    "Location",
    "JobTitle",
    "Attribute",
    "Organisation",
    "Credential",
    "Change",
]
"""Kinds of things, the daily ones first; what is not named comes last."""

NAMES = {"social_django": "Google sign-in"}
"""What an app is called, where its own name says little."""


class PeerlyAdminSite(AdminSite):
    """Peerly's admin. Who sees what on it is up to the pages (``accounts.admin.pages``)."""

    site_header = "Peerly"
    site_title = "Peerly"
    index_title = "Overview"
    site_url = None
    empty_value_display = "–"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Let in who may enter, and tell the time as at the viewer's organisation."""
        return super().admin_view(_in_local_time(view), cacheable)

    def get_urls(self) -> list[Any]:
        """Return Django's pages but one: "view on site" tells which ids exist."""
        return [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the kinds of things in the order of ``ORDER``."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["name"] = NAMES.get(app["app_label"], app["name"])
            app["models"].sort(key=_rank)
            for model in app["models"]:
                model["name"] = getattr(
                    self.get_model_admin(model["model"]), "list_title", model["name"]
                )
        return sorted(apps, key=lambda app: _rank(app["models"][0]))

    def get_log_entries(self, request: HttpRequest) -> Any:
        """Return nothing: the history is ``accounts.models.Change``."""
        return []

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show what waits, and what happened lately."""
        # Here, because the pages register themselves with this very site once they are imported.
        from accounts.admin.changes import latest

        viewer = cast(User, request.user)
        front: dict[str, Any] = {}
        if policies.can_moderate(viewer):
            waiting = Case.objects.visible_to(viewer).filter(status=Case.Status.OPEN)
            front["waiting"] = waiting.count()
        if people.can_administer(viewer):
            front["lately"] = latest(self, request, 8)
        return super().index(request, front | (extra_context or {}))


def _rank(model: dict[str, Any]) -> int:
    name = model["object_name"]
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _in_local_time(view: Callable[..., Any]) -> Callable[..., Any]:
    """Run ``view`` in the time zone of the viewer's organisation; operators stay with the site's.

    Django renders a template response after the view has returned, so it is rendered here.
    """

    @wraps(view)
    def within(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        home = cast(User, request.user).organisation
        zone = ZoneInfo(home.timezone) if home else timezone.get_default_timezone()
        with timezone.override(zone):
            response = view(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
        return cast(HttpResponse, response)

    return within
