"""People in the admin: their role, their removal and their return. They join by signing in."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts import policies
from accounts.actions import users
from accounts.admin.columns import FurtherManagers, Manager, Removal, name_of
from accounts.admin.confirmations import Confirmation
from accounts.admin.filters import whether
from accounts.admin.pages import Pages
from accounts.admin.viewer import viewer_of
from accounts.models import User, record_of


class AboutPeople(Confirmation[User]):
    """Something an administrator does to people."""

    def may(self, viewer: User) -> bool:
        """Ask the policy."""
        return policies.can_administer(viewer)

    def label(self, thing: User, viewer: User) -> str:
        """Return the name."""
        return name_of(thing, viewer)

    def about(self, thing: User) -> str:
        """Return the address: two people may share a name."""
        return thing.email or ""


class Remove(AboutPeople):
    """Soft deletion."""

    name, verb, done = "remove", "Remove", "removed"
    warning = (
        "They cannot sign in or be recognised any more, and their tokens stop at once."
        " What they gave and received stays. You can restore them."
    )

    def obstacle(self, viewer: User, thing: User) -> str:
        """Tell of those already removed, and of oneself."""
        if thing.is_removed:
            return "is removed already"
        if not policies.can_manage(viewer, thing):
            return self.explain(thing, viewer)
        return users.OwnAccount.message if thing.pk == viewer.pk else ""

    def perform(self, *, by: User, thing: User, seen: str, words: dict[str, Any]) -> None:
        """Remove."""
        users.remove(by=by, person=thing)


class Restore(AboutPeople):
    """The way back."""

    name, verb, done = "restore", "Restore", "restored"
    warning = "They can sign in again, with the role they had."

    def obstacle(self, viewer: User, thing: User) -> str:
        """Tell of those who are not removed."""
        if not policies.can_manage(viewer, thing):
            return self.explain(thing, viewer)
        return "" if thing.is_removed else "is not removed"

    def perform(self, *, by: User, thing: User, seen: str, words: dict[str, Any]) -> None:
        """Restore."""
        users.restore(by=by, person=thing)


DIRECTORY = ("job_title", "departments", "businesses", "location")
"""What colleagues know of each other, beside whom they answer to."""

FOR_ADMINISTRATORS = ("employee_id", "external_id", "phone_number", "joining_date", "attributes")
"""What else the directory was told, which is not everybody's business."""


