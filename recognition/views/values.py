"""Core values: what an organisation wants to be known for, in two levels."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policies
from accounts.action_forms import ActionForm, Prose, WebAddress, carried_out
from accounts.models import User
from accounts.views.once import make_once
from accounts.views.page import REFUSED, one_of, page
from peerly.notation import as_id
from recognition.actions import core_values
from recognition.models import CoreValue


class ValueForm(ActionForm):
    """What a core value says, and where it stands."""

    text = Prose(max_length=255, label=_("Value"), widget=forms.TextInput)
    description = Prose(
        max_length=1000,
        label=_("What it means"),
        help_text=_("Whoever thanks somebody reads this when they choose."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    parent = forms.ModelChoiceField(
        queryset=CoreValue.objects.none(),
        required=False,
        label=_("Below"),
        empty_label=_("Nothing: it stands by itself"),
        error_messages={"invalid_choice": _("This value cannot have others below it.")},
    )
    thumbnail_url = WebAddress(label=_("Address of a picture"))

    class Meta:
        """In the order of the page."""

        model = CoreValue
        fields = ["text", "description", "parent", "thumbnail_url"]

    def __init__(self, data: Any = None, *, viewer: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        top = CoreValue.objects.visible_to(viewer).top_level().exclude(pk=self.instance.pk)
        self.fields["parent"].queryset = top  # type: ignore[attr-defined]
        if self.instance.pk and self.instance.children.exists():
            # The tree has two levels: one with children stays at the top.
            del self.fields["parent"]


@page(policies.can_administer)
@require_safe
def values(request: HttpRequest, viewer: User) -> HttpResponse:
    """Show the tree."""
    tree = CoreValue.objects.visible_to(viewer).as_tree()
    return render(request, "recognition/settings_values.html", {"core_values": tree})


@page(policies.can_administer)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, viewer: User) -> HttpResponse:
    """Add a value; the address may say below which one."""
    if request.method != "POST":
        below = as_id(request.GET.get("parent", ""))
        return _ask(request, ValueForm(viewer=viewer, initial={"parent": below}))
    form = ValueForm(request.POST, viewer=viewer)

    def create() -> int:
        return core_values.create(by=viewer, organisation=viewer.home, **form.cleaned_data).pk

    if not carried_out(form, lambda: make_once(request, viewer, create)):
        return _ask(request, form)
    messages.success(request, gettext("Added: %s") % form.cleaned_data["text"])
    return redirect("settings_values")


@page(policies.can_administer)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, viewer: User, number: int) -> HttpResponse:
    """Change a value; what was given for it stays with it."""
    value = one_of(CoreValue.objects.visible_to(viewer), number)
    data = request.POST if request.method == "POST" else None
    form = ValueForm(data, viewer=viewer, instance=value)

    def save(shown: dict[str, Any], changes: dict[str, Any]) -> None:
        core_values.change(by=viewer, core_value=value, shown=shown, **changes)

    if not (form.is_bound and carried_out(form, lambda: form.hand_over(save))):
        return _ask(request, form)
    messages.success(request, gettext("Saved."))
    return redirect("settings_values")


def _ask(request: HttpRequest, form: ValueForm) -> HttpResponse:
    status = REFUSED if form.errors else 200
    return render(request, "recognition/settings_value.html", {"form": form}, status=status)
