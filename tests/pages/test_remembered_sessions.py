"""What a process remembers of sessions: no change that was not kept, nobody else, and not all."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts import sessions
from accounts.models import User
from accounts.sessions import SessionStore, owner_of
from tests.budgets.queries import asked
from tests.pages.visiting import is_in, visit


def asking(key: str | None) -> Any:
    """Return a request that shows the session with this key, as nobody has looked at it yet."""
    request: Any = RequestFactory().get("/")
    request.session = SessionStore(key)
    return request


def remembered_of(browser: Client, **said: Any) -> str:
    """Return the key of the browser's session, which says more and is remembered now."""
    session = browser.session
    session.update(said)
    session.save()
    assert is_in(browser)
    return str(session.session_key)


@pytest.mark.parametrize("kept", ["as kept", ["as kept"], {"as": "kept"}, True, "long " * 500])
def test_what_a_request_changes_and_does_not_keep_is_gone(cast: SimpleNamespace, kept: Any) -> None:
    key = remembered_of(visit(cast.ben), said=kept)
    for _ in range(2):
        request = asking(key)
        assert request.session["said"] == kept
        if isinstance(kept, list):
            request.session["said"].append("changed")
        request.session["more"] = request.session["said"] = "changed"
        for _ in range(2):  # before it is asked whose it is, and after that
            assert (SessionStore(key).get("said"), SessionStore(key).get("more")) == (kept, None)
            assert owner_of(request).pk == cast.ben.pk


@pytest.mark.parametrize("said", [{}, {"list": []}, {"bool": True}, {"text": "long " * 500}])
def test_whose_session_was_seen_before_is_asked_for_with_it(
    cast: SimpleNamespace, said: dict[str, Any]
) -> None:
    browser = visit(cast.ben)
    remembered_of(browser, **said)
    sessions._remembered.clear()  # as another process, which has not seen who signed in
    is_in(browser)
    assert asked(lambda: browser.get("/"))[1] == ["SELECT user", "SELECT recognition"]


def test_nothing_long_is_kept_of_a_session(cast: SimpleNamespace) -> None:
    key = remembered_of(visit(cast.ben), text="long " * 500)
    assert "long" not in str(sessions._remembered[key])


def test_what_a_request_claims_is_held_against_what_is_kept(cast: SimpleNamespace) -> None:
    key = remembered_of(visit(cast.ben))
    request = asking(key)
    request.session[auth.HASH_SESSION_KEY] = "0" * 64
    assert owner_of(request) == AnonymousUser()


def test_what_was_proven_is_not_reckoned_again(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = visit(cast.ben)
    remembered_of(browser)
    monkeypatch.setattr(User, "get_session_auth_hash", None)
    monkeypatch.setattr(SessionStore, "decode", None)
    assert is_in(browser)


def test_who_was_hinted_at_is_not_taken_for_whom_another_request_has_proven(
    cast: SimpleNamespace,
) -> None:
    User.objects.update(password="")  # so that all else that decides is the same of both
    key = remembered_of(visit(User.objects.get(pk=cast.ben.pk)))
    proven = sessions._remembered[key]
    sessions._remembered[key] = sessions.Remembered(str(cast.cal.pk))
    request = asking(key)
    assert request.session.items()
    assert request.session.owner.pk == cast.cal.pk
    sessions._remembered[key] = proven
    assert owner_of(request).pk == cast.ben.pk


def test_a_session_ends_with_the_fallback_that_it_is_signed_by(
    cast: SimpleNamespace, settings: Settings
) -> None:
    browser = visit(cast.ben)
    said, now = dict(browser.session.items()), settings.SECRET_KEY
    settings.SECRET_KEY = "the key before this one"
    Session.objects.update(session_data=SessionStore().encode(said))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = now, ["the key before this one"]
    assert [is_in(browser) for _ in range(3)] == [True] * 3
    settings.SECRET_KEY_FALLBACKS = []
    assert not is_in(browser)


def test_no_more_sessions_are_remembered_than_so_many(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "REMEMBERED", 2)
    browsers = [visit(person) for person in (cast.ann, cast.ben, cast.cal)]
    assert [is_in(each) for each in browsers * 2] == [True] * 6
    keys = [each.session.session_key for each in browsers]
    assert list(sessions._remembered) == keys[1:]  # the one before them is gone
    remembered_of(browsers[2], text="more")
    assert list(sessions._remembered) == keys[1:]


def test_nobody_is_remembered_who_has_not_signed_in(cast: SimpleNamespace) -> None:
    sessions._remembered.clear()
    store = SessionStore()
    store["state"] = "on the way to Google"
    store.save()
    assert sessions._remembered == {}
