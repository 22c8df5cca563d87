"""The kernel of the pages: who looks, whether they may, and what becomes of a domain's no."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import unquote, urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from accounts.policies import is_anybody, is_in_one_organisation
from accounts.sessions import owner_of
from peerly.content_security import HEADER, PAGE, policy
from peerly.errors import Gone, NotAllowed, Refused, Removed

P = ParamSpec("P")
M = TypeVar("M", bound=Model)
Page = Callable[Concatenate[HttpRequest, User, P], HttpResponse]

PAGE_WITH_PICTURES = {**PAGE, "img-src": "'self' https:"}
"""People's own pictures are anywhere on the web; nothing else leaves the origin."""

REFUSED = 422
"""The status of a form shown again, and of what a rule has refused."""


LONGEST_PLACE = 2048
"""Characters of a way back: longer than any of ours, and short enough to keep in a session."""


def page(may: Callable[[User], bool] = is_anybody) -> Callable[[Page[P]], Any]:
    """Make ``view(request, viewer, …)`` a page for members of an organisation who ``may`` see it.

    Whoever has not signed in does that first. Times on it are those of the organisation.
    """

    def decorated(view: Page[P]) -> Any:
        @wraps(view)
        def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            viewer = owner_of(request)
            if not viewer.is_authenticated:
                return to_sign_in(request)
            request.user = viewer  # and no longer somebody who is looked up when they are needed
            if not is_in_one_organisation(viewer):
                return _to_administration(request)
            if not may(viewer):
                raise PermissionDenied
            with timezone.override(viewer.home.timezone):
                response = _answer(view, request, viewer, *args, **kwargs)
            response.headers.setdefault(HEADER, policy(PAGE_WITH_PICTURES))
            _keep_apart(response)
            return response

        return shown

    return decorated


def _keep_apart(response: HttpResponse) -> None:
    """Tell caches that what one person sees is nobody else's, and a fragment is not the page."""
    headers = response.headers
    if "Cache-Control" in headers or "Vary" in headers:  # a view has said more
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["HX-Request", "Cookie"])
    else:
        headers["Cache-Control"], headers["Vary"] = "private, no-cache", "HX-Request, Cookie"


def _answer(
    view: Page[P], request: HttpRequest, viewer: User, /, *args: P.args, **kwargs: P.kwargs
) -> HttpResponse:
    try:
        return view(request, viewer, *args, **kwargs)
    except Gone:
        raise Http404 from None
    except Removed:
        logout(request)
        return to_sign_in(request)
    except NotAllowed:
        raise PermissionDenied from None


def _to_administration(request: HttpRequest) -> HttpResponse:
    """Show those who run the installation where they do that; the pages are the members'."""
    if request.path != "/":
        raise PermissionDenied
    return redirect("admin:index")


def one_of(rows: QuerySet[M], number: int) -> M:
    """Return the one of ``rows`` with this id. Raises Gone, which the page makes a 404 of."""
    row = rows.filter(pk=number).first()
    if row is None:
        raise Gone
    return row


def to_sign_in(request: HttpRequest, then: str = "") -> HttpResponse:
    """Send the browser to sign in, and afterwards to ``then`` or back to the page it is on."""
    address = f"{reverse('sign_in')}?{urlencode({'next': then or place_of(request)})}"
    if in_place(request):
        return HttpResponseClientRedirect(address)
    return redirect(address)


def answers_forms_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let ``view`` be posted to and not opened: nothing leads a browser back to its address."""
    decorated = require_POST(view)
    decorated.answers_forms_only = True  # type: ignore[attr-defined]
    return decorated


def openable(address: str) -> str:
    """Return ``address``; of one that only answers forms, the nearest page above it."""
    path = unquote(urlsplit(address).path)
    if not _answers_forms_only(path):
        return address
    while path and (_answers_forms_only(path) is not False):
        path = path.rpartition("/")[0]
    return path or "/"


def _answers_forms_only(path: str) -> bool | None:
    """Tell whether the page at ``path`` does; None where there is no page."""
    try:
        return getattr(resolve(path).func, "answers_forms_only", False)
    except Resolver404:
        return None


def in_place(request: HttpRequest) -> HtmxDetails | None:
    """Return how a script asks for a part of a page, to put it in place; None for a whole page."""
    # What fails before its middleware was asked for as a whole, as far as anybody knows.
    asked: HtmxDetails | None = getattr(request, "htmx", None)
    return asked or None


def is_for(request: HttpRequest, part: str) -> bool:
    """Whether a script asks for the ``part`` of a page that has this id."""
    asked = in_place(request)
    return asked is not None and asked.target == part


def place_of(request: HttpRequest) -> str:
    """Return the path of the page that somebody is on: of a form, the one it stands on."""
    if asked := in_place(request):
        return safe_path(request, _path_here(request, asked.current_url))
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return safe_path(request, _path_here(request, request.headers.get("Referer")))


def _path_here(request: HttpRequest, address: str | None) -> str | None:
    """Return the path of a page of ours; None of another site's, and of what is no address."""
    try:
        told = urlsplit(address or "")
    except ValueError:
        return None
    return (
        told._replace(scheme="", netloc="").geturl() if told.netloc == request.get_host() else None
    )


def safe_path(request: HttpRequest, wanted: str | None, otherwise: str = "/") -> str:
    """Return ``wanted`` if it is a path of ours, else ``otherwise``: no way to another site."""
    is_ours = wanted is not None and wanted.startswith("/") and len(wanted) <= LONGEST_PLACE
    is_safe = is_ours and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None, require_https=False
    )
    return wanted if is_safe and wanted is not None else otherwise


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Send the browser back to where it came from; the end of a form without JavaScript."""
    return redirect(safe_path(request, request.POST.get("then"), otherwise))


def too_late(request: HttpRequest, where: str, *number: int) -> HttpResponse:
    """Go on to where one sees what has become of something that was taken away meanwhile."""
    messages.error(request, gettext("This is no longer as it was: somebody else was faster."))
    return redirect(where, *number)


def refuse(request: HttpRequest, refusal: Refused) -> None:
    """Tell of a refusal in a message on the page."""
    messages.error(request, gettext(refusal.spoken))
