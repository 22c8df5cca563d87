"""Credentials in the admin: made for an owner, shown once, switched off and on again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html_join

from accounts import policies
from accounts.action_forms import ActionForm
from accounts.actions import credentials
from accounts.admin.columns import name_of
from accounts.admin.confirmations import Confirmation
from accounts.admin.filters import whether
from accounts.admin.pages import Pages
from accounts.admin.viewer import viewer_of
from accounts.families import Family, known, state_of, title_of
from accounts.models import Credential, User


class AboutCredentials(Confirmation[Credential]):
    """Something an administrator does to credentials."""

    def may(self, viewer: User) -> bool:
        """Ask the policy."""
        return policies.can_administer(viewer)

    def about(self, thing: Credential) -> str:
        """Return as whom it acts."""
        return f"acts as {thing.owner}"


class Revoke(AboutCredentials):
    """The switch."""

    name, verb, done = "revoke", "Revoke", "revoked"
    warning = "Whatever signs in with it is refused from the next request on."

    def obstacle(self, viewer: User, thing: Credential) -> str:
        """Tell of those that are off."""
        return "is revoked already" if thing.is_revoked else ""

    def perform(self, *, by: User, thing: Credential, seen: str, words: dict[str, Any]) -> None:
        """Revoke."""
        credentials.revoke(by=by, credential=thing)


class Reactivate(AboutCredentials):
    """The way back."""

    name, verb, done = "reactivate", "Reactivate", "reactivated"
    warning = "The same key works again: do this only if nobody else can have come to know it."

    def obstacle(self, viewer: User, thing: Credential) -> str:
        """Tell of those that are on, and of owners whom nothing acts as."""
        if not thing.is_revoked:
            return "is active"
        return "" if policies.can_keep_credentials(viewer, thing.owner) else "You may not do this."

    def perform(self, *, by: User, thing: Credential, seen: str, words: dict[str, Any]) -> None:
        """Reactivate."""
        credentials.reactivate(by=by, credential=thing)


class CredentialForm(ActionForm):
    """For whose clients, and as whom they act."""

    speaks = forms.ChoiceField(label="For")
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


@admin.register(Credential)
class CredentialPages(Pages[Credential]):
    """Credentials: never changed, never deleted."""

    form = CredentialForm
    list_display = [
        "key",
        "owner",
        "state",
        "family",
        "made_by",
        "made_at",
        "last_used_at",
        "organisation",
    ]
    list_filter = [whether("revoked_at", "state", is_set="Revoked", is_not="Active")]
    search_fields = [
        "owner__first_name",
        "owner__last_name",
        "owner__email",
        "ending",
        "identifier",
    ]
    search_help_text = "The owner, how a key ends, and its public part"
    ordering = ["-id"]
    fields = [
        "key",
        "identifier",
        "owner",
        "family",
        "made_by",
        "made_at",
        "last_used_at",
        "state",
        "revoked_at",
        "organisation",
    ]
    autocomplete_fields = ["owner"]
    people: ClassVar[dict[str, str]] = {"owner": "owner", "made_by": "made by"}
    confirmations: ClassVar[Any] = (Revoke(), Reactivate())
    has_history = True

    def rows(self, viewer: User) -> QuerySet[Credential]:
        """Return the credentials with their people."""
        return super().rows(viewer).select_related("owner", "made_by", "organisation")

    def may_add(self, viewer: User) -> bool:
        """Ask the policy."""
        return policies.can_administer(viewer)

    def get_fields(self, request: HttpRequest, obj: Credential | None = None) -> list[Any]:
        """Return what there is to choose, and afterwards what was chosen."""
        return super().get_fields(request, obj) if obj else ["speaks", "owner", "seen"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return the newest key there is: a form that is sent once more makes no second one."""
        return {"seen": credentials.newest_of(maker=viewer_of(request))}

    def get_form(
        self, request: Any, obj: Credential | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form, which offers the families of clients that there are."""
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None:
            families = known().values()
            form.base_fields["speaks"].choices = [(each.name, each.title) for each in families]
            owner = form.base_fields["owner"]
            owner.help_text = _about_owners(families)
            owner.widget.can_change_related = owner.widget.can_view_related = False
        return form

    def render_change_form(
        self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the form with one button: what comes next is the page that shows the key."""
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def create(self, by: User, words: dict[str, Any]) -> Credential:
        """Make one, and keep its parts for the answer to this very request."""
        family = known()[words["speaks"]]
        made = credentials.issue(
            by=by,
            owner=words["owner"],
            speaks=family.name,
            identifier=family.prefix,
            seen=words["seen"] or 0,
        )
        made.credential.parts = family.parts(made)  # type: ignore[attr-defined]
        return made.credential

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the parts: here, once, for they are stored nowhere, not even in a session."""
        context = {
            **self.admin_site.each_context(request),
            "title": "A new key",
            "list_title": self.list_title,
            "credential": obj,
            "owner": name_of(obj.owner, viewer_of(request)),
            "family": self.family(obj),
            "parts": obj.parts,
            "state": self.state(obj),
            "opts": self.opts,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/accounts/credential/made.html", context)

    @admin.display(description="key")
    def key(self, credential: Credential) -> str:
        """Return as much of the secret as everybody may see."""
        return str(credential)

    @admin.display(description="for", ordering="speaks")
    def family(self, credential: Credential) -> str:
        """Return for whose clients it is."""
        return title_of(credential.speaks)

    @admin.display(description="state", ordering="revoked_at")
    def state(self, credential: Credential) -> str:
        """Return whether it works, as far as that is up to the key and its owner."""
        return str(state_of(credential))


def _about_owners(families: Iterable[Family]) -> str:
    """Return what to know before an owner is chosen."""
    told = [
        "A key may do what its owner may, whenever it is used.",
        "An OrganisationAdmin's keys are made by themselves, or by the operator.",
    ]
    told += [
        f"{each.title}: {each.for_administrators} of {each.operations} requests take an"
        f" administrator's key{', and the owner must have signed in once' * each.wants_sign_in}."
        for each in families
    ]
    return str(format_html_join("", "<div>{}</div>", ((line,) for line in told)))
