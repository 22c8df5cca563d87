"""What pages may load, send and be framed by: the Content-Security-Policy of every answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"

NOT_A_PAGE = "default-src 'none'; frame-ancestors 'none'"
"""For JSON, files and whatever else is no page: opened by itself, it loads nothing."""

DRAWING = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""For SVG, whose shapes may be coloured by a style inside it, as the admin's icons are."""

PAGE: Mapping[str, str] = {
    "default-src": "'self'",
    "img-src": "'self' data:",  # the icons in Swagger UI's style sheet are data
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
"""For every page, the admin's and those of the documentation too. Nothing inline, no eval:
a script or a style has a file of its own below ``static``."""


class ContentSecurityMiddleware:
    """Give each answer its policy, unless its view has set one.

    A page that needs more (people's pictures come from any https address) sets the header by
    ``policy({**PAGE, …})``, and for itself alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policies = {"text/html": policy(PAGE), "image/svg+xml": DRAWING}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        kind = response.get("Content-Type", "").partition(";")[0]
        response.headers.setdefault(HEADER, self.policies.get(kind, NOT_A_PAGE))
        return response


def policy(directives: Mapping[str, str]) -> str:
    """Return ``directives`` as the header has them, with the way to Google left open.

    Browsers hold the redirects behind a form against ``form-action`` too, and the button
    "Sign in with Google" is a form.
    """
    if settings.GOOGLE_CLIENT_ID:
        google = urlsplit(settings.SOCIAL_AUTH_GOOGLE_OAUTH2_AUTHORIZATION_URL)
        forms = f"{directives['form-action']} {google.scheme}://{google.netloc}"
        directives = {**directives, "form-action": forms}
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())
