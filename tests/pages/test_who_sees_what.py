"""Role × page: who sees which page, which way to it, and whose rows on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from django.urls import URLPattern

import accounts.urls
import recognition.urls
from accounts.actions import credentials
from recognition.actions import hi5s, reports, reviews
from recognition.models import Recognition
from tests.cast import BadgeFactory
from tests.pages.visiting import html_of, links_of, visit, words_of

ANYBODY = frozenset({"ann", "mo", "ada"})
GIVERS = frozenset({"ann", "ada"})
MODERATORS = frozenset({"mo", "ada"})
ADMINISTRATORS = frozenset({"ada"})
STRANGERS = frozenset({"sign_in", "continue_as", "sign_out"})
"""Pages for whoever comes; what they do is tested by itself."""

SEEN_BY = {
    "feed": ANYBODY,
    "filters": ANYBODY,
    "news": ANYBODY,
    "give": GIVERS,
    "thanks": ANYBODY,
    "hi5": ANYBODY,
    "take_back": GIVERS,
    "report": ANYBODY,
    "people": ANYBODY,
    "person": ANYBODY,
    "leaderboard": ANYBODY,
    "me": ANYBODY,
    "moderation": MODERATORS,
    "moderation_keys": MODERATORS,
    "moderation_case": MODERATORS,
    **dict.fromkeys(
        [
            "insights",
            "insights_participation",
            "insights_values",
            "insights_overlooked",
            "insights_waiting",
            "settings",
            "settings_keys",
            "settings_key_make",
            "settings_revoke",
            "settings_reactivate",
            "settings_values",
            "settings_value_add",
            "settings_value",
            "settings_people",
            "settings_person",
            "settings_role",
            "settings_grant",
            "settings_remove",
            "settings_restore",
            "settings_badges",
            "settings_badge_add",
            "settings_badge",
            "settings_badge_remove",
        ],
        ADMINISTRATORS,
    ),
}

DENIED, NOT_THERE = {403}, {404}


class Place(NamedTuple):
    """A page at Acme, and the same about something of Globex, if it is about something."""

    name: str
    path: str
    foreign: str | None


@pytest.fixture
def places(cast: SimpleNamespace) -> list[Place]:
    """Return every page of the site, about something there is."""
    of_acme, of_globex = things(cast), foreign_things(cast)
    return [
        Place(
            pattern.name or "",
            "/" + route(pattern, of_acme),
            "/" + route(pattern, of_globex) if "<" in str(pattern.pattern) else None,
        )
        for pattern in patterns()
    ]


def patterns() -> Iterator[URLPattern]:
    for pattern in [*accounts.urls.urlpatterns, *recognition.urls.urlpatterns]:
        if pattern.name not in STRANGERS:
            yield pattern


def route(pattern: URLPattern, ids: dict[str, int]) -> str:
    told = str(pattern.pattern)
    kind = told.partition("<")[0]
    return told.replace("<int:number>", str(ids.get(kind, 0)))


def things(cast: SimpleNamespace) -> dict[str, int]:
    case = reports.raise_(
        by=cast.cal, recognition=cast.thanks, mark_as="incorrect", reason="Hm."
    ).case
    key = credentials.issue(
        by=cast.ada, owner=cast.ann, speaks="betterworks", identifier=None
    ).credential
    return ids_of(
        cast.thanks, case, cast.cal, cast.outcome, BadgeFactory(organisation=cast.acme), key
    )


def foreign_things(cast: SimpleNamespace) -> dict[str, int]:
    case = reports.raise_(
        by=cast.zoe, recognition=cast.foreign_thanks, mark_as="incorrect", reason="Hm."
    ).case
    key = credentials.issue(
        by=cast.gus, owner=cast.zoe, speaks="betterworks", identifier=None
    ).credential
    badge = BadgeFactory(organisation=cast.globex)
    return ids_of(cast.foreign_thanks, case, cast.yan, cast.candour, badge, key)


def key_of(by: Any, owner: Any) -> Any:
    return credentials.issue(by=by, owner=owner, speaks="betterworks", identifier=None).credential


def ids_of(thanks: Any, case: Any, person: Any, value: Any, badge: Any, key: Any) -> dict[str, int]:
    return {
        "thanks/": thanks.pk,
        "moderation/": case.pk,
        "people/": person.pk,
        "settings/people/": person.pk,
        "settings/values/": value.pk,
        "settings/badges/": badge.pk,
        "settings/integrations/": key.pk,
    }


def asked(who: Any, path: str) -> set[int]:
    """Return the statuses of looking at ``path`` and of sending an empty form there."""
    return {visit(who).get(path).status_code, visit(who).post(path).status_code} - {405}


def test_every_page_is_in_the_table() -> None:
    assert {pattern.name for pattern in patterns()} == set(SEEN_BY)


@pytest.mark.parametrize("who", ["ann", "mo", "ada"])
def test_each_role_sees_its_pages_and_no_others(
    cast: SimpleNamespace, places: list[Place], who: str
) -> None:
    for place in places:
        person = getattr(cast, who)
        if who in SEEN_BY[place.name]:
            # A page that is only posted to is a 405, or leads to the one its form stands on.
            seen = visit(person).get(place.path).status_code
            assert (place.name, seen in {200, 204, 302, 405}) == (place.name, True)
        else:
            assert (place.name, asked(person, place.path)) == (place.name, DENIED)


def test_what_is_another_organisations_is_nobodys_here(
    cast: SimpleNamespace, places: list[Place]
) -> None:
    for place in places:
        if place.foreign is None:
            continue
        for who in SEEN_BY[place.name]:
            found = asked(getattr(cast, who), place.foreign)
            assert (place.name, who, found) == (place.name, who, NOT_THERE)
        nowhere = place.foreign.replace(str(foreign_id(place)), "987654321")
        assert asked(cast.ada, nowhere) == NOT_THERE
        beyond = place.foreign.replace(str(foreign_id(place)), "9" * 25)
        assert asked(cast.ada, beyond) == NOT_THERE


def foreign_id(place: Place) -> int:
    (number,) = {int(word) for word in str(place.foreign).split("/") if word.isdigit()}
    return number


def test_a_stranger_sees_none(cast: SimpleNamespace, places: list[Place]) -> None:
    for place in places:
        assert visit().get(place.path)["Location"].startswith("/sign-in?"), place.name
        assert visit().post(place.path)["Location"].startswith("/sign-in?"), place.name


def test_who_runs_the_installation_has_the_administration_instead(
    cast: SimpleNamespace, places: list[Place]
) -> None:
    for place in places:
        statuses = asked(cast.root, place.path)
        assert (place.name, statuses) == (place.name, {302} if place.name == "feed" else DENIED)


@pytest.mark.parametrize("who", ["ann", "mo", "ada"])
def test_nobody_is_offered_a_way_that_is_closed_to_them(
    cast: SimpleNamespace, places: list[Place], who: str
) -> None:
    person = getattr(cast, who)
    known = {place.path: place for place in places}
    offered = set()
    for place in places:
        page = visit(person).get(place.path)
        if page.status_code == 200 and "<html" in html_of(page):
            offered |= {link.partition("?")[0] for link in links_of(page)} & set(known)
    closed = {path for path in offered if who not in SEEN_BY[known[path].name]}
    assert closed == set()
    assert {"/", "/people", "/leaderboard", "/me"} <= offered


@pytest.mark.parametrize("who", ["ann", "mo", "ada"])
def test_no_page_tells_anything_of_another_organisation(
    cast: SimpleNamespace, places: list[Place], who: str
) -> None:
    for place in places:
        page = html_of(visit(getattr(cast, who)).get(place.path))
        page = re.sub(r'value="[\w-]{20,}"', "", page)  # a form's token may say anything
        for word in ("zanzibar", "Zoe", "Yan Tester", "Candour", "Globex", "globex"):
            assert word not in page, (place.name, word)


@pytest.mark.parametrize("who", ["ann", "ben", "cal", "mo", "ada"])
def test_what_a_review_has_hidden_is_told_and_counted_nowhere(
    cast: SimpleNamespace, who: str
) -> None:
    hidden = cast.thanks
    Recognition.objects.filter(pk=hidden.pk).update(text="quokka")
    hi5s.give(by=cast.cal, recognition=hidden, comment="wombat")
    reviews.give(by=cast.mo, recognition=hidden, is_inappropriate=True)
    browser, me = visit(getattr(cast, who)), getattr(cast, who).pk
    paths = [
        *("/", f"/?by={cast.ann.pk}", f"/?to={cast.ben.pk}", f"/?value={cast.outcome.pk}"),
        *(f"/thanks/{hidden.pk}", f"/news?newest={hidden.pk}", f"/people/{me}?tab=hi5s"),
        *(f"/people/{cast.ann.pk}?tab=given", f"/people/{cast.ben.pk}?tab=values"),
        *("/insights", "/insights/values.csv"),
    ]
    for path in paths:
        page = html_of(browser.get(path))
        told = [word for word in ("quokka", "wombat", f"thanks/{hidden.pk}") if word in page]
        assert (path, told) == (path, [])
    assert "Received 0 Given 0" in words_of(browser.get(f"/people/{cast.ben.pk}"))
    assert words_of(browser.get("/leaderboard")).count("Nobody yet: the first place is free.") == 2
    assert browser.get("/?q=quokka").content.count(b'class="card recognition') == 0
