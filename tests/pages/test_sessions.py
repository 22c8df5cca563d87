"""Whose a session is: a process remembers it, and believes none of what it remembers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib import auth
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone
from pytest_django import Settings

from accounts import sessions
from accounts.actions import users
from accounts.models import User
from accounts.roles import Role
from accounts.sessions import SessionStore
from tests.budgets.queries import asked
from tests.pages.visiting import is_in, visit, words_of


@pytest.fixture(params=["in the same process", "in another process"])
def known(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether whoever answers a visit has seen the session before."""
    if request.param == "in the same process":
        return True

    class Forgetful(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            return default

    monkeypatch.setattr(sessions, "_remembered", Forgetful())
    return False


def test_a_page_looks_for_the_session_and_its_owner_at_once(
    cast: SimpleNamespace, known: bool
) -> None:
    visit(cast.ann).get("/")  # what a statement is written with is asked for once
    browser = visit(cast.ben)
    page, queries = asked(lambda: browser.get("/"))
    assert f"/people/{cast.ben.pk}" in page.content.decode()
    apart = ["SELECT session", "SELECT user"]
    assert queries == [*(["SELECT user"] if known else apart), "SELECT recognition"]


def _removed(cast: SimpleNamespace, settings: Settings) -> None:
    users.remove(by=cast.ada, person=cast.ben)


def _removed_and_restored(cast: SimpleNamespace, settings: Settings) -> None:
    users.remove(by=cast.ada, person=cast.ben)
    users.restore(by=cast.ada, person=cast.ben)


def _made_super_admin(cast: SimpleNamespace, settings: Settings) -> None:
    users.change_role(by=cast.root, person=cast.ben, role_id=Role.SUPER_ADMIN)


def _another_password(cast: SimpleNamespace, settings: Settings) -> None:
    ben = User.objects.get(pk=cast.ben.pk)
    ben.set_password("as good as any other one")
    ben.save()


def _signed_out_elsewhere(cast: SimpleNamespace, settings: Settings) -> None:
    Session.objects.all().delete()


def _over(cast: SimpleNamespace, settings: Settings) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def _tampered_with(cast: SimpleNamespace, settings: Settings) -> None:
    Session.objects.update(session_data="e30:1abcde:nobody-signed-this")


def _another_key(cast: SimpleNamespace, settings: Settings) -> None:
    settings.SECRET_KEY = "leaked, and so replaced " * 3


def _way_in_closed(cast: SimpleNamespace, settings: Settings) -> None:
    settings.AUTHENTICATION_BACKENDS = ["accounts.google.PeerlyGoogle"]


def _says_another(**said: Any) -> Callable[[SimpleNamespace, Settings], None]:
    def say(cast: SimpleNamespace, settings: Settings) -> None:
        store = SessionStore(Session.objects.get().session_key)
        for name, text in said.items():
            key = getattr(auth, name)
            store.pop(key) if text is None else store.update({key: text})
        db.SessionStore.save(store)  # and nobody remembers

    say.__name__ = "_".join(f"{name}_{text}" for name, text in said.items())
    return say


ENDINGS = [
    *(_removed, _removed_and_restored, _made_super_admin, _another_password),
    *(_signed_out_elsewhere, _over, _tampered_with, _another_key, _way_in_closed),
    *(_says_another(HASH_SESSION_KEY=text) for text in (None, "", "0" * 64)),
    *(_says_another(BACKEND_SESSION_KEY=text) for text in (None, "", "accounts.gone.Backend")),
    *(_says_another(SESSION_KEY=text) for text in (None, "0", "123456789")),
]


@pytest.mark.parametrize("end", ENDINGS, ids=lambda end: end.__name__.strip("_"))
def test_what_ends_a_session_ends_it_at_once(
    cast: SimpleNamespace,
    settings: Settings,
    known: bool,
    end: Callable[[SimpleNamespace, Settings], None],
) -> None:
    browser = visit(cast.ben)
    assert is_in(browser)
    end(cast, settings)
    assert not is_in(browser)


@pytest.mark.parametrize("end", [_removed, _signed_out_elsewhere, _over])
def test_what_is_over_is_forgotten(
    cast: SimpleNamespace, settings: Settings, end: Callable[[SimpleNamespace, Settings], None]
) -> None:
    browser = visit(cast.ben)
    end(cast, settings)
    assert not is_in(browser)
    assert sessions._remembered == {}


def test_a_session_outlives_a_key_that_is_kept_as_a_fallback(
    cast: SimpleNamespace, settings: Settings, known: bool
) -> None:
    browser = visit(cast.ben)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another one", [settings.SECRET_KEY]
    for _ in range(2):
        assert browser.get("/").wsgi_request.user.pk == cast.ben.pk


@pytest.mark.parametrize("backend", django_settings.AUTHENTICATION_BACKENDS)
def test_each_way_in_loads_its_people_alike(cast: SimpleNamespace, backend: str) -> None:
    """Who comes with a session is not asked for where Django asks for them."""
    load = auth.load_backend(backend).get_user
    assert load(cast.ben.pk) == cast.ben
    assert load(cast.root.pk) == cast.root
    users.remove(by=cast.ada, person=cast.ben)
    assert load(cast.ben.pk) is None


def test_where_somebody_is_in_already_they_are_looked_up_once(
    cast: SimpleNamespace, known: bool
) -> None:
    browser = visit(cast.ben)
    answer, queries = asked(lambda: browser.get("/sign-in"))
    assert answer["Location"] == "/"
    assert queries == (["SELECT user"] if known else ["SELECT session", "SELECT user"])


def test_so_are_those_who_administer(cast: SimpleNamespace, known: bool) -> None:
    browser = visit(cast.root)
    page, queries = asked(lambda: browser.get("/admin/"))
    assert page.status_code == 200
    assert [query for query in queries if query == "SELECT user"] == ["SELECT user"]


def test_a_session_is_whose_it_says_and_not_whose_it_was(
    cast: SimpleNamespace, known: bool
) -> None:
    browser, other = visit(cast.ben), visit(cast.cal)
    assert is_in(browser)
    said = Session.objects.get(pk=other.session.session_key).session_data
    Session.objects.filter(pk=browser.session.session_key).update(session_data=said)
    page = browser.get("/")
    assert page.wsgi_request.user.pk == cast.cal.pk
    assert cast.cal.email in words_of(page)
    assert cast.ben.email not in words_of(page)


def test_what_changes_of_somebody_is_on_their_next_page(cast: SimpleNamespace, known: bool) -> None:
    browser = visit(cast.ben)
    assert is_in(browser)
    User.objects.filter(pk=cast.ben.pk).update(first_name="Benjamin")
    assert "Benjamin" in words_of(browser.get("/me"))
