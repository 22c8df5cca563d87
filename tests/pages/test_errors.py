"""What people read when something goes wrong: a page in the same clothes, with a way on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.test import Client
from django.urls import reverse
from rest_framework.exceptions import Throttled

from accounts.models import User
from peerly import about, error_pages
from peerly.errors import Gone, NotAllowed, Refused
from recognition.models import Recognition
from tests.pages.validity import faults_of

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
NUMBER = "case-0815"


def browser_of(person: User | None = None, **options: Any) -> Client:
    """Return a browser in which ``person`` is signed in."""
    browser = Client(headers=BROWSER | {"X-Request-Id": NUMBER}, **options)
    if person is not None:
        browser.force_login(person, backend="accounts.passwords.PasswordBackend")
    return browser


def told(page: Any, status: int, title: str) -> str:
    """Return the words of an error page, which must be one."""
    words: str = page.content.decode()
    assert (page.status_code, page["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert f"<h1>{title}</h1>" in words
    assert NUMBER in words
    assert page["X-Request-Id"] == NUMBER
    assert page["Cache-Control"] == "no-store"
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert 'href="/static/peerly/site.css"' in words
    assert not any(inline in words for inline in ("<script", "<style", " style=", " onclick="))
    assert faults_of(page) == []
    return words


def failing(monkeypatch: pytest.MonkeyPatch, problem: BaseException) -> None:
    """Let /about, which anybody may open, end in ``problem``."""

    def fail(*args: Any, **kwargs: Any) -> Any:
        raise problem

    monkeypatch.setattr(about, "render", fail)


@pytest.mark.parametrize("who", [None, "ann"])
def test_what_is_not_there_is_said_with_a_way_on(cast: SimpleNamespace, who: str | None) -> None:
    browser = browser_of(getattr(cast, who) if who else None)

    words = told(browser.get("/nothing-here"), 404, "There is nothing here")

    assert "the address has a slip in it" in words
    assert '<a class="button" href="/">To the feed</a>' in words


def test_what_somebody_may_not_see_is_said(cast: SimpleNamespace) -> None:
    page = browser_of(cast.mo).get(reverse("give"))

    assert "ask an administrator" in told(page, 403, "This is not yours to see")


def test_another_verb_than_those_of_a_page_is_said(cast: SimpleNamespace) -> None:
    page = browser_of(cast.ann).delete(reverse("give"))

    assert "its links and buttons" in told(page, 405, "This cannot be done here")
    assert page["Allow"] == "GET, HEAD, POST"


def test_a_request_nobody_can_read_is_said(db: None) -> None:
    page = browser_of().get("/about", headers={"Host": "evil.test"})

    told(page, 400, "This request cannot be read")


def test_a_form_that_is_too_long_is_said_and_nothing_is_kept(cast: SimpleNamespace) -> None:
    before = Recognition.objects.count()
    form = {"to": cast.ben.pk, "core_value": cast.outcome.pk, "text": "x" * 70_000, "step": "send"}

    page = browser_of(cast.ann).post(reverse("give"), form)

    assert "Make it shorter" in told(page, 413, "This is too much at once")
    assert Recognition.objects.count() == before


@pytest.mark.parametrize("who", [None, "ann"])
def test_who_asks_too_often_is_told_when_to_come_back(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, who: str | None
) -> None:
    failing(monkeypatch, Throttled(wait=42))

    page = browser_of(getattr(cast, who) if who else None).get("/about")

    told(page, 429, "That was a bit too often")
    assert page["Retry-After"] == "42"


@pytest.mark.parametrize(
    ("problem", "status", "title"),
    [
        (Gone(), 404, "There is nothing here"),
        (NotAllowed(), 403, "This is not yours to see"),
        (IntegrityError("user_email_once"), 409, "Somebody else was faster"),
        (OperationalError("db.internal: password hunter2"), 503, "Peerly is away for a moment"),
    ],
)
def test_what_no_view_has_caught_is_said_as_the_api_says_it(
    monkeypatch: pytest.MonkeyPatch, problem: Exception, status: int, title: str
) -> None:
    failing(monkeypatch, problem)

    words = told(browser_of().get("/about"), status, title)

    assert "hunter2" not in words
    assert "user_email_once" not in words


def test_a_refusal_that_no_view_has_caught_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, Refused("This is <full>."))

    words = told(browser_of().get("/about"), 422, "This cannot be done")

    assert "This is &lt;full&gt;." in words


def test_a_bug_is_said_without_a_detail(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, RuntimeError("hunter2"))

    page = browser_of(raise_request_exception=False).get("/about")

    words = told(page, 500, "Something went wrong on our side")
    assert "hunter2" not in words
    assert "the number below" in words


@pytest.mark.parametrize("path", ["/", "/give", "/sign-in"])
def test_while_the_database_is_away_pages_say_when_to_come_back(
    cast: SimpleNamespace, path: str
) -> None:
    def away(*args: Any) -> Any:
        raise OperationalError("connection refused: postgres://peerly:hunter2@db")

    browser = browser_of(cast.ann)
    with connection.execute_wrapper(away):
        page = browser.get(path)

    words = told(page, 503, "Peerly is away for a moment")
    assert "Nothing is lost" in words
    assert "hunter2" not in words
    assert int(page["Retry-After"]) > 0


def test_a_session_that_cannot_be_saved_is_no_bug(cast: SimpleNamespace) -> None:
    def locked(execute: Any, sql: str, *args: Any) -> Any:
        if "django_session" in sql and not sql.startswith("SELECT"):
            raise OperationalError("database is locked")
        return execute(sql, *args)

    browser = browser_of(cast.ann, raise_request_exception=False)
    with connection.execute_wrapper(locked):
        page = browser.post(reverse("give"), {"to": "x"}) and browser.post(reverse("sign_out"))

    told(page, 503, "Peerly is away for a moment")
    assert int(page["Retry-After"]) > 0


@pytest.mark.parametrize("who", [None, "ann"])
def test_a_form_without_its_token_links_back_to_where_it_stands(
    cast: SimpleNamespace, who: str | None
) -> None:
    before = Recognition.objects.count()
    browser = browser_of(getattr(cast, who) if who else None, enforce_csrf_checks=True)
    form = {"to": cast.ben.pk, "core_value": cast.outcome.pk, "text": "Thank you", "step": "send"}
    came_from = {"Referer": f"http://testserver/give?to={cast.ben.pk}"}

    page = browser.post(reverse("give"), form, headers=came_from)

    words = told(page, 403, "This form is out of date")
    assert "send it once more" in words
    assert f'href="/give?to={cast.ben.pk}"' in words
    assert Recognition.objects.count() == before


def test_a_form_without_its_token_links_to_nowhere_else(db: None) -> None:
    browser = browser_of(enforce_csrf_checks=True)

    for elsewhere in ("https://evil.test/give", "http://testserver//evil.test/give", ""):
        page = browser.post(reverse("continue_as"), headers={"Referer": elsewhere})
        words = told(page, 403, "This form is out of date")
        assert "evil.test" not in words
        assert '<a class="button" href="/">Open it again</a>' in words


def test_who_asks_for_no_page_is_answered_by_the_api(monkeypatch: pytest.MonkeyPatch) -> None:
    program = Client(enforce_csrf_checks=True)

    failing(monkeypatch, OperationalError())
    away = program.get("/about")

    assert (away.status_code, away["Retry-After"]) == (503, "1")
    assert away.json() == {"error": {"message": "service unavailable"}}
    refused = program.post("/sign-out")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "access_denied")


def without_templates(monkeypatch: pytest.MonkeyPatch, **headers: str) -> Any:
    """Return what is answered when neither a page nor the page about its error can be written."""

    def fail(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("no template")

    failing(monkeypatch, RuntimeError("a bug"))
    monkeypatch.setattr(error_pages.loader, "render_to_string", fail)
    return browser_of(raise_request_exception=False).get("/about", headers=headers)


def test_where_not_even_the_error_page_can_be_written_there_is_a_plain_one(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    page = without_templates(monkeypatch)

    words = told(page, 500, "Something went wrong on our side")
    assert f"Error 500 · request {NUMBER}" in words
    assert '<html lang="en-gb">' in words
    assert '<a class="button" href="/">To the feed</a>' in words
    assert "the page about an error cannot be written" in caplog.text


def test_the_plain_page_too_is_in_the_visitors_language(monkeypatch: pytest.MonkeyPatch) -> None:
    page = without_templates(monkeypatch, Accept_Language="de", X_Request_Id="<b>{x}%s")

    words = page.content.decode()
    assert '<html lang="de">' in words
    assert "Fehler 500 · Anfrage &lt;b&gt;{x}%s" in words
    assert faults_of(page) == []


def test_where_the_visitors_words_cannot_be_found_the_plain_page_is_in_english(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(words: str) -> str:
        raise KeyError(words)

    monkeypatch.setattr(error_pages, "gettext", fail)

    told(
        without_templates(monkeypatch, Accept_Language="de"),
        500,
        "Something went wrong on our side",
    )
