"""What people change about themselves."""

from __future__ import annotations

import re

import pytest

from accounts.actions import organisations, users
from accounts.models import Change, User
from tests.admin.pages import everything
from tests.pages.visiting import said, visit, words_of

FIELDS = ("first_name", "last_name", "display_name", "profile_image_url")


def filled(browser, **typed):
    """Return what the page of ``browser`` would send, with some of it typed anew."""
    page = browser.get("/me").content.decode()
    (shown,) = re.findall(r'name="_shown" value="([^"]*)"', page)
    kept = {name: re.search(rf'name="{name}" (?:value="([^"]*)")?', page)[1] for name in FIELDS}
    visible = {"is_on_leaderboard": "on"} if "checked" in page else {}
    return {"_shown": shown, **{name: kept[name] or "" for name in FIELDS}, **visible, **typed}


def save(browser, **typed):
    return browser.post("/me", filled(browser, **typed))


def now(person):
    return User.all_objects.get(pk=person.pk)


@pytest.mark.parametrize("who", ["ann", "mo", "ada"])
def test_everybody_changes_their_own_names_and_picture(cast, who):
    person = getattr(cast, who)
    picture = "https://pictures.test/me.png"

    answer = save(
        visit(person), first_name="Zoë", last_name="", display_name="Z", profile_image_url=picture
    )

    assert answer["Location"] == f"/people/{person.pk}"
    assert said(answer) == ["Saved."]
    changed = now(person)
    assert (changed.first_name, changed.last_name, changed.display_name) == ("Zoë", "", "Z")
    assert changed.profile_image_url == picture
    (line,) = Change.objects.filter(what="users.change_profile")
    assert (line.by_id, line.thing_id) == (person.pk, person.pk)


def test_a_stranger_signs_in_first(cast):
    before = everything()

    assert visit(None).get("/me")["Location"] == "/sign-in?next=%2Fme"
    assert visit(None).post("/me", {"first_name": "Nobody"}).status_code == 302
    assert everything() == before


def test_a_super_admin_has_no_such_page(cast):
    assert visit(cast.root).get("/me").status_code == 403


def test_leaving_the_leaderboard_and_coming_back(cast):
    browser = visit(cast.ann)

    save(browser, is_on_leaderboard="")
    assert not now(cast.ann).is_on_leaderboard

    save(browser, is_on_leaderboard="on")
    assert now(cast.ann).is_on_leaderboard


def test_an_organisation_without_leaderboard_does_not_ask_who_is_on_it(cast):
    organisations.change(by=cast.ada, organisation=cast.acme, has_leaderboard=False)
    browser = visit(cast.ann)

    assert "leaderboard" not in words_of(browser.get("/me"))
    save(browser, last_name="Rao")

    assert now(cast.ann).last_name == "Rao"
    assert now(cast.ann).is_on_leaderboard


@pytest.mark.parametrize(
    ("name", "typed", "said_of_it"),
    [
        ("first_name", "", "This field is required."),
        ("first_name", "\u202eeve", "Enter a name without invisible characters."),
        ("last_name", "x" * 51, "at most 50 characters"),
        ("display_name", "\u200b", "Enter a name without invisible characters."),
        ("profile_image_url", "javascript:alert(1)", "Enter an address that begins with https://."),
        ("profile_image_url", "https://a:b@c.test/", "Enter an address that begins with https://."),
        (
            "profile_image_url",
            "http://c.test/me.png",
            "Enter an address that begins with https://.",
        ),
        ("profile_image_url", "https://[", "Enter an address that begins with https://."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(cast, name, typed, said_of_it):
    browser, before = visit(cast.ann), everything()

    answer = save(browser, **{name: typed})

    assert answer.status_code == 422
    assert said_of_it in words_of(answer)
    assert f'id="id_{name}_error"' in answer.content.decode()
    assert everything() == before


def test_what_is_the_same_already_leaves_no_line(cast):
    browser, before = visit(cast.ann), everything()

    assert save(browser).status_code == 302
    assert everything() == before


def test_a_page_from_before_puts_nothing_back(cast):
    browser = visit(cast.ann)
    late = filled(browser, display_name="Late")
    users.change_profile(by=cast.ann, first_name="Anna")
    before = everything()

    answer = browser.post("/me", late)

    assert answer.status_code == 422
    assert "Nothing was saved" in words_of(answer)
    assert 'value="Late"' in answer.content.decode()
    assert everything() == before


def test_nobody_changes_more_than_is_asked_for(cast):
    save(visit(cast.ann), first_name="Ann", role="2", email="root@acme.test", organisation="2")

    changed = now(cast.ann)
    assert (changed.role, changed.email) == (cast.ann.role, cast.ann.email)
    assert changed.organisation_id == cast.acme.pk


def test_a_name_is_shown_as_it_was_typed(cast):
    answer = save(visit(cast.ann), first_name="<img src=x onerror=alert(1)>")

    page = visit(cast.ann).get(answer["Location"]).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_a_picture_that_a_program_has_put_there_is_in_nobodys_way(cast):
    User.objects.filter(pk=cast.ann.pk).update(profile_image_url="http://c.test/old.png")

    assert save(visit(cast.ann), first_name="Anna").status_code == 302

    assert now(cast.ann).first_name == "Anna"
    assert now(cast.ann).profile_image_url == "http://c.test/old.png"
