"""A page costs the same number of queries, whether it shows one row or many."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from social_django.models import UserSocialAuth

from accounts.actions import users
from accounts.models import KeptAnswer, RevokedToken, Tally
from recognition.actions import allowances, badges, core_values, hi5s, reviews
from tests.admin.conftest import Enter, report
from tests.admin.pages import list_of, page_of
from tests.admin.test_permissions import TABLE
from tests.cast import RecognitionFactory, UserFactory

MANY = 6


def crowd(stage: SimpleNamespace) -> None:
    """Add ``MANY`` rows to every list, each with people of its own."""
    now = timezone.now()
    for number in range(MANY):
        giver, receiver, other = UserFactory.create_batch(3, organisation=stage.acme)
        value = core_values.create(
            by=stage.ada, organisation=stage.acme, text=f"V{number}", description="x"
        )
        core_values.create(
            by=stage.ada, organisation=stage.acme, text=f"W{number}", description="x", parent=value
        )
        thanks = RecognitionFactory(given_by=giver, given_for=receiver, core_value=value)
        hi5 = hi5s.give(by=other, recognition=thanks)
        badges.award(to=receiver, now=hi5.given_at)
        allowances.grant(by=stage.ada, person=giver, amount=1, reason="x")
        report(thanks, other)
        report(thanks, giver)
        if number % 2:
            reviews.give(by=stage.mo, recognition=thanks, is_inappropriate=bool(number % 3))
        report(stage.thanks, receiver)
        users.remove(by=stage.ada, person=other)
        badges.create(
            by=stage.ada,
            organisation=stage.acme,
            name=f"B{number}",
            hi5_count_required=99,
            hi5_frequency="WEEKLY",
        )
        RevokedToken.objects.create(jti=f"{number}", user=giver, revoked_at=now, expires_at=now)
        KeptAnswer.objects.create(user=giver, key="k", fingerprint="0", created_at=now)
        UserSocialAuth.objects.create(user=giver, provider="google-oauth2", uid=f"{number}")
        Tally.objects.create(key=f"{number}", window=0, count=1)


def cost(browser: Client, address: str) -> list[str]:
    """Return the queries of a page."""
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200, address
    return [query["sql"] for query in queries]


@pytest.mark.parametrize("who", ["root", "ada", "mo"])
def test_a_page_of_many_costs_what_a_page_of_few_costs(
    stage: SimpleNamespace, enter: Enter, who: str
) -> None:
    browser = enter(getattr(stage, who))
    addresses = [
        address
        for kind, (row, viewers, *_) in TABLE.items()
        if who in viewers
        for address in (list_of(kind), page_of(getattr(stage, row)), f"{list_of(kind)}?q=a")
    ]
    addresses += ["/admin/", page_of(stage.case, "history")]
    if who != "mo":
        addresses += [page_of(stage.ben, "history"), page_of(stage.acme, "history")]
    # Django learns once what kinds of things there are: that query is nobody's fault.
    ContentType.objects.get_for_models(*admin.site._registry)
    few = {address: cost(browser, address) for address in addresses}
    crowd(stage)
    for address in addresses:
        many = cost(browser, address)
        # The overview tells the newest few changes, which are about more kinds of things by now.
        # Fewer, where the newest page of the history happens to be about fewer kinds of things.
        assert len(many) <= len(few[address]) or address == "/admin/", (address, many)
        # The history looks up the names of what it tells of: a query for each kind of thing.
        assert len(many) <= (20 if "accounts/change" in address else 12), (address, many)


def test_asking_about_many_costs_what_asking_about_two_costs(
    stage: SimpleNamespace, enter: Enter
) -> None:
    crowd(stage)
    for kind, action, who, two in [
        ("recognition/case", "uphold", stage.mo, (stage.case, stage.closed_case)),
        ("accounts/user", "grant", stage.ada, (stage.ann, stage.ben)),
    ]:
        browser = enter(who)
        rows = browser.get(list_of(kind)).context["cl"].result_list
        many = ",".join(str(row.pk) for row in rows[:MANY])
        few = ",".join(str(row.pk) for row in two)
        asking = f"{list_of(kind)}{action}/?things="
        assert len(cost(browser, asking + many)) == len(cost(browser, asking + few)), kind
