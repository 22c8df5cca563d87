"""What was typed when a sign-in turned out to have ended: kept for whoever typed it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session

from accounts.models import Tally
from recognition.views.give import DRAFTS_OF_A_NETWORK
from tests.pages.giving import WORDS, count, field, form
from tests.pages.visiting import IN_PLACE, follow, links_of, visit, words_of


@pytest.mark.parametrize("scripts", [{}, {**IN_PLACE, "HX-Current-URL": "http://testserver/"}])
def test_a_draft_survives_an_expired_sign_in(
    cast: SimpleNamespace, scripts: dict[str, str]
) -> None:
    browser = visit()
    typed = form(cast, writer=cast.ann.pk)
    answer = browser.post("/give", typed, headers=scripts)
    address = answer["HX-Redirect"] if scripts else answer["Location"]
    assert address == "/sign-in?next=%2Fgive"
    assert count() == (2, 0)
    # Signing in keeps what an anonymous session has.
    browser.force_login(cast.ann, backend="accounts.passwords.PasswordBackend")
    page = browser.get("/give")
    assert "Thank Ben Tester" in words_of(page)
    assert field(page, "text") == WORDS
    follow(browser, browser.post("/give", form(cast)))
    assert "Whom would you like to thank?" in words_of(browser.get("/give"))
    assert count() == (3, 0)


def test_strangers_drafts_are_few_and_short(db: None) -> None:
    most, _ = DRAFTS_OF_A_NETWORK
    browser = visit()
    most_typed = dict.fromkeys(("to", "core_value", "writer"), "1" * 10_500)
    browser.post("/give", {**most_typed, "text": "€" * 10_500})
    assert {len(text) for text in browser.session["draft"].values()} == {2 * 5000}
    Tally.objects.update(count=most - 1)
    visit().post("/give", {"text": "the last one"})
    before = Session.objects.count()
    answer = visit().post("/give", {"text": "one too many"})
    assert answer["Location"] == "/sign-in?next=%2Fgive"
    assert Session.objects.count() == before == 2


def test_a_draft_is_about_one_person_and_in_nobodys_way(cast: SimpleNamespace) -> None:
    browser = visit()
    browser.post("/give", form(cast, writer=cast.ann.pk))
    browser.force_login(cast.ann, backend="accounts.passwords.PasswordBackend")
    page = browser.get("/give", {"to": cast.cal.pk})
    assert "Thank Cal Tester" in words_of(page)
    assert WORDS not in page.content.decode()
    assert "/give?to=" in links_of(browser.get("/give"))
    for asked in ({"to": ""}, {"q": "ca"}):
        assert "Whom would you like to thank?" in words_of(browser.get("/give", asked))
    assert field(browser.get("/give", {"to": cast.ben.pk}), "text") == WORDS


@pytest.mark.parametrize("writer", ["ann", None])
@pytest.mark.parametrize("next_one", ["cal", "zoe"])
def test_a_draft_is_not_for_whoever_signs_in_next(
    cast: SimpleNamespace, next_one: str, writer: str | None
) -> None:
    browser = visit()
    browser.post("/give", form(cast, writer=writer and getattr(cast, writer).pk))
    browser.force_login(getattr(cast, next_one), backend="accounts.passwords.PasswordBackend")
    for path in ("/give", f"/give?to={cast.ben.pk}"):
        page = browser.get(path)
        assert ("Thank Ben Tester" in words_of(page)) == (path != "/give" and next_one == "cal")
        assert "runbook" not in page.content.decode()


def test_the_form_says_whose_words_it_has(cast: SimpleNamespace) -> None:
    browser = visit(cast.ann)
    pages = [
        browser.get("/give", {"to": cast.ben.pk}),
        browser.post("/give", form(cast, step="preview")),
        browser.post("/give", form(cast, text=" ")),
    ]
    assert [field(page, "writer") for page in pages] == [str(cast.ann.pk)] * 3
