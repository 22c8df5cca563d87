"""What people change about themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from accounts.action_forms import explain
from accounts.actions import users
from accounts.forms import Profile
from accounts.models import User
from accounts.views.page import REFUSED, page
from peerly.errors import Refused


@page()
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest, viewer: User) -> HttpResponse:
    """Ask for one's own names, picture and visibility, and keep what was said."""
    form = Profile(request.POST if request.method == "POST" else None, instance=viewer)
    if form.is_valid():
        try:
            form.hand_over(
                lambda shown, changes: users.change_profile(by=viewer, shown=shown, **changes)
            )
        except Refused as refusal:
            explain(form, refusal)
        else:
            messages.success(request, gettext("Saved."))
            return redirect("person", viewer.pk)
    status = REFUSED if form.errors else 200
    return render(request, "accounts/me.html", {"form": form}, status=status)
