"""The directory in the admin: departments, businesses, locations, job titles, attributes."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts import policies
from accounts.action_forms import ActionForm, Lines, Prose
from accounts.actions import directory
from accounts.admin.confirmations import Confirmation
from accounts.admin.forms import Name
from accounts.admin.pages import Pages
from accounts.admin.viewer import viewer_of
from accounts.models import Attribute, Business, Department, JobTitle, Location, Record, User
from accounts.models.directory import DirectoryEntry
from peerly.notation import as_id

E = TypeVar("E", bound=DirectoryEntry)


class EntryForm(ActionForm):
    """What an entry is called."""

    name = Name(max_length=255)


class JobTitleForm(EntryForm):
    """What somebody is employed as."""

    description = Prose(max_length=5000, required=False, widget=AdminTextareaWidget)
    responsibilities = Prose(max_length=5000, required=False, widget=AdminTextareaWidget)


class AttributeForm(EntryForm):
    """What else is noted of people."""

    options = Lines(
        required=False,
        widget=AdminTextareaWidget,
        help_text="What there is to choose from, one a line; other kinds need none.",
    )


class Delete(Confirmation[DirectoryEntry]):
    """Deletion, which for these is for good."""

    name, verb, done = "deletion", "Delete", "deleted"  # Django has a page named delete
    warning = (
        "It is gone for good, and whoever belongs to it no longer does."
        " What is part of it stays. The history keeps its name and who they were."
    )
    goes_to_list = True

    def may(self, viewer: User) -> bool:
        """Ask the policy."""
        return policies.can_administer(viewer)

    def obstacle(self, viewer: User, thing: DirectoryEntry) -> str:
        """Tell of none: there is nothing that only an entry with nobody in it may have."""
        return ""

    def perform(self, *, by: User, thing: DirectoryEntry, seen: str, words: dict[str, Any]) -> None:
        """Delete."""
        directory.delete(by=by, entry=thing)

    def gather(self, things: QuerySet[DirectoryEntry]) -> QuerySet[DirectoryEntry]:
        """Return the entries with how many people are filed under each."""
        counted: QuerySet[DirectoryEntry] = things.with_headcount()  # type: ignore[attr-defined]
        return counted

    def about(self, thing: Any) -> str:
        """Return how many people that is about."""
        people = "1 person belongs" if thing.headcount == 1 else f"{thing.headcount} people belong"
        return f"{people} to it"


class DeleteAttribute(Delete):
    """Deletion of a definition; what was noted under it is not touched."""

    warning = (
        "It is gone for good. What was noted of people under its key stays with them, as a"
        " further field that nothing checks any more."
    )

    def gather(self, things: QuerySet[DirectoryEntry]) -> QuerySet[DirectoryEntry]:
        """Return the attributes: no row points to one."""
        return things

    def about(self, thing: Any) -> str:
        """Return of how many people something is noted."""
        noted = Record.objects.filter(organisation=thing.organisation_id)
        count = noted.filter(attributes__has_key=thing.key).count()
        return f"{thing.key}, noted of {count} {'person' if count == 1 else 'people'}"


class EntryPages(Pages[E]):
    """Entries of an organisation's directory; integrations keep the same ones."""

    form = EntryForm
    list_display = ["name", "organisation"]
    search_fields = ["name_folded"]
    ordering = ["name_folded", "id"]
    fields = ["name"]
    confirmations: ClassVar[Any] = (Delete(),)
    has_history = True

    people_page: ClassVar[str] = ""
    """Where the rows are shown that say who is filed under an entry: the name of that list."""

    filed_as: ClassVar[str] = ""
    """What those rows call the entry."""

    def may_add(self, viewer: User) -> bool:
        """Ask the policy."""
        return policies.can_keep_directory(viewer)

    def may_change(self, viewer: User, thing: E | None) -> bool:
        """Ask the policy."""
        return policies.can_administer(viewer)

    def create(self, by: User, words: dict[str, Any]) -> E:
        """Add an entry."""
        return directory.create(by=by, kind=self.model, **words)

    def change(self, by: User, thing: E, shown: Any, changes: dict[str, Any]) -> E:
        """Change it."""
        return directory.change(by=by, entry=thing, shown=shown, **changes)

    def links(self, viewer: User, thing: E) -> list[tuple[str, str]]:
        """Return the way to the people."""
        if not self.people_page:
            return []
        address = reverse(f"admin:accounts_{self.people_page}_changelist")
        return [("People", f"{address}?{self.filed_as}={thing.pk}")]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[E], search_term: str
    ) -> tuple[QuerySet[E], bool]:
        """Search; a form looks among the entries of the organisation it is about."""
        organisation = request.GET.get("organisation")
        if organisation is not None:
            queryset = queryset.filter(organisation=as_id(organisation) or 0)
        return super().get_search_results(request, queryset, search_term)


@admin.register(Department)
class DepartmentPages(EntryPages[Department]):
    """Departments, and what they are part of."""

    list_display = ["name", "part_of", "organisation"]
    list_select_related = ["parent", "organisation"]
    fields = ["name", "parent"]
    autocomplete_fields = ["parent"]
    people_page, filed_as = "membership", "department"

    def get_form(
        self, request: Any, obj: Department | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form, whose parents are of the same organisation."""
        labels = {"parent": "Part of"}
        form = super().get_form(request, obj, change, **{"labels": labels, **kwargs})
        if "parent" in form.base_fields:
            home = obj.organisation_id if obj else viewer_of(request).organisation_id
            form.base_fields["parent"].widget.widget.organisation_id = home
        return form

    @admin.display(description="part of", ordering="parent__name_folded")
    def part_of(self, department: Department) -> Any:
        """Return the department above."""
        return department.parent


@admin.register(Business)
class BusinessPages(EntryPages[Business]):
    """Lines of business."""

    people_page, filed_as = "engagement", "business"


@admin.register(Location)
class LocationPages(EntryPages[Location]):
    """Places, and their addresses."""

    list_display = ["name", "city", "country", "organisation"]
    fields = [
        "name",
        "address_line1",
        "address_line2",
        "city",
        "state",
        "country",
        "postal_code",
    ]
    people_page, filed_as = "record", "location"


@admin.register(JobTitle)
class JobTitlePages(EntryPages[JobTitle]):
    """Job titles."""

    form = JobTitleForm
    fields = ["name", "description", "responsibilities"]
    people_page, filed_as = "record", "job_title"


@admin.register(Attribute)
class AttributePages(EntryPages[Attribute]):
    """What else is noted of people here; integrations fill it in."""

    form = AttributeForm
    list_display = ["name", "key", "kind", "is_mandatory", "organisation"]
    list_filter = ["values"]
    fields = ["name", "key", "values", "is_mandatory", "options"]
    confirmations: ClassVar[Any] = (DeleteAttribute(),)

    def get_readonly_fields(self, request: Any, obj: Attribute | None = None) -> list[Any]:
        """Return what is written into people's records already."""
        return ["key", "values"] if obj else []

    def get_form(
        self, request: Any, obj: Attribute | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form, in words that say what is asked."""
        labels = {"values": "Kind of values", "is_mandatory": "Must be given"}
        return super().get_form(request, obj, change, **{"labels": labels, **kwargs})

    @admin.display(description="kind of values", ordering="values")
    def kind(self, attribute: Attribute) -> str:
        """Return what its values are."""
        return attribute.get_values_display()
