"""Coming and going: the sign-in page, the people of the demo, signing out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actions import sign_ins
from accounts.models import User
from accounts.views.page import answers_forms_only, safe_path


@never_cache
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Say what Peerly is and offer the ways in; whoever is in already goes on."""
    # Who comes back from Google without success still wants to go where they wanted to go.
    wanted = request.GET.get("next") or request.session.get(REDIRECT_FIELD_NAME)
    destination = safe_path(request, wanted)
    if request.user.is_authenticated:
        return redirect(destination)
    told = {
        "next": destination,
        "google": bool(settings.GOOGLE_CLIENT_ID),
        "demo_people": sign_ins.demo_people(),
    }
    return render(request, "accounts/sign_in.html", told)


@never_cache
@answers_forms_only
def continue_as(request: HttpRequest) -> HttpResponse:
    """Become one of the people of the demo; where there is none, this page is not there."""
    person = next(
        (one for one in sign_ins.demo_people() if one.email == request.POST.get("who")), None
    )
    if person is None:
        raise Http404
    login(request, _as_in_demo(person))
    return redirect(safe_path(request, request.POST.get("next")))


@never_cache
@answers_forms_only
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; the tokens of the API are another matter."""
    logout(request)
    response = redirect("sign_in")
    # Else the way back in the browser would still show what its next user is not to read.
    response["Clear-Site-Data"] = '"cache"'
    return response


def _as_in_demo(person: User) -> User:
    # A session names the backend that loads its person; the passwords' one does that alone.
    person.backend = "accounts.passwords.PasswordBackend"
    return person
