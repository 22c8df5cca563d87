"""The pages about one kind of thing: what they show, and which action does what they offer."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar, TypeVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts import policies
from accounts.action_forms import ActionForm
from accounts.admin import timeline
from accounts.admin.columns import Person
from accounts.admin.confirmations import Confirmation, address_of, confirm, lead_to, offer
from accounts.admin.filters import OrganisationFilter
from accounts.admin.scoping import Scoped
from accounts.admin.viewer import viewer_of
from accounts.models import User
from peerly.errors import Gone, NotAllowed, Refused
from peerly.notation import as_id

M = TypeVar("M", bound=models.Model)


class Pages(Scoped[M]):
    """A kind of thing in the admin. Read-only unless a subclass says what an action can do."""

    form = ActionForm
    actions_on_bottom = False
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER  # a COUNT(*) for every choice of every filter
    show_full_result_count = False
    view_on_site = False

    title: ClassVar[str] = ""
    """The heading of the list; the kind's plural if empty."""

    people: ClassVar[dict[str, str]] = {}
    """The fields that point to a person, and their labels."""

    person_column: ClassVar[type[Person]] = Person
    """What names them."""

    confirmations: ClassVar[tuple[Confirmation[Any], ...]] = ()
    """What can be done to one or several, each behind a page that asks."""

    has_history: ClassVar[bool] = False
    """Whether actions write about this kind of thing into the history."""

    # What is shown -----------------------------------------------------------

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Return the columns; the organisation only for those who see several."""
        return self._named(self.list_display, viewer_of(request))

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Return the filters; the organisation only for those who see several."""
        first = [OrganisationFilter] if self._has_several_organisations(request) else []
        return [*first, *self.list_filter]

    def get_fields(self, request: HttpRequest, obj: M | None = None) -> list[Any]:
        """Return what the page of one thing shows."""
        return self._named(self.fields or (), viewer_of(request), linked=True)

    def get_readonly_fields(self, request: HttpRequest, obj: M | None = None) -> list[Any]:
        """Return what nobody changes on the page of one thing."""
        return self._named(self.readonly_fields, viewer_of(request), linked=True)

    def _has_several_organisations(self, request: HttpRequest) -> bool:
        has_one = any(field.name == "organisation" for field in self.opts.fields)
        return has_one and policies.is_super_admin(viewer_of(request))

    def _named(self, columns: Any, viewer: User, *, linked: bool = False) -> list[Any]:
        seen = [each for each in columns if self._tells(each, viewer)]
        return [
            self.person_column(each, self.people[each], viewer, linked)
            if each in self.people
            else each
            for each in seen
        ]

    def _tells(self, column: Any, viewer: User) -> bool:
        """Whether a column says something to ``viewer``: everybody knows the own organisation."""
        return column != "organisation" or policies.is_super_admin(viewer)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list under its plain name."""
        return super().changelist_view(request, {"title": self.list_title} | (extra_context or {}))

    @property
    def list_title(self) -> str:
        """The heading of the list."""
        return self.title or str(self.opts.verbose_name_plural).capitalize()

    def render_change_form(
        self,
        request: Any,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: M | None = None,
    ) -> HttpResponse:
        """Show the page of one thing with what can be done to it."""
        context["list_title"] = self.list_title
        if obj is not None:
            viewer = viewer_of(request)
            context |= {
                "title": self.title_of(obj),
                "subtitle": None,
                "confirmations": offer(self, viewer, obj),
                "links": self.links(viewer, obj),
                "has_history": self.may_see_history(viewer),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def links(self, viewer: User, thing: M) -> list[tuple[str, str]]:
        """Return (words, address) of further pages about ``thing``."""
        return []

    def title_of(self, thing: M) -> str:
        """Return what the page of ``thing`` is headed with."""
        return str(thing)

    # What is done ------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Return Django's pages and those that ask before something is done."""
        asking = [
            path(
                f"{each.name}/",
                self.admin_site.admin_view(partial(confirm, self, each)),
                name=address_of(self, each),
            )
            for each in self.confirmations
        ]
        return asking + super().get_urls()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Return what can be done to the ticked ones: each leads to the page that asks."""
        if IS_POPUP_VAR in request.GET:
            return {}
        viewer = viewer_of(request)
        return {
            each.name: (_beginning(each), each.name, f"{each.verb}…")
            for each in self.confirmations
            if each.may(viewer)
        }

    def response_action(
        self, request: HttpRequest, queryset: Any, *where: Any, **more: Any
    ) -> HttpResponse | None:
        """Begin an action; what is ticked and is no id is left out."""
        posted = request.POST.copy()
        ticked = posted.getlist(ACTION_CHECKBOX_NAME)
        posted.setlist(ACTION_CHECKBOX_NAME, [each for each in ticked if as_id(each)])
        request.POST = posted  # type: ignore[assignment]
        return super().response_action(request, queryset, *where, **more)

    def create(self, by: User, words: dict[str, Any]) -> M:
        """Make what the add form asks for, through an action."""
        raise NotImplementedError

    def change(self, by: User, thing: M, shown: Any, changes: dict[str, Any]) -> M:
        """Make the ``changes`` of the change form, through an action that holds it as ``shown``."""
        raise NotImplementedError

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show or carry out a form; a refusal comes back on it, with what was typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Gone:
            messages.error(request, "This is no longer as it was: somebody else was faster.")
            return HttpResponseRedirect(request.get_full_path())
        except (Refused, NotAllowed) as refusal:
            # Rolled back by now, with all that the action had begun.
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self, request: Any, obj: M | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form, which knows of the refusal."""
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"refusal": getattr(request, "refusal", None)})

    def save_form(self, request: Any, form: Any, change: Any) -> M:
        """Hand what was typed to the action; only what differs from how the thing is now."""
        viewer = viewer_of(request)
        if not change:
            return self.create(viewer, dict(form.cleaned_data))
        thing: M = form.hand_over(
            lambda shown, changes: self.change(viewer, form.instance, shown, changes)
        )
        return thing

    def save_model(self, request: Any, obj: Any, form: Any, change: Any) -> None:
        """The action has done it."""

    def save_related(self, request: Any, form: Any, formsets: Any, change: Any) -> None:
        """The action has done it."""

    # Who did it --------------------------------------------------------------

    def may_see_history(self, viewer: User) -> bool:
        """Whether ``viewer`` sees who changed what."""
        return self.has_history and policies.can_administer(viewer)

    def log_addition(self, request: Any, obj: Any, message: Any) -> Any:
        """The action has written it into the history."""

    def log_change(self, request: Any, obj: Any, message: Any) -> Any:
        """The action has written it into the history."""

    def happenings(self, viewer: User, thing: M) -> Any:
        """Return what happened to ``thing``, newest first: a sequence of timeline.Happening."""
        return timeline.of(thing, viewer)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show who did what to one thing, when."""
        viewer = viewer_of(request)
        if not self.may_see_history(viewer):
            raise PermissionDenied
        thing = self.get_object(request, unquote(object_id))
        if thing is None:
            absent: HttpResponse = self._get_obj_does_not_exist_redirect(  # type: ignore[attr-defined]
                request, self.opts, object_id
            )
            return absent
        pages = Paginator(self.happenings(viewer, thing), 100)
        context = {
            **self.admin_site.each_context(request),
            "title": f"History: {self.title_of(thing)}",
            "list_title": self.list_title,
            "object_title": self.title_of(thing),
            "page": pages.get_page(request.GET.get("p", 1)),
            "object": thing,
            "opts": self.opts,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/object_history.html", context)


def _beginning(confirmation: Confirmation[Any]) -> Any:
    """Return the function that Django calls with what is ticked."""
    return lambda pages, request, ticked: lead_to(pages, confirmation, request, ticked)
