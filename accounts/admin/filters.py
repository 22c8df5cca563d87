"""Filters beside a list, none of which tells of what the viewer cannot see."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.viewer import viewer_of
from accounts.models import Change, Organisation, User
from peerly.notation import as_id

MOST_ORGANISATIONS = 30


class IdFilter(admin.SimpleListFilter):
    """A filter by the id of a row elsewhere; one that is no number matches nothing."""

    field = ""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows that point to the chosen one."""
        if self.value() is None:
            return queryset
        return queryset.filter(**{self.field: as_id(self.value()) or 0})


class OrganisationFilter(IdFilter):
    """For those who see several organisations: a few to click, any by ``?organisation=``."""

    title = "organisation"
    parameter_name = field = "organisation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """Return the first organisations by name."""
        seen = Organisation.objects.visible_to(viewer_of(request)).order_by("name", "id")
        return list(seen.values_list("pk", "name")[:MOST_ORGANISATIONS])


class ChosenFilter(IdFilter):
    """What belongs to one thing; it appears once a link has chosen that thing."""

    model: type[models.Model]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """Return the chosen thing, if the viewer can see it."""
        chosen = as_id(self.value())
        if chosen is None:
            return []
        pages = model_admin.admin_site.get_model_admin(self.model)
        seen = pages.get_queryset(request).filter(pk=chosen)
        return [(thing.pk, pages.title_of(thing)) for thing in seen]

    def has_output(self) -> bool:
        """Filter by an unknown thing too: that is an empty list, not the whole one."""
        return self.value() is not None


class PersonFilter(ChosenFilter):
    """What concerns one person."""

    title = "person"
    parameter_name = field = "user"
    model = User


def chosen(kind: type[models.Model]) -> type[ChosenFilter]:
    """Return a filter by the thing of a ``kind`` that a column of the same name points to."""

    class Chosen(ChosenFilter):
        title = str(kind._meta.verbose_name)
        parameter_name = field = title.replace(" ", "_")
        model = kind

    return Chosen


class WhatFilter(admin.SimpleListFilter):
    """The history by action: those that happened within the viewer's sight."""

    title = "action"
    parameter_name = "what"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the actions there are."""
        seen = Change.objects.visible_to(viewer_of(request)).order_by("what")
        return [(what, what) for what in seen.values_list("what", flat=True).distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of one action."""
        return queryset if self.value() is None else queryset.filter(what=self.value())


def whether(field: str, title: str, *, is_set: str, is_not: str) -> type[admin.SimpleListFilter]:
    """Return a filter by whether ``field`` has a value, phrased as ``is_set`` and ``is_not``."""

    class Whether(admin.SimpleListFilter):
        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            return [("yes", is_set), ("no", is_not)]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            if self.value() is None:
                return queryset
            if self.value() not in {"yes", "no"}:
                raise IncorrectLookupParameters
            return queryset.filter(**{f"{field}__isnull": self.value() == "no"})

    Whether.title, Whether.parameter_name = title, title
    return Whether


class DateFilter(admin.DateFieldListFilter):
    """Django's, under a heading that is a word."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "date"
