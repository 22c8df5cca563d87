"""The history in the admin: read-only, each within their own organisation."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from accounts.admin import timeline
from accounts.admin.columns import Person, link_to
from accounts.admin.filters import DateFilter, WhatFilter
from accounts.admin.pages import Pages
from accounts.admin.viewer import viewer_of
from accounts.models import Change, User


class KindFilter(admin.SimpleListFilter):
    """The history by kind of thing: those that have one."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the kinds of things whose changes are written down."""
        pages = model_admin.admin_site._registry.items()
        return [
            (model._meta.label_lower, str(model._meta.verbose_name))
            for model, about in pages
            if getattr(about, "has_history", False)
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Change]) -> QuerySet[Change]:
        """Keep what happened to things of one kind."""
        return queryset if self.value() is None else queryset.filter(thing_kind=self.value())


def name_things(changes: list[Any], site: admin.AdminSite, request: HttpRequest) -> None:
    """Give each of ``changes`` its ``thing`` and the pages about it: one query for each kind.

    Both are None for what the viewer cannot see.
    """
    wanted: dict[str, set[int]] = {}
    for change in changes:
        wanted.setdefault(change.thing_kind, set()).add(change.thing_id)
    found = {kind: _seen(kind, ids, site, request) for kind, ids in wanted.items()}
    for change in changes:
        change.pages, change.thing = found[change.thing_kind].get(change.thing_id, (None, None))


def _seen(kind: str, ids: set[int], site: admin.AdminSite, request: HttpRequest) -> dict[int, Any]:
    try:
        pages: Any = site.get_model_admin(apps.get_model(kind))
    except (LookupError, NotRegistered):  # a line about a kind that has been renamed since
        return {}
    return {thing.pk: (pages, thing) for thing in pages.get_queryset(request).filter(pk__in=ids)}


def latest(site: admin.AdminSite, request: HttpRequest, count: int) -> list[timeline.Happening]:
    """Return the last ``count`` things that happened in sight of the viewer."""
    viewer = viewer_of(request)
    seen = Change.objects.visible_to(viewer).select_related("by", "through").order_by("-at", "-id")
    changes: list[Any] = list(seen[:count])
    name_things(changes, site, request)
    return [timeline.tell(change, viewer, name_of_thing(change)) for change in changes]


def name_of_thing(change: Any) -> str:
    """Return what the thing is called; its kind and number when the viewer cannot see it."""
    if change.thing is None:
        return f"{change.thing_kind.partition('.')[2]} {change.thing_id}"
    return str(change.pages.title_of(change.thing))


class NamingThings(ChangeList):
    """A page of the history that knows what its lines are about."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page, then the things it mentions."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        name_things(self.result_list, self.model_admin.admin_site, request)


class Author(Person):
    """Who made a change; not every one is made by somebody signed in."""

    def __call__(self, thing: Change) -> str:
        author = timeline.author_of(thing) if thing.by is None else super().__call__(thing)
        return format_html("{}{}", author, timeline.key_of(thing))


@admin.register(Change)
class ChangePages(Pages[Change]):
    """The history."""

    title = "History"
    list_display = ["at", "by", "what", "about", "told", "organisation"]
    list_filter = [KindFilter, WhatFilter, ("at", DateFilter)]
    search_fields = ["what"]
    search_help_text = "The action, and people: who did it or to whom it was done"
    fields = ["at", "by", "what", "thing_kind", "thing_id", "told", "organisation"]
    readonly_fields = ["told"]
    people: ClassVar[dict[str, str]] = {"by": "by"}
    person_column = Author
    ordering = ["-at", "-id"]

    def rows(self, viewer: User) -> QuerySet[Change]:
        """Return the history with its authors."""
        return super().rows(viewer).select_related("by", "through", "organisation")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list that names things."""
        return NamingThings

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Change], search_term: str
    ) -> tuple[QuerySet[Change], bool]:
        """Find people as well: what they did, and what was done to them."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if not search_term or "\0" in search_term:
            return found, may_repeat
        pages = self.admin_site.get_model_admin(User)
        seen, _ = pages.get_search_results(request, pages.get_queryset(request), search_term)
        people = seen.order_by().values("pk")
        involved = Q(by__in=people) | Q(thing_kind=User._meta.label_lower, thing_id__in=people)
        return queryset.filter(Q(what__icontains=search_term) | involved), may_repeat

    @admin.display(description="about")
    def about(self, change: Any) -> str:
        """Return the thing, with a link if the viewer can see it."""
        name = name_of_thing(change)
        return link_to(change.thing, name) if change.thing else name

    @admin.display(description="what changed")
    def told(self, change: Change) -> str:
        """Return before and after, and the reason."""
        lines = timeline.details_of(change)
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines))

    def title_of(self, thing: Change) -> str:
        """Return the action."""
        return thing.what
