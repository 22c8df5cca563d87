"""The language of the pages: chosen, else the browser's; programs and the admin read English."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from peerly.dialects import DIALECTS
from recognition.models import Hi5, Recognition
from tests.api import Api
from tests.cast import RecognitionFactory
from tests.pages.validity import faults_of

HTML = {"Accept": "text/html"}
GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}


def browser_of(person: User | None = None, language: str = "de", **options: Any) -> Client:
    """Return a browser that asks for ``language``, in which ``person`` is signed in."""
    browser = Client(headers=HTML | {"Accept-Language": language}, **options)
    if person is not None:
        browser.force_login(person, backend="accounts.passwords.PasswordBackend")
    return browser


def language_of(page: Any) -> str:
    """Return the language a page says it is in, which its header must say as well."""
    language = page["Content-Language"]
    assert f'<html lang="{language}">' in page.content.decode()
    assert faults_of(page) == []
    return str(language)


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("fr,de;q=0.7,en;q=0.3", "de"),
        ("en-US,en;q=0.9,de;q=0.8", "en-gb"),
        ("en", "en-gb"),
        ("fr", "en-gb"),
        ("*", "en-gb"),
        ("xx-" * 400, "en-gb"),
        ("\xfc<>", "en-gb"),
        ("", "en-gb"),
    ],
)
def test_a_page_is_in_the_first_language_of_the_browser_that_there_is(
    db: None, asked: str, answered: str
) -> None:
    page = browser_of(language=asked).get("/sign-in")

    assert language_of(page) == answered
    assert ("Anmelden" in page.content.decode()) == (answered == "de")
    varies = page["Vary"]
    assert "Accept-Language" in varies
    assert "Cookie" in varies


def test_whoever_chooses_a_language_keeps_it_and_stays_where_they_are(
    cast: SimpleNamespace, settings: Settings
) -> None:
    browser = browser_of(cast.ann)
    assert (
        'name="language" value="en-gb" lang="en-gb">English<' in browser.get("/").content.decode()
    )

    chosen = browser.post(reverse("language"), {"language": "en-gb", "next": "/?mine=given"})

    assert (chosen.status_code, chosen["Location"]) == (302, "/?mine=given")
    cookie = browser.cookies["language"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("en-gb", True, "Lax")
    assert int(cookie["max-age"]) > 300 * 24 * 60 * 60
    page = browser.get("/?mine=given")
    assert language_of(page) == "en-gb"
    assert 'name="language" value="de" lang="de">Deutsch<' in page.content.decode()


def test_on_the_answer_to_a_refused_form_one_comes_back_to_the_page_it_stands_on(
    cast: SimpleNamespace,
) -> None:
    browser = browser_of(cast.ada)
    refused = browser.post(reverse("settings_grant", args=[cast.ben.pk]), {"amount": "0"})
    assert refused.status_code == 422
    stands_on = re.search(r'name="next" value="([^"]*)"', refused.content.decode())
    assert stands_on is not None

    chosen = browser.post(reverse("language"), {"language": "en-gb", "next": stands_on[1]})

    assert chosen["Location"] == reverse("settings_person", args=[cast.ben.pk])
    assert language_of(browser.get(chosen["Location"])) == "en-gb"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/sign-out", "/"),
        ("/language?next=/x", "/"),
        ("/settings/integrations/1/revoke", "/settings/integrations"),
        ("/thanks/1/hi5/undo", "/thanks/1/hi5"),
        ("/nothing/here?at=all", "/nothing/here?at=all"),
        ("//evil.test/sign-out", "/"),
    ],
)
def test_the_way_back_leads_to_a_page(db: None, address: str, expected: str) -> None:
    chosen = browser_of().post(reverse("language"), {"language": "de", "next": address})

    assert (chosen.status_code, chosen["Location"]) == (302, expected)


def test_a_language_that_there_is_not_is_not_chosen(db: None) -> None:
    browser = browser_of()

    for unknown in ("tlh", "", "../../etc", "x" * 4000):
        browser.post(reverse("language"), {"language": unknown, "next": "/about"})

    assert "language" not in browser.cookies
    assert language_of(browser.get("/about")) == "de"


@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "//evil.test/", "/\\evil.test"])
def test_choosing_a_language_leads_to_no_other_site(db: None, elsewhere: str) -> None:
    chosen = browser_of().post(reverse("language"), {"language": "de", "next": elsewhere})

    assert chosen["Location"] == "/"


def test_a_language_is_chosen_by_a_form_with_its_token_only(db: None) -> None:
    browser = browser_of(enforce_csrf_checks=True)

    refused = browser.post(reverse("language"), {"language": "en-gb"})
    asked = browser.get(reverse("language"), {"language": "en-gb"})

    assert (refused.status_code, asked.status_code) == (403, 405)
    assert "language" not in browser.cookies


def test_one_visitors_language_is_not_the_nexts(db: None) -> None:
    assert language_of(browser_of().get("/about")) == "de"
    assert language_of(browser_of(language="").get("/about")) == "en-gb"


@time_machine.travel("2026-05-07T09:30:00Z", tick=False)
def test_dates_numbers_and_plurals_are_those_of_the_language(cast: SimpleNamespace) -> None:
    now = datetime(2026, 5, 7, 9, 30, tzinfo=UTC)
    Recognition.objects.all().delete()
    for age in (timedelta(hours=1), timedelta(hours=2), timedelta(days=30)):
        RecognitionFactory(
            given_by=cast.cal, given_for=cast.ben, core_value=cast.outcome, given_at=now - age
        )

    german = browser_of(cast.ann).get("/").content.decode()
    english = browser_of(cast.ann, "en").get("/").content.decode()

    for words in ("vor 1 Stunde<", "vor 2 Stunden<", "7. April 2026", "noch 5 Hi5s", "Mo, 11. Mai"):
        assert words in german
    for words in ("1 hour ago<", "2 hours ago<", "7 Apr 2026", "5 hi5s left", "Mon 11 May"):
        assert words in english


def test_a_refusal_is_said_in_the_visitors_language_and_to_programs_in_english(
    cast: SimpleNamespace,
) -> None:
    path = reverse("hi5", args=[cast.thanks.pk])

    page = browser_of(cast.ben).post(path, follow=True).content.decode()
    answer = Api(cast.ben).post(
        f"/recognitions/{cast.thanks.pk}/hi5", {}, Accept_Language="de", Cookie="language=de"
    )

    assert "Einem Dank an dich kannst du kein Hi5 geben." in page
    said = answer.json()["error"]["message"]
    assert said == "You cannot hi5 a recognition you received."
    assert not Hi5.objects.exists()


def test_what_goes_wrong_is_said_in_the_visitors_language(cast: SimpleNamespace) -> None:
    browser = browser_of(cast.mo, enforce_csrf_checks=True)

    assert "<h1>Hier ist nichts</h1>" in browser.get("/nothing-here").content.decode()
    assert "<h1>Das ist nicht für dich bestimmt</h1>" in browser.get("/give").content.decode()
    assert "nicht mehr aktuell</h1>" in browser.post("/sign-out").content.decode()
    assert "<h1>Das geht hier nicht</h1>" in browser_of().delete("/about").content.decode()
    bad_host = browser.get("/about", headers={"Host": "evil.test"})
    assert "<h1>Diese Anfrage ist nicht lesbar</h1>" in bad_host.content.decode()


@pytest.mark.parametrize("path", ["/admin/login/", "/docs", "/admin/nothing-here", "/healthz"])
def test_the_admin_and_the_documents_are_in_english(db: None, path: str) -> None:
    plain = browser_of(language="").get(path)
    german = browser_of().get(path)

    assert "Content-Language" not in german
    assert "Accept-Language" not in german.get("Vary", "")
    assert 'lang="de"' not in german.content.decode()
    assert len(german.content) == len(plain.content)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_what_programs_are_refused_is_the_same_in_every_language(db: None, dialect: Any) -> None:
    beginning = sorted(dialect.beginnings)[0]
    for method, path in [("get", ""), ("get", "/nothing/here"), ("delete", ""), ("post", "")]:
        ask = getattr(Client(headers={"X-Request-Id": "case-1"}), method)
        plain = ask(f"/{beginning}{path}")
        german = ask(f"/{beginning}{path}", headers=GERMAN | {"Cookie": "language=de"})

        assert (german.status_code, german.content) == (plain.status_code, plain.content)
        assert german.headers == plain.headers
