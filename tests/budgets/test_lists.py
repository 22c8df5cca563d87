"""The queries of every list, itemised, and as many for a hundred rows as for one."""

from __future__ import annotations

import pytest
from django.utils import timezone

from recognition.actions import badges as earned
from recognition.models import Case, CoreValue, Hi5, Report, Review
from recognition.querysets import RecognitionQuerySet
from tests.budgets.queries import ALSO, SIGNED_IN, asked
from tests.cast import (
    BadgeFactory,
    CoreValueFactory,
    OrganisationFactory,
    RecognitionFactory,
    UserFactory,
)
from tests.dialects.asking import Caller
from tests.dialects.fixtures import SPEAK

pytestmark = pytest.mark.django_db

MANY = 100


def recognitions(cast, count):
    """Each of other people and for another value, and with a hi5."""
    given = [
        RecognitionFactory(
            given_by=UserFactory(organisation=cast.acme),
            given_for=UserFactory(organisation=cast.acme),
            core_value=CoreValueFactory(organisation=cast.acme),
        )
        for _ in range(count)
    ]
    Hi5.objects.bulk_create(hi5_row(cast.cal, thanks) for thanks in given)


def people(cast, count):
    """Each of whom has given a hi5 to one recognition."""
    fans = [UserFactory(organisation=cast.acme) for _ in range(count)]
    Hi5.objects.bulk_create(hi5_row(fan, cast.thanks) for fan in fans)


def hi5_row(by, thanks):
    return Hi5(
        organisation=by.organisation, recognition=thanks, given_by=by, given_at=timezone.now()
    )


def cases(cast, count):
    """Each with a report of somebody else and a review."""
    now, ours = timezone.now(), {"organisation": cast.acme}
    for _ in range(count):
        thanks = RecognitionFactory(
            given_by=cast.ann,
            given_for=cast.ben,
            core_value=CoreValueFactory(organisation=cast.acme),
        )
        doubter = UserFactory(organisation=cast.acme)
        case = Case.objects.create(**ours, recognition=thanks, opened_at=now)
        Report.objects.create(
            **ours, case=case, mark_as="fraud", reported_by=doubter, reported_at=now
        )
        Review.objects.create(
            **ours, case=case, moderated_by=cast.mo, moderated_at=now, is_inappropriate=False
        )


def core_values(cast, count):
    for _ in range(count):
        CoreValueFactory(organisation=cast.acme, parent=cast.outcome)


def badges(cast, count):
    for _ in range(count):
        BadgeFactory(organisation=cast.acme)


def awards(cast, count):
    hi5_row(cast.cal, cast.thanks).save()
    badges(cast, count)
    earned.award(to=cast.ben, now=timezone.now())


def organisations(cast, count):
    for number in range(count):
        OrganisationFactory(name=f"Number {number}", domain_name=f"number{number}.test")


LISTS = {
    # Who asks, for what, and what that costs besides finding out who it is.
    "feed": ("ann", "/recognitions", recognitions, [f"SELECT recognition {ALSO}"]),
    "feed from an offset": (
        "ann",
        "/recognitions?offset=0",
        recognitions,
        ["SELECT recognition"],
    ),
    "filtered feed": (
        "ann",
        "/recognitions?core_value_id={values}&q=thank+you&since=0&until=9999999999",
        recognitions,
        ["SELECT recognition"],
    ),
    "feed of all organisations": ("root", "/recognitions", recognitions, ["SELECT recognition"]),
    "people": ("ann", "/users", people, [f"SELECT user {ALSO}"]),
    "people by name": ("ada", "/users?starts_with=person", people, [f"SELECT user {ALSO}"]),
    "hi5s": (
        "ann",
        "/recognitions/{thanks}/hi5",
        people,
        ["SELECT recognition", "SELECT hi5"],
    ),
    "cases": (
        "mo",
        "/reports",
        cases,
        ["SELECT case", "SELECT recognition", "SELECT report", "SELECT review"],
    ),
    "core values": ("ann", "/core_values", core_values, ["SELECT corevalue"]),
    "badges": ("ann", "/badges", badges, ["SELECT badge"]),
    "my badges": ("ben", "/users/me/badges", awards, ["SELECT badgeaward"]),
    "another's badges": (
        "ann",
        "/users/{ben}/badges",
        awards,
        ["SELECT user", "SELECT badgeaward"],
    ),
    "organisations": ("root", "/organisations", organisations, ["SELECT organisation"]),
}


