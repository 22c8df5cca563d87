"""What an admin page may read, and who may see it: scoped to the viewer, asking the policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import policies
from accounts.admin.forms import Autocomplete
from accounts.admin.viewer import viewer_of
from accounts.models import User

M = TypeVar("M", bound=models.Model)

if TYPE_CHECKING:
    _Base = admin.ModelAdmin
else:

    class _Base(admin.ModelAdmin, Generic[M]):
        """Django's class, which only the type checker knows as generic."""


LOOKUPS = ("", "__exact", "__isnull", "__gte", "__lt")
"""What Django's own filters append to a field; any other could spell out a column by asking."""


class Scoped(_Base[M]):
    """A kind of thing in the admin, as far as the viewer can see it. Nobody writes, by default."""

    # What can be seen, and who may -------------------------------------------

    def rows(self, viewer: User) -> QuerySet[M]:
        """Return what ``viewer`` can see: the only door to the rows."""
        seen: QuerySet[M] = self.model._default_manager.visible_to(viewer)  # type: ignore[attr-defined]
        return seen

    def may_view(self, viewer: User) -> bool:
        """Whether ``viewer`` sees this kind of thing at all."""
        return policies.can_administer(viewer)

    def may_add(self, viewer: User) -> bool:
        """Whether ``viewer`` may make one."""
        return False

    def may_change(self, viewer: User, thing: M | None) -> bool:
        """Whether ``viewer`` may change ``thing``; None asks about the kind."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Ask the policy."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Ask the policy."""
        return self._is_let_in(request) and self.may_view(viewer_of(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Ask the policy."""
        return self._is_let_in(request) and self.may_add(viewer_of(request))

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Ask the policy."""
        return self._is_let_in(request) and self.may_change(viewer_of(request), obj)

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Never by Django's own pages: what an action removes or deletes has one that asks."""
        return False

    def _is_let_in(self, request: HttpRequest) -> bool:
        # The login page asks too, on behalf of somebody who is nobody yet.
        return self.admin_site.has_permission(request)

    # What is read ------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """Return the rows the viewer can see."""
        return self.rows(viewer_of(request)).order_by(*self.get_ordering(request))

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> M | None:
        """Return the row, or None; Django fails over a field without a name."""
        return super().get_object(request, object_id, from_field or None)

    def get_field_queryset(self, db: Any, db_field: Any, request: Any) -> QuerySet[Any] | None:
        """Return what a foreign key can be set to: what the viewer can see."""
        return self.admin_site.get_model_admin(db_field.remote_field.model).get_queryset(request)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Return a field that looks things up instead of listing them all."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Autocomplete(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        """Search; PostgreSQL cannot be asked for a NUL, and no row has one."""
        if "\0" in search_term:
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Allow what the filters on the page ask, and nothing else.

        Django lets any column be asked about, the password hash too.
        """
        if request is None or "\0" in str(value):
            return False
        allowed = set()
        each: Any
        for each in self.get_list_filter(request):
            if isinstance(each, type) and issubclass(each, admin.SimpleListFilter):
                allowed.add(each.parameter_name)
            else:
                field = each if isinstance(each, str) else each[0]
                allowed.update(f"{field}{ending}" for ending in LOOKUPS)
        return lookup in allowed

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Fill in nothing from the address: Django's own fields choke on what is no id."""
        return {}
