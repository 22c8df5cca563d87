"""Two at the same page: nobody puts back, unread, what somebody else has changed meanwhile."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import Model
from django.http import HttpResponse

from accounts.actions import organisations, users
from accounts.actions.overtaking import Overtaken
from accounts.admin.organisations import OrganisationPages
from accounts.admin.pages import Pages
from accounts.admin.people import PersonPages
from accounts.models import Change, Organisation, User
from recognition.actions import badges, core_values
from recognition.admin.badges import BadgePages
from recognition.admin.core_values import CoreValuePages
from recognition.models import Badge, CoreValue
from tests.admin.conftest import Enter
from tests.admin.pages import Inputs, everything, opened, page_of, said, save
from tests.cast import BadgeFactory


def assert_overtaken(response: HttpResponse, **typed: str) -> None:
    """Assert that the form came back with a sentence, and with what was ``typed``."""
    assert response.status_code == 200, said(response)
    assert Overtaken.message in response.content.decode()
    assert typed.items() <= Inputs(response).values.items()


def test_a_name_changed_meanwhile_is_not_put_back_with_the_limit(
    cast: SimpleNamespace, enter: Enter
) -> None:
    browser = enter(cast.ada)
    words = opened(browser, cast.acme) | {"hi5_limit": "9"}
    organisations.change(by=cast.root, organisation=cast.acme, name="Acme Limited")
    before = everything()

    for _ in range(2):  # it is not there to be clicked away
        assert_overtaken(browser.post(page_of(cast.acme), words), hi5_limit="9", name="Acme")

    assert everything() == before
    words = opened(browser, cast.acme)
    assert words["name"] == "Acme Limited"
    browser.post(page_of(cast.acme), words | {"hi5_limit": "9"})
    acme = Organisation.objects.get(pk=cast.acme.pk)
    assert (acme.name, acme.hi5_limit) == ("Acme Limited", 9)
    assert Change.objects.latest("id").details["after"] == {"hi5_limit": 9}


def test_the_operators_page_of_an_organisation_is_posted_as_it_was_shown(
    cast: SimpleNamespace, enter: Enter
) -> None:
    browser, before = enter(cast.root), everything()
    words = opened(browser, cast.acme)
    assert browser.post(page_of(cast.acme), words).status_code == 302
    assert everything() == before
    browser.post(page_of(cast.acme), words | {"recognition_costs_hi5": "on"})
    assert Change.objects.get().details["after"] == {"recognition_costs_hi5": True}
    assert_overtaken(browser.post(page_of(cast.acme), words))


def test_a_role_given_meanwhile_stays(cast: SimpleNamespace, enter: Enter) -> None:
    browser = enter(cast.ada)
    words = opened(browser, cast.ben) | {"role": "4"}
    users.change_role(by=cast.root, person=cast.ben, role_id=2)
    assert_overtaken(browser.post(page_of(cast.ben), words), role="4")
    assert User.objects.get(pk=cast.ben.pk).role == 2


def test_a_core_value_worded_meanwhile_stays(cast: SimpleNamespace, enter: Enter) -> None:
    browser = enter(cast.ada)
    words = opened(browser, cast.outcome) | {"description": "Mine."}
    core_values.change(by=cast.root, core_value=cast.outcome, text="Own it")
    assert_overtaken(browser.post(page_of(cast.outcome), words), description="Mine.")
    value = CoreValue.objects.get(pk=cast.outcome.pk)
    assert (value.text, value.description) == ("Own it", cast.outcome.description)


def test_a_badge_changed_meanwhile_stays(cast: SimpleNamespace, enter: Enter) -> None:
    browser, badge = enter(cast.ada), BadgeFactory(organisation=cast.acme, name="Star")
    words = opened(browser, badge) | {"hi5_frequency": "MONTHLY"}
    badges.change(by=cast.root, badge=badge, name="Sun")
    assert_overtaken(browser.post(page_of(badge), words), hi5_frequency="MONTHLY")
    assert Badge.objects.values_list("name", "hi5_frequency").get() == ("Sun", "WEEKLY")


def test_who_has_seen_no_page_is_overtaken(cast: SimpleNamespace, enter: Enter) -> None:
    browser, before = enter(cast.ada), everything()
    words = opened(browser, cast.acme) | {"hi5_limit": "9"}
    del words["_shown"]
    assert_overtaken(browser.post(page_of(cast.acme), words))
    assert everything() == before


def test_a_second_click_on_save_is_not_somebody_else(cast: SimpleNamespace, enter: Enter) -> None:
    browser = enter(cast.root)
    words = opened(browser, cast.acme) | {"hi5_limit": "9", "domain_name": "Acme.Example"}
    first = browser.post(page_of(cast.acme), words)
    after = everything()
    second = browser.post(page_of(cast.acme), words)
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert said(second)[-1] == said(first)[-1]
    assert everything() == after
    assert Change.objects.get().details["after"] == {"domain_name": "acme.example", "hi5_limit": 9}


def test_what_comes_back_with_an_error_remembers_what_was_shown(
    cast: SimpleNamespace, enter: Enter
) -> None:
    browser = enter(cast.ada)
    words = opened(browser, cast.acme) | {"hi5_limit": "9"}
    organisations.change(by=cast.root, organisation=cast.acme, name="Acme Limited")
    page = browser.post(page_of(cast.acme), words | {"contact_email": "nobody"})
    assert page.status_code == 200
    assert Inputs(page).values["_shown"] == words["_shown"]


@pytest.mark.parametrize(
    ("pages", "name", "typed", "meanwhile"),
    [
        (OrganisationPages, "acme", {"hi5_limit": "9"}, {"name": "Acme Limited"}),
        (PersonPages, "ben", {"role": "4"}, {"role": 2}),
        (CoreValuePages, "outcome", {"description": "Mine."}, {"text": "Own it"}),
        (BadgePages, "badge", {"hi5_frequency": "MONTHLY"}, {"name": "Sun"}),
    ],
    ids=["an organisation", "a role", "a core value", "a badge"],
)
def test_what_is_changed_after_the_page_has_looked_stays_too(
    monkeypatch: pytest.MonkeyPatch,
    cast: SimpleNamespace,
    enter: Enter,
    pages: type[Pages[Any]],
    name: str,
    typed: dict[str, str],
    meanwhile: dict[str, Any],
) -> None:
    """The page compares what it has read; only the action holds the row."""
    cast.badge = BadgeFactory(organisation=cast.acme, name="Star")
    thing: Model = getattr(cast, name)
    original, before = pages.change, everything()

    def overtaken(*args: Any, **kwargs: Any) -> Any:
        # Somebody else's change, committed by now as far as the action can tell. With the
        # refusal it is rolled back, so nothing of it is left to be compared.
        type(thing)._base_manager.filter(pk=thing.pk).update(**meanwhile)
        return original(*args, **kwargs)

    monkeypatch.setattr(pages, "change", overtaken)
    assert_overtaken(save(enter(cast.ada), thing, **typed), **typed)
    assert everything() == before