def with_limit(cast, path: str) -> str:
    values = CoreValue.objects.filter(organisation=cast.acme).order_by("-id")[:50]
    path = path.format(
        thanks=cast.thanks.pk, ben=cast.ben.pk, values=",".join(str(each.pk) for each in values)
    )
    return f"{path}{'&' if '?' in path else '?'}limit={MANY}"


def of_lists(cost):
    """Leave out the savepoints there are because the test itself is a transaction."""
    return [query for query in cost if query not in {"SAVEPOINT", "RELEASE"}]


def with_signing_in(queries):
    return queries if queries[0].endswith(ALSO) else [SIGNED_IN, *queries]


@pytest.mark.parametrize("count", [1, MANY])
@pytest.mark.parametrize(("name", "path", "fill", "queries"), LISTS.values(), ids=LISTS)
def test_a_list_costs_the_same_however_long_it_is(api, cast, name, path, fill, queries, count):
    fill(cast, count)
    client, path = api(getattr(cast, name)), with_limit(cast, path)

    answer, cost = asked(lambda: client.get(path))

    assert len(answer.json()["data"]) >= min(count, 50)
    assert of_lists(cost) == with_signing_in(queries)


COUNTED = {"feed": "SELECT participationtally", "people": "COUNT user", "cases": "COUNT case"}
"""How it is found out how many there are; recognitions are added up as they are given."""


@pytest.mark.parametrize("name", COUNTED)
def test_counting_costs_one_more_and_only_who_asks_for_it(api, cast, name):
    person, path, fill, queries = LISTS[name]
    fill(cast, 3)
    client = api(getattr(cast, person))

    _, cost = asked(lambda: client.get(f"{path}?count=false"))
    answer, counted = asked(lambda: client.get(f"{path}?count=true"))

    assert answer.json()["meta"]["total"] >= 3
    assert [query for query in cost if query.startswith("COUNT")] == []
    first, *others = (query.removesuffix(f" {ALSO}") for query in queries)
    assert counted == [SIGNED_IN, COUNTED[name], first, *others]


def test_a_page_by_cursor_costs_what_the_first_one_does(api, cast):
    recognitions(cast, 30)
    client = api(cast.ann)
    cursor = client.get("/recognitions").json()["meta"]["next_cursor"]

    answer, cost = asked(lambda: client.get(f"/recognitions?cursor={cursor}"))

    assert len(answer.json()["data"]) == 10
    assert of_lists(cost) == [f"SELECT recognition {ALSO}"]


OF_DIALECTS = {
    "betterworks": ("/api/v1/recognitions", recognitions, [f"SELECT recognition {ALSO}"]),
    "engagedly": (
        "/beta/activities/praises",
        recognitions,
        [f"SELECT recognition {ALSO}", "INSERT tally"],
    ),
    "engage": ("/v1/users", people, [f"SELECT user {ALSO}"]),
    "agyletime": ("/organisation/users", people, [f"SELECT user {ALSO}"]),
}


@pytest.mark.parametrize("name", OF_DIALECTS)
def test_a_list_of_another_dialect_costs_the_same_on_every_page(cast, name):
    path, fill, queries = OF_DIALECTS[name]
    fill(cast, 7)
    hooks = SPEAK[name]
    caller, query = Caller(hooks, cast.ada), hooks.first_page(3)
    caller.ask("GET", path)  # whom nobody knows is looked up by themselves

    pages = 0
    while query is not None:
        answer, cost = asked(lambda: caller.ask("GET", path + query))  # noqa: B023
        assert of_lists(cost) == queries
        query, pages = hooks.next_page(answer, 3), pages + 1

    assert pages > 2


def test_the_budgets_are_kept():
    """Queries with signing in: one for the feed, one for the list of people."""
    cost = {name: len(with_signing_in(queries)) for name, (*_, queries) in LISTS.items()}

    assert cost["feed"] == cost["people"] == 1


def test_control_a_query_a_row_is_noticed(monkeypatch, api, cast):
    recognitions(cast, 5)
    client = api(cast.ann)
    told_to = RecognitionQuerySet.told_to
    monkeypatch.setattr(
        RecognitionQuerySet,
        "told_to",
        lambda rows, viewer: told_to(rows, viewer).select_related(None),
    )

    _, cost = asked(lambda: client.get("/recognitions?offset=0"))

    assert len(cost) > 3
