"""Keys for integrations: made for an owner, shown once, switched off and on again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts import families, policies
from accounts.action_forms import carried_out
from accounts.actions import credentials
from accounts.models import Credential, User
from accounts.views.page import REFUSED, answers_forms_only, one_of, page
from accounts.views.stretch import stretch
from peerly.errors import NotAllowed
from peerly.notation import as_id


class KeyForm(forms.Form):
    """For whose clients a key is. As whom it acts was chosen before."""

    speaks = forms.ChoiceField(label=_("For which programs?"), widget=forms.RadioSelect)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offered = families.known().values()
        self.fields["speaks"].choices = [(each.name, each.title) for each in offered]  # type: ignore[attr-defined]


@page(policies.can_administer)
@require_safe
def keys(request: HttpRequest, viewer: User) -> HttpResponse:
    """List the keys, the newest first."""
    seen = Credential.objects.visible_to(viewer).with_owner().select_related("made_by")
    shown = stretch(seen.order_by("-id"), request, viewer, of="keys")
    rows = [_row(each, viewer) for each in shown.rows]
    told = {"rows": rows, "next_page": shown.next_page, "is_first": shown.is_first}
    return render(request, "accounts/settings_keys.html", told)


@page(policies.can_administer)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("made")
def make(request: HttpRequest, viewer: User) -> HttpResponse:
    """Ask for whose clients, make a key, and show it: here, once, for it is stored nowhere."""
    owner = _owner(viewer, request.GET.get("owner", ""))
    if request.method != "POST":
        form = KeyForm(initial={"seen": credentials.newest_of(maker=viewer)})
        return _ask(request, owner, form)
    form, made = KeyForm(request.POST), []
    if not carried_out(form, lambda: made.append(_made(viewer, owner, form.cleaned_data))):
        return _ask(request, owner, form, status=REFUSED)
    family = families.known()[form.cleaned_data["speaks"]]
    told = {"owner": owner, "family": family, "parts": family.parts(made[0])}
    response = render(request, "accounts/settings_key_made.html", told)
    add_never_cache_headers(response)
    return response


@page(policies.can_administer)
@answers_forms_only
def revoke(request: HttpRequest, viewer: User, number: int) -> HttpResponse:
    """Switch a key off."""
    done = gettext("The key %s is revoked; it can be reactivated.")
    return _switch(request, viewer, number, credentials.revoke, done)


@page(policies.can_administer)
@answers_forms_only
def reactivate(request: HttpRequest, viewer: User, number: int) -> HttpResponse:
    """Switch a key on again."""
    done = gettext("The key %s works again.")
    return _switch(request, viewer, number, credentials.reactivate, done)


def _switch(
    request: HttpRequest, viewer: User, number: int, switch: Callable[..., Credential], done: str
) -> HttpResponse:
    credential = one_of(Credential.objects.visible_to(viewer), number)
    switch(by=viewer, credential=credential)
    messages.success(request, done % credential)
    return redirect("settings_keys")


def _row(credential: Credential, viewer: User) -> dict[str, Any]:
    state = families.state_of(credential)
    may_keep = policies.can_keep_credentials(viewer, credential.owner)
    return {
        "key": credential,
        "family": families.title_of(credential.speaks),
        "state": state,
        "works": state is families.ACTIVE,
        "may_revoke": not credential.is_revoked
        and policies.can_revoke_credential(viewer, credential.organisation_id),
        "may_reactivate": credential.is_revoked and may_keep,
    }


def _owner(viewer: User, number: str) -> User:
    """Return as whom the key is to act: the viewer, unless the address names somebody else.

    Raises Gone for nobody there, NotAllowed for somebody whom they may make no key for.
    """
    if not number:
        return viewer
    owner: User = one_of(User.objects.visible_to(viewer), as_id(number) or 0)
    if not policies.can_keep_credentials(viewer, owner):
        raise NotAllowed
    return owner


def _made(viewer: User, owner: User, said: dict[str, Any]) -> credentials.Issued:
    family = families.known()[said["speaks"]]
    return credentials.issue(
        by=viewer,
        owner=owner,
        speaks=family.name,
        identifier=family.prefix,
        seen=said["seen"] or 0,
    )


def _ask(request: HttpRequest, owner: User, form: KeyForm, *, status: int = 200) -> HttpResponse:
    told = {"form": form, "owner": owner, "families": families.known().values()}
    return render(request, "accounts/settings_key.html", told, status=status)
