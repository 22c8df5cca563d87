"""People in the admin, with what recognition knows about them: their quota and their hi5s.

``accounts`` never imports ``recognition``, so its page about people is extended here, the way
Django's documentation extends the page of another app: registered again, as a subclass.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts import policies
from accounts.admin.people import AboutPeople, PersonPages
from accounts.models import User
from peerly.notation import as_id
from recognition.actions import allowances
from recognition.forms import Extra
from recognition.models import balance_of
from recognition.querysets import with_newest_grant, with_standing

admin.site.unregister(User)


class GrantForm(Extra):
    """How many hi5s, and why, in the clothes of the admin."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["class"] = "vTextField"


class Grant(AboutPeople):
    """Extra hi5s."""

    name, verb, done = "grant", "Grant hi5s", "granted"
    warning = "The hi5s can be spent until the period ends, like those of the quota."
    form = GrantForm

    def obstacle(self, viewer: User, thing: User) -> str:
        """Tell of those who have no quota."""
        if not policies.can_manage(viewer, thing):
            return self.explain(thing, viewer)
        if thing.is_removed:
            return "is removed"
        return "" if thing.organisation_id else "belongs to no organisation"

    def gather(self, things: QuerySet[User]) -> QuerySet[User]:
        """Return the people with what each was granted last."""
        people: QuerySet[User] = with_newest_grant(things)
        return people

    def stamp(self, thing: Any) -> str:
        """Return the newest grant that the page has shown: a second click must not grant twice."""
        return str(thing.newest_grant)

    def perform(self, *, by: User, thing: User, seen: str, words: dict[str, Any]) -> None:
        """Grant."""
        allowances.grant(
            by=by,
            person=thing,
            amount=words["amount"],
            reason=words["reason"],
            seen=as_id(seen) or 0,
        )


@admin.register(User)
class MemberPages(PersonPages):
    """People and what they have to give."""

    fields = [*PersonPages.fields, "balance", "hi5s_received"]
    readonly_fields = [*PersonPages.readonly_fields, "balance", "hi5s_received"]
    list_display = ["name", "email", "role", "balance", "organisation", "joined"]
    confirmations: ClassVar[Any] = (Grant(), *PersonPages.confirmations)

    def rows(self, viewer: User) -> QuerySet[User]:
        """Return the people with their allowance."""
        people: QuerySet[User] = with_standing(super().rows(viewer))
        return people.select_related("organisation", "soft_delete_by", "allowance")

    def links(self, viewer: User, thing: User) -> list[tuple[str, str]]:
        """Return the way to the person's ledger."""
        told = super().links(viewer, thing)
        if not policies.can_administer(viewer):
            return told
        ledger = reverse("admin:recognition_ledgerentry_changelist")
        return [("Ledger", f"{ledger}?user={thing.pk}"), *told]

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[Any]:
        """Return the fields; nobody has a quota who belongs to no organisation."""
        fields = super().get_fields(request, obj)
        if obj is None or obj.organisation_id:
            return fields
        return [each for each in fields if each not in {"balance", "hi5s_received"}]

    @admin.display(description="hi5s left")
    def balance(self, person: User) -> str:
        """Return what is left of the quota now."""
        return str(balance_of(person, timezone.now())) if person.organisation_id else "–"

    @admin.display(description="hi5s received")
    def hi5s_received(self, person: Any) -> int:
        """Return how many there are."""
        return int(person.hi5_count)
