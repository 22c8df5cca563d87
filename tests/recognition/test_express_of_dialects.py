"""The lists of the other dialects by the express lane: as the ordinary way has them, exactly."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.actions import credentials, tallies, users
from accounts.models import Credential, Organisation, Tally, User
from accounts.roles import Role
from peerly.api import express
from peerly.notation import as_hex
from peerly.prepared import PreparedRows
from recognition.models import Recognition
from tests.cast import UserFactory
from tests.dialects.agyletime.hooks import HOOKS as AGYLETIME
from tests.dialects.asking import Caller
from tests.dialects.betterworks.hooks import HOOKS as BETTERWORKS
from tests.dialects.engage.hooks import HOOKS as ENGAGE
from tests.dialects.engagedly.hooks import HOOKS as ENGAGEDLY
from tests.recognition.lanes import both_ways, closed, watched
from tests.recognition.random_company import member

pytestmark = pytest.mark.django_db

MEMBERS = [Role.EMPLOYEE, Role.MODERATOR, Role.ORGANISATION_ADMIN]
THANKS = {
    "betterworks": (BETTERWORKS, "/api/v1/recognitions", "size"),
    "engagedly": (ENGAGEDLY, "/beta/activities/praises", "size"),
}
PEOPLE = {
    "agyletime": (AGYLETIME, "/organisation/users", "pageLimit"),
    "engage": (ENGAGE, "/v1/users", "limit"),
}
LISTS = THANKS | PEOPLE


def walk(caller, hooks, path, query):
    """Turn the pages both ways, to the end; returns all rows."""
    caller.ask("GET", path)  # whom nobody knows yet is looked up the ordinary way
    found, pages = [], 0
    while query is not None:
        answer, by_lane = both_ways(lambda: caller.ask("GET", path + query))  # noqa: B023
        rows = hooks.read_rows(answer)
        assert by_lane
        found += rows
        query, pages = hooks.next_page(answer, len(rows)), pages + 1
    assert pages > 1
    return found


@pytest.mark.parametrize("role", MEMBERS, ids=str)
@pytest.mark.parametrize(("hooks", "path", "size"), THANKS.values(), ids=THANKS)
def test_recognitions_are_the_same_by_either_way(homes, hooks, path, size, role):
    for home in homes:
        caller = Caller(hooks, member(home, role))
        shown = Recognition.objects.filter(organisation=home, hidden_at=None)
        expected = list(shown.order_by("-given_at", "-id").values_list("id", flat=True))

        rows = walk(caller, hooks, path, f"?{urlencode({size: 12})}")

        assert [row["id"] for row in rows] == expected


@pytest.mark.parametrize("role", MEMBERS, ids=str)
@pytest.mark.parametrize(("hooks", "path", "size"), PEOPLE.values(), ids=PEOPLE)
def test_people_are_the_same_by_either_way(homes, hooks, path, size, role):
    if hooks is ENGAGE and role != Role.ORGANISATION_ADMIN:
        return  # there is no list of people for them
    for home in homes:
        caller = Caller(hooks, member(home, role))
        seen = User.all_objects.visible_to(member(home, role)).order_by("id")
        if hooks is ENGAGE:
            seen = seen.live()

        rows = walk(caller, hooks, path, f"?{urlencode({size: 7})}")

        assert [row.get("_id", row["id"]) for row in rows] == [as_hex(each.pk) for each in seen]


@pytest.fixture(params=LISTS.values(), ids=LISTS)
def known(request, homes):
    """An administrator whose key this process has let in before, asking for a list."""
    hooks, path, size = request.param
    person = UserFactory(organisation=homes[0], role=Role.ORGANISATION_ADMIN, first_name="Ann")
    caller = Caller(hooks, person)
    ask = lambda query="": both_ways(lambda: caller.ask("GET", path + query))  # noqa: E731
    _, by_lane = both_ways(lambda: caller.ask("GET", path))
    assert not by_lane
    assert ask()[1]
    return SimpleNamespace(
        person=person, hooks=hooks, path=path, size=size, caller=caller, ask=ask, home=homes[0]
    )


def revoke(known):
    Credential.objects.filter(owner=known.person).update(revoked_at=timezone.now())


def remove(known):
    users.remove(by=member(known.home, Role.ORGANISATION_ADMIN), person=known.person)


def promote(known):
    User.objects.filter(pk=known.person.pk).update(role=Role.SUPER_ADMIN)


def forge(known):
    Credential.objects.filter(owner=known.person).update(fingerprint="0" * 64, revocations=9)


def repurpose(known):
    Credential.objects.filter(owner=known.person).update(speaks="nobody")


def lapse(known):
    Organisation.objects.filter(pk=known.home.pk).update(subscription_status="lapsed")


def expire(known):
    Organisation.objects.filter(pk=known.home.pk).update(subscription_valid_upto=timezone.now())


ENDS = [revoke, remove, promote, forge, repurpose, lapse, expire]


@pytest.mark.parametrize("end", ENDS)
def test_whose_key_counts_no_more_is_refused_at_once(known, end):
    end(known)

    answer, by_lane = known.ask()

    assert answer.status_code in {401, 403}
    assert not by_lane


def switch_off_and_on(known):
    mine = Credential.objects.get(owner=known.person)
    boss = member(known.home, Role.ORGANISATION_ADMIN)
    credentials.revoke(by=boss, credential=mine)
    Credential.objects.filter(pk=mine.pk).update(revoked_at=None)


def remove_and_restore(known):
    boss = member(known.home, Role.ORGANISATION_ADMIN)
    users.restore(by=boss, person=users.remove(by=boss, person=known.person))


@pytest.mark.parametrize("come_back", [switch_off_and_on, remove_and_restore])
def test_what_a_key_has_signed_ends_where_the_key_itself_comes_back(known, come_back):
    come_back(known)

    answer, by_lane = known.ask()

    assert by_lane == known.hooks.revives == (answer.status_code == 200)


def test_a_moment_before_a_subscription_ends_its_keys_count(known):
    until = timezone.now() + timedelta(microseconds=1)
    Organisation.objects.filter(pk=known.home.pk).update(subscription_valid_upto=until)

    assert known.ask()[1]


def test_who_has_become_somebody_else_sees_what_they_may(known):
    User.objects.filter(pk=known.person.pk).update(role=Role.MODERATOR)

    _, at_first = known.ask()
    _, by_lane = known.ask()

    assert not at_first
    assert by_lane == (known.path != "/v1/users")  # which only administrators have


def test_the_owner_of_a_key_is_whom_it_belongs_to_now(known):
    other = UserFactory(organisation=known.home, role=Role.EMPLOYEE, last_login=timezone.now())
    Credential.objects.filter(owner=known.person).update(owner=other)

    _, by_lane = known.ask()

    assert not by_lane


def test_a_key_is_noted_to_be_used_once_a_minute_as_ever(known, clock):
    mine = Credential.objects.filter(owner=known.person)
    first = mine.get().last_used_at
    for seconds, by_lane in ((59, True), (2, False), (0, True)):
        clock.shift(timedelta(seconds=seconds))
        before = mine.get().last_used_at
        assert known.ask()[1] == by_lane
        assert (mine.get().last_used_at != before) == (not by_lane)
    assert mine.get().last_used_at == first + timedelta(seconds=61)


def test_other_keys_do_not_pass_for_one_that_is_known(known):
    bad = known.hooks.bad_credentials(known.person)

    for flaw, headers in bad.items():
        caller = Caller(known.hooks, headers=headers)
        answer, by_lane = both_ways(lambda: caller.ask("GET", known.path))  # noqa: B023
        assert answer.status_code in {400, 401, 403}, flaw
        assert not by_lane, flaw


UNUSUAL = ["?{size}=0", "?{size}=x", "?nonsense=1", "?page=1000", "?{size}=-1"]


def test_what_is_unusual_is_left_to_the_ordinary_way(known):
    for query in UNUSUAL:
        _, by_lane = known.ask(query.format(size=known.size))
        assert not by_lane, query


def test_another_verb_and_another_format_are_left_to_the_ordinary_way(known):
    for method, headers in (("HEAD", {}), ("OPTIONS", {}), ("GET", {"X-Forwarded-Proto": "http"})):
        ask = lambda: known.caller.ask(method, known.path, **headers)  # noqa: B023, E731
        assert not both_ways(ask)[1]


def test_by_either_way_a_request_is_counted_once_and_the_limit_is_the_same(homes, settings):
    settings.INTEGRATION_RATE = (4, 60)
    person, path = member(homes[0], Role.EMPLOYEE), "/beta/activities/praises"
    told = []
    for way in (watched, closed):
        caller = Caller(ENGAGEDLY, person)
        with way() as taken:
            answers = [caller.ask("GET", path) for _ in range(7)]
        told.append([(each.status_code, each.headers.get("Retry-After")) for each in answers])
        left = [each.headers["X-RateLimit-Remaining"] for each in answers]
        assert left == ["3", "2", "1", "0", "0", "0", "0"]
        assert taken in (None, [False, True, True, True, False, False, False])

    assert told[0] == told[1]
    assert [status for status, _ in told[0]] == [200] * 4 + [429] * 3
    counted = Tally.objects.order_by("key", "window").values_list("count", flat=True)
    assert sorted(counted) == [1, 1, 5, 5]  # a pause of each key, and what each was counted


def test_where_the_limit_is_reached_meanwhile_the_request_is_refused_and_counted_once(
    homes, settings
):
    settings.INTEGRATION_RATE = (2, 60)
    caller = Caller(ENGAGEDLY, member(homes[0], Role.EMPLOYEE))
    ask = lambda: caller.ask("GET", "/beta/activities/praises")  # noqa: E731
    assert [ask().status_code for _ in range(2)] == [200, 200]

    with watched() as taken, patch.object(PreparedRows, "all", lambda *_, **__: [(1,)]):
        refused = ask()  # whatever the statement found: it is too soon

    assert (refused.status_code, taken) == (429, [False])
    assert sorted(Tally.objects.values_list("count", flat=True)) == [1, 3]


def test_where_nobody_can_be_counted_either_way_says_so(homes):
    caller = Caller(ENGAGEDLY, member(homes[0], Role.EMPLOYEE))
    caller.ask("GET", "/beta/activities/praises")

    with patch.object(tallies, "add", side_effect=OperationalError("locked")):
        answer, by_lane = both_ways(lambda: caller.ask("GET", "/beta/activities/praises"))

    assert (answer.status_code, by_lane) == (503, False)


def test_a_dialect_whose_words_only_a_serializer_knows_is_answered_the_ordinary_way(known):
    with patch.object(express, "shape_of", lambda *_: None):
        answer, by_lane = known.ask()

    assert (answer.status_code, by_lane) == (200, False)
