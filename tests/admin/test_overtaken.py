"""Two at the same page: nobody puts back, unread, what somebody else has changed meanwhile."""

from __future__ import annotations

from types import SimpleNamespace

from accounts.actions import organisations, users
from accounts.models import Change, Organisation, User
from recognition.actions import badges, core_values
from recognition.models import Badge, CoreValue
from tests.admin.conftest import Enter
from tests.admin.pages import everything, opened, page_of, said
from tests.cast import BadgeFactory

OVERTAKEN = ["This is no longer as it was: somebody else was faster."]


def test_a_name_changed_meanwhile_is_not_put_back_with_the_limit(
    cast: SimpleNamespace, enter: Enter
) -> None:
    browser = enter(cast.ada)
    words = opened(browser, cast.acme) | {"hi5_limit": "9"}
    organisations.change(by=cast.root, organisation=cast.acme, name="Acme Limited")
    before = everything()

    response = browser.post(page_of(cast.acme), words)

    assert (said(response), response["Location"]) == (OVERTAKEN, page_of(cast.acme))
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
    assert said(browser.post(page_of(cast.acme), words)) != OVERTAKEN
    assert everything() == before
    browser.post(page_of(cast.acme), words | {"recognition_costs_hi5": "on"})
    assert Change.objects.get().details["after"] == {"recognition_costs_hi5": True}
    assert said(browser.post(page_of(cast.acme), words))[-1:] == OVERTAKEN


def test_a_role_given_meanwhile_stays(cast: SimpleNamespace, enter: Enter) -> None:
    browser = enter(cast.ada)
    words = opened(browser, cast.ben) | {"role": "4"}
    users.change_role(by=cast.root, person=cast.ben, role_id=2)
    assert said(browser.post(page_of(cast.ben), words)) == OVERTAKEN
    assert User.objects.get(pk=cast.ben.pk).role == 2


def test_a_core_value_worded_meanwhile_stays(cast: SimpleNamespace, enter: Enter) -> None:
    browser = enter(cast.ada)
    words = opened(browser, cast.outcome) | {"description": "Mine."}
    core_values.change(by=cast.root, core_value=cast.outcome, text="Own it")
    assert said(browser.post(page_of(cast.outcome), words)) == OVERTAKEN
    value = CoreValue.objects.get(pk=cast.outcome.pk)
    assert (value.text, value.description) == ("Own it", cast.outcome.description)


def test_a_badge_changed_meanwhile_stays(cast: SimpleNamespace, enter: Enter) -> None:
    browser, badge = enter(cast.ada), BadgeFactory(organisation=cast.acme, name="Star")
    words = opened(browser, badge) | {"hi5_frequency": "MONTHLY"}
    badges.change(by=cast.root, badge=badge, name="Sun")
    assert said(browser.post(page_of(badge), words)) == OVERTAKEN
    assert Badge.objects.values_list("name", "hi5_frequency").get() == ("Sun", "WEEKLY")


def test_what_comes_back_with_an_error_remembers_what_was_shown(
    cast: SimpleNamespace, enter: Enter
) -> None:
    browser = enter(cast.ada)
    words = opened(browser, cast.acme) | {"hi5_limit": "9"}
    organisations.change(by=cast.root, organisation=cast.acme, name="Acme Limited")
    page = browser.post(page_of(cast.acme), words | {"contact_email": "nobody"})
    assert page.status_code == 200
    assert f'name="_shown" value="{words["_shown"]}"' in page.content.decode()