@admin.register(User)
class PersonPages(Pages[User]):
    """People. What recognition has to say about them is added in ``recognition.admin.people``."""

    title = "People"
    list_display = ["name", "email", "role", "organisation", "joined"]
    list_filter = ["role", whether("soft_delete_at", "removed", is_set="Yes", is_not="No")]
    search_fields = ["first_name", "last_name", "display_name", "email"]
    search_help_text = "Names and e-mail addresses"
    ordering = ["id"]
    fields: ClassVar[Any] = [
        "first_name",
        "last_name",
        "display_name",
        "email",
        "profile_image_url",
        "organisation",
        "role",
        "joined_at",
    ]
    readonly_fields = [
        *(field for field in fields if field != "role"),
        *DIRECTORY,
        *FOR_ADMINISTRATORS,
    ]
    confirmations: ClassVar[Any] = (Remove(), Restore())
    has_history = True

    def rows(self, viewer: User) -> QuerySet[User]:
        """Return the people ``viewer`` can see, with those who removed them."""
        return super().rows(viewer).select_related("organisation", "soft_delete_by")

    def may_view(self, viewer: User) -> bool:
        """Everybody knows their colleagues."""
        return policies.is_anybody(viewer)

    def may_change(self, viewer: User, thing: User | None) -> bool:
        """Ask the policy; what is changed here is the role, and nobody changes their own."""
        if thing is None:
            return policies.can_administer(viewer)
        is_other = thing.pk != viewer.pk and not thing.is_removed
        return is_other and policies.can_manage(viewer, thing)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Return the columns; when somebody left is only for administrators, who see them."""
        columns, viewer = super().get_list_display(request), viewer_of(request)
        return [*columns, Removal(viewer)] if policies.can_administer(viewer) else columns

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[Any]:
        """Return the fields, with the end of somebody who is gone."""
        fields = super().get_fields(request, obj)
        is_removed = obj is not None and obj.is_removed
        return [*fields, Removal(viewer_of(request))] if is_removed else fields

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> list[Any]:
        """Return the account, and below it what the directory says, where it says anything."""
        account = (None, {"fields": self.get_fields(request, obj)})
        if obj is None or not _is_in_directory(obj):
            return [account]
        viewer = viewer_of(request)
        more = FOR_ADMINISTRATORS if policies.can_read_records(viewer) else ()
        fields = [*DIRECTORY, *self._managers(viewer), *more]
        return [account, ("Directory", {"fields": fields})]

    def get_form(
        self, request: Any, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form; what an empty address means is said where it is empty."""
        told = {"email": "Whoever signs in at Google with this address is them."}
        helps = told if obj is not None and obj.email else {}
        return super().get_form(request, obj, change, **{"help_texts": helps, **kwargs})

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[Any]:
        """Return all but the role."""
        managers = self._managers(viewer_of(request))
        return [*super().get_readonly_fields(request, obj), *managers]

    def _managers(self, viewer: User) -> list[Any]:
        further = FurtherManagers("manager", "further managers", viewer, linked=True)
        return [Manager("manager", "manager", viewer, linked=True), further]

    def links(self, viewer: User, thing: User) -> list[tuple[str, str]]:
        """Return the way to what else was told of them, for those who may know."""
        if not policies.can_administer(viewer):
            return []
        events = reverse("admin:accounts_event_changelist")
        told = [("Events", f"{events}?user={thing.pk}")] if thing.events.exists() else []
        if hasattr(thing, "record"):
            record = reverse("admin:accounts_record_change", args=[thing.pk])
            told.append(("Whole record", record))
        return told

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Return the filters; only administrators see removed people."""
        if policies.can_administer(viewer_of(request)):
            return super().get_list_filter(request)
        return ["role"]

    def formfield_for_choice_field(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer only the roles that the viewer may give."""
        if db_field.name == "role":
            viewer = viewer_of(request)
            choices = [each for each in db_field.choices if policies.can_give_role(viewer, each[0])]
            kwargs["choices"] = choices
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def change(self, by: User, thing: User, shown: Any, changes: dict[str, Any]) -> User:
        """Change the role."""
        if "role" not in changes:
            return thing
        return users.change_role(by=by, person=thing, role_id=changes["role"], shown=shown)

    def title_of(self, thing: User) -> str:
        """Return the name, or what stands for it."""
        return name_of(thing, thing)

    @admin.display(description="name", ordering="first_name")
    def name(self, person: User) -> str:
        """Return the name, with the one that colleagues use if it is another."""
        if person.display_name in {"", person.first_name, person.full_name}:
            return self.title_of(person)
        return f"{self.title_of(person)} ({person.display_name})"

    @admin.display(description="joined", ordering="joined_at")
    def joined(self, person: User) -> date:
        """Return the day."""
        return timezone.localdate(person.joined_at)

    @admin.display(description="job title")
    def job_title(self, person: User) -> str:
        """Return what they are employed as."""
        return str(record_of(person).job_title or "")

    @admin.display
    def departments(self, person: User) -> str:
        """Return the departments, the one joined first at the front."""
        places = person.memberships.select_related("department")
        return ", ".join(str(each.department) for each in places)

    @admin.display
    def businesses(self, person: User) -> str:
        """Return the lines of business."""
        places = person.engagements.select_related("business")
        return ", ".join(str(each.business) for each in places)

    @admin.display
    def location(self, person: User) -> str:
        """Return where they work."""
        return str(record_of(person).location or "")

    @admin.display(description="employee id")
    def employee_id(self, person: User) -> str:
        """Return what the HR system calls them."""
        return record_of(person).employee_id or ""

    @admin.display(description="external id")
    def external_id(self, person: User) -> str:
        """Return what another application calls them."""
        return record_of(person).external_id or ""

    @admin.display(description="phone")
    def phone_number(self, person: User) -> str:
        """Return the number."""
        return record_of(person).phone_number

    @admin.display(description="joined the company")
    def joining_date(self, person: User) -> str:
        """Return the day."""
        day = record_of(person).joining_date
        return date_format(day) if day else ""

    @admin.display(description="further fields")
    def attributes(self, person: User) -> str:
        """Return what else is noted."""
        noted = record_of(person).attributes.items()
        return "; ".join(f"{key}: {value}" for key, value in sorted(noted))


def _is_in_directory(person: User) -> bool:
    """Whether the directory says anything of them."""
    places = (person.memberships, person.engagements, person.supervisions)
    return hasattr(person, "record") or any(each.exists() for each in places)
