"""What people read when something has gone wrong: what it was, what to do, and its number."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.template import loader
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from peerly.middleware import request_id

logger = logging.getLogger(__name__)

ENGLISH = "en-gb"
SORRY = gettext_noop("Something went wrong on our side")
NOTED = gettext_noop(
    "It has been noted. If it happens again, tell whoever runs Peerly the number below."
)

WORDS: dict[int, tuple[Any, Any]] = {
    400: (
        _("This request cannot be read"),
        _("Go back and try once more; an address typed by hand may have a slip in it."),
    ),
    403: (
        _("This is not yours to see"),
        _("If you need it for your work, ask an administrator of your organisation."),
    ),
    404: (
        _("There is nothing here"),
        _("It may have been taken away, or the address has a slip in it."),
    ),
    405: (
        _("This cannot be done here"),
        _("Go back to the page before, and use its links and buttons."),
    ),
    409: (
        _("Somebody else was faster"),
        _("Nothing was saved: load the page again and see what has become of it."),
    ),
    413: (
        _("This is too much at once"),
        _("Make it shorter, then send it again."),
    ),
    422: (
        _("This cannot be done"),
        _("Nothing was changed: go back and look again."),
    ),
    429: (
        _("That was a bit too often"),
        _("Wait a moment, then try again."),
    ),
    500: (_(SORRY), _(NOTED)),
    503: (
        _("Peerly is away for a moment"),
        _("Nothing is lost: wait a little, then load this page again."),
    ),
}
"""By status, a title and one sentence of advice."""

OUT_OF_DATE = (
    _("This form is out of date"),
    _("Nothing was saved: open it again and send it once more, with cookies allowed."),
)
"""What is said of a form without its token, or with that of another session."""

LAST_RESORT = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · Peerly</title>
<link rel="stylesheet" href="/static/peerly/site.css">
</head>
<body>
<main class="page narrow">
<section class="card empty">
<h1>{title}</h1>
<p>{advice}</p>
<p><a class="button" href="/">{way_on}</a></p>
<p class="quiet small">{number}</p>
</section>
</main>
</body>
</html>
"""
"""When not even the page about it can be written: no template, and nothing looked up for it."""


def answer(
    status: int, words: tuple[Any, Any] | None = None, *, back: str | None = None
) -> HttpResponse:
    """Return the page for ``status``, with ``words`` of its own if there are any.

    ``back`` is the page that whoever reads it came from. It is written without the request:
    who that is may be what cannot be found out just now.
    """
    title, advice = words or WORDS[status]
    told = {"status": status, "title": title, "advice": advice, "back": back}
    page: str
    try:
        page = loader.render_to_string("error.html", {**told, "request_id": request_id()})
    except Exception:
        logger.exception("the page about an error cannot be written")
        page = _last_resort(status)
    response = HttpResponse(page, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _last_resort(status: int) -> str:
    """Return the page without a template; in English if the visitor's words cannot be found."""
    try:
        said = _last_words(status, gettext, translation.get_language() or ENGLISH)
    except Exception:
        logger.exception("the words about an error cannot be found")
        said = _last_words(status, str, ENGLISH)
    return LAST_RESORT.format(**{name: escape(each) for name, each in said.items()})


def _last_words(status: int, say: Callable[[str], str], language: str) -> dict[str, str]:
    return {
        "language": language,
        "title": say(SORRY),
        "advice": say(NOTED),
        "way_on": say(gettext_noop("To the feed")),
        "number": say(gettext_noop("Error %(status)s · request %(request_id)s"))
        % {"status": status, "request_id": request_id()},
    }
