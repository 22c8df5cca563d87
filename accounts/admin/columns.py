"""What a column says about a person, an amount of text or a moment, to the one who looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator

from accounts import policies
from accounts.models import User, record_of
from accounts.models.soft_deletion import SoftDeletable

OPERATOR = "the operator"
"""What somebody from outside the viewer's organisation is called: whoever runs the installation."""


NOTHING = "–"
"""What stands where there is nothing to say."""


def name_of(person: User | None, viewer: User) -> str:
    """Return a name for ``person``, without giving away who works for another organisation.

    An address is never a name here: where there is no name, the number has to do.
    """
    if person is None:
        return ""
    if not policies.can_reach(viewer, person.organisation_id):
        return OPERATOR
    return person.full_name or person.display_name or f"person {person.pk}"


def excerpt(text: str, length: int = 80) -> str:
    """Return the beginning of ``text``, at most ``length`` characters, on one line."""
    return Truncator(" ".join(text.split())).chars(length)


def link_to(thing: models.Model, words: object) -> str:
    """Return ``words`` as a link to the page of ``thing``."""
    meta = thing._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[thing.pk])
    return format_html('<a href="{}">{}</a>', address, words)


@dataclass(frozen=True)
class Person:
    """A column naming the person that the foreign key ``attribute`` points to.

    An object and not a function, because Django compares the columns of a page with each other.
    """

    attribute: str
    short_description: str
    viewer: User
    linked: bool = False

    @property
    def __name__(self) -> str:
        return self.attribute

    def __call__(self, thing: Any) -> str:
        person = getattr(thing, self.attribute)
        if person is None:
            return NOTHING
        name = name_of(person, self.viewer)
        is_seen = policies.can_see(self.viewer, person)
        return link_to(person, name) if self.linked and is_seen else name


class Manager(Person):
    """A column naming whom somebody answers to, where the viewer can see them."""

    def __call__(self, thing: User) -> str:
        record = record_of(thing)
        is_seen = record.manager is not None and policies.can_see(self.viewer, record.manager)
        return super().__call__(record) if is_seen else NOTHING


class FurtherManagers(Person):
    """A column naming whom somebody answers to beside their manager, and in what."""

    @property
    def __name__(self) -> str:
        return "further_managers"

    def __call__(self, thing: User) -> str:
        seen = [
            (super(FurtherManagers, self).__call__(each), each.get_kind_display())
            for each in thing.supervisions.select_related("manager")
            if policies.can_see(self.viewer, each.manager)
        ]
        return format_html_join(", ", "{} ({})", seen) or NOTHING


@dataclass(frozen=True)
class Removal:
    """A column telling when a thing was removed, and by whom."""

    viewer: User
    short_description: str = "removed"
    admin_order_field: str = "soft_delete_at"

    @property
    def __name__(self) -> str:
        return "removal"

    def __call__(self, thing: SoftDeletable) -> str:
        if thing.soft_delete_at is None:
            return NOTHING
        day = timezone.localtime(thing.soft_delete_at)
        return f"{day:%-d %b %Y} by {name_of(thing.soft_delete_by, self.viewer) or 'a command'}"
