"""The people of an organisation, to those who run it: roles, coming and going, extra hi5s."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policies
from accounts.action_forms import ActionForm, carried_out
from accounts.actions import users
from accounts.models import User
from accounts.roles import NAMES_ON_PAGES, Role
from accounts.views.page import REFUSED, answers_forms_only, one_of, page, refuse, too_late
from accounts.views.stretch import stretch, typed_name
from peerly.errors import Gone, Refused
from peerly.notation import as_id
from recognition.actions import allowances
from recognition.forms import Extra
from recognition.models import Hi5, LedgerEntry, Recognition, balance_of
from recognition.querysets import with_newest_grant, with_standing

MEANING = {
    Role.EMPLOYEE: _("gives and receives"),
    Role.MODERATOR: _("decides about reports, and does not give"),
    Role.ORGANISATION_ADMIN: _("gives, decides about reports and runs these settings"),
}

GRANTS_TOLD = 5


class RoleForm(ActionForm):
    """What somebody may do."""

    role = forms.TypedChoiceField(coerce=int, label=_("Role"), widget=forms.RadioSelect)

    class Meta:
        """Nothing else is changed about people here."""

        model = User
        fields = ["role"]

    def __init__(self, data: Any = None, *, viewer: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, f"{name}: {MEANING[role]}")
            for role, name in NAMES_ON_PAGES.items()
            if policies.can_give_role(viewer, role)
        ]


@page(policies.can_administer)
@require_safe
def members(request: HttpRequest, viewer: User) -> HttpResponse:
    """List the people whose name begins as typed; those who were removed by themselves."""
    is_removed = request.GET.get("show") == "removed"
    people = User.all_objects.visible_to(viewer)
    people = people.removed() if is_removed else people.live()
    typed = typed_name(request)
    rows = people.named_as_typed(typed).by_name()
    told = {
        "people": stretch(rows, request, viewer, of="members"),
        "is_removed": is_removed,
        "typed": typed,
    }
    return render(request, "recognition/settings_people.html", told)


@page(policies.can_administer)
@require_safe
def member(request: HttpRequest, viewer: User, number: int) -> HttpResponse:
    """Show one person, and what can be done about them."""
    return _show(request, viewer, _found(viewer, number))


@page(policies.can_administer)
@answers_forms_only
def change_role(request: HttpRequest, viewer: User, number: int) -> HttpResponse:
    """Give somebody another role."""
    person = _found(viewer, number)
    form = RoleForm(request.POST, viewer=viewer, instance=person)

    def change(shown: dict[str, Any], changes: dict[str, Any]) -> None:
        users.change_role(by=viewer, person=person, role_id=changes["role"], shown=shown)

    try:
        if not carried_out(form, lambda: form.hand_over(change)):
            return _show(request, viewer, _found(viewer, number), role=form)
    except Gone:
        return too_late(request, "settings_person", number)
    messages.success(request, gettext("Saved. It counts from their next click."))
    return redirect("settings_person", number)


@page(policies.can_administer)
@answers_forms_only
def grant(request: HttpRequest, viewer: User, number: int) -> HttpResponse:
    """Give somebody extra hi5s for the period that runs."""
    person = _found(viewer, number)
    form = Extra(request.POST)

    def give() -> None:
        said = form.cleaned_data
        allowances.grant(
            by=viewer,
            person=person,
            amount=said["amount"],
            reason=said["reason"],
            seen=as_id(request.POST.get("seen", "")) or 0,
        )

    try:
        if not carried_out(form, give):
            return _show(request, viewer, _found(viewer, number), extra=form)
    except Gone:
        return too_late(request, "settings_person", number)
    messages.success(request, _given_words(form.cleaned_data["amount"]))
    return redirect("settings_person", number)


@page(policies.can_administer)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, viewer: User, number: int) -> HttpResponse:
    """Say what stays, and remove somebody."""
    person = _found(viewer, number)
    if request.method != "POST":
        if person.is_removed or person.pk == viewer.pk:
            return redirect("settings_person", number)
        told = {"person": person, "stays": _stays(viewer, person)}
        return render(request, "recognition/settings_person_remove.html", told)
    try:
        users.remove(by=viewer, person=person)
    except Refused as refusal:
        refuse(request, refusal)
    except Gone:
        return too_late(request, "settings_person", number)
    else:
        messages.success(request, gettext("%s is removed and can be restored.") % person)
    return redirect("settings_person", number)


@page(policies.can_administer)
@answers_forms_only
def restore(request: HttpRequest, viewer: User, number: int) -> HttpResponse:
    """Bring somebody back."""
    person = _found(viewer, number)
    try:
        users.restore(by=viewer, person=person)
    except Refused as refusal:
        refuse(request, refusal)
    else:
        messages.success(request, gettext("%s is back, with the role they had.") % person)
    return redirect("settings_person", number)


def _given_words(amount: int) -> str:
    """Return what was done, in words."""
    return ngettext("%d extra hi5 given.", "%d extra hi5s given.", amount) % amount


def _found(viewer: User, number: int) -> Any:
    people = with_newest_grant(with_standing(User.all_objects.visible_to(viewer)))
    return one_of(people.select_related("soft_delete_by"), number)


def _show(
    request: HttpRequest,
    viewer: User,
    person: Any,
    *,
    role: RoleForm | None = None,
    extra: Extra | None = None,
) -> HttpResponse:
    """Show the page of a person; of a form that came back, what was typed."""
    given = LedgerEntry.objects.visible_to(viewer).granted().filter(user=person)
    told = {
        "person": person,
        "role_form": role or RoleForm(viewer=viewer, instance=person),
        "extra_form": extra or Extra(),
        "newest_grant": person.newest_grant,
        "grants": given.select_related("by").order_by("-id")[:GRANTS_TOLD],
        "left": balance_of(person, timezone.now()),
        "stays": _stays(viewer, person),
        "is_self": person.pk == viewer.pk,
        "may_manage": policies.can_manage(viewer, person),
        "may_make_keys": policies.can_keep_credentials(viewer, person),
    }
    status = REFUSED if role or extra else 200
    return render(request, "recognition/settings_person.html", told, status=status)


def _stays(viewer: User, person: User) -> dict[str, int]:
    """Return how much of somebody stays when they go."""
    seen, them = Recognition.objects.visible_to(viewer), [person.pk]
    return {
        "given": seen.given_by(them).count(),
        "received": seen.given_for(them).count(),
        "hi5s": Hi5.objects.visible_to(viewer).standing().filter(given_by=person).count(),
    }
